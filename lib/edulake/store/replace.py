"""Makes one part of a table what a run found, and leaves alone what is so already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.store.merge import Clause, where_different

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.store.store import Store

# Sums of doubles depend on the order of rows in their last digits; so many decimal places do not.
DIGITS = 9
GONE = Clause("s._present IS NULL")


def replace_part(store: Store, table: Table, rows: DataFrame, part: str, *stamps: str) -> None:
    """Make `rows` all that the table holds where the condition `part` is true."""
    store.ensure(table)
    replace_rows(store, table, store.read(table).where(part), rows, *stamps)


def replace_rows(store: Store, table: Table, held: DataFrame, rows: DataFrame, *stamps: str) -> None:
    """Put `rows` in the place of those that the table has `held` so far.

    Nothing is committed where nothing but the `stamps` differs: what differs is found first, and there is no MERGE of
    nothing. Doubles are rounded to `DIGITS`. What is gone is a row of the source, as WHEN NOT MATCHED BY SOURCE makes
    Delta commit a new version of the same rows; so does any MERGE into a table without deletion vectors.
    """
    doubles = {column.name: F.round(column.name, DIGITS) for column in table.columns if column.type == "DOUBLE"}
    present = rows.select(*table.casts()).withColumns({**doubles, "_present": F.lit(True)})
    compared = F.struct(*[name for name in table.column_names if name not in (*table.key, *stamps)])
    was = held.select(*table.key, compared.alias("_held"))
    both = was.join(present, on=list(table.key), how="full")
    is_news = F.col("_held").isNull() | F.col("_present").isNull() | ~compared.eqNullSafe(F.col("_held"))
    seen = Observation()
    news = both.where(is_news).drop("_held").observe(seen, F.count(F.lit(1)).alias("rows"))
    source = store.stage(news, table.name)
    if seen.get["rows"]:
        store.merge(table, source, [GONE, where_different(table, *stamps)], insert_if="s._present")
    store.check(table)
