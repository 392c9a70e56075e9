"""bronze_ingest: load every delivered file, new row of a database and record of a topic, once, as delivered.

What is new is the listing minus the files that ops.deliveries knows or that were refused as a whole. Rows and
provenance land in one commit, which says what it brought, so a killed run leaves nothing that the next does not see.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from edulake.bronze import sources
from edulake.contract.feed import Database, Files, Topic
from edulake.errors import BalanceError, ConfigError, LockedError, UnreadableError
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.ingest import first_hour
from edulake.jobs.steps.ingest.choose import OTHERS, feeds_of, must_be_known, of_group
from edulake.jobs.steps.ingest.ledger import Ledger
from edulake.jobs.steps.ingest.load import load
from edulake.jobs.steps.ingest.new_files import new_files
from edulake.jobs.steps.ingest.new_records import new_records
from edulake.jobs.steps.ingest.new_rows import absent, delivers, new_rows
from edulake.jobs.steps.ingest.pulling import pull_all
from edulake.jobs.steps.ingest.refusing import Quarantine
from edulake.jobs.steps.ingest.sifted import Load
from edulake.jobs.steps.ingest.unmatched import Folders, strays
from edulake.jobs.steps.ingest.unmatched import spelled as spelled_strays
from edulake.jobs.steps.ingest.window import asked_window, must_have_windows, window_arguments
from edulake.ops.cost import counted
from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from edulake.contract.feed import Feed
    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context
    from edulake.landing.kafka.records import Records

    New = TypeVar("New")
    # By name of a source.
    Feeds = Mapping[str, list[Feed]]

ATTEMPTS = 3
SHRINK, LOSS = ACCEPTED = ("--accept-shrink", "--accept-loss")
# Their names among the options.
ACCEPTS = ("accept_shrink", "accept_loss")


def run(context: Context) -> list[Run]:
    """Ingest the selected sources, table by table."""
    this_run = Run("bronze_ingest")
    known = sources(context.settings.sources)
    names = [source.name for source in known]
    chosen = {name: feeds_of(known, name) for name in _chosen(context, names)}
    for flag in ACCEPTED:
        must_be_known(_accepted(context, flag), names, flag)
    if asked_window(context.options):
        must_have_windows(chosen, named=bool(context.selected.get("source")))
    ledger = Ledger(context.store, context.say)
    pulled, lossy = context.pulled, _accepted(context, LOSS)
    for error in () if context.dry_run else pull_all(context.settings, chosen, ledger, context.say, pulled, lossy):
        context.fail_at_end(error)
    by_table = _delivering(context, chosen)
    _say_strays(context, names)
    if not by_table and set(chosen) == set(names):
        context.say(f"bronze  {first_hour.nothing_here(context.landing)}")
    folders = Folders(context.settings, chosen)
    for table, feeds in by_table.items():
        with context.store.locks.holding(str(table)), counted(this_run, context.store, table):
            this_run.entries += _ingest(context, this_run, table, feeds, ledger, folders)
    if any(entry.files_refused for entry in this_run.entries):
        context.say(f"bronze  {first_hour.refused(context.settings)}")
    if not context.dry_run:
        context.journal.enter(this_run)
    return [this_run]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", metavar="NAME", help="the sources of one of source_groups, or others: those of none")
    window_arguments(parser)
    accept_arguments(parser)


def accept_arguments(parser: argparse.ArgumentParser, when: str = "in this run") -> None:
    help_ = f"let a snapshot of this source lack what it lacks, {when}; may be repeated"
    parser.add_argument(SHRINK, action="append", metavar="SOURCE", help=help_)
    help_ = f"go on with what is left of this source's topic, or of its API's changes, {when}; may be repeated"
    parser.add_argument(LOSS, action="append", metavar="SOURCE", help=help_)


def _accepted(context: Context, flag: str) -> list[str]:
    """The sources whose snapshots may lack what they lack, or whose topics what is gone of them."""
    return getattr(context.options, flag[2:].replace("-", "_"), None) or []


def _chosen(context: Context, known: list[str]) -> list[str]:
    """The sources named, or those of the group, or all; a group may have some that never delivered here."""
    group, groups = getattr(context.options, "group", None), context.settings.source_groups
    if not group:
        return context.choose("source", known)
    if context.selected.get("source"):
        raise ConfigError("sources are named twice", "--source and --group exclude each other", "leave one of them out")
    return of_group(group, groups, known)


def _delivering(context: Context, chosen: Feeds) -> dict[Table, list[tuple[str, Feed]]]:
    """The feeds that deliver anything here, by table; UnreadableError where one that was named does not."""
    of_files = any(isinstance(feed.arrives, Files) for feeds in chosen.values() for feed in feeds)
    if of_files and not context.landing.is_dir():
        raise first_hour.no_landing(context.landing)
    by_table: dict[Table, list[tuple[str, Feed]]] = defaultdict(list)
    for name, feeds in chosen.items():
        delivering = [feed for feed in feeds if delivers(context.landing, name, feed)]
        for feed in delivering:
            by_table[feed.table].append((name, feed))
        if not delivering and context.selected.get("source"):
            why = absent(context.landing, name, feeds)
            raise UnreadableError(f"source {name} delivers nothing here", why, "check the name, --landing and --conf")
        if not delivering:
            context.say(f"bronze  {name}: no delivery")
    return by_table


def _say_strays(context: Context, names: list[str]) -> None:
    """Say what lies in the landing folder beside the sources; of runs of some sources, that of all others says it."""
    is_of_some = context.selected.get("source") or getattr(context.options, "group", None) not in (None, OTHERS)
    if not is_of_some and context.landing.is_dir() and (unmatched := strays(context.landing, names)):
        context.say(f"bronze  {spelled_strays(unmatched)}")


def _ingest(
    context: Context, this_run: Run, table: Table, feeds: list[tuple[str, Feed]], ledger: Ledger, folders: Folders
) -> list[Entry]:
    """Load what is new for one table; from the start, where another run loaded something meanwhile."""
    store, quarantine = context.store, Quarantine(context.store, this_run, context.say, context.alert)
    for _ in range(ATTEMPTS):
        ledger.compare(table)
        before = store.version_held(table)
        entries = [Entry(str(table), source_system=source, version_before=before, records_in=0) for source, _ in feeds]
        news = [
            _new(context, *feed, ledger, entry, folders, quarantine) for feed, entry in zip(feeds, entries, strict=True)
        ]
        loads = [new for new in news if new]
        if not loads or context.dry_run:
            break
        unbalanced = load(store, this_run, table, loads, ledger, quarantine)
        if unbalanced is not None:
            for error in unbalanced:
                context.fail_at_end(error)
            break
        ledger = Ledger(store, context.say)
        folders.look_again()
    else:
        raise LockedError(f"another run keeps loading {table}", f"{ATTEMPTS} attempts", "run it again later")
    after = store.version_held(table)
    if after != before:
        store.check(table)
    for entry in entries:
        entry.version_after = after
        if entry.erased:
            context.say(f"bronze  {entry.source_system} into {table.name}: {entry.erased:,} records of people erased")
    return entries


def _new(
    context: Context, source: str, feed: Feed, ledger: Ledger, entry: Entry, folders: Folders, quarantine: Quarantine
) -> Load | None:
    """What a source brings that is new; it is counted in `entry`."""
    match feed.arrives:
        case Database():
            window = asked_window(context.options)
            extraction = _had(context, entry, lambda: new_rows(context.store, context.say, source, feed, entry, window))
            return Load(source, feed, entry, extraction) if extraction else None
        case Topic():
            records = _had(context, entry, lambda: _of_topic(context, quarantine.run, source, feed, ledger, entry))
            return Load(source, feed, entry, records) if records else None
        case Files():
            accepts = source in _accepted(context, SHRINK)
            new = new_files(context.store, source, feed, ledger, folders, quarantine, entry, accepts=accepts)
            counts = ", ".join(text for text in (spelled(entry), new.others) if text)
            context.say(f"bronze  {source} into {feed.table.name}: {counts}{' (dry run)' if context.dry_run else ''}")
            return Load(source, feed, entry, new) if new.files else None


def _of_topic(context: Context, this_run: Run, source: str, feed: Feed, ledger: Ledger, entry: Entry) -> Records | None:
    """The records that a topic has more than bronze."""
    accepts = source in _accepted(context, LOSS)
    return new_records(context.store, context.say, this_run, source, feed, ledger, entry, accepts=accepts)


def _had(context: Context, entry: Entry, read: Callable[[], New | None]) -> New | None:
    """What a server has that is new; where it cannot be had, the other sources go on all the same."""
    try:
        return read()
    except (BalanceError, ConfigError, UnreadableError) as error:
        context.say("\n".join(error.lines()))
        context.fail_at_end(error)
        entry.note = f"{error.what}: {error.why}"
        return None


def spelled(entry: Entry) -> str:
    """What became of a source's files, in words."""
    counts = {
        "new": entry.files_new,
        "redelivered": entry.files_redelivered,
        "refused": entry.files_refused,
        "empty": entry.files_empty,
        "hidden": entry.files_hidden,
    }
    parts = [f"{count} {name}" for name, count in counts.items() if count]
    return f"files {', '.join(parts) or 'none'}"


JOB = Job(
    "bronze_ingest", "Load every delivered file once, record by record as delivered.", run, ("source",), arguments
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
