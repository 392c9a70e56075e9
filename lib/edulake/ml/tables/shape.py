"""What tables about models have in common."""

from __future__ import annotations

from edulake.contract.table import Column, Table

VERSION = Column(
    "model_version", "STRING", "Model: its problem, cut-off, and a hash of all that made it", nullable=False
)

# Of what is found for each source by itself.
SOURCE = Column("source_system", "STRING", "Source that knows the learners", nullable=False)
STAMP = Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False)


def table_of(
    name: str, meaning: str, key: tuple[str, ...], *columns: Column, cluster_by: tuple[str, ...] = ()
) -> Table:
    return Table(
        layer="gold",
        name=name,
        meaning=meaning,
        columns=(VERSION, *columns, STAMP),
        key=("model_version", *key),
        cluster_by=cluster_by or ("model_version", *key)[:2],
        # Without them a MERGE that changes nothing commits a version of the same rows.
        deletion_vectors=True,
    )


def figures(*named: tuple[str, str]) -> list[Column]:
    return [Column(name, "DOUBLE", meaning) for name, meaning in named]
