"""plan: says what the next run does, and does none of it."""

from __future__ import annotations

import pytest
from lake import Lake, record

from edulake.jobs.runner import plan
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as SILVER
from edulake.store.store import Store

pytestmark = pytest.mark.once

AGGREGATES = "gold.student_performance_aggregates"


def planned(lake: Lake) -> plan.Plan:
    return plan.plan(Store(lake.spark, lake.settings, reading=True), [])


CROSSWALK = """
[sources.people]
subject = "crosswalk"
files = "**/*.csv"
format = "csv"
[sources.people.columns]
source = "source"
id = "id"
student_id = "student_id"
[sources.gate]
subject = "attendance"
files = "**/*.csv"
format = "csv"
crosswalk = "people"
[sources.gate.columns]
student_id = "student_id"
date = "date"
status = "status"
"""


def test_a_crosswalk_is_news_for_those_who_read_it(lake: Lake) -> None:
    lake = lake.configured(CROSSWALK)
    lake.deliver("people/1.csv", "source,id,student_id\ngate,u1,S1\n")
    steps = [(step.job, step.table, step.source) for step in planned(lake).steps if step.job != "gold_aggregate"]
    assert steps == [
        ("bronze_ingest", "bronze.crosswalk_raw", "people"),
        ("silver_cleanse", "silver.attendance", "gate"),
    ]


def test_a_plan_comes_true(lake: Lake) -> None:
    lake.deliver_json("lms_system_a/1.jsonl", record())
    lake.deliver("lms_system_a/2.jsonl", b"\xff\xfe\x00")
    before = sorted(lake.landing.parent.rglob("*"))
    first = planned(lake)
    assert sorted(lake.landing.parent.rglob("*")) == before, "a plan wrote something"
    assert [(s.job, s.table, s.source) for s in first.steps][:2] == [
        ("bronze_ingest", "bronze.student_assessments_raw", "lms_system_a"),
        ("silver_cleanse", str(SILVER), "lms_system_a"),
    ]
    assert "1 new, 1 refused" in first.steps[0].news
    assert AGGREGATES in [s.table for s in first.steps if s.job == "gold_aggregate"]
    assert "FILE_ENCODING" in first.refusals[0]
    assert first.drift == []
    lake.ingest()
    second = planned(lake)
    assert next((s.job, s.news) for s in second.steps) == ("silver_cleanse", "1 rows of bronze.student_assessments_raw")
    assert AGGREGATES in [s.table for s in second.steps]
    lake.run()
    assert planned(lake).steps == []


@pytest.mark.slow
def test_drift_is_named_and_nothing_is_mended(lake: Lake) -> None:
    """A column that the contract gained is announced; what a run would refuse is told from it."""
    lake.deliver_json("lms_system_a/1.jsonl", record())
    lake.run()
    name = lake.store.name(SILVER)
    lake.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')")
    lake.spark.sql(f"ALTER TABLE {name} DROP COLUMN term")
    [gained] = planned(lake).drift
    assert (gained.table, gained.mended) == (str(SILVER), True)
    assert "term" in gained.difference
    lake.store.ensure(SILVER)
    lake.spark.sql(f"ALTER TABLE {name} CLUSTER BY (student_id)")
    lake.spark.sql(f"ALTER TABLE {name} ADD COLUMNS (intruder STRING)")
    looking = Store(lake.spark, lake.settings, reading=True)
    version = looking.version(SILVER)
    [drift] = planned(lake).drift
    assert (drift.table, drift.mended) == (str(SILVER), False)
    assert "clustering" in drift.difference
    assert looking.version(SILVER) == version
