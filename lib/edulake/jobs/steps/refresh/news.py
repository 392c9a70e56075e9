"""What of silver a product has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.jobs.steps.refresh.compute import made_by
from edulake.store import commits

if TYPE_CHECKING:
    from edulake.gold import Product
    from edulake.gold.product import Input
    from edulake.ops.runs import Done
    from edulake.store.store import Store


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


def pending(store: Store, product: Product, done: Done, *, anew: str = "") -> list[News]:
    """What of each input that exists the product has not seen; nothing while one is missing that it needs."""
    if not all(store.exists(table) for table in product.needs):
        return []
    anew = anew or _not_held(store, product, done)
    return [_news(store, product, read, done, anew) for read in product.inputs if store.exists(read.table)]


def _not_held(store: Store, product: Product, done: Done) -> str:
    """Why the product's rows do not count as made; empty where they do."""
    entries = [last for (table, _, _), last in done.items() if table == str(product.table)]
    if not entries or not store.exists(product.table):
        return "nothing is recorded"
    newest = max(entries, key=lambda last: last["ended_at"])
    changed = made_by(store.settings, product).differs_from(newest["fingerprint"])
    return changed or commits.since(store, product.table, newest["version_after"] or 0).another_past


def _news(store: Store, product: Product, read: Input, done: Done, anew: str) -> News:
    now = store.version(read.table)
    last = done.get((str(product.table), None, str(read.table)))
    if anew or last is None:
        return News(read, 0, now, None, anew or f"{read.table} was never read")
    seen = last["input_version"]
    rows, another_past = commits.since(store, read.table, seen)
    return News(read, seen, now, rows, another_past)


def spelled(news: list[News]) -> str:
    """Which versions are new, in words."""
    reasons = dict.fromkeys(n.anew for n in news if n.anew)
    if reasons:
        return f"all rows ({'; '.join(reasons)})"
    changed = [f"{n.input.table} {n.since + 1} to {n.now}" for n in news if n.rows != 0]
    return f"changes of {', '.join(changed)}" if changed else "up to date"
