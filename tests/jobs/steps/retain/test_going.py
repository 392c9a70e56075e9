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
from edulake.ops.tables import JOB_RUNS, QUARANTINE

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
