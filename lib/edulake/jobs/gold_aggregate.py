"""gold_aggregate: recompute the answers that new facts touch.

Reads the change feed of silver since the version that the product last saw, and recomputes whole rows for the
keys of every pre- and post-image: a corrected grade level also mends the row of the old one. Where what was read does
not hold any more, or the product is computed in another way now, all of it is computed anew.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import commits, runner
from edulake.errors import known
from edulake.fingerprint import fingerprint
from edulake.gold import PRODUCTS
from edulake.merging import where_different
from edulake.replacement import GONE, replace_part
from edulake.rows import as_frame
from edulake.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract import Table
    from edulake.fingerprint import Fingerprint
    from edulake.gold import Product
    from edulake.gold.product import Input
    from edulake.runner import Context
    from edulake.runs import Done

# Beyond this many changed rows their keys are shuffled, not broadcast.
BROADCAST_ROWS = 1_000_000
STAMP = "processing_timestamp"


class News(NamedTuple):
    """An input, and what of it the product has not seen: what came after `since`, or all of it.

    `rows` is how many rows changed, at most (None: nobody knows); `anew` says why every row counts as unseen.
    """

    input: Input
    since: int
    now: int
    rows: int | None
    anew: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.anew) or self.rows != 0


def run(context: Context, *, anew: str = "") -> list[Run]:
    """Bring the selected products up to date; all of each where `anew` says why."""
    this_run = Run("gold_aggregate")
    done = context.journal.last_done("gold_aggregate")
    for name in context.choose("product", list(PRODUCTS)):
        product = PRODUCTS[name]
        with context.store.locks.holding(str(product.table)):
            this_run.entries += _refresh(context, this_run, product, pending(context, product, done, anew=anew))
    if not context.dry_run:
        context.journal.enter(this_run)
    return [this_run]


def _refresh(context: Context, this_run: Run, product: Product, news: list[News]) -> list[Entry]:
    store = context.store
    before = store.version_held(product.table)
    made_by = str(_fingerprint(context, product))
    entries = [
        Entry(
            str(product.table),
            str(n.input.table),
            input_version=n.now,
            version_before=before,
            version_after=before,
            fingerprint=made_by,
        )
        for n in news
    ]
    if not news:
        return []
    context.say(f"gold    {product.name}: {spelled(news)}")
    if context.dry_run or not any(n.is_any for n in news):
        return entries
    store.ensure(product.table)
    _compute(context, this_run, product, news)
    store.check(product.table)
    for entry in entries:
        entry.version_after = store.version(product.table)
    return entries


def pending(context: Context, product: Product, done: Done, *, anew: str = "") -> list[News]:
    """What of each input that exists the product has not seen."""
    anew = anew or _not_held(context, product, done)
    return [_news(context, product, read, done, anew) for read in product.inputs if context.store.exists(read.table)]


def _not_held(context: Context, product: Product, done: Done) -> str:
    """Why the product's rows do not count as made; empty where they do."""
    store = context.store
    entries = [last for (table, _, _), last in done.items() if table == str(product.table)]
    if not entries or not store.exists(product.table):
        return "nothing is recorded"
    newest = max(entries, key=lambda last: last["ended_at"])
    changed = _fingerprint(context, product).differs_from(newest["fingerprint"])
    return changed or commits.since(store, product.table, newest["version_after"] or 0).another_past


def _news(context: Context, product: Product, read: Input, done: Done, anew: str) -> News:
    now = context.store.version(read.table)
    last = done.get((str(product.table), None, str(read.table)))
    if anew or last is None:
        return News(read, 0, now, None, anew or f"{read.table} was never read")
    seen = last["input_version"]
    rows, another_past = commits.since(context.store, read.table, seen)
    return News(read, seen, now, rows, another_past)


def _fingerprint(context: Context, product: Product) -> Fingerprint:
    return fingerprint(asdict(context.settings.gold), [product.build, _rows])


def spelled(news: list[News]) -> str:
    """Which versions are new, in words."""
    reasons = dict.fromkeys(n.anew for n in news if n.anew)
    if reasons:
        return f"all rows ({'; '.join(reasons)})"
    changed = [f"{n.input.table} {n.since + 1} to {n.now}" for n in news if n.rows != 0]
    return f"changes of {', '.join(changed)}" if changed else "up to date"


def _compute(context: Context, this_run: Run, product: Product, news: list[News]) -> None:
    if not any(n.anew for n in news):
        try:
            keys = context.store.stage(_changed_keys(context, product, news), f"{product.name}_keys")
        except Exception as error:  # noqa: BLE001 - what it is depends on Spark's version; a look at all rows will tell
            # VACUUM removes the files of a feed after a week.
            context.say(f"gold    {product.name}: all rows (the changes cannot be read: {known(error).why})")
        else:
            _refresh_keys(context, this_run, product, news, keys)
            return
    _replace(context, this_run, product, news)


def built(context: Context, product: Product, versions: dict[Table, int], keys: DataFrame | None) -> DataFrame:
    """The product's rows, of `keys` or all, from those versions of its inputs; one that is not named is empty."""
    frames = [
        _rows(context, product, read, versions[read.table], keys)
        if read.table in versions
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


def _changed_keys(context: Context, product: Product, news: list[News]) -> DataFrame:
    """Keys of all images of changed rows."""
    images = [
        context.store.changes(n.input.table, n.since, n.now).select(
            *[F.col(n.input.column(key)).alias(key) for key in product.table.key]
        )
        for n in news
        if n.rows != 0
    ]
    return reduce(lambda above, below: above.unionByName(below), images).dropna().distinct()


def _refresh_keys(context: Context, this_run: Run, product: Product, news: list[News], keys: DataFrame) -> None:
    """MERGE the rows of `keys`, those that are gone as well, where they differ: nothing new changes nothing."""
    few = all(n.rows is not None for n in news) and sum(n.rows or 0 for n in news) <= BROADCAST_ROWS
    versions = {n.input.table: n.now for n in news}
    rows = built(context, product, versions, F.broadcast(keys) if few else keys).withColumn("_present", F.lit(True))
    stamped = keys.join(rows, on=list(product.table.key), how="left").withColumn(STAMP, F.lit(this_run.started_at))
    staged = context.store.stage(stamped, product.name)
    context.store.merge(product.table, staged, [GONE, where_different(product.table, STAMP)], insert_if="s._present")


def _replace(context: Context, this_run: Run, product: Product, news: list[News]) -> None:
    """Make all that can be computed all that the table holds."""
    rows = built(context, product, {n.input.table: n.now for n in news}, None)
    stamped = rows.withColumn(STAMP, F.lit(this_run.started_at))
    if context.store.untouched(product.table):
        context.store.append(product.table, stamped)
    else:
        replace_part(context.store, product.table, stamped, "true", STAMP)


JOB = runner.Job("gold_aggregate", "Recompute the answers that new facts touch.", run, ("product",))


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
