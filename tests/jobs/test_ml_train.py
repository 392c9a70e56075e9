"""Training where there is nobody to learn from: that is found out once, and again when there is news."""

from __future__ import annotations

from pathlib import Path

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from silver_frames import frames

from edulake.jobs import ml_train
from edulake.jobs.runner.context import Context
from edulake.ops.runs import Run
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store.session import NotStarted, SessionNeeded
from edulake.store.store import Store

pytestmark = pytest.mark.once
NOBODY = "models  school_risk: nobody to learn from"


def come(lake: Lake, *ids: str) -> None:
    """Results of a source that is no school's."""
    told = [{"source_system": "babblr", "assessment_id": id_} for id_ in ids]
    for table, rows in frames(lake.spark, {STUDENT_ASSESSMENTS_CLEAN: told}, [STUDENT_ASSESSMENTS_CLEAN]).items():
        lake.store.append(table, rows)


def ran(lake: Lake) -> Run:
    context = lake.context()
    [run] = ml_train.run(context)
    context.journal.close()
    return run


def test_that_there_is_nobody_is_asked_once(spark: SparkSession, tmp_path: Path) -> None:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    lake = Lake(spark, tmp_path)

    def quiet() -> Run:
        [run] = ml_train.run(Context(lake.settings, Store(NotStarted(), lake.settings), {}, tell=lake.said.append))
        return run

    come(lake, "a")
    first = ran(lake)
    assert NOBODY in lake.said
    assert not first.wrote
    lake.said.clear()
    assert quiet().entries == []
    assert NOBODY in lake.said
    come(lake, "b")
    with pytest.raises(SessionNeeded):
        quiet()
    assert ran(lake).entries
