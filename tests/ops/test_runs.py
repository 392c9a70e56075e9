"""The ledger of runs: what must balance, what a run wrote, and where the next one starts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.errors import BalanceError
from edulake.ops import pending_runs, runs
from edulake.ops.runs import Entry, Journal, Run
from edulake.ops.tables import DELIVERIES, JOB_RUNS, QUARANTINE
from edulake.store.locks import TableLocks
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked, by_spark

pytestmark = pytest.mark.once

MONDAY = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"records_in": 0},
        {"records_in": 10, "accepted": 4, "quarantined": 3, "duplicate": 2, "stale": 1},
        {"records_in": 10, "records_revisited": 5, "accepted": 14, "out_of_scope": 1},
        {"records_revisited": 5, "stale": 5},
        {"records_in": 1, "accepted": 1, "unknown_references": 1, "files_refused": 3},
    ],
)
def test_every_record_has_one_fate(counts: dict[str, int]) -> None:
    Entry("silver.students", **counts).must_balance()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "came", "accounted"),
    [
        ({"records_in": 10, "accepted": 9}, 10, 9),
        ({"records_in": 10, "accepted": 10, "duplicate": 1}, 10, 11),
        ({"records_in": 10, "records_revisited": 2, "accepted": 10}, 12, 10),
        ({"accepted": 1}, 0, 1),
        ({"records_in": 1}, 1, 0),
    ],
)
def test_a_record_that_is_lost_or_told_twice(counts: dict[str, int], came: int, accounted: int) -> None:
    with pytest.raises(BalanceError, match=r"^sis into silver\.students does not balance$") as refused:
        Entry("silver.students", source_system="sis", **counts).must_balance()  # type: ignore[arg-type]
    assert refused.value.why.startswith(f"{came} records came in, ")
    assert refused.value.why.endswith(f" = {accounted} were accounted for")
    assert all(name in refused.value.why for name in ("accepted", "quarantined", "duplicate", "stale", "out_of_scope"))


@pytest.mark.parametrize(
    ("entry", "wrote"),
    [
        ({"version_before": 3, "version_after": 3}, False),
        ({"version_before": 3, "version_after": 4}, True),
        ({"version_before": None, "version_after": 0}, True),
        ({"version_before": 3, "version_after": 3, "files_refused": 1}, True),
        ({"version_before": 3, "version_after": 3, "files_refused": 0, "records_in": 9}, False),
        ({"version_before": 3, "version_after": 3, "records_lost": 9}, True),
        ({"version_before": 3, "version_after": 3, "erased": 9}, False),
        ({}, False),
    ],
)
def test_whether_a_run_wrote(entry: dict[str, int], wrote: bool) -> None:
    """A refused file is a row of quarantine, whatever became of the table."""
    assert Run("j", entries=[Entry("silver.a"), Entry("silver.b", **entry)]).wrote == wrote  # type: ignore[arg-type]


def test_rows_of_a_run() -> None:
    """One for each entry, and one for a run that looked at nothing: it ran all the same."""
    run = Run("silver_cleanse", "run-7", MONDAY)
    run.entries = [Entry("silver.students", records_in=3, accepted=2), Entry("silver.courses", note="n")]
    run.is_done_in_part("SNAPSHOT_SHRUNK")
    first, second = [dict(zip(JOB_RUNS.column_names, row, strict=True)) for row in run.rows()]
    told = {name: first[name] for name in ("job", "run_id", "started_at", "status", "error_code", "table_name")}
    assert told == {
        "job": "silver_cleanse",
        "run_id": "run-7",
        "started_at": MONDAY,
        "status": "PARTIAL",
        "error_code": "SNAPSHOT_SHRUNK",
        "table_name": "silver.students",
    }
    assert (first["records_in"], first["accepted"], first["quarantined"], first["note"]) == (3, 2, None, None)
    assert (second["table_name"], second["records_in"], second["note"]) == ("silver.courses", None, "n")
    assert first["ended_at"] >= MONDAY

    [row] = Run("maintain", "run-8", MONDAY, ended_at=MONDAY).rows()
    assert {name: value for name, value in zip(JOB_RUNS.column_names, row, strict=True) if value is not None} == {
        "job": "maintain",
        "run_id": "run-8",
        "started_at": MONDAY,
        "ended_at": MONDAY,
        "status": "SUCCESS",
    }
    assert Run("a").run_id != Run("a").run_id


def test_every_count_of_an_entry_is_a_column() -> None:
    assert set(vars(Entry("x"))) <= set(JOB_RUNS.column_names)


def test_totals_of_a_run() -> None:
    entries = [Entry("a", records_in=3, accepted=2, stale=1), Entry("b", files_new=2, records_in=4), Entry("c")]
    run = Run("j", entries=entries)
    assert run.totals() == {
        "files_new": 2,
        "records_in": 7,
        "accepted": 2,
        "quarantined": 0,
        "duplicate": 0,
        "stale": 1,
        "out_of_scope": 0,
    }
    assert Run("j", entries=[Entry(str(DELIVERIES))]).is_of(DELIVERIES)
    assert not Run("j", entries=[Entry(str(DELIVERIES))]).is_of(QUARANTINE)


class Ledger:
    """A store with ops.job_runs alone: the rows it holds, how often it was read, and each commit."""

    def __init__(self, rows: DataFrame | None = None, root: Path | None = None) -> None:
        self.rows, self.root = rows, root
        self.reads = 0
        self.commits: list[list[str]] = []

    def exists(self, table: Table) -> bool:
        return table is JOB_RUNS and self.rows is not None

    def values(self, table: Table, asked: Asked) -> list[dict[str, Any]]:
        self.reads += 1
        return [] if self.rows is None else by_spark(self.rows, table, asked)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    made = Ledger()
    monkeypatch.setattr(
        runs, "_keep", lambda store, done: store.commits.append([run.job for run in done]) if done else None
    )
    return made


WROTE = [Entry("silver.a", version_before=1, version_after=2)]


def test_a_run_that_wrote_is_recorded_at_once_and_others_with_it(ledger: Ledger) -> None:
    """A kill after it must not make the next run read again; one without news costs no commit of its own."""
    journal = Journal(ledger)  # type: ignore[arg-type]
    journal.enter(Run("bronze_ingest"))
    assert ledger.commits == []
    writer = Run("silver_cleanse", entries=WROTE)
    journal.enter(writer)
    assert ledger.commits == [["bronze_ingest", "silver_cleanse"]]
    assert writer.ended_at is not None
    journal.enter(Run("gold_aggregate"))
    journal.close()
    journal.close()
    assert ledger.commits == [["bronze_ingest", "silver_cleanse"], ["gold_aggregate"]]


def test_on_a_local_disk_what_wrote_is_kept_at_once_and_committed_at_the_end(tmp_path: Path) -> None:
    """A process that is killed in between is gone on from; one that is closed leaves nothing beside the table."""
    commits: list[list[str]] = []
    store: Any = Ledger(root=tmp_path)
    store.spark, store.locks = None, TableLocks(tmp_path / "_locks", 1, None)
    killed = Journal(store)
    killed.enter(Run("bronze_ingest"))
    assert not (tmp_path / "ops").exists()
    killed.enter(Run("silver_cleanse", entries=[Entry("silver.a", "bronze.a", "sis", batch_to=3, version_after=2)]))
    [last] = Journal(store).last_done("silver_cleanse").values()
    assert (last["batch_to"], last["version_after"]) == (3, 2)
    later = Entry("silver.a", "bronze.a", "sis", batch_to=4, version_before=2, version_after=3)
    journal = Journal(store)
    journal.enter(Run("silver_cleanse", entries=[later]))
    assert Journal(store).last_done("silver_cleanse")["silver.a", "sis", "bronze.a"]["batch_to"] == 4
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("edulake.store.small_frame.as_frame", lambda spark, rows, schema: rows)
        store.append = lambda table, rows, transaction: commits.append([row[0] for row in rows])
        journal.close()
    assert commits == [["bronze_ingest", "silver_cleanse", "silver_cleanse"]]
    assert pending_runs.waiting(tmp_path) == []


def test_a_failure_is_recorded_where_there_is_a_warehouse(ledger: Ledger, tmp_path: Path) -> None:
    """A mistyped warehouse is not made for it."""
    run = Run("pipeline")
    ledger.root = tmp_path / "mistyped"
    run.record_failure(ledger, "UNREADABLE")  # type: ignore[arg-type]
    assert (ledger.commits, run.status, ledger.root.exists()) == ([], "SUCCESS", False)
    ledger.root = tmp_path
    run.record_failure(ledger, "UNREADABLE")  # type: ignore[arg-type]
    assert (ledger.commits, run.status, run.error_code) == ([["pipeline"]], "FAILED", "UNREADABLE")
    in_catalog: Any = SimpleNamespace(root=None, exists=lambda table: False, commits=[])
    run.record_failure(in_catalog, "UNREADABLE")
    assert in_catalog.commits == []


def entered(job: str, hour: int, status: str = "SUCCESS", **entry: Any) -> tuple[Any, ...]:
    run = Run(job, f"{job}-{hour}", MONDAY, [Entry(**entry)] if entry else [], status)
    run.ended_at = MONDAY + dt.timedelta(hours=hour)
    return run.rows()[0]


def test_where_the_next_run_starts(spark: SparkSession) -> None:
    """After the newest entry that is done, in part or wholly, of the same table, source and input; a failure is none."""
    a = {"table_name": "silver.a", "source_system": "sis", "input_table": "bronze.a"}
    held = [
        entered("silver_cleanse", 2, **a, batch_to=7, fingerprint="old"),
        entered("silver_cleanse", 3, "PARTIAL", **a, batch_to=6, fingerprint="new"),
        entered("silver_cleanse", 4, "FAILED", **a, batch_to=9),
        entered("silver_cleanse", 1, **{**a, "source_system": "lms"}, batch_to=1),
        entered("silver_cleanse", 1, table_name="silver.b", input_version=5, version_after=8),
        entered("gold_aggregate", 1, table_name="gold.p", input_version=3),
        entered("silver_cleanse", 9),
    ]
    ledger = Ledger(as_frame(spark, held, JOB_RUNS.struct()))
    journal = Journal(ledger)  # type: ignore[arg-type]
    done = journal.last_done("silver_cleanse")
    names = ("batch_to", "input_version", "version_after", "fingerprint")
    assert {key: tuple(last[name] for name in names) for key, last in done.items()} == {
        ("silver.a", "sis", "bronze.a"): (6, None, None, "new"),
        ("silver.a", "lms", "bronze.a"): (1, None, None, None),
        ("silver.b", None, None): (None, 5, 8, None),
    }
    assert list(journal.last_done("gold_aggregate")) == [("gold.p", None, None)]
    assert journal.last_done("maintain") == {}
    assert ledger.reads == 1, "once for all jobs of a process"


def test_before_the_first_run_nothing_is_done() -> None:
    assert Journal(Ledger()).last_done("silver_cleanse") == {}  # type: ignore[arg-type]
