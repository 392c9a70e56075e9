"""What silver makes of a record depends on the record and its source's settings, not on the session's time zone."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import SparkSession
from subjects import cleaned, told

from edulake.contract.feed import Notation

NAMED = Notation(id_namespace="north", time_zone="America/New_York")


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
