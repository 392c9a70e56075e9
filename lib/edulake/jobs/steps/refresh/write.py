"""A product's rows computed and written: those of changed keys, or all."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.errors import known
from edulake.jobs.steps.refresh.compute import built, silver
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
# A product with a reach that reads no more rows is made as a whole: plans of their own find its keys, and of a thousand
# students' surveys and ratings that took 85 CPU seconds, the whole 31 (benchmark night).
WHOLE_ROWS = 1_000_000
STAMP = "processing_timestamp"


def refresh(
    store: Store, say: Callable[[str], None], this_run: Run, product: Product, news: list[News], shared: Shared
) -> None:
    """Compute the keys that the news touch, or all where they cannot be told or all is little; write what differs."""
    if product.scope and not any(n.anew for n in news) and not _is_small(product, news, shared):
        try:
            keys = _changed_keys(store, product, news, shared)
        except Exception as error:  # noqa: BLE001 - what it is depends on Spark's version; a look at all rows will tell
            # VACUUM removes the files of a feed after a week.
            say(f"gold    {product.name}: all rows (the changes cannot be read: {known(error).why})")
        else:
            _refresh_keys(store, this_run, product, news, keys)
            return
    _replace(store, this_run, product, news, shared)


def _is_small(product: Product, news: list[News], shared: Shared) -> bool:
    """Whether a product with a reach is made as a whole in less time than its keys are found."""
    return bool(product.reach) and sum(map(shared.size, news)) <= WHOLE_ROWS


def _changed_keys(store: Store, product: Product, news: list[News], shared: Shared) -> DataFrame:
    """Scopes that all images of changed rows name, or reach; one may be there many times."""
    images = {n.input: n.input.complete(shared.changed(n)) for n in news if n.rows != 0}
    if product.reach:
        now = silver(store, product, {n.input.table: n.now for n in news})
        held = store.read(product.table).select(*product.scope)
        return product.reach.keys({read.table: rows for read, rows in images.items()}, now, held)
    named = [
        rows.select(*[F.col(read.column(key)).alias(key) for key in product.scope]) for read, rows in images.items()
    ]
    return reduce(lambda above, below: above.unionByName(below), named).dropna()


def _refresh_keys(store: Store, this_run: Run, product: Product, news: list[News], keys: DataFrame) -> None:
    """Put the rows of `keys` in the place of those that the product has of them: nothing new changes nothing.

    Of a few changed rows the keys are few, but not of those that reach others: these are found once, and put down.
    Where they reach none, nothing else is read.
    """
    few = all(n.rows is not None for n in news) and sum(n.rows or 0 for n in news) <= BROADCAST_ROWS
    if product.reach:
        found = Observation()
        each = keys.distinct().observe(found, F.count(F.lit(1)).alias("keys"))
        touched = store.stage(each, f"{product.name}_keys")
        if not found.get["keys"]:
            return
    else:
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
