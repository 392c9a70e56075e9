"""erase: forget people, so that no byte of the warehouse holds them, and that no later delivery brings them back.

First a mark of each is written down, by which deliveries about them are refused from then on. Then their rows go, layer
by layer, and gold is computed from what is left; then every file and every log that held them. At last the versions
that this left are recorded: the next run has nothing to do. A run that was killed is run again, for the same people.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from edulake.bronze import sources
from edulake.bronze.naming import namespaces
from edulake.errors import ConfigError, EdulakeError
from edulake.governance import catalog
from edulake.jobs import gold_aggregate, silver_cleanse
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.erase import elsewhere, people, removing, versions
from edulake.jobs.steps.erase.finding import Finding, holds
from edulake.jobs.steps.erase.landing import words_of
from edulake.jobs.steps.ingest.ledger import Ledger
from edulake.ops.erasures import DONE, STARTED, marked, with_key, write
from edulake.ops.runs import Entry, Run
from edulake.store.purge import purge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context
    from edulake.jobs.steps.erase.people import Person
    from edulake.jobs.steps.erase.removing import Response
    from edulake.ops.erasures import Marks


def arguments(parser: argparse.ArgumentParser) -> None:
    people.arguments(parser)
    parser.add_argument("--with-landing", action="store_true", help="delete files of landing that name them, too")
    parser.add_argument("--only-found", action="store_true", help="go on without those of whom nothing is found")
    parser.add_argument("--yes", action="store_true", help="do not ask: older versions of the tables are lost")


def run(context: Context) -> list[Run]:
    """Erase the people that are named; with a dry run, say what would go."""
    run, store = Run("erase"), context.store
    store.must_be_started()
    spaces = namespaces(sources(context.settings.sources))
    named = people.named(context.options, spaces)
    marks = with_key(store)
    with ExitStack() as stack:
        if not context.dry_run:
            _bring_up_to_date(context)
            stack.enter_context(store.locks.holding(*map(str, store.existing(catalog.TABLES))))
        named = removing.with_counterparts(store, named, spaces)
        finding = Finding(store, named, spaces)
        holding = [table for table in store.existing(catalog.TABLES) if holds(table, {one.kind for one in named})]
        named = _found(context, marks, finding, holding)
        finding = finding._replace(people=named)
        rows = removing.counted(finding, holding)
        _say(context, named, rows, holding)
        words = words_of(named, spaces)
        if context.dry_run:
            elsewhere.say(context.say, store, context.landing, words)
            return [run]
        if not _is_to_go_on(context, marks, named, rows, holding):
            return []
        said = removing.responses(finding)
        _erase(context, run, marks, finding, said, rows)
        _must_be_gone(removing.counted(finding, holding))
        files = _deleted(context, words)
        write(store, run, marks, [*named, *said], status=DONE, rows=sum(rows.values()), files=files)
    elsewhere.say(context.say, store, context.landing, words)
    return [run]


def _erase(
    context: Context, run: Run, marks: Marks, finding: Finding, said: list[Response], rows: dict[Table, int]
) -> None:
    """Rows first, then what gold makes of the rest, then every byte; at last what is to be known of it."""
    store, ledger, holding = context.store, Ledger(context.store, context.say), list(rows)
    bronze = [table for table in holding if table.layer == "bronze"]
    for table in bronze:
        ledger.compare(table)
    before = _versions(context)
    write(store, run, marks, [*finding.people, *said], status=STARTED)
    removing.remove(finding, [table for table, count in rows.items() if count and table.layer != "gold"])
    gold_aggregate.again(context)
    removing.remove(finding, [table for table in holding if table.layer == "gold"])
    between = _versions(context)
    store.clear_staging()
    removing.staged_by_others(store)
    purge(store, holding)
    for table in bronze:
        ledger.is_compared(table)
    context.turn_page()
    now = _versions(context)
    versions.record(context.journal, run, before, between, now=now)
    run.entries = [Entry(str(t), version_before=before[str(t)], version_after=now[str(t)]) for t in holding]
    context.journal.enter(run)
    context.journal.close()


def _must_be_gone(left: dict[Table, int]) -> None:
    """EdulakeError where rows of them are there again: where tables have no locks, others write meanwhile."""
    if any(left.values()):
        why = f"{sum(left.values()):,} rows were written meanwhile, to {sum(map(bool, left.values()))} tables"
        raise EdulakeError("they are not erased yet", why, "stop what writes there, and run it again for them")


def _found(context: Context, marks: Marks, finding: Finding, holding: list[Table]) -> list[Person]:
    """The people without those of whom there is neither row nor mark; ConfigError where nobody said that this may be.

    Where nothing is found of any of them they all stay, to be told so.
    """
    named = [one for one in finding.people if not one.is_counterpart]
    known = marked(context.store, marks, named)
    unknown = [one for one in named if marks.of(one.kind, one.source, one.id) not in known]
    missing = removing.found_nowhere(finding, unknown, holding) if len(named) > 1 else []
    if not missing or len(missing) == len(named):
        return list(finding.people)
    what = f"{len(missing)} of {len(named)} people named are found nowhere"
    if not (context.dry_run or context.options.only_found):
        fix = "check kind, id and --source, or give --only-found to erase the others"
        raise ConfigError(what, "no row of any table names them, and no mark says that they were erased", fix)
    context.say(f"erase   {what}: nothing is recorded of them")
    return [one for one in finding.people if one not in missing]


def _deleted(context: Context, words: set[str]) -> int:
    """How many files of landing were deleted, where that is asked for."""
    if not context.options.with_landing:
        return 0
    return elsewhere.deleted(context.say, context.store, context.landing, words)


def _bring_up_to_date(context: Context) -> None:
    """What came before is cleansed first: what silver and gold have read is known at one version of each table."""
    silver_cleanse.run(context)
    gold_aggregate.again(context)
    context.turn_page()


def _is_to_go_on(
    context: Context, marks: Marks, named: list[Person], rows: dict[Table, int], holding: list[Table]
) -> bool:
    """Whether there is something to erase, and whoever asked for it knows what is lost."""
    known = marked(context.store, marks, named)
    if not any(rows.values()) and STARTED not in known.values():
        if known:
            context.say("erase   they are erased already: nothing holds them")
            return False
        why = "no row of any table names one of them"
        raise ConfigError("nobody is erased", why, "check kind, id and --source: ids are those of silver")
    if not context.options.yes:
        context.say(f"erase   older versions and change feeds of these {len(holding)} tables will be lost")
        if not sys.stdin.isatty():
            raise ConfigError("nothing is erased yet", "nobody can be asked whether time travel may end", "give --yes")
        return input("erase them for good? (yes/no) ").strip().lower() == "yes"
    return True


def _say(context: Context, named: list[Person], rows: dict[Table, int], holding: list[Table]) -> None:
    would = "would go" if context.dry_run else "go"
    others = sum(one.is_counterpart for one in named)
    context.say(f"erase   {len(named) - others} people, known by {others} further ids")
    for table, count in rows.items():
        if count:
            context.say(f"erase   {table}: {count:,} rows {would}")
    context.say(
        f"erase   {len(holding)} tables {'would be' if context.dry_run else 'are'} purged: time travel ends there"
    )


def _versions(context: Context) -> dict[str, int]:
    return {str(table): version for table, version in context.store.versions(catalog.TABLES).items()}


JOB = Job("erase", "Forget people: no byte of the warehouse holds them, and none comes back.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
