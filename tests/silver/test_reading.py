"""How words become values: by the record and its source's settings, not by the session's time zone."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from subjects import cleaned, told
from texts import frame

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code
from edulake.silver import reading

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


# --- each reading by itself ------------------------------------------------------------------------

LATEST = dt.date(2026, 1, 1)
SOURCES = {
    "ours": Notation(),
    "north": Notation(date_formats=("dd.MM.yyyy",), id_namespace="north", time_zone="America/New_York"),
}


def test_lists_of_ids(spark: SparkSession) -> None:
    """The main one first, each once, in the namespace of the source; what cannot be an id is left out."""
    rows = [
        ("ours", "X", "Y,X, Z ,,Y", ["X", "Y", "Z"]),
        ("north", "X", "Y", ["north:X", "north:Y"]),
        ("ours", "X", None, ["X"]),
        ("ours", None, "Y,\x01,Z", ["Y", "Z"]),
        ("ours", None, " , ", None),
        ("ours", None, None, None),
    ]
    given = frame(spark, [row[:3] for row in rows], "source_system main raw")
    made = given.select(reading.all_named(SOURCES, "main", "raw").alias("ids")).collect()
    assert [row["ids"] for row in made] == [row[3] for row in rows]


def test_days_in_the_formats_of_their_source(spark: SparkSession) -> None:
    rows = [
        ("ours", "2025-03-30", "2025-03-30"),
        ("ours", "30.03.2025", None),
        ("north", "30.03.2025", "2025-03-30"),
        ("north", "2025-03-30", None),
        ("ours", "2026-01-01", "2026-01-01"),
        ("ours", "2026-01-02", None),
        ("ours", "1899-12-31", None),
        ("ours", None, None),
    ]
    given = frame(spark, [(source, day, day) for source, day, _ in rows], "source_system first last")
    made = given.withColumns(reading.first_and_last_day(SOURCES, LATEST)).collect()
    due = [day and dt.date.fromisoformat(day) for *_, day in rows]
    assert [row["start_date"] for row in made] == due
    assert [row["end_date"] for row in made] == due


def test_what_follows_from_a_day(spark: SparkSession) -> None:
    """The year that is given counts before that of the day; a source knows by its update, else by the day itself."""
    rows = [
        ("ours", "2025", "2024-09-02", "2025-03-01 10:00:00", 2025, "2025-03-01 10:00:00"),
        ("ours", None, "2024-09-02", None, 2025, "2024-09-02 00:00:00"),
        ("north", None, "2025-06-30", None, 2025, "2025-06-30 04:00:00"),
        ("ours", None, "2025-07-01", None, 2026, "2025-07-01 00:00:00"),
        ("ours", None, "2025-06-30", None, 2025, "2025-06-30 00:00:00"),
        ("ours", "1900", None, None, 1900, "2025-12-24 00:00:00"),
        ("ours", None, None, None, None, "2025-12-24 00:00:00"),
    ]
    given = frame(
        spark,
        [(*row[:4], "2025-12-24 00:00:00") for row in rows],
        "source_system given_year date source_updated_at delivered_at",
        given_year="int",
        date="date",
        source_updated_at="timestamp",
        delivered_at="timestamp",
    )
    made = given.withColumns(reading.derived(SOURCES, "date"))
    found = made.selectExpr("school_year", "CAST(known_at AS STRING) AS known_at").collect()
    assert [tuple(row) for row in found] == [row[4:] for row in rows]
    assert made.schema["school_year"].dataType.simpleString() == "int"


def test_words_ids_and_who_is_meant(spark: SparkSession) -> None:
    rows = [
        (" S1 ", "S1", "S1", "S1"),
        ("S\u200b1", "S1", "S1", "S1"),
        ("x" * 129, "x" * 129, None, "x" * 129),
        ("n/a", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
    ]
    given = frame(spark, [(row[0],) for row in rows], "raw_student_id")
    made = given.withColumns(reading.person_words()).withColumn("who", reading.who())
    found = made.select("student", "known_student", "who").collect()
    assert [tuple(row) for row in found] == [row[1:] for row in rows]


def test_a_day_that_could_not_be_read_is_told_as_it_was_delivered(spark: SparkSession) -> None:
    given = frame(spark, [("2025-03-30", "30.3.25"), (None, "soon"), (None, None)], "date day", date="date")
    assert [row[0] for row in given.select(reading.day_as_read("date")).collect()] == ["2025-03-30", "soon", None]


@pytest.mark.once
def test_what_a_column_names() -> None:
    assert reading.refers("class_id", "student_id") == {"class_id": "classes", "student_id": "students"}
    with pytest.raises(KeyError):
        reading.refers("school_id")


def test_people_of_every_kind_are_read_alike(spark: SparkSession) -> None:
    given = frame(spark, [(" T 1 ",), ("x" * 129,), (None,)], "raw_staff_id").withColumn(
        "source_system", F.lit("north")
    )
    made = given.withColumns(reading.person_words("staff")).withColumns(
        reading.person({"north": Notation(id_namespace="n")}, "staff")
    )
    found = made.select("staff", "staff_id", reading.who("staff")).collect()
    assert [tuple(row) for row in found] == [("T 1", "n:T 1", "T 1"), ("x" * 129, None, "x" * 129), (None, None, None)]


def test_a_category_is_what_the_codes_say_else_its_spelling(spark: SparkSession) -> None:
    """Without codes a text that spells none is Unknown, and what is not said is null."""
    spellings = {"Teacher": ("teacher", "head of year"), "Nurse": ("nurse",)}
    notations = {"north": Notation(codes=(("role", (Code("N", "Teacher"), Code("-", "Nurse"))),)), "south": Notation()}
    rows = [
        ("north", "n", "Teacher"), ("north", "-", "Nurse"), ("north", "NURSE", "Nurse"), ("north", "Q", "Unknown"),
        ("south", "N", "Unknown"), ("south", "-", None), ("south", "Head-of_Year", "Teacher"), ("south", None, None),
    ]  # fmt: skip
    given = frame(spark, [row[:2] for row in rows], "source_system raw_role").withColumns(
        reading.words(role_raw="raw_role")
    )
    made = given.withColumns(reading.category(notations, "role", spellings))
    assert [row["role"] for row in made.collect()] == [row[2] for row in rows]


def test_who_left_is_inactive_unless_the_status_says_more(spark: SparkSession) -> None:
    due = {"Active": "Inactive", "Unknown": "Inactive", "Withdrawn": "Withdrawn", "Completed": "Completed", None: None}
    found = frame(spark, [(status, status) for status in due], "was status").withColumns(reading.left()).collect()
    assert {row["was"]: row["status"] for row in found} == due
