"""What tables about models have in common: they begin with the model's version and end with the stamp of their run."""

from __future__ import annotations

import pytest

from edulake.contract.table import Column
from edulake.ml.tables import shape

pytestmark = pytest.mark.once

NAME, PLACE = Column("name", "STRING", "A name", nullable=False), Column("place", "INT", "A place", nullable=False)


@pytest.mark.parametrize(
    ("key", "asked", "clustered"),
    [
        (("name",), (), ("model_version", "name")),
        (("name", "place"), (), ("model_version", "name")),
        (("name", "place"), ("place", "name"), ("place", "name")),
    ],
)
def test_rows_of_one_model_lie_together_unless_told_otherwise(
    key: tuple[str, ...], asked: tuple[str, ...], clustered: tuple[str, ...]
) -> None:
    table = shape.table_of("ml_x", "About x.", key, NAME, PLACE, cluster_by=asked)
    assert table.key == ("model_version", *key)
    assert table.cluster_by == clustered
    assert table.column_names == ("model_version", "name", "place", "processing_timestamp")
    assert (str(table), table.deletion_vectors) == ("gold.ml_x", True)


def test_figures_may_be_unknown() -> None:
    """No outcome, no figure."""
    [auc, n] = shape.figures(("auc", "Area"), ("n", "Number"))
    assert (auc.name, auc.type, auc.meaning, auc.nullable) == ("auc", "DOUBLE", "Area", True)
    assert n.name == "n"


def test_one_row_per_model_has_to_say_what_it_lies_by() -> None:
    """One column is too little to cluster by."""
    with pytest.raises(ValueError, match="cluster by 2 to 4"):
        shape.table_of("ml_x", "About x.", (), NAME)
    table = shape.table_of("ml_x", "About x.", (), NAME, cluster_by=("name", "model_version"))
    assert (table.key, table.cluster_by) == (("model_version",), ("name", "model_version"))
