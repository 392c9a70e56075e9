"""Makes one part of a table what a run found, and leaves alone what is so already."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Make `rows` all that the table holds where the condition `part` is true.

    Nothing is committed where nothing but the `stamps` differs: therefore doubles are rounded to `DIGITS`, and what is
    gone is a row of the source, as WHEN NOT MATCHED BY SOURCE makes Delta commit a new version of the same rows; so
    does any MERGE into a table without deletion vectors.
    """
    store.ensure(table)
    doubles = {column.name: F.round(column.name, DIGITS) for column in table.columns if column.type == "DOUBLE"}
    present = rows.withColumns({**doubles, "_present": F.lit(True)})
    held = store.read(table).where(part).select(*table.key)
    source = store.stage(held.join(present, on=list(table.key), how="full"), table.name)
    store.merge(table, source, [GONE, where_different(table, *stamps)], insert_if="s._present")
    store.check(table)
