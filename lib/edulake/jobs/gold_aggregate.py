"""gold_aggregate: recompute the answers that new facts touch.

Reads the change feed of silver since the version that the product last saw, and recomputes whole rows for the
keys of every pre- and post-image: a corrected grade level also mends the row of the old one.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import runner
from edulake.gold import PRODUCTS
from edulake.merging import Clause, where_different
from edulake.rows import as_frame
from edulake.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract import Table
    from edulake.gold import Product
    from edulake.gold.product import Input
    from edulake.runner import Context
    from edulake.runs import Done

# Beyond this many changed rows their keys are shuffled, not broadcast.
BROADCAST_ROWS = 1_000_000
STAMP = "processing_timestamp"


class News(NamedTuple):
    """An input, the version of it that the product has seen (None: no row counts as seen), and the newest."""

    input: Input
    since: int | None
    now: int


def run(context: Context) -> list[Run]:
    """Bring the selected products up to date."""
    run = Run("gold_aggregate")
    done = context.journal.last_done("gold_aggregate")
    for name in context.choose("product", list(PRODUCTS)):
        product = PRODUCTS[name]
        with context.store.locks.holding(str(product.table)):
            run.entries += _refresh(context, run, product, done)
    if not context.dry_run:
        context.journal.enter(run)
    return [run]


def _refresh(context: Context, run: Run, product: Product, done: Done) -> list[Entry]:
    store = context.store
    before = store.version_held(product.table)
    news = pending(context, product, done)
    entries = [
        Entry(str(product.table), str(n.input.table), input_version=n.now, version_before=before, version_after=before)
        for n in news
    ]
    if not news:
        return []
    context.say(f"gold    {product.name}: {spelled(news)}")
    if context.dry_run or all(n.since == n.now for n in news):
        return entries
    store.ensure(product.table)
    _merge(context, run, product, news)
    store.check(product.table)
    for entry in entries:
        entry.version_after = store.version(product.table)
    return entries


def pending(context: Context, product: Product, done: Done) -> list[News]:
    """What of each input that exists the product has not seen."""
    store = context.store
    before = store.version_held(product.table)
    return [_news(context, product, read, before, done) for read in product.inputs if store.exists(read.table)]


def _news(context: Context, product: Product, read: Input, before: int | None, done: Done) -> News:
    """Which versions of an input the product has not seen; every row if nothing is recorded, or it was restored."""
    last = done.get((str(product.table), None, str(read.table)))
    now = context.store.version(read.table)
    if last is None or before is None or last["input_version"] > now or (last["version_after"] or 0) > before:
        return News(read, None, now)
    return News(read, last["input_version"], now)


def spelled(news: list[News]) -> str:
    """Which versions are new, in words."""
    if all(n.since == n.now for n in news):
        return "up to date"
    if any(n.since is None for n in news):
        return "all rows"
    changed = [f"{n.input.table} {(n.since or 0) + 1} to {n.now}" for n in news if n.since != n.now]
    return f"changes of {', '.join(changed)}"


def _merge(context: Context, run: Run, product: Product, news: list[News]) -> None:
    if any(n.since is None for n in news):
        _write(context, run, product, _built(context, product, news, None), whole=True)
        return
    keys, few = _changed_keys(context, product, news)
    if keys is None:
        return
    built = _built(context, product, news, F.broadcast(keys) if few else keys).withColumn("_present", F.lit(True))
    _write(context, run, product, keys.join(built, on=list(product.table.key), how="left"), whole=False)


def _built(context: Context, product: Product, news: list[News], keys: DataFrame | None) -> DataFrame:
    """The product's rows, of `keys` or all; an input that does not exist yet is empty."""
    now = {n.input.table: n.now for n in news}
    frames = [
        _rows(context, product, read, now[read.table], keys)
        if read.table in now
        else as_frame(context.store.spark, [], read.table.struct())
        for read in product.inputs
    ]
    return product.build(*frames, context.settings.gold)


def _rows(context: Context, product: Product, read: Input, version: int, keys: DataFrame | None) -> DataFrame:
    """An input's rows that belong to a row of the product, of `keys` or all."""
    columns = [read.column(key) for key in product.table.key]
    rows = context.store.read(read.table, version).dropna(subset=columns)
    if "is_deleted" in read.table.column_names:
        rows = rows.where(~F.col("is_deleted"))
    if keys is None:
        return rows
    touched = keys.select(*[F.col(key).alias(read.column(key)) for key in product.table.key])
    return rows.join(touched, on=columns, how="left_semi")


def _changed_keys(context: Context, product: Product, news: list[News]) -> tuple[DataFrame | None, bool]:
    """Keys of all images of changed rows, and whether they are few; None if no row changed."""
    counted = {n: _changed_rows(context, n.input.table, n.now - (n.since or 0)) for n in news if n.since != n.now}
    images = [
        context.store.changes(n.input.table, n.since or 0, n.now).select(
            *[F.col(n.input.column(key)).alias(key) for key in product.table.key]
        )
        for n, rows in counted.items()
        if rows
    ]
    if not images:
        return None, True
    keys = reduce(lambda above, below: above.unionByName(below), images).dropna().distinct()
    return keys, sum(counted.values()) <= BROADCAST_ROWS


def _changed_rows(context: Context, table: Table, versions: int) -> int:
    """Rows that the last `versions` commits inserted, updated or deleted, from their own metrics."""
    counted = ("numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted")
    commits = context.store.history(table, versions)
    return sum(commit.metrics.get(name, 0) for commit in commits for name in counted)


def _write(context: Context, run: Run, product: Product, rows: DataFrame, *, whole: bool) -> None:
    """MERGE that touches only rows which differ, so that a run without news changes nothing."""
    stamped = rows.withColumn(STAMP, F.lit(run.started_at))
    staged = stamped if context.store.untouched(product.table) else context.store.stage(stamped, product.name)
    update = where_different(product.table, STAMP)
    if whole:
        context.store.merge(product.table, staged, [update], whole=True)
    else:
        gone = Clause("s._present IS NULL", None)
        context.store.merge(product.table, staged, [gone, update], insert_if="s._present")


JOB = runner.Job("gold_aggregate", "Recompute the answers that new facts touch.", run, ("product",))


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
