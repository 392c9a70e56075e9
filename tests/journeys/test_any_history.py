"""Silver is what bronze says and gold what silver says, whoever changed a table, and however it was written.

One lake goes through it all: making it costs most of the time.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake import gold
from edulake.jobs import gold_aggregate, rebuild, validate
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as SILVER

pytestmark = pytest.mark.once
EXAMS = """
[sources.exams]
files = "**/*.jsonl"
format = "jsonl"
date_formats = ["{format}"]
id_namespace = "{namespace}"
[sources.exams.columns]
student_id = "student"
assessment_date = "day"
subject = "subject"
score = "score"
grade_level = "grade"
"""
SUMMARY, SUBJECTS = "student_performance_summary", "subject_performance_analytics"
PRODUCTS = {name: gold.PRODUCTS[name] for name in (SUMMARY, SUBJECTS)}


def exams(lake: Lake, name: str, *rows: tuple[str, float]) -> None:
    records = [{"student": s, "day": "05.03.2024", "subject": "Art", "score": score, "grade": 3} for s, score in rows]
    lake.deliver(f"exams/{name}", "".join(json.dumps(record) + "\n" for record in records))


def with_settings(lake: Lake, pattern: str = "dd.MM.yyyy", namespace: str = "", gold_settings: str = "") -> Lake:
    return lake.configured(EXAMS.format(format=pattern, namespace=namespace) + gold_settings)


def refreshed(lake: Lake) -> Lake:
    lake.ingest()
    lake.cleanse(subject=["assessments"])
    lake.aggregate(product=list(PRODUCTS))
    return lake


def students(lake: Lake) -> dict[str, str]:
    """Each student's mean score in gold."""
    rows = lake.rows(PRODUCTS[SUMMARY].table, "student_id", "avg_score")
    return {row["student_id"]: str(row["avg_score"]) for row in rows}


def is_what_a_rebuild_makes(lake: Lake) -> None:
    """Gold comes out the same when all of it is computed anew, and nothing is committed."""
    versions = lake.versions()
    gold_aggregate.run(lake.context(product=list(PRODUCTS)), anew="a test asks for it")
    assert lake.versions() == versions


def test_gold_follows_whoever_changes_silver(spark: SparkSession, tmp_path: Path) -> None:
    lake = with_settings(Lake(spark, tmp_path))
    exams(lake, "1.jsonl", ("S1", 80), ("S2", 60))
    assert students(refreshed(lake)) == {"S1": "80.00", "S2": "60.00"}
    name, whole = lake.store.name(SILVER), lake.store.version(SILVER)
    lake.spark.sql(f"DELETE FROM {name} WHERE student_id = 'S1'")
    lake.spark.sql(f"UPDATE {name} SET score = 61, score_raw = '61' WHERE student_id = 'S2'")
    assert students(refreshed(lake)) == {"S2": "61.00"}
    lake.spark.sql(f"RESTORE TABLE {name} TO VERSION AS OF {whole}")
    lake.said.clear()
    assert students(refreshed(lake)) == {"S1": "80.00", "S2": "60.00"}
    assert any("saw a RESTORE" in line for line in lake.said if line.startswith("silver")), lake.said


@pytest.mark.slow
def test_gold_is_what_silver_says_after_any_history(spark: SparkSession, tmp_path: Path) -> None:
    wrong = with_settings(Lake(spark, tmp_path), pattern="yyyy-MM-dd")
    exams(wrong, "1.jsonl", ("S1", 80), ("S2", 60))
    assert students(refreshed(wrong)) == {}, "every record was refused"
    assert {row["status"] for row in wrong.refused()} == {"OPEN"}

    lake = with_settings(wrong)
    assert students(refreshed(lake)) == {"S1": "80.00", "S2": "60.00"}
    assert {row["status"] for row in lake.refused()} == {"RESOLVED"}
    assert any("2 all (its settings changed) rows" in line for line in lake.said), lake.said

    name = lake.store.name(SILVER)
    lake.spark.sql(f"DELETE FROM {name} WHERE student_id = 'S1'")
    assert students(refreshed(lake)) == {"S2": "60.00"}
    lake.spark.sql(f"UPDATE {name} SET score = 61, score_raw = '61' WHERE student_id = 'S2'")
    assert students(refreshed(lake)) == {"S2": "61.00"}

    exams(lake, "2.jsonl", ("S3", 30))
    exams(lake, "3.jsonl", ("S2", 70))
    lake.ingest()
    lake.cleanse(subject=["assessments"])
    lake.spark.sql(f"UPDATE {name} SET score = 31, score_raw = '31' WHERE student_id = 'S3'")
    shutil.rmtree(Path(lake.store.location(SILVER), "_change_data"))
    lake.said.clear()
    assert students(refreshed(lake)) == {"S2": "65.50", "S3": "31.00"}
    assert any("the changes cannot be read" in line for line in lake.said), lake.said

    assert [error.what for error in validated(lake)] == []
    summary = lake.store.name(PRODUCTS[SUMMARY].table)
    lake.spark.sql(f"UPDATE {summary} SET avg_score = 99 WHERE student_id = 'S3'")
    assert [error.what for error in validated(lake)] == [f"{PRODUCTS[SUMMARY].table} is not what silver says"]
    context = lake.context(product=[SUMMARY])
    rebuild.run(context)
    assert lake.said[-1] == f"rebuilt {PRODUCTS[SUMMARY].table}: 1 rows updated"
    assert [error.what for error in validated(lake)] == []

    version = next(v for v, rows in ((v, restored_rows(lake, v)) for v in range(9)) if rows == 2)
    lake.spark.sql(f"RESTORE TABLE {name} TO VERSION AS OF {version}")
    lake.said.clear()
    assert students(refreshed(lake)) == {"S1": "80.00", "S2": "65.00", "S3": "30.00"}
    assert any("saw a RESTORE" in line for line in lake.said if line.startswith("silver")), lake.said
    quiet = lake.versions()
    refreshed(lake)
    is_what_a_rebuild_makes(lake)
    assert lake.versions() == quiet


def restored_rows(lake: Lake, version: int) -> int:
    return lake.store.read(SILVER, version).count()


def validated(lake: Lake) -> list:
    context = lake.context()
    validate.run(context)
    return context.failures


@pytest.mark.slow
def test_what_a_table_is_made_from_is_part_of_it(spark: SparkSession, tmp_path: Path) -> None:
    """Rows that no longer hold go, what is equal is not written again, and other sources are left alone."""
    lake = with_settings(Lake(spark, tmp_path))
    exams(lake, "1.jsonl", ("S1", 80), ("S2", 60))
    lake.deliver_json("lms_system_a/1.jsonl", {**LMS, "student_id": "S9"})
    assert students(refreshed(lake)) == {"S1": "80.00", "S2": "60.00", "S9": "88.50"}
    before = {row["student_id"]: row["batch_id"] for row in lake.facts()}

    moved = with_settings(lake, namespace="north")
    moved.said.clear()
    assert students(refreshed(moved)) == {"north:S1": "80.00", "north:S2": "60.00", "S9": "88.50"}
    assert [line for line in moved.said if "lms_system_a" in line and "rows" in line] == []
    assert {row["student_id"]: row["batch_id"] for row in moved.facts()}["S9"] == before["S9"]

    judged = with_settings(moved, namespace="north", gold_settings="[gold]\nsplit_date = 2024-01-01\n")
    judged.said.clear()
    refreshed(judged)
    assert any("all rows (its settings changed)" in line for line in judged.said), judged.said

    # As an older edulake left it: nothing says what the tables were made from.
    judged.spark.sql(f"UPDATE {judged.store.name(JOB_RUNS)} SET fingerprint = NULL")
    versions = judged.versions()
    judged.said.clear()
    refreshed(judged)
    assert any("nothing says what it was made from" in line for line in judged.said), judged.said
    assert judged.versions() == versions, "what comes out equal is not written"

    judged.said.clear()
    rebuild.run(judged.context(subject=["assessments"], source=["exams"]))
    assert f"rebuilt {SILVER}: nothing changed" in judged.said
    assert versions.items() <= judged.versions().items()
    assert not judged.store.exists(QUARANTINE)


LMS = {
    "assessment_id": "A-1",
    "assessment_date": "2024-03-05",
    "subject": "Math",
    "score": "88.5",
    "grade_level": "3rd Grade",
    "completion_time": "45.5",
    "engagement_score": "79",
    "updated_at": "2024-03-06T10:00:00Z",
}
