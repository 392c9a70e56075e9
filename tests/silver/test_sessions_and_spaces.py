"""What silver makes of a record depends on the record and its source's settings, not on the session's time zone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.bronze.configured import FORMS
from edulake.contract import Notation
from edulake.silver import SUBJECTS

LATEST = dt.date(2026, 1, 1)
FACT = {
    "raw_student_id": "S1",
    "raw_course_id": "C1",
    "raw_class_id": "K1",
    "raw_school_id": "X",
    "raw_engaged_at": "2025-03-30T01:30:00",
    "raw_start_date": "2025-03-30",
    "raw_assessment_date": "2025-03-30",
    "raw_score": "80",
}
NAMED = Notation(id_namespace="north", time_zone="America/New_York")


def cleaned(spark: SparkSession, subject: str, notation: Notation, **raw: str | None) -> DataFrame:
    """A record of the source `s`, typed; its columns are those of the configured form."""
    names = [name for name in FORMS[subject].table.column_names if name.startswith("raw_")]
    row = spark.createDataFrame(
        [tuple({**FACT, **raw}.get(name) for name in names)], ", ".join(f"{name} string" for name in names)
    )
    candidates = row.withColumns(
        {
            "source_system": F.lit("s"),
            "parse_issue": F.lit(None).cast("string"),
            "payload_form": F.lit("json"),
            "delivered_at": F.timestamp_seconds(F.lit(1_750_000_000)),
            "superseded": F.lit(False),
        }
    )
    return SUBJECTS[subject].clean(candidates, {"s": notation}, {"s": {*FACT, *raw}}, LATEST)


def told(rows: DataFrame, subject: str) -> dict[str, Any]:
    """The row, moments as microseconds, which no time zone of a session or process can change."""
    names = [column for column in SUBJECTS[subject].table.columns if column.name in rows.columns]
    numbers = [F.unix_micros(c.name).alias(c.name) if c.type == "TIMESTAMP" else F.col(c.name) for c in names]
    [row] = rows.select(*numbers, "reason_codes").collect()
    return row.asDict()


@pytest.mark.parametrize("subject", ["engagement", "enrollments", "assessments"])
def test_the_time_zone_of_the_session_does_not_matter(spark: SparkSession, subject: str) -> None:
    """Not in the hour that Berlin's clocks leave out, which is an hour like any other to a source without time zone."""
    seen = []
    for zone in ("UTC", "Europe/Berlin", "America/New_York"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        try:
            seen.append(told(cleaned(spark, subject, Notation()), subject))
        finally:
            spark.conf.set("spark.sql.session.timeZone", "UTC")
    assert seen[0] == seen[1] == seen[2]
    midnight = int(dt.datetime(2025, 3, 30, tzinfo=dt.UTC).timestamp()) * 1_000_000
    assert seen[0]["known_at"] == midnight


def test_ids_and_days_of_a_source_with_both(spark: SparkSession) -> None:
    row = told(cleaned(spark, "engagement", NAMED, raw_engaged_at="2025-01-15T01:00:00Z"), "engagement")
    assert (row["student_id"], row["course_id"], row["school_id"]) == ("north:S1", "north:C1", "north:X")
    assert (row["date"], row["school_year"]) == (dt.date(2025, 1, 14), 2025)
    assert row["known_at"] == int(dt.datetime(2025, 1, 14, 5, tzinfo=dt.UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize("student", ["x" * 129, "S\x011"])
def test_a_namespace_makes_no_id_of_what_is_none(spark: SparkSession, student: str) -> None:
    row = told(cleaned(spark, "engagement", NAMED, raw_student_id=student, raw_school_id=None), "engagement")
    assert (row["student_id"], row["school_id"], row["reason_codes"]) == (None, None, ["BAD_STUDENT_ID"])


def test_the_id_of_a_row_is_the_same_in_every_namespace(spark: SparkSession) -> None:
    """It holds within a source: to give a source a namespace makes no second row of what is held."""
    for subject, key in {"engagement": "engagement_id", "enrollments": "enrollment_id"}.items():
        ids = {told(cleaned(spark, subject, n), subject)[key] for n in (Notation(), Notation(id_namespace="north"))}
        assert len(ids) == 1


def test_all_schools_of_a_student(spark: SparkSession) -> None:
    several = told(cleaned(spark, "students", NAMED, raw_school_ids="Y, X,,Z,Y"), "students")
    assert (several["school_id"], several["school_ids"]) == ("north:X", ["north:X", "north:Y", "north:Z"])
    assert told(cleaned(spark, "students", Notation()), "students")["school_ids"] == ["X"]
    assert told(cleaned(spark, "students", NAMED, raw_school_id=None), "students")["school_ids"] is None
