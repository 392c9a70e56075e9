"""gold_aggregate: recompute the answers that new facts touch.

Reads the change feed of silver since the version that the product last saw, and recomputes whole rows for the
keys of every pre- and post-image: a corrected grade level also mends the row of the old one. Where what was read does
not hold any more, or the product is computed in another way now, all of it is computed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold import PRODUCTS
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.refresh.compute import made_by
from edulake.jobs.steps.refresh.news import News, pending, spelled
from edulake.jobs.steps.refresh.shared import Shared
from edulake.jobs.steps.refresh.write import refresh
from edulake.ops.cost import counted
from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edulake.gold import Product
    from edulake.jobs.runner.context import Context


def run(context: Context, *, anew: str = "", only: Collection[str] = ()) -> list[Run]:
    """Bring the selected products up to date; all of each where `anew` says why.

    Of the selected `only` those that are named, if any are.
    """
    this_run = Run("gold_aggregate")
    done = context.journal.last_done("gold_aggregate")
    chosen = context.choose("product", list(PRODUCTS))
    products = [PRODUCTS[name] for name in chosen if not only or name in only]
    shared = Shared(context.store, products)
    for product in products:
        with context.store.locks.holding(str(product.table)), counted(this_run, context.store, product.table):
            news = pending(context.store, product, done, anew=anew)
            this_run.entries += _refresh(context, this_run, product, news, shared)
    if not context.dry_run:
        context.journal.enter(this_run)
    return [this_run]


def again(context: Context) -> list[Run]:
    """Bring the products up to date that there are, and make none that is not."""
    made = [name for name, product in PRODUCTS.items() if context.store.exists(product.table)]
    return run(context, only=made) if made else []


def _refresh(context: Context, this_run: Run, product: Product, news: list[News], shared: Shared) -> list[Entry]:
    store = context.store
    before = store.version_held(product.table)
    made = str(made_by(store.settings, product))
    entries = [
        Entry(
            str(product.table),
            str(n.input.table),
            input_version=n.now,
            version_before=before,
            version_after=before,
            fingerprint=made,
        )
        for n in news
    ]
    if not news:
        return []
    context.say(f"gold    {product.name}: {spelled(news)}")
    if context.dry_run or not any(n.is_any for n in news):
        return entries
    store.ensure(product.table)
    refresh(store, context.say, this_run, product, news, shared)
    store.check(product.table)
    for entry in entries:
        entry.version_after = store.version(product.table)
    return entries


JOB = Job("gold_aggregate", "Recompute the answers that new facts touch.", run, ("product",))


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
