"""Frames of silver from rows that name what matters of them; what is required and not said is ordinary."""

from __future__ import annotations

from collections.abc import Iterable

from products import FILLING, ORDINARY, Row, Silver
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.store.small_frame import as_frame


def frames(spark: SparkSession, silver: Silver, tables: Iterable[Table]) -> dict[Table, DataFrame]:
    """A frame for each of the tables, whose rows are told apart by the last column of the key where they name none."""
    return {
        table: as_frame(spark, [_row(table, n, row) for n, row in enumerate(silver.get(table, []))], table.struct())
        for table in tables
    }


def _row(table: Table, number: int, row: Row) -> list[object]:
    filling = {c.name: None if c.nullable else ORDINARY.get(c.name, FILLING.get(c.type)) for c in table.columns}
    return list({**filling, table.key[-1]: str(number), **row}.values())
