"""A product's rows computed and written: those of changed keys, or all."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.errors import known
from edulake.jobs.steps.refresh.compute import built
from edulake.store.merge import where_different
from edulake.store.replace import GONE, replace_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.gold import Product
    from edulake.jobs.steps.refresh.news import News
    from edulake.ops.runs import Run
    from edulake.store.store import Store


# Beyond this many changed rows their keys are shuffled, not broadcast.
BROADCAST_ROWS = 1_000_000
STAMP = "processing_timestamp"


def refresh(store: Store, say: Callable[[str], None], this_run: Run, product: Product, news: list[News]) -> None:
    """Compute the keys that the news touch, or all where they cannot be told, and write what differs."""
    if not any(n.anew for n in news):
        try:
            keys = store.stage(_changed_keys(store, product, news), f"{product.name}_keys")
        except Exception as error:  # noqa: BLE001 - what it is depends on Spark's version; a look at all rows will tell
            # VACUUM removes the files of a feed after a week.
            say(f"gold    {product.name}: all rows (the changes cannot be read: {known(error).why})")
        else:
            _refresh_keys(store, this_run, product, news, keys)
            return
    _replace(store, this_run, product, news)


def _changed_keys(store: Store, product: Product, news: list[News]) -> DataFrame:
    """Keys of all images of changed rows."""
    images = [
        store.changes(n.input.table, n.since, n.now).select(
            *[F.col(n.input.column(key)).alias(key) for key in product.table.key]
        )
        for n in news
        if n.rows != 0
    ]
    return reduce(lambda above, below: above.unionByName(below), images).dropna().distinct()


def _refresh_keys(store: Store, this_run: Run, product: Product, news: list[News], keys: DataFrame) -> None:
    """MERGE the rows of `keys`, those that are gone as well, where they differ: nothing new changes nothing."""
    few = all(n.rows is not None for n in news) and sum(n.rows or 0 for n in news) <= BROADCAST_ROWS
    versions = {n.input.table: n.now for n in news}
    rows = built(store, product, versions, F.broadcast(keys) if few else keys).withColumn("_present", F.lit(True))
    stamped = keys.join(rows, on=list(product.table.key), how="left").withColumn(STAMP, F.lit(this_run.started_at))
    staged = store.stage(stamped, product.name)
    store.merge(product.table, staged, [GONE, where_different(product.table, STAMP)], insert_if="s._present")


def _replace(store: Store, this_run: Run, product: Product, news: list[News]) -> None:
    """Make all that can be computed all that the table holds."""
    rows = built(store, product, {n.input.table: n.now for n in news}, None)
    stamped = rows.withColumn(STAMP, F.lit(this_run.started_at))
    if store.untouched(product.table):
        store.append(product.table, stamped)
    else:
        replace_part(store, product.table, stamped, "true", STAMP)
