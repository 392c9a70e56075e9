"""All that goes, as it is told, and the entries of runs from which the next run goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import MARKS, Held, day, rows_of

from edulake.jobs.steps.retain import going
from edulake.jobs.steps.retain.delivered import Old
from edulake.jobs.steps.retain.going import Going, Rows
from edulake.ops.deliveries import HELD, REMOVED, REMOVING, Delivered
from edulake.ops.tables import AGENT_CALLS, JOB_RUNS, QUARANTINE

pytestmark = pytest.mark.once


def test_what_goes_and_what_stays_is_told_of_each_source() -> None:
    old = [Old("lms", day(1), 3, "facts refer to it"), Old("sis", day(1), 7), Old("x", None, 0, "so")]
    found = Going({MARKS: old}, {}, {QUARANTINE: Rows(None, 2)})  # type: ignore[arg-type]
    assert list(found.told()) == [
        ("bronze.marks_raw", 3, "of lms, delivered before 2025-01-01; older ones stay: facts refer to it"),
        ("bronze.marks_raw", 7, "of sis, delivered before 2025-01-01"),
        ("bronze.marks_raw", 0, "of x; older ones stay: so"),
        ("ops.quarantine", 2, ""),
    ]
    assert found.tables == [MARKS, QUARANTINE]
    assert Going({MARKS: old[2:]}).tables == [], "nothing of it goes"


@pytest.mark.parametrize(
    ("at", "status", "goes"), [(1, HELD, True), (1, REMOVING, True), (2, HELD, False), (1, REMOVED, False)]
)
def test_a_table_of_which_no_row_and_no_delivery_goes_is_left_alone(at: int, status: str, goes: bool) -> None:
    """What is older than it is kept, and stays as facts refer to it, is found by each run anew."""
    row = Delivered("lms", "a", "sha", 1, day(at), day(at), False, 1, 0, day(at), "run", 1, 1, status)
    found = Going({MARKS: [Old("lms", day(2), 0, "facts refer to it")]}, {str(MARKS): [row]})
    assert found.tables == ([MARKS] if goes else [])


def test_the_newest_entry_of_each_kind_stays_however_old(spark: SparkSession) -> None:
    def entry(run: str, at: int, table: str | None, status: str = "SUCCESS", job: str = "maintain") -> dict[str, Any]:
        return {
            "run_id": run,
            "job": job,
            "started_at": day(at),
            "ended_at": day(at),
            "status": status,
            "table_name": table,
        }

    rows = [
        entry("1", 1, "a"),
        entry("2", 2, "a"),
        entry("3", 3, "b"),
        entry("4", 4, None, "FAILED"),
        entry("5", 9, "b"),
    ]
    store: Any = Held(spark, {JOB_RUNS: rows_of(spark, JOB_RUNS, *rows, entry("6", 1, "b", job="retain"))})
    old = going._old_runs(store, dt.date(2025, 1, 6))
    assert sorted(row["run_id"] for row in old.collect()) == ["1", "3", "4"]


def test_calls_of_agents_go_by_their_day(spark: SparkSession) -> None:
    calls = [{"session_id": str(at), "called_at": day(at), "tool": "select"} for at in (4, 5, 6)]
    store: Any = Held(spark, {AGENT_CALLS: rows_of(spark, AGENT_CALLS, *calls)})
    old = going._old_calls(store, dt.date(2025, 1, 6))
    assert sorted(row["session_id"] for row in old.collect()) == ["4", "5"]
