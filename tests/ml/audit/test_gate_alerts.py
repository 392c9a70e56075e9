"""A model's status is compared with that of its predecessor: the same problem and cut-off, the run before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lake import Lake

from edulake.ml.audit import gate_alerts
from edulake.ml.models import registry
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.models import MODELS
from edulake.ops.runs import Entry, Run
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once
FIRST, SECOND = (dt.datetime(2025, 1, day, 6, 0, 0, 123456, tzinfo=dt.UTC) for day in (6, 13))
EMPTY: dict[str, Any] = {"STRING": "", "ARRAY<STRING>": []}


def model(version: str, status: str, made_at: dt.datetime, recipe: str = "") -> tuple[Any, ...]:
    """A row whose other required columns are empty."""
    required = {c.name: EMPTY.get(c.type, 0) for c in MODELS.columns if not c.nullable}
    named = {"model_version": version, "status": status, "processing_timestamp": made_at, "recipe": recipe}
    return tuple({**required, **named}.get(name) for name in MODELS.column_names)


def test_only_changes_of_this_run_and_of_the_lists_models_are_told(lake: Lake) -> None:
    ours = registry.recipe(PROBLEMS["course_result"], lake.store.settings)
    rows = [
        model("course_result-20-aaa1", "READY", FIRST),
        model("course_result-20-bbb2", "NO_SIGNAL", SECOND, ours),
        model("course_result-40-ccc3", "READY", FIRST),
        model("course_result-40-ddd4", "READY", SECOND, ours),
        model("course_result-60-eee5", "NOT_CALIBRATED", FIRST),
        model("course_result-60-fff6", "READY", SECOND, ours),
        model("course_result-80-abc7", "NO_SIGNAL", SECOND, ours),
        model("school_risk-abc8", "READY", FIRST),
        model("school_risk-abc9", "NO_SIGNAL", SECOND, "of cohorts that somebody named"),
    ]
    lake.store.append(MODELS, as_frame(lake.spark, rows, MODELS.struct()))
    trained = Run("ml_train", started_at=SECOND, entries=[Entry(str(MODELS))])
    closed, opened = gate_alerts.changes(lake.store, [trained])
    assert closed.what == "model course_result-20 went from READY to NO_SIGNAL"
    assert "without probabilities" in closed.why
    assert opened.what == "model course_result-60 went from NOT_CALIBRATED to READY"
    before = Run("ml_train", started_at=FIRST, entries=[Entry(str(MODELS))])
    assert gate_alerts.changes(lake.store, [before]) == []
    assert gate_alerts.changes(lake.store, [Run("bronze_ingest", started_at=SECOND)]) == []
