"""gold_aggregate: recompute the answers that new facts touch.

Reads the change feed of silver since the version that the product last saw, and recomputes whole rows for the
keys of every pre- and post-image: a corrected grade level also mends the row of the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import runner
from edulake.gold import PRODUCTS
from edulake.runs import Entry, Run, last_done
from edulake.store import Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract import Table
    from edulake.gold import Product
    from edulake.runner import Context

# Beyond this many changed rows their keys are shuffled, not broadcast.
BROADCAST_ROWS = 1_000_000
STAMP = "processing_timestamp"


def run(context: Context) -> list[Run]:
    """Bring the selected products up to date."""
    run = Run("gold_aggregate")
    done = last_done(context.store, "gold_aggregate")
    for name in context.choose("product", list(PRODUCTS)):
        product = PRODUCTS[name]
        with context.store.locks.holding(str(product.table)):
            last = done.get((str(product.table), None, str(product.silver)))
            run.entries += _refresh(context, run, product, last)
    if not context.dry_run:
        run.record(context.store)
    return [run]


def _refresh(context: Context, run: Run, product: Product, last: dict[str, int] | None) -> list[Entry]:
    store = context.store
    if not store.exists(product.silver):
        context.say(f"gold    {product.name}: {product.silver} does not exist yet")
        return []
    now = store.version(product.silver)
    before = store.version(product.table) if store.exists(product.table) else None
    since = _since(last, now, before)
    entry = Entry(
        str(product.table), str(product.silver), input_version=now, version_before=before, version_after=before
    )
    state = (
        "up to date" if since == now else "all rows" if since is None else f"changes of versions {since + 1} to {now}"
    )
    context.say(f"gold    {product.name}: {state}")
    if context.dry_run or since == now:
        return [entry]
    store.ensure(product.table)
    _merge(context, run, product, since, now)
    store.check(product.table)
    entry.version_after = store.version(product.table)
    return [entry]


def _since(last: dict[str, int] | None, now: int, before: int | None) -> int | None:
    """The silver version that the product has seen; None for every row (nothing recorded, or restored)."""
    if last is None or before is None or last["input_version"] > now or (last["version_after"] or 0) > before:
        return None
    return last["input_version"]


def _merge(context: Context, run: Run, product: Product, since: int | None, now: int) -> None:
    silver = context.store.read(product.silver, now)
    if since is None:
        _write(context, run, product, _built(context, product, silver), whole=True)
        return
    keys, few = _changed_keys(context, product, since, now)
    if keys is None:
        return
    names = list(product.table.key)
    touched = silver.join(F.broadcast(keys) if few else keys, on=names, how="left_semi")
    built = _built(context, product, touched).withColumn("_present", F.lit(True))
    _write(context, run, product, keys.join(built, on=names, how="left"), whole=False)


def _built(context: Context, product: Product, rows: DataFrame) -> DataFrame:
    return product.build(rows, context.settings.gold)


def _changed_keys(context: Context, product: Product, since: int, now: int) -> tuple[DataFrame | None, bool]:
    """Keys of all images of changed rows, and whether they are few; None if no row changed."""
    changed = _changed_rows(context, product.silver, now - since)
    if changed == 0:
        return None, True
    images = context.store.changes(product.silver, since, now)
    return images.select(*product.table.key).distinct(), changed <= BROADCAST_ROWS


def _changed_rows(context: Context, table: Table, versions: int) -> int:
    """Rows that the last `versions` commits inserted, updated or deleted, from their own metrics."""
    counted = ("numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted")
    commits = context.store.history(table, versions)
    return sum(int((commit["operationMetrics"] or {}).get(name, 0)) for commit in commits for name in counted)


def _write(context: Context, run: Run, product: Product, rows: DataFrame, *, whole: bool) -> None:
    """MERGE that touches only rows which differ, so that a run without news changes nothing."""
    stamped = rows.withColumn(STAMP, F.lit(run.started_at))
    staged = stamped if context.store.untouched(product.table) else context.store.stage(stamped, product.name)
    compared = [name for name in product.table.column_names if name not in (*product.table.key, STAMP)]
    same = " AND ".join(f"t.`{name}` <=> s.`{name}`" for name in compared)
    update = Clause(f"NOT ({same})", {name: f"s.`{name}`" for name in (*compared, STAMP)})
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
