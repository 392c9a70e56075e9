"""Of a list that drifted is told which model made it, and how many measures of what are worth a look."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lake import Lake

from edulake.ml.audit import drift_alerts
from edulake.ml.tables.lists import DRIFT
from edulake.ops.runs import Entry, Run
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once
FIRST, SECOND = (dt.datetime(2025, 1, day, 6, 0, 0, 123456, tzinfo=dt.UTC) for day in (6, 13))


def row(scope: str, measure: str, name: str, at: dt.datetime, *, is_alert: bool = True) -> tuple[Any, ...]:
    where = {"model_version": "course_result-20-aaa1", "as_of_date": at.date().isoformat(), "scope": scope}
    what = {"measure": measure, "name": name, "is_alert": is_alert, "n": 200, "processing_timestamp": at}
    return tuple({**where, **what}.get(column) for column in DRIFT.column_names)


def test_only_what_this_run_wrote_is_told(lake: Lake) -> None:
    rows = [
        row("BBB", "plan", "work_due: quiz", SECOND),
        row("all", "feature_psi", "late_share", SECOND),
        row("BBB", "feature_psi", "late_share", SECOND),
        row("BBB", "feature_psi", "mean_score", SECOND),
        row("AAA", "score_psi", "score", SECOND, is_alert=False),
        row("all", "calibration_gap", "probability", FIRST),
        row("all", "unknown_share", "mean_score", FIRST, is_alert=False),
    ]
    lake.store.append(DRIFT, as_frame(lake.spark, rows, DRIFT.struct()))
    wrote = [Entry(str(DRIFT))]
    [alert] = drift_alerts.lists(lake.store, [Run("ml_score", started_at=SECOND, entries=wrote)])
    assert alert.kind == "drift"
    assert alert.what.startswith(
        "the list of 2025-01-13 drifted from what model course_result-20-aaa1 learned from: 4 "
    )
    assert alert.why == "plan of work: 1 in BBB; features: 3 in BBB, all"
    assert "plan of work first" in alert.fix
    [alert] = drift_alerts.lists(lake.store, [Run("ml_backtest", started_at=FIRST, entries=wrote)])
    assert alert.why == "probabilities beside outcomes: 1 in all"
    assert drift_alerts.lists(lake.store, [Run("bronze_ingest", started_at=SECOND)]) == []
