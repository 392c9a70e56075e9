"""Rows of runs without Spark wait beside the tables, and come into ops.job_runs once."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.ops import pending_runs
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import JOB_RUNS
from edulake.store.locks import TableLocks

pytestmark = pytest.mark.once

NOON = dt.datetime(2025, 1, 6, 12, 0, 0, 123456, tzinfo=dt.UTC)


class Warehouse:
    """A store of which one append may be the last thing that a run does."""

    def __init__(self, spark: SparkSession | None, root: Path | None) -> None:
        self.spark, self.root = spark, root
        self.locks = TableLocks(root and root / "_locks", 1, None)
        self.appended: dict[tuple[str, int], list[str]] = {}
        self.is_killed = False

    def append(self, table: Any, rows: Any, transaction: tuple[str, int]) -> None:
        assert table is JOB_RUNS
        self.appended.setdefault(transaction, [row["run_id"] for row in rows.collect()])
        if self.is_killed:
            raise KeyboardInterrupt


def rows_of(run_id: str) -> list[tuple[Any, ...]]:
    run = Run("pipeline", run_id, NOON, [Entry("silver.a", note="ü"), Entry("silver.b", files_redelivered=3)])
    run.ended_at = NOON
    return run.rows()


def test_what_waits_is_as_it_was_left(tmp_path: Path) -> None:
    store: Any = Warehouse(None, tmp_path)
    assert pending_runs.waiting(tmp_path) == pending_runs.waiting(None) == []
    pending_runs.leave(store, rows_of("one"))
    pending_runs.leave(store, rows_of("two"))
    expected = [dict(zip(JOB_RUNS.column_names, row, strict=True)) for name in ("one", "two") for row in rows_of(name)]
    assert pending_runs.waiting(tmp_path) == expected
    [lines] = (tmp_path / "ops" / "pending").iterdir()
    assert stat.S_IMODE(lines.stat().st_mode) == 0o600, "files of the owner alone"
    with lines.open("a") as half:
        half.write('{"job": "pipe')
    assert pending_runs.waiting(tmp_path) == expected, "a line that a killed run left half-written says nothing"
    pending_runs.leave(store, rows_of("next"))
    found = [row["run_id"] for row in pending_runs.waiting(tmp_path)]
    assert found == ["one", "one", "two", "two", "next", "next"], "and takes nothing of the next run with it"


def test_what_waits_comes_into_the_table_once(spark: SparkSession, tmp_path: Path) -> None:
    """Also where a run is killed between the commit and the end of the file: its transaction is not repeated."""
    store: Any = Warehouse(spark, tmp_path)
    pending_runs.take_in(store)
    assert store.appended == {}
    pending_runs.leave(store, rows_of("one"))
    store.is_killed = True
    with pytest.raises(KeyboardInterrupt):
        pending_runs.take_in(store)
    assert [row["run_id"] for row in pending_runs.waiting(tmp_path)] == ["one", "one"]
    store.is_killed = False
    pending_runs.leave(store, rows_of("two"))
    pending_runs.take_in(store)
    assert sorted(store.appended.values()) == [["one", "one"], ["two", "two"]]
    assert pending_runs.waiting(tmp_path) == []
    pending_runs.take_in(store)
    assert len(store.appended) == 2


def test_only_a_local_disk_has_what_waits() -> None:
    pending_runs.take_in(Warehouse(None, None))  # type: ignore[arg-type]
