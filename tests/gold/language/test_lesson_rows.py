"""Tests of a learner in order, lessons between them, and the columns in which lessons count."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language import lesson_rows

pytestmark = pytest.mark.once

DAY = dt.date(2025, 3, 1)
ATTEMPTS = [
    ("S1", "a", "10:00", "50.00", "true", "grammar", "A1"),
    ("S1", "c", "12:00", "60.05", "true", "grammar", None),
    ("S1", "b", "12:00", "0.00", "true", "grammar", "A1"),
    ("S1", "d", "13:00", None, "true", "grammar", "A1"),
    ("S1", "e", None, "70.00", "false", "grammar", "A1"),
    ("S2", "f", "10:00", "50.00", "true", "grammar", "A1"),
]


@pytest.fixture(scope="module")
def tested(spark: SparkSession) -> DataFrame:
    rows = [(*row[:2], row[2] and f"{DAY} {row[2]}:00", *row[3:]) for row in ATTEMPTS]
    told = frame(
        spark, rows, "student_id attempt_id completed_at score is_finished assessment_type level",
        completed_at="timestamp", score="decimal(5,2)", is_finished="boolean",
    ).selectExpr("*", "'sis' AS source_system", "'es' AS course_id", "to_date(completed_at) AS date")  # fmt: skip
    return lesson_rows.tests(told).localCheckpoint()


def test_tests_are_numbered_from_the_last_one(tested: DataFrame) -> None:
    """Those without a score and an end are none; of one test alone nothing can be told; ids decide at one moment."""
    found = {(row["place"], row["tests"], row["days"], row["score"], row["kind"]) for row in tested.collect()}
    assert found == {(1, 3, 0, 6005, "grammar:Unknown"), (2, 3, 0, 0, "grammar:A1"), (3, 3, 0, 5000, "grammar:A1")}


def test_cells_are_what_is_not_zero_and_each_score(tested: DataFrame) -> None:
    found = {(row["place"], row["column"], row["value"]) for row in lesson_rows.cells(tested).collect()}
    assert found == {
        *((1, "score", 6005), (2, "score", 0), (3, "score", 5000)),
        *((1, "test:grammar:Unknown", 1), (2, "test:grammar:A1", 1), (3, "test:grammar:A1", 1)),
    }


def test_lessons_count_between_tests_in_a_column_of_their_own_or_with_their_kind(
    spark: SparkSession, tested: DataFrame
) -> None:
    """Completed at the moment of a test it came before it; as the first of all versions says."""
    told = [
        ("P", "11:00", "completed"),
        ("P", "11:30", "completed"),
        ("Q", "12:00", "completed"),
        ("R", "10:00", "completed"),
        ("T", "14:00", "completed"),
        ("U", "11:00", "in_progress"),
        ("V", None, "completed"),
    ]
    rows = [(name, at and f"{DAY} {at}:00", status) for name, at, status in told]
    progress = frame(spark, rows, "lesson_id completed_at status", completed_at="timestamp").selectExpr(
        "*", "'sis' AS source_system", "'es' AS course_id", "'S1' AS student_id"
    )
    completed = lesson_rows.completions(progress)
    assert {row["lesson_id"] for row in completed.collect()} == set("PQRT")
    between = lesson_rows.between(completed, tested)
    assert {(row["lesson_id"], row["after"]) for row in between.collect()} == {("P", 2), ("Q", 2)}
    lessons = frame(spark, [("P", "grammar", "A1")], "lesson_id lesson_type level").selectExpr(
        "*", "'sis' AS source_system", "'es' AS course_id"
    )
    few = lesson_rows.named(between, lessons, Gold(language=Language(min_learners=2)))
    columns = {(row["lesson_id"], row["learners"], row["column"], row["is_apart"]) for row in few.collect()}
    assert columns == {("P", 1, "pool:grammar:A1", False), ("Q", 1, "pool:Unknown:Unknown", False)}


def test_kinds_beyond_the_most_frequent_are_one(spark: SparkSession) -> None:
    """What the driver solves has a limit, however many kinds a source has; of equally frequent ones names decide."""
    most = lesson_rows.MOST_KINDS
    kinds = [f"k{n:02d}:A1" for n in range(most + 3)]
    rows = [("S1", n, kind) for n, kind in enumerate([*kinds, kinds[-1]])]
    tested = frame(spark, rows, "student_id place kind", place="int").selectExpr(
        "*", "'sis' AS source_system", "'es' AS course_id", "60 AS tests", "0 AS days", "0L AS score"
    )
    found = {row["column"] for row in lesson_rows.cells(tested).where("column LIKE 'test:%'").collect()}
    assert found == {*(f"test:{kind}" for kind in (*kinds[: most - 1], kinds[-1])), "test:Others"}
    lessons = [(f"L{n:02d}", kind) for n, (_, _, kind) in enumerate(rows)]
    told = frame(spark, lessons, "lesson_id kind").selectExpr(
        "lesson_id",
        "split(kind, ':')[0] AS lesson_type",
        "'A1' AS level",
        "'sis' AS source_system",
        "'es' AS course_id",
    )
    between = told.selectExpr("source_system", "course_id", "'S1' AS student_id", "lesson_id")
    columns = {row["column"] for row in lesson_rows.named(between, told, Gold()).collect()}
    assert columns == {name.replace("test:", "pool:") for name in found}
