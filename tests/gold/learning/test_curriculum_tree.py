"""Trees of standards: what is above each leaf, its weight there, and how many leaves are below."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from products import put_down
from pyspark.sql import DataFrame, SparkSession
from steps import rows_of

from edulake.gold.learning.curriculum_tree import leaves_below, tree
from edulake.gold.product import at_the_end
from edulake.silver.learning.curriculum_links import CURRICULUM_LINKS_TABLE
from edulake.silver.learning.standards import STANDARDS_TABLE

pytestmark = pytest.mark.once
TOLD = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def standard(name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    usual = {"framework": "F", "kind": "Unit", "is_active": True, "known_at": TOLD, "source_system": "s"}
    return {"standard_id": name, "parent_id": parent, **usual, **more}


def link(part: str, whole: str, weight: str | None, kind: str = "Child Of") -> dict[str, Any]:
    return {"from_id": part, "to_id": whole, "weight": weight, "kind": kind, "source_system": "s"}


STANDARDS = [
    standard("T"), standard("A", "T"), standard("a", "A"), standard("b", "A"), standard("c", "T", is_active=False),
    standard("lost", "nobody"), standard("x", "y"), standard("y", "x"), standard("z", "y"),
    standard("b", "T", is_active=False, known_at=TOLD + dt.timedelta(1), source_system="t"),
]  # fmt: skip
LINKS = [
    link("a", "A", "0.3333"), link("b", "A", "0.5"), link("b", "A", "0.25"), link("A", "T", None),
    link("c", "T", "2"), link("c", "T", "1", "Covers"), link("lost", "nobody", "1"),
]  # fmt: skip


@pytest.fixture(scope="module")
def trees(spark: SparkSession) -> DataFrame:
    links = rows_of(spark, CURRICULUM_LINKS_TABLE, *LINKS)
    return at_the_end(tree(rows_of(spark, STANDARDS_TABLE, *STANDARDS), links), put_down)


def test_each_standard_with_all_above_it(trees: DataFrame) -> None:
    found = {row["standard_id"]: (row["depth"], row["is_leaf"], row["path"], row["weight"]) for row in trees.collect()}
    assert found == {
        "T": (1, False, None, None),
        "A": (2, False, None, None),
        "a": (3, True, ["a", "A", "T"], 3333),
        "b": (3, True, ["b", "A", "T"], None),
        "c": (2, True, ["c", "T"], 20_000),
        "lost": (1, True, ["lost"], 10_000),
        "x": (None, False, None, None),
        "y": (None, False, None, None),
        "z": (None, True, None, None),
    }


def test_leaves_that_are_not_closed(trees: DataFrame) -> None:
    found = {row["standard_id"]: (row["open_leaves"], row["open_weights"]) for row in leaves_below(trees).collect()}
    assert found == {"T": (2, 1), "A": (2, 1), "a": (1, 1), "b": (1, 0), "lost": (1, 1)}
