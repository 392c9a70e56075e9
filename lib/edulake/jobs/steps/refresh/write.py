"""A product's rows computed and written: those of changed keys, or all."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.errors import known
from edulake.jobs.steps.refresh.compute import built
from edulake.store.replace import replace_part, replace_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.gold import Product
    from edulake.jobs.steps.refresh.news import News
    from edulake.jobs.steps.refresh.shared import Shared
    from edulake.ops.runs import Run
    from edulake.store.store import Store


# Beyond this many changed rows Spark sees for itself whether their keys, each once, are few enough to be broadcast.
BROADCAST_ROWS = 200_000
STAMP = "processing_timestamp"


def refresh(
    store: Store, say: Callable[[str], None], this_run: Run, product: Product, news: list[News], shared: Shared
) -> None:
    """Compute the keys that the news touch, or all where they cannot be told, and write what differs."""
    if product.scope and not any(n.is_everywhere for n in news):
        try:
            keys = _changed_keys(product, news, shared)
        except Exception as error:  # noqa: BLE001 - what it is depends on Spark's version; a look at all rows will tell
            # VACUUM removes the files of a feed after a week.
            say(f"gold    {product.name}: all rows (the changes cannot be read: {known(error).why})")
        else:
            _refresh_keys(store, this_run, product, news, keys)
            return
    _replace(store, this_run, product, news, shared)


def _changed_keys(product: Product, news: list[News], shared: Shared) -> DataFrame:
    """Scopes of all images of changed rows; one may be there many times."""
    images = [
        n.input.complete(shared.changed(n)).select(*[F.col(n.input.column(key)).alias(key) for key in product.scope])
        for n in news
        if n.rows != 0
    ]
    return reduce(lambda above, below: above.unionByName(below), images).dropna()


def _refresh_keys(store: Store, this_run: Run, product: Product, news: list[News], keys: DataFrame) -> None:
    """Put the rows of `keys` in the place of those that the product has of them: nothing new changes nothing."""
    few = all(n.rows is not None for n in news) and sum(n.rows or 0 for n in news) <= BROADCAST_ROWS
    touched = F.broadcast(keys) if few else keys.distinct()
    held = store.read(product.table).join(touched, on=list(product.scope), how="left_semi")
    rows = built(store, product, {n.input.table: n.now for n in news}, touched)
    replace_rows(store, product.table, held, rows.withColumn(STAMP, F.lit(this_run.started_at)), STAMP)


def _replace(store: Store, this_run: Run, product: Product, news: list[News], shared: Shared) -> None:
    """Make all that can be computed all that the table holds.

    Where nothing else is computed anew, a product without a scope alone asks for all sums: they are not put down.
    """
    sums = shared.sums if any(n.anew for n in news) else None
    rows = built(store, product, {n.input.table: n.now for n in news}, None, sums)
    stamped = rows.withColumn(STAMP, F.lit(this_run.started_at))
    if store.untouched(product.table):
        store.append(product.table, stamped)
    else:
        replace_part(store, product.table, stamped, "true", STAMP)
