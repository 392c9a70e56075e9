"""Records of bronze that were delivered too long ago, and which stay as later ones are read beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze.reference import current
from edulake.contract.feed import Database as FromDatabase
from edulake.contract.feed import Files
from edulake.contract.raw import EMPTY
from edulake.contract.sql import literal
from edulake.landing.database.extraction import given_again
from edulake.ops.deliveries import HELD, REMOVING
from edulake.store.small_rows import utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from edulake.bronze import Source
    from edulake.contract.feed import Feed
    from edulake.contract.table import Table
    from edulake.ops.deliveries import Delivered
    from edulake.store.store import Store


class Old(NamedTuple):
    """What of a source goes from a bronze table: `rows` that were delivered before `until`, and which SQL says.

    `stays` says of what is as old why it stays; then `until` is earlier than the table's days would have it.
    """

    source: str
    until: dt.datetime | None
    rows: int
    where: str
    stays: str


def old(
    store: Store, sources: Sequence[Source], table: Table, ledger: Iterable[Delivered], before: dt.datetime
) -> list[Old]:
    """What goes from a table of which deliveries before a moment are not kept; one query, where there are any."""
    waiting = [row for row in ledger if row.status in (HELD, REMOVING) and row.delivered_at < before]
    limits = {name: _until(store, sources, table, name, before) for name in sorted({r.source_system for r in waiting})}
    where = {name: _where(store, sources, table, name, until) for name, (until, _) in limits.items() if until}
    counted = _counted(store, table, where)
    return [
        Old(name, until, counted.get(name, 0), where.get(name, "false"), stays)
        for name, (until, stays) in limits.items()
    ]


def goes(row: Delivered, found: Iterable[Old]) -> bool:
    """Whether a delivery is one of those that go."""
    until = {old.source: old.until for old in found}.get(row.source_system)
    return until is not None and row.status in (HELD, REMOVING) and row.delivered_at < until


def _until(
    store: Store, sources: Sequence[Source], table: Table, system: str, before: dt.datetime
) -> tuple[dt.datetime | None, str]:
    """Up to when deliveries go, and why not all that are old; None where none goes.

    What goes is all before a moment, so that of snapshots none in between is lacking.
    """
    reading = [source for source in sources if source.delivering(table) == system]
    if any(source.facts == table and source.recalls for source in reading):
        return None, "later records are read beside all earlier ones"
    if any(source.reads_crosswalk(table) for source in reading):
        return None, "it says whom ids stand for"
    feeds = [feed for source in sources if source.name == system for feed in source.feeds if feed.table == table]
    if not all(isinstance(feed.arrives, Files | FromDatabase) for feed in feeds):
        return None, "where to go on from is read from it"
    references = {one for s in reading for one in s.references if one.table == table and s.facts != table}
    needed = before
    for reference in references:
        rows = store.read(table).where((F.col("source_system") == system) & (F.col("payload_form") != EMPTY))
        newest = current(rows.withColumn("is_gone", F.lit(False)), reference)
        [first] = newest.agg(F.min(F.unix_micros("delivered_at"))).collect()[0]
        needed = needed if first is None else min(needed, utc(first))
    return needed, "" if needed == before else "facts refer to it"


def _where(store: Store, sources: Sequence[Source], table: Table, system: str, until: dt.datetime) -> str:
    """Which rows go, in SQL: not what a database gives again and again, as it would come back."""
    feeds: dict[Feed, None] = dict.fromkeys(
        feed for source in sources if source.name == system for feed in source.feeds if feed.table == table
    )
    again = [
        f"NOT coalesce({given_again(store, system, feed)}, true)"
        for feed in feeds
        if isinstance(feed.arrives, FromDatabase)
    ]
    mine = f"source_system = {literal(system)} AND delivered_at < timestamp'{until.isoformat()}'"
    return " AND ".join([mine, *again])


def _counted(store: Store, table: Table, where: dict[str, str]) -> dict[str, int]:
    if not where:
        return {}
    every = " OR ".join(f"({condition})" for condition in where.values())
    rows = store.read(table).where(every).groupBy("source_system").count()
    return dict(tuple(row) for row in rows.collect())
