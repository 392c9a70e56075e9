"""validate: finds what other programs did to tables, and bronze that is not what was delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.errors import EdulakeError
from edulake.jobs import validate
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.assessments import ASSESSMENTS, STUDENT_ASSESSMENTS_CLEAN

pytestmark = pytest.mark.once

RAW = ASSESSMENTS.form.table


def broken(lake: Lake) -> list[EdulakeError]:
    context = lake.context()
    validate.run(context)
    return context.failures


def test_tables_and_runs_that_are_as_they_were_left_are_valid(spark: SparkSession, tmp_path: Path) -> None:
    """Then each thing that may happen to them, on one lake: making it costs most of the time."""
    lake = Lake(spark, tmp_path)
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(student_id="STU2", assessment_date="soon"))
    # A snapshot of a header alone leaves a row that is no record.
    header = "student_id,name,class_id,grade,email,enrollment_date,status\n"
    lake.deliver("school_files/2025-01-01/students.csv", header)
    lake.ingest()
    lake.cleanse()
    assert broken(lake) == []
    assert lake.frame(JOB_RUNS).where("job = 'validate' AND status = 'SUCCESS'").count() == 1

    spark.sql(f"DELETE FROM {lake.store.name(RAW)} WHERE raw_student_id = 'STU2'")
    assert [(e.exit_code, e.what) for e in broken(lake)] == [(4, f"lms_system_a into {RAW} does not balance")]
    assert "2 records came in, 1 are accounted for" in broken(lake)[0].why

    cleansed = "job = 'silver_cleanse' AND source_system = 'lms_system_a' AND records_in > 0"
    spark.sql(f"UPDATE {lake.store.name(JOB_RUNS)} SET accepted = accepted - 1 WHERE {cleansed}")
    assert f"lms_system_a into {STUDENT_ASSESSMENTS_CLEAN} does not balance" in [e.what for e in broken(lake)]

    spark.sql(f"ALTER TABLE {lake.store.name(STUDENT_ASSESSMENTS_CLEAN)} CLUSTER BY (assessment_date, student_id)")
    assert broken(lake)[0].what == f"{STUDENT_ASSESSMENTS_CLEAN}: clustering drifted from its contract"
    assert len(broken(lake)) == 3
