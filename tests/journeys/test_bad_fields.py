"""Bad values field by field: what becomes of each, with ANSI on and off; and of Parquet's types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.ops.tables import JOB_RUNS

FIELDS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "plain": ({}, {"score": "88.50", "engagement_score": 79, "grade_level": "3rd Grade", "issue_codes": []}),
    "score_comma": ({"score": "1,5"}, {"score": None, "issue_codes": ["BAD_SCORE"]}),
    "score_exponent": ({"score": "1e1"}, {"score": None, "issue_codes": ["BAD_SCORE"]}),
    "score_double": ({"score": "12d"}, {"score": None}),
    "score_nan": ({"score": "NaN"}, {"score": None}),
    "score_wide_digits": ({"score": "１２"}, {"score": None}),
    "score_edge": ({"score": "100.00"}, {"score": "100.00", "performance_category": "High"}),
    "score_over": ({"score": "100.004"}, {"score": None, "performance_category": "Unknown"}),
    "score_zero": ({"score": 0}, {"score": "0.00", "performance_category": "Low"}),
    "score_null": ({"score": None}, {"score": None, "issue_codes": ["MISSING_SCORE"]}),
    "score_token": ({"score": "N/A"}, {"score": None, "issue_codes": ["MISSING_SCORE"]}),
    "score_grade": (
        {"score": "7th Grade"},
        {"score": None, "issue_codes": ["BAD_SCORE"], "data_quality_score": "0.50"},
    ),
    "engagement_fraction": ({"engagement_score": "79.9"}, {"engagement_score": 79}),
    "engagement_invalid": (
        {"engagement_score": "INVALID"},
        {"engagement_score": None, "issue_codes": ["BAD_ENGAGEMENT"]},
    ),
    "engagement_negative": ({"engagement_score": "-0.5"}, {"engagement_score": None}),
    "grade_kg": ({"grade_level": "KG"}, {"grade_level": "Kindergarten", "grade_level_code": "KG"}),
    "grade_number": ({"grade_level": 3}, {"grade_level": "3rd Grade", "grade_level_code": "03"}),
    "grade_none": ({"grade_level": None}, {"grade_level": "Ungraded", "grade_level_code": "UG"}),
    "grade_odd": ({"grade_level": "Year 3"}, {"grade_level": "Unknown", "issue_codes": ["UNKNOWN_GRADE_LEVEL"]}),
    "time_missing": ({"completion_time": None}, {"completion_time": None, "issue_codes": ["MISSING_COMPLETION_TIME"]}),
    "time_bad": ({"completion_time": "an hour"}, {"completion_time": None, "issue_codes": ["BAD_COMPLETION_TIME"]}),
    "subject_missing": ({"subject": " "}, {"subject": "Unknown", "issue_codes": ["MISSING_SUBJECT"]}),
    "updated_bad": ({"updated_at": "soon"}, {"source_updated_at": None, "issue_codes": ["BAD_UPDATED_AT"]}),
    "student_spaces": ({"student_id": " STU\u00a01\u200b "}, {"student_id": "STU 1"}),
    "student_sql": ({"student_id": "'; DROP TABLE x; --${y}`"}, {"student_id": "'; DROP TABLE x; --${y}`"}),
    "student_formula": ({"student_id": "=cmd()"}, {"student_id": "=cmd()"}),
    "student_marked": ({"student_id": '="00123"'}, {"student_id": "00123"}),
    "student_apostrophe": ({"student_id": "'00123"}, {"student_id": "00123"}),
    "subject_not_said": ({"subject": r"\N"}, {"subject": "Unknown", "issue_codes": ["MISSING_SUBJECT"]}),
    "date_time": ({"assessment_date": "2024-03-05T10:00:00Z"}, {"assessment_date": "2024-03-05"}),
    "leap_day": ({"assessment_date": "2024-02-29"}, {"assessment_date": "2024-02-29", "school_year": 2024}),
    "autumn": ({"assessment_date": "2024-09-01"}, {"school_year": 2025}),
}
REFUSED_FIELDS: dict[str, tuple[dict[str, object], list[str]]] = {
    "student_missing": ({"student_id": None}, ["NULL_STUDENT_ID"]),
    "student_token": ({"student_id": "NULL"}, ["NULL_STUDENT_ID"]),
    "student_not_said": ({"student_id": r"\N"}, ["NULL_STUDENT_ID"]),
    "student_damaged": ({"student_id": "1.23457E+11"}, ["ID_DAMAGED"]),
    "result_damaged": ({"assessment_id": "2.5E+10"}, ["ID_DAMAGED"]),
    "student_endless": ({"student_id": "S" * 129}, ["BAD_STUDENT_ID"]),
    "date_impossible": ({"assessment_date": "2024-02-30"}, ["BAD_DATE"]),
    "date_month_only": ({"assessment_date": "2024-02"}, ["BAD_DATE"]),
    "date_junk": ({"assessment_date": "2024-01-05 junk"}, ["BAD_DATE"]),
    "date_huge": ({"assessment_date": "+12345-01-01"}, ["BAD_DATE"]),
    "date_old": ({"assessment_date": "0001-01-01"}, ["BAD_DATE"]),
    "date_future": ({"assessment_date": "2999-01-01"}, ["BAD_DATE"]),
    "date_other_form": ({"assessment_date": "05/01/2024"}, ["BAD_DATE"]),
    "date_missing": ({"assessment_date": None}, ["BAD_DATE"]),
    "nothing_valid": ({"score": "x", "engagement_score": "INVALID"}, ["NO_VALID_MEASURE"]),
    "several": ({"student_id": "", "assessment_date": "soon"}, ["NULL_STUDENT_ID", "BAD_DATE"]),
}


@pytest.fixture(scope="module", params=["true", "false"], ids=["ansi", "no-ansi"])
def fields(request: pytest.FixtureRequest, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("fields"))
    changes = {name: given for name, (given, _) in {**FIELDS, **REFUSED_FIELDS}.items()}
    lake.deliver_json(
        "lms_system_a/a.jsonl", *[record(**{"assessment_id": name, **given}) for name, given in changes.items()]
    )
    before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    try:
        lake.ingest()
        lake.cleanse()
    finally:
        spark.conf.set("spark.sql.ansi.enabled", before)
    return lake


def test_fields(fields: Lake) -> None:
    rows = {row["assessment_id"]: row for row in fields.facts()}
    assert set(rows) == set(FIELDS)
    for name, (_, expected) in FIELDS.items():
        found = {key: rows[name][key] for key in expected}
        as_text = {
            key: value if isinstance(value, list | int) or value is None else str(value) for key, value in found.items()
        }
        assert as_text == expected, name


def test_refused_fields(fields: Lake) -> None:
    rows = {json.loads(row["raw_payload"])["assessment_id"]: row["reason_codes"] for row in fields.refused()}
    assert rows == {str(given.get("assessment_id", name)): codes for name, (given, codes) in REFUSED_FIELDS.items()}


def test_no_student_in_what_is_said(fields: Lake) -> None:
    assert "STU" not in "".join(fields.said) + json.dumps(fields.rows(JOB_RUNS), default=str)


def test_parquet(lake: Lake, tmp_path: Path) -> None:
    """Typed columns become text again; two files may type one column differently."""
    conf = '[sources.pq]\nfiles = "*.parquet"\nformat = "parquet"\n[sources.pq.columns]\n'
    lake = lake.configured(
        conf + 'assessment_id = "id"\nstudent_id = "who.id"\nassessment_date = "day"\nscore = "score"\n'
    )
    struct = "named_struct('id', 'STU1') AS who"
    for name, query in {
        "typed": f"SELECT 'p1' AS id, {struct}, date'2024-03-05' AS day, 80.5BD AS score",
        "texts": f"SELECT 'p2' AS id, {struct}, '2024-03-06' AS day, '81' AS score",
    }.items():
        folder = tmp_path / name
        lake.spark.sql(query).coalesce(1).write.parquet(str(folder))
        lake.deliver(f"pq/{name}.parquet", next(folder.glob("*.parquet")).read_bytes())
    lake.deliver("pq/cut.parquet", b"PAR1 and then nothing")
    lake.ingest()
    lake.cleanse()
    rows = lake.facts("assessment_id", "student_id", "assessment_date", "score")
    assert [(r["assessment_id"], r["student_id"], str(r["assessment_date"]), str(r["score"])) for r in rows] == [
        ("p1", "STU1", "2024-03-05", "80.50"),
        ("p2", "STU1", "2024-03-06", "81.00"),
    ]
    assert [row["reason_codes"] for row in lake.refused()] == [["FILE_CORRUPT"]]
