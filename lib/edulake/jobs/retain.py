"""retain: keep nothing longer than its contract says, or the settings.

Bronze and quarantine go by when a record was delivered, silver by the day of what happened, gold by what silver still
says, files of the landing folder by when bronze took them. What later records are read beside stays, and so does what
a row that stays refers to. The ledger of deliveries keeps its rows, so that nothing comes back. In the end no byte of
what went remains, and the versions that are left are recorded: the next run of any job finds nothing new.
"""

from __future__ import annotations

import datetime as dt
import difflib
from contextlib import ExitStack
from typing import TYPE_CHECKING

from edulake.bronze import sources
from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.jobs import gold_aggregate, silver_cleanse
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.retain import recorded, removing
from edulake.jobs.steps.retain.going import going
from edulake.landing.files import taken
from edulake.ops.deliveries import by_table
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import DELIVERIES
from edulake.silver import SUBJECTS
from edulake.store.purge import purge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.jobs.runner.context import Context
    from edulake.jobs.steps.retain.going import Going
    from edulake.landing.files.listing import DeliveredFile


def arguments(parser: argparse.ArgumentParser) -> None:
    help_ = "leave everything alone while the last run is younger"
    parser.add_argument("--at-most-every", type=int, metavar="DAYS", help=help_)


def run(context: Context, *, day: dt.date | None = None) -> list[Run]:
    """Say what goes on a `day`, by default today (UTC); remove it, unless it is a dry run."""
    run, store = Run("retain"), context.store
    _must_be_known(context)
    if _is_too_soon(context, run):
        return []
    with ExitStack() as stack:
        if not context.dry_run:
            _bring_up_to_date(context)
            stack.enter_context(store.locks.holding(*map(str, store.existing(catalog.TABLES))))
        before = _versions(context)
        unread = recorded.unread(context.journal.last_done("silver_cleanse"), before)
        found = going(store, sources(context.settings.sources), day or run.started_at.date(), unread)
        files = _files(context, run.started_at)
        _say(context, found, files)
        if not context.dry_run:
            _remove(context, run, found, before)
            taken.delete(files)
    return [run]


def _remove(context: Context, run: Run, found: Going, before: dict[str, int]) -> None:
    """Rows first, then what gold makes of the rest, then every byte of them; at last what is to be known of it."""
    store, silver = context.store, [subject.table for subject in SUBJECTS.values()]
    waiting = removing.unfinished(context.journal.last_done(run.job))
    changed = [table for table in store.existing(catalog.TABLES) if table in found.tables or str(table) in waiting]
    after = before
    if changed:
        removing.begun(run, changed).record(store)
        removing.remove(store, found)
        gold_aggregate.again(context)
        after = _recorded(context, before)
        answers = store.existing(product.table for product in PRODUCTS.values())
        changed += [table for table in answers if waiting or before.get(str(table)) != after[str(table)]]
        if context.settings.retention.purge:
            purge(store, changed)
        removing.finish(store, found)
        after = _recorded(context, after)
    looked_at = dict.fromkeys([*changed, *store.existing(silver)])
    run.entries = [
        Entry(name, version_before=before.get(name), version_after=after[name]) for name in map(str, looked_at)
    ]
    context.journal.enter(run)
    context.journal.close()


def _recorded(context: Context, before: dict[str, int]) -> dict[str, int]:
    """The versions of now, after it was recorded that other jobs know them, where they knew those before."""
    context.turn_page()
    after = _versions(context)
    for other in recorded.recorded(context.journal.all_done(), before, after):
        context.journal.enter(other)
    context.turn_page()
    return after


def _bring_up_to_date(context: Context) -> None:
    """What came is cleansed before it grows old, and what other jobs recorded is known."""
    silver_cleanse.run(context)
    gold_aggregate.again(context)
    context.turn_page()


def _files(context: Context, now: dt.datetime) -> list[DeliveredFile]:
    """The delivered files that are not needed any more."""
    days = context.settings.retention.landing_days
    if not days or not context.landing.is_dir() or not context.store.exists(DELIVERIES):
        return []
    before, ledger = now - dt.timedelta(days=days), by_table(context.store)
    known = sources(context.settings.sources)
    feeds = {
        name: {feed: None for s in known if s.name == name for feed in s.feeds} for name in {s.name for s in known}
    }
    return [file for name in sorted(feeds) for file in taken.taken(context.landing, name, feeds[name], ledger, before)]


def _say(context: Context, found: Going, files: list[DeliveredFile]) -> None:
    would = "would go" if context.dry_run else "go"
    for table, rows, why in found.told():
        context.say(f"retain  {table}: {rows:,} rows {would}{f' ({why})' if why else ''}")
    if files:
        context.say(f"retain  {context.landing}: {len(files):,} files {would}, which bronze holds")
    if not found.tables and not files:
        context.say("retain  nothing is older than it is kept")
    elif context.settings.retention.purge and found.tables:
        context.say(f"retain  time travel before now {'would end' if context.dry_run else 'ends'} for those tables")


def _versions(context: Context) -> dict[str, int]:
    versions = context.store.versions(catalog.TABLES)
    return {str(table): version for table, version in versions.items()}


def _must_be_known(context: Context) -> None:
    known = {str(table): table for table in catalog.TABLES}
    for name in context.settings.retention.days:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            fix = f"did you mean {near[0]}?" if near else "tables are named as layer.name"
            raise ConfigError(f"retention.days names {name}", "no table is called so", fix)


def _is_too_soon(context: Context, run: Run) -> bool:
    days = getattr(context.options, "at_most_every", None) or 0
    ended = [last["ended_at"] for (_, _, read), last in context.journal.last_done(run.job).items() if read is None]
    return bool(days and ended) and (run.started_at.date() - max(ended).date()).days < days


JOB = Job("retain", "Keep nothing longer than its contract or the settings say.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
