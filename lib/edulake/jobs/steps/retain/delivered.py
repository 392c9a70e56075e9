"""Records of bronze that were delivered too long ago, and which stay as later ones are read beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze.reference import current
from edulake.contract.feed import Database as FromDatabase
from edulake.contract.feed import Files
from edulake.contract.raw import EMPTY
from edulake.contract.sql import literal, quoted
from edulake.landing.database.dialect import EARLIEST
from edulake.landing.database.extraction import given_again
from edulake.ops.deliveries import HELD, REMOVING
from edulake.store.small_rows import utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from edulake.bronze import Source
    from edulake.contract.table import Table
    from edulake.ops.deliveries import Delivered
    from edulake.store.store import Store


class Old(NamedTuple):
    """What of a source goes from a bronze table: `rows` that were delivered before `until`.

    `stays` says of what is as old why it stays; then `until` is earlier than the table's days would have it. Of a
    database only those go whose time of a change is before `given`: a column, and the first that is given again.
    """

    source: str
    until: dt.datetime | None
    rows: int = 0
    stays: str = ""
    given: tuple[str, str] | None = None

    @property
    def where(self) -> str:
        """Which rows go, in SQL."""
        if self.until is None:
            return "false"
        mine = f"source_system = {literal(self.source)} AND delivered_at < timestamp'{self.until.isoformat()}'"
        if self.given is None:
            return mine
        column, start = self.given
        return f"{mine} AND {quoted(column)} >= '{EARLIEST}' AND {quoted(column)} < {literal(start)}"


def old(
    store: Store, sources: Sequence[Source], table: Table, ledger: Iterable[Delivered], before: dt.datetime
) -> list[Old]:
    """What goes from a table of which deliveries before a moment are not kept; one query, where there are any."""
    waiting = [row for row in ledger if row.status in (HELD, REMOVING) and row.delivered_at < before]
    names = sorted({row.source_system for row in waiting})
    found = [_limited(store, sources, table, name, before) for name in names]
    counted = _counted(store, table, found)
    return [old._replace(rows=counted.get(old.source, 0)) for old in found]


def goes(row: Delivered, found: Iterable[Old]) -> bool:
    """Whether a delivery is one of those that go."""
    until = {old.source: old.until for old in found}.get(row.source_system)
    return until is not None and row.status in (HELD, REMOVING) and row.delivered_at < until


def _limited(store: Store, sources: Sequence[Source], table: Table, system: str, before: dt.datetime) -> Old:
    """Up to when deliveries go, and why not all that are old; None where none goes.

    What goes is all before a moment, so that of snapshots none in between is lacking.
    """
    reading = [source for source in sources if source.delivering(table) == system]
    if any(source.facts == table and source.recalls for source in reading):
        return Old(system, None, stays="later records are read beside all earlier ones")
    if any(source.reads_crosswalk(table) for source in reading):
        return Old(system, None, stays="it says whom ids stand for")
    given = None
    for feed in {feed for source in sources if source.name == system for feed in source.feeds if feed.table == table}:
        if isinstance(feed.arrives, FromDatabase):
            column, start = given_again(store, system, feed)
            if start is None:
                return Old(system, None, stays="its database gives all of it again")
            given = column, start
        elif not isinstance(feed.arrives, Files):
            return Old(system, None, stays="where to go on from is read from it")
    references = {one for s in reading for one in s.references if one.table == table and s.facts != table}
    needed = before
    for reference in references:
        rows = store.read(table).where((F.col("source_system") == system) & (F.col("payload_form") != EMPTY))
        newest = current(rows.withColumn("is_gone", F.lit(False)), reference)
        [first] = newest.agg(F.min(F.unix_micros("delivered_at"))).collect()[0]
        needed = needed if first is None else min(needed, utc(first))
    return Old(system, needed, stays="" if needed == before else "facts refer to it", given=given)


def _counted(store: Store, table: Table, found: Sequence[Old]) -> dict[str, int]:
    going = [f"({old.where})" for old in found if old.until]
    if not going:
        return {}
    rows = store.read(table).where(" OR ".join(going)).groupBy("source_system").count()
    return dict(tuple(row) for row in rows.collect())
