"""maintain: which tables gain from being clustered, how large their files become, and what is said of it."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

import pytest
from steps import Held

from edulake.config.maintenance import Maintenance
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.jobs import maintain
from edulake.jobs.maintain import State
from edulake.jobs.runner.context import Context
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
RULES = Maintenance(
    smallest_table_bytes=1000, many_files=10, smallest_file_bytes=100, largest_file_bytes=400, files_per_table=4
)
LARGE = (4, 1000)


def commit(operation: str, **metrics: int) -> Commit:
    return Commit(1, dt.datetime(2025, 1, 1, tzinfo=dt.UTC), operation, metrics)


class Measured(Held):
    """A store whose tables have so many files and bytes, and a history, newest first."""

    def __init__(self, sizes: dict[Table, tuple[int, int]], *history: Commit) -> None:
        super().__init__(None, sizes)
        self.settings = Settings(maintenance=RULES)
        self.commits, self.done, self.read_closely = history, [], []
        self.now = 7

    def at_most(self, table: Table) -> tuple[int, int]:
        return self.tables[table]

    def detail(self, table: Table) -> dict[str, int]:
        self.read_closely.append(table)
        files, size = self.tables[table]
        return {"numFiles": files, "sizeInBytes": size}

    def history(self, table: Table, limit: int) -> list[Commit]:
        return list(self.commits[:limit])

    def version(self, table: Table) -> int:
        return self.now

    def optimize(self, table: Table, size: int) -> None:
        self.done.append(f"{table.name} into files of {size}")
        self.now += 1

    def check(self, table: Table) -> None:
        self.done.append(f"{table.name} checked")

    def append(self, table: Table, rows: Any) -> None:
        self.done.append(f"{table.name} written")


def pending(*history: Commit, files: int = 4, size: int = 1000) -> State | None:
    """The table's state, if it would gain."""
    found = list(maintain.pending(Measured({QUARANTINE: (files, size)}, *history)))  # type: ignore[arg-type]
    return found[0][1] if found else None


def test_what_came_since_the_last_time_counts() -> None:
    """Whatever wrote it: an append, a MERGE; a fifth of the table is enough."""
    wrote, merged, before = (
        commit("WRITE", numOutputBytes=150),
        commit("MERGE", numTargetBytesAdded=50, numTargetRowsInserted=999),
        commit("WRITE", numOutputBytes=9999),
    )
    assert pending(wrote, merged, commit("OPTIMIZE"), before) == State(4, 1000, 200)
    assert pending(wrote, commit("OPTIMIZE"), merged, before) is None
    assert pending(commit("DELETE"), commit("OPTIMIZE"), before) is None
    assert pending(before) == State(4, 1000, 9999)


def test_small_tables_and_single_files_gain_nothing() -> None:
    came = commit("WRITE", numOutputBytes=9999)
    assert pending(came, size=999) is None
    assert pending(came, files=1) is None
    assert pending(came, files=2) == State(2, 1000, 9999)


def test_many_small_files_are_slow_to_open_however_little_they_hold() -> None:
    """Not where they are as large as they should be."""
    assert pending(files=11, size=999) == State(11, 999, 0)
    assert pending(files=10, size=999) is None
    assert pending(files=11, size=1099) == State(11, 1099, 0)
    assert pending(files=11, size=1100) is None


def test_a_table_is_looked_at_closely_only_where_that_may_tell() -> None:
    """A history costs a second; what is at most small is small."""
    store = Measured({QUARANTINE: (3, 999), JOB_RUNS: LARGE}, commit("OPTIMIZE"))
    assert list(maintain.pending(store)) == []  # type: ignore[arg-type]
    assert store.read_closely == [JOB_RUNS]


@pytest.mark.parametrize(("table", "file"), [(0, 100), (400, 100), (1000, 250), (1600, 400), (10**9, 400)])
def test_files_are_small_enough_to_be_skipped_and_large_enough_to_be_read(table: int, file: int) -> None:
    assert maintain.file_bytes(table, RULES) == file


def run(
    store: Measured, *, dry_run: bool = False, days: int | None = None, last: dt.datetime | None = None
) -> tuple[Any, list[str]]:
    """A run that looks after a table every so many days, after one that clustered quarantine at `last`."""
    said: list[str] = []
    options = argparse.Namespace(at_most_every=days)
    context = Context(store.settings, store, {}, dry_run, options, tell=said.append)  # type: ignore[arg-type]
    done_last = {} if last is None else {("ops.quarantine", None, None): {"ended_at": last}}
    context.journal.last_done = lambda job: done_last  # type: ignore[method-assign]
    [done] = maintain.run(context)
    return done, said


def test_a_table_is_clustered_checked_and_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edulake.ops.runs.as_frame", lambda *_: "rows")
    store = Measured({QUARANTINE: (4, 2_000_000)}, commit("WRITE", numOutputBytes=2_000_000))
    done, said = run(store)
    assert said == ["cluster ops.quarantine: 4 files, 2.0 MB"]
    assert store.done == ["quarantine into files of 400", "quarantine checked", "job_runs written"]
    assert [(e.table_name, e.version_before, e.version_after) for e in done.entries] == [("ops.quarantine", 7, 8)]


@pytest.mark.parametrize(
    ("days", "ago", "clustered"), [(7, 6, 0), (7, 7, 1), (None, 0, 1), (7, None, 1), (1, 0, 0), (1, 1, 1)]
)
def test_a_table_is_clustered_at_most_every_so_many_days(days: int | None, ago: int | None, clustered: int) -> None:
    """A job without the option clusters whatever needs it; so does the first one."""
    store = Measured({QUARANTINE: (4, 2_000_000)}, commit("WRITE", numOutputBytes=2_000_000))
    last = None if ago is None else dt.datetime.now(dt.UTC) - dt.timedelta(days=ago)
    _, said = run(store, dry_run=True, days=days, last=last)
    assert len(said) == clustered


def test_a_run_without_work_is_not_recorded_and_a_dry_one_only_says() -> None:
    idle = Measured({QUARANTINE: (1, 10)})
    assert (run(idle)[1], idle.done) == ([], [])
    dry = Measured({QUARANTINE: LARGE}, commit("WRITE", numOutputBytes=500))
    done, said = run(dry, dry_run=True)
    assert (len(said), dry.done, done.entries) == (1, [], [])
