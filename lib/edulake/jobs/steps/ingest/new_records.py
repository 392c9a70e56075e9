"""Which records of a source's topic are new: bronze says where it ends, the brokers where the topic does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.landing.files.withheld import said
from edulake.landing.kafka import client
from edulake.landing.kafka.ranges import held, planned
from edulake.landing.kafka.records import range_read, read
from edulake.ops.deliveries import HELD
from edulake.ops.loads import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edulake.contract.feed import Feed
    from edulake.contract.table import Table
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.landing.kafka.ranges import Plan, Seen
    from edulake.landing.kafka.records import Records
    from edulake.ops.loads import File
    from edulake.ops.runs import Entry, Run
    from edulake.store.store import Store


def new_records(
    store: Store,
    say: Callable[[str], None],
    run: Run,
    source: str,
    feed: Feed,
    ledger: Ledger,
    entry: Entry,
    *,
    accepts: bool,
) -> Records | None:
    """The new records, if there are any; they are counted in `entry`. With a store for reading, how many there may be.

    UnreadableError where some would be missed, unless the source `accepts` what it lost, where a person said so.
    """
    settings = feed.topic.settings
    seen = client.look(settings)
    ours = [row for row in ledger.of(feed.table) if row.source_system == source and row.status == HELD]
    known = held(((row.source_file, row.source_file_sha256) for row in ours), seen.life)
    plan = planned(seen, known, settings.max_records, accepts=accepts)
    if store.reading:
        if plan.ranges:
            entry.note = f"offsets {sum(one.end - one.start for one in plan.ranges)} to read"
            say(f"bronze  {source}: {entry.note} (dry run)")
        return None
    marks = [range_read(source, seen.life, mark, None) for mark in plan.marks]
    if not plan.ranges:
        if marks and store.exists(feed.table):
            store.must_be_started()
            remember(store, run, feed.table, ledger, marks)
        entry.records_lost = plan.lost or None
        entry.note = "; ".join(_losses(seen, plan)) or None
        say(f"bronze  {source} into {feed.table.name}: records 0 new")
        return None
    store.must_be_started()
    found = read(store, source, feed, seen.life, plan.ranges)
    if found.new or store.exists(feed.table):
        remember(store, run, feed.table, ledger, [*marks, *found.empty])
    entry.records_lost = plan.lost or None
    entry.note = "; ".join(_notes(seen, plan, found, feed)) or None
    more = f", {plan.waiting} offsets wait" if plan.waiting else ""
    say(f"bronze  {source} into {feed.table.name}: records {found.new} new, {found.gaps} offsets without one{more}")
    return found if found.new else None


def remember(store: Store, run: Run, table: Table, ledger: Ledger, files: list[File]) -> None:
    """Write down ranges without a record, which no commit of bronze can tell of: to forget them costs another look.

    Each is as old as the table: where that is put back, they are forgotten with what came after.
    """
    if files:
        run.remembers = True
        version = store.version_held(table)
        known = max((row.checked_version for row in ledger.of(table)), default=-1)
        rows = Said(run.run_id, run.started_at, 0, {}, tuple(files)).rows(-1 if version is None else version) or []
        ledger.add(table, [row._replace(checked_version=known) for row in rows])


def _notes(seen: Seen, plan: Plan, found: Records, feed: Feed) -> Iterable[str]:
    if found.gaps:
        yield f"{found.gaps} offsets without a record"
    if plan.waiting:
        yield f"{plan.waiting} offsets wait for the next run"
    for name in found.missing:
        yield f"column {name} is missing"
    # Which columns records have, only each of them tells.
    yield from said(feed.topic.withheld, lambda _: True)
    yield from _losses(seen, plan)


def _losses(seen: Seen, plan: Plan) -> Iterable[str]:
    if plan.lost:
        yield f"{plan.lost} offsets were gone before they were read, and let go"
    if plan.made_anew:
        yield f"topic {seen.life.topic} was made anew: what the old one still had is not known, and let go"
    if not plan.lost and (gone := sum(mark.end for mark in plan.marks)):
        yield f"{gone} offsets were gone before the first run"
