"""bronze_ingest: load every delivered file, and every new row of a database, once, record by record as delivered.

What is new is the listing minus the files that ops.deliveries knows or that were refused as a whole. Rows and
provenance land in one commit, which says what it brought, so a killed run leaves nothing that the next does not see.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edulake.bronze import sources
from edulake.errors import ConfigError, LockedError, UnreadableError
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.ingest.ledger import Ledger
from edulake.jobs.steps.ingest.load import Load, load
from edulake.jobs.steps.ingest.new_files import new_files
from edulake.jobs.steps.ingest.new_rows import absent, delivers, new_rows
from edulake.jobs.steps.ingest.unmatched import Folders, strays
from edulake.jobs.steps.ingest.unmatched import spelled as spelled_strays
from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.bronze import Source
    from edulake.contract.feed import Feed
    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context

ATTEMPTS = 3


def run(context: Context) -> list[Run]:
    """Ingest the selected sources, table by table."""
    run = Run("bronze_ingest")
    known = sources(context.settings.sources)
    chosen = _chosen(context, [source.name for source in known])
    _must_be_known(getattr(context.options, "accept_shrink", None) or [], [source.name for source in known])
    if not context.landing.is_dir() and not all(feed.database for name in chosen for feed in _feeds(known, name)):
        raise UnreadableError("the landing folder does not exist", str(context.landing), "give it with --landing")
    feeds: dict[Table, list[tuple[str, Feed]]] = defaultdict(list)
    for name in chosen:
        of_source = _feeds(known, name)
        delivering = [feed for feed in of_source if delivers(context.landing, name, feed)]
        for feed in delivering:
            feeds[feed.table].append((name, feed))
        if not delivering and context.selected.get("source"):
            why = absent(context.landing, name, of_source)
            raise UnreadableError(f"source {name} delivers nothing here", why, "check the name, --landing and --conf")
        if not delivering:
            context.say(f"bronze  {name}: no delivery")
    _tell_of_strays(context, [source.name for source in known])
    ledger, folders = Ledger(context), Folders(context, {name: _feeds(known, name) for name in chosen})
    for table, of_table in feeds.items():
        with context.store.locks.holding(str(table)):
            run.entries += _ingest_table(context, run, of_table, ledger, folders)
    if not context.dry_run:
        context.journal.enter(run)
    return [run]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", metavar="NAME", help="the sources of one of source_groups, or others: those of none")
    shrink_arguments(parser)


def shrink_arguments(parser: argparse.ArgumentParser) -> None:
    help_ = "let a snapshot of this source lack what it lacks, in this run; may be repeated"
    parser.add_argument("--accept-shrink", action="append", metavar="SOURCE", help=help_)


def _must_be_known(named: list[str], known: list[str]) -> None:
    """ConfigError for a source that --accept-shrink names and nobody knows."""
    unknown = [name for name in named if name not in known]
    if unknown:
        fix = f"choose from {', '.join(dict.fromkeys(known))}"
        raise ConfigError(f"no source is called {unknown[0]}", "--accept-shrink names it", fix)


def _chosen(context: Context, known: list[str]) -> list[str]:
    """The sources named, or those of the group, or all; a group may have some that never delivered here."""
    group = getattr(context.options, "group", None)
    if not group:
        return context.choose("source", known)
    groups = context.settings.source_groups
    if group not in (*groups, "others") or context.selected.get("source"):
        why = "--source and --group exclude each other" if context.selected.get("source") else ""
        raise ConfigError(f"no group to choose is called {group}", why, f"choose from {', '.join((*groups, 'others'))}")
    named = {name for names in groups.values() for name in names}
    wanted = groups.get(group, [name for name in known if name not in named])
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(f"source_groups.{group} names {unknown[0]}", "no source is called so", "correct the group")
    return list(dict.fromkeys(wanted))


def _feeds(known: tuple[Source, ...], name: str) -> list[Feed]:
    """What a system delivers, each kind of file once: two subjects may both need it."""
    every = [feed for source in known if source.name == name for feed in source.feeds]
    return [feed for position, feed in enumerate(every) if feed not in every[:position]]


def _tell_of_strays(context: Context, sources: list[str]) -> None:
    """Say what lies in the landing folder beside the sources; of runs of some sources, that of all others says it."""
    is_of_some = context.selected.get("source") or getattr(context.options, "group", None) not in (None, "others")
    if not is_of_some and context.landing.is_dir() and (found := strays(context.landing, sources)):
        context.say(f"bronze  {spelled_strays(found)}")


def _ingest_table(
    context: Context, run: Run, feeds: list[tuple[str, Feed]], ledger: Ledger, folders: Folders
) -> list[Entry]:
    """Load what is new for one table; from the start, where another run loaded something meanwhile."""
    store, table = context.store, feeds[0][1].table
    for _ in range(ATTEMPTS):
        ledger.compare(table)
        before = store.version_held(table)
        entries = [Entry(str(table), source_system=source, version_before=before, records_in=0) for source, _ in feeds]
        found = [_news(context, run, *feed, ledger, entry, folders) for feed, entry in zip(feeds, entries, strict=True)]
        loads = [load for load in found if load]
        if not loads or context.dry_run or load(context, run, table, loads, ledger):
            break
        ledger = Ledger(context)
        folders.look_again()
    else:
        raise LockedError(f"another run keeps loading {table}", f"{ATTEMPTS} attempts", "run it again later")
    after = store.version_held(table)
    if after != before:
        store.check(table)
    for entry in entries:
        entry.version_after = after
    return entries


def _news(
    context: Context, run: Run, source: str, feed: Feed, ledger: Ledger, entry: Entry, folders: Folders
) -> Load | None:
    """What a source brings that is new; it is counted in `entry`."""
    if feed.database:
        extraction = new_rows(context, source, feed, entry)
        return Load(source, feed, entry, [], {}, {}, extraction) if extraction else None
    new = new_files(context, run, source, feed, ledger, entry, folders)
    said = ", ".join(told for told in (spelled(entry), new.others) if told)
    context.say(f"bronze  {source} into {feed.table.name}: {said}{' (dry run)' if context.dry_run else ''}")
    return Load(source, feed, entry, new.files, new.notes, new.rules) if new.files else None


def spelled(entry: Entry) -> str:
    """What became of a source's files, in words."""
    counts = {
        "new": entry.files_new,
        "redelivered": entry.files_redelivered,
        "refused": entry.files_refused,
        "empty": entry.files_empty,
        "hidden": entry.files_hidden,
    }
    said = [f"{count} {name}" for name, count in counts.items() if count]
    return f"files {', '.join(said) or 'none'}"


JOB = Job(
    "bronze_ingest", "Load every delivered file once, record by record as delivered.", run, ("source",), arguments
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
