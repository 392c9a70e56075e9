"""maintain: cluster the tables of which enough bytes came since the last time.

Open-source Delta clusters only in OPTIMIZE, and an OPTIMIZE costs seconds however small the table: it is its own
step, and skips tables that would not gain from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.governance import catalog
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from edulake.config.maintenance import Maintenance
    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context
    from edulake.store.store import Store

BYTES_ADDED = ("numOutputBytes", "numTargetBytesAdded")
HISTORY = 200


class State(NamedTuple):
    """A table's size, and how much of it came since it was last clustered."""

    files: int
    bytes: int
    unclustered: int


def arguments(parser: argparse.ArgumentParser) -> None:
    help_ = "leave a table alone while its last clustering is younger"
    parser.add_argument("--at-most-every", type=int, metavar="DAYS", help=help_)


def run(context: Context) -> list[Run]:
    """Cluster every table that needs it, and was not clustered in the last `at_most_every` days.

    In days, because runs start at about one time of day.
    """
    run = Run("maintain")
    days = getattr(context.options, "at_most_every", None) or 0
    clustered = context.journal.last_done("maintain") if days else {}
    for table, state in pending(context.store):
        last = clustered.get((str(table), None, None))
        if last and (run.started_at.date() - last["ended_at"].date()).days < days:
            continue
        context.say(f"cluster {table}: {spelled(state)}")
        if not context.dry_run:
            run.entries.append(_cluster(context.store, table, state))
    if run.entries:
        run.record(context.store)
    return [run]


def pending(store: Store) -> Iterator[tuple[Table, State]]:
    """The tables that would gain from being clustered."""
    rules = store.settings.maintenance
    for table in store.existing(catalog.TABLES):
        files, size = store.at_most(table)
        if size >= rules.smallest_table_bytes or files > rules.many_files:
            state = _state(store, table)
            if _worth_it(state, rules):
                yield table, state


def spelled(state: State) -> str:
    return f"{state.files} files, {state.bytes / 1e6:,.1f} MB"


def file_bytes(table_bytes: int, rules: Maintenance) -> int:
    """How large files should become: a read of one student must be able to skip most of them."""
    wanted = table_bytes // rules.files_per_table
    return min(max(wanted, rules.smallest_file_bytes), rules.largest_file_bytes)


def _cluster(store: Store, table: Table, state: State) -> Entry:
    entry = Entry(str(table), version_before=store.version(table))
    store.optimize(table, file_bytes(state.bytes, store.settings.maintenance))
    store.check(table)
    entry.version_after = store.version(table)
    return entry


def _state(store: Store, table: Table) -> State:
    detail = store.detail(table)
    added = 0
    for commit in store.history(table, HISTORY):
        if commit.operation == "OPTIMIZE":
            break
        added += sum(commit.metrics.get(name, 0) for name in BYTES_ADDED)
    return State(detail["numFiles"], detail["sizeInBytes"], added)


def _worth_it(state: State, rules: Maintenance) -> bool:
    if state.files > rules.many_files and state.bytes < state.files * rules.smallest_file_bytes:
        return True
    large = state.bytes >= rules.smallest_table_bytes
    return large and state.files > 1 and state.unclustered >= rules.unclustered_share * state.bytes


JOB = Job("maintain", "Cluster the tables of which enough bytes came since the last time.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
