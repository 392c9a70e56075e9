"""How examples are read from the tables, and written once for all that is fitted to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.ml.problems.problem import Read
    from edulake.store.store import Store

# What a frame of examples is sorted by when it is staged: fits depend on the order of rows.
ORDER = ("share", "cohort", "class_id", "student_id", "tie")


def reading(store: Store, versions: Mapping[Table, int]) -> Read:
    """How a problem reads its tables: as they were at these versions; a table without one is empty."""

    def read(table: Table) -> DataFrame:
        if table in versions:
            return store.read(table, versions[table])
        return as_frame(store.spark, [], table.struct())

    return read


def staged(store: Store, rows: DataFrame) -> DataFrame:
    """`rows` written once, in one order and one file: what is fitted to them is the same each time."""
    order = [name for name in ORDER if name in rows.columns] or rows.columns
    return store.stage(rows.repartition(1).sortWithinPartitions(*order), "examples")
