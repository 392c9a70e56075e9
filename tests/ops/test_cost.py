"""What the work on a table cost: into the first of its rows, from the operating system, and null where nobody sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from lake import Lake, record

from edulake.ops import cost
from edulake.ops.cost import Reading, bytes_written, counted, reading
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import JOB_RUNS
from edulake.store import processes
from edulake.store.delta_log import Commit
from edulake.store.session import NotStarted

pytestmark = pytest.mark.once


class Commits:
    """A store of a local disk whose tables have these commits, newest first."""

    def __init__(self, *metrics: dict[str, int], root: Path | None = Path("/warehouse")) -> None:
        self.root, self.spark = root, NotStarted()
        now: Any = None
        self.commits = [Commit(9 - at, now, "MERGE", of) for at, of in enumerate(metrics)]
        self.asked: list[int] = []

    def history(self, _: Any, limit: int) -> list[Commit]:
        self.asked.append(limit)
        return self.commits[:limit]


@pytest.mark.parametrize(
    ("before", "after", "expected", "asked"),
    [
        (7, 9, 30, [2]),
        (8, 9, 10, [1]),
        (9, 9, 0, []),
        (None, 2, 37, [3]),
        (None, None, None, []),
    ],
)
def test_bytes_of_the_commits_of_a_run(
    before: int | None, after: int | None, expected: int | None, asked: list[int]
) -> None:
    store: Any = Commits(
        {"numTargetBytesAdded": 10, "numTargetBytesRemoved": 99}, {"numOutputBytes": 20}, {"numOutputBytes": 7}
    )
    assert (bytes_written(store, JOB_RUNS, before, after), store.asked) == (expected, asked)


def test_elsewhere_nobody_asks_for_bytes() -> None:
    store: Any = Commits({"numOutputBytes": 10}, root=None)
    assert (bytes_written(store, JOB_RUNS, 1, 2), store.asked) == (None, [])


def test_the_first_row_of_a_table_has_all_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter([Reading(10.0, 500, 7000), Reading(12.3456, 1700, 9000)])
    monkeypatch.setattr(cost, "reading", lambda store: next(readings))
    store: Any = Commits({"numOutputBytes": 20})
    run = Run("silver_cleanse", entries=[Entry("silver.before")])
    with counted(run, store, JOB_RUNS):
        run.entries += [Entry("silver.a", version_before=8, version_after=9), Entry("silver.a", version_after=9)]
    names = ("milliseconds", "cpu_milliseconds", "peak_memory_bytes", "bytes_written")
    costs = [tuple(getattr(entry, name) for name in names) for entry in run.entries]
    assert costs == [(None,) * 4, (2346, 1200, 9000, 20), (None,) * 4]


def test_work_that_broke_off_and_work_on_nothing_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "reading", lambda store: Reading(1.0, None, None))
    store: Any = Commits()
    run = Run("silver_cleanse")
    with counted(run, store, JOB_RUNS):
        """No entry."""
    assert run.entries == []
    with pytest.raises(ValueError, match="x"), counted(run, store, JOB_RUNS):
        raise ValueError("x")


def test_what_is_not_known_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a cluster, whose work is done elsewhere; of a machine that says nothing of its processes."""
    store: Any = Commits()
    store.spark = object()
    for process, where in ((None, "local"), (os.getpid(), "databricks")):
        monkeypatch.setattr(cost, "jvm_process", lambda spark, pid=process: pid)
        monkeypatch.setattr(cost, "platform", lambda name=where: name)
        assert reading(store)[1:] == (None, None)
    monkeypatch.setattr(cost, "platform", lambda: "local")
    monkeypatch.setattr(cost, "jvm_process", lambda spark: os.getpid())
    monkeypatch.setattr(processes, "used", lambda pid: None)
    assert reading(store)[1:] == (None, None)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says so")
def test_cpu_time_and_memory_grow() -> None:
    store: Any = Commits()
    before = reading(store)
    held = bytearray(64 * 1024 * 1024)
    until = time.process_time() + 0.3
    while time.process_time() < until:
        held[0] = 1
    after = reading(store)
    assert before.cpu is not None
    assert after.cpu is not None
    assert 200 <= after.cpu - before.cpu < 5000
    assert (after.memory or 0) >= 64 * 1024 * 1024


def test_a_process_that_is_gone_used_nothing_that_is_known() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert processes.used(child.pid) is None


def test_each_table_of_a_run_has_its_cost(lake: Lake) -> None:
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(assessment_id="A-2"))
    lake.run(product=["student_performance_summary"])
    rows = [row for row in lake.rows(JOB_RUNS) if row["version_after"] is not None and row["milliseconds"] is not None]
    assert {row["job"] for row in rows} == {"bronze_ingest", "silver_cleanse", "gold_aggregate"}
    tables = [row["table_name"] for row in rows]
    assert len(tables) == len(set(tables))
    wrote = [row for row in rows if row["version_before"] != row["version_after"]]
    assert all(row["milliseconds"] > 0 and row["bytes_written"] > 500 for row in wrote)
