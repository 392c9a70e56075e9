"""Is clustering worth something? Counts the files that a read of one value opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Table
    from edulake.store.store import Store


class Clustering(NamedTuple):
    """One table: what it is clustered by, its size, and the files read for one value of `looked_up`."""

    table: str
    clustered_by: list[str]
    rows: int
    files: int
    megabytes: float
    looked_up: str
    files_read: int | None


def measure(store: Store, tables: Iterable[Table]) -> list[Clustering]:
    """The facts of every table that exists; the value looked up is the median one, and is not shown."""
    return [_measured(store, table) for table in store.existing(tables)]


def _measured(store: Store, table: Table) -> Clustering:
    detail = store.detail(table)
    rows = store.read(table)
    column = table.person or table.cluster_by[0]
    number = rows.count()
    files_read = None
    if number:
        at = number // 2
        value = rows.select(column).orderBy(column).offset(at).first()
        files_read = store.files_read(rows.where(F.col(column).eqNullSafe(F.lit(value[0] if value else None))))
    size = detail["sizeInBytes"] / 1e6
    return Clustering(
        str(table), list(detail["clusteringColumns"]), number, detail["numFiles"], size, column, files_read
    )
