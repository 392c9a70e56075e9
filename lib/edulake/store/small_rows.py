"""Few rows of a table as Python values: what a run asks of ledgers before it does anything.

A table on a local disk is read by delta-rs where that is installed (extra `[view]`): in a tenth of a second, without a
session of Spark. All others, and what delta-rs cannot read, are read by Spark.
"""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

# Unquoted names in any case, and nulls first: as in Spark.
AS_IN_SPARK = {
    "datafusion.sql_parser.enable_ident_normalization": "true",
    "datafusion.sql_parser.default_null_ordering": "nulls_min",
}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Asked(NamedTuple):
    """Which values of which rows: where the SQL `condition` is true, and at most `limit` of them.

    With `newest_of`, of the rows that share these columns only the one that is greatest in the columns `by`.
    """

    columns: Sequence[str]
    condition: str = "true"
    newest_of: Sequence[str] = ()
    by: Sequence[str] = ()
    limit: int | None = None


def by_spark(rows: DataFrame, table: Table, asked: Asked) -> list[dict[str, Any]]:
    """The values of `rows`, which are the table's. Moments are exact, whatever the time zone of this process."""
    rows = rows.where(asked.condition)
    if asked.newest_of:
        newest = F.max_by(F.struct(*asked.columns), F.struct(*asked.by)).alias("newest")
        rows = (
            rows.groupBy(*[F.col(name).alias(f"of_{name}") for name in asked.newest_of]).agg(newest).select("newest.*")
        )
    if asked.limit is not None:
        rows = rows.limit(asked.limit)
    moments = _moments(table)
    chosen = [F.unix_micros(name).alias(name) if name in moments else F.col(name) for name in asked.columns]
    return [
        {name: value if value is None or name not in moments else utc(value) for name, value in row.asDict().items()}
        for row in rows.select(*chosen).collect()
    ]


def by_delta_rs(folder: Path, asked: Asked) -> list[dict[str, Any]] | None:
    """The values of the table in `folder`; None where delta-rs is not installed, or cannot read it."""
    if find_spec("deltalake") is None:
        return None
    from deltalake import DeltaTable, QueryBuilder

    try:
        engine = QueryBuilder(AS_IN_SPARK).register("held", DeltaTable(str(folder)))
        found = engine.execute(_question(asked)).read_all()
        columns = [column.to_pylist() for column in found.columns]
    except Exception:  # noqa: BLE001 - delta-rs raises plain Exceptions; Spark will tell what it is
        return None
    return [dict(zip(asked.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def _question(asked: Asked) -> str:
    names = ", ".join(quoted(name) for name in asked.columns)
    rows = f"held WHERE {asked.condition}"
    if asked.newest_of:
        order = ", ".join(f"{quoted(name)} DESC" for name in asked.by)
        alike = f"PARTITION BY {', '.join(map(quoted, asked.newest_of))} ORDER BY {order}"
        rows = f"(SELECT *, row_number() OVER ({alike}) AS place FROM {rows}) WHERE place = 1"
    return f"SELECT {names} FROM {rows}" + ("" if asked.limit is None else f" LIMIT {asked.limit}")


def _moments(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.type == "TIMESTAMP"}


def utc(micros: int) -> dt.datetime:
    """A moment from microseconds since 1970, UTC: Spark collects timestamps without a time zone."""
    return EPOCH + dt.timedelta(microseconds=micros)


def micros(at: dt.datetime) -> int:
    return (at - EPOCH) // dt.timedelta(microseconds=1)
