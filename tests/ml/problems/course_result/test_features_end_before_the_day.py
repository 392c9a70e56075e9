"""Features of a course run end before its as-of date: what comes on it or later, were it corrupted, changes none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.ml.problems import feature
from edulake.ml.problems.course_result import cohorts, features

pytestmark = pytest.mark.once

SHARES = [Decimal("0.2")]
# A run of 100 days from 1 January: its as-of date at a fifth is 21 January.
CLASSES = [("s", "A:1", "A", "1", "2024-01-01", "2024-04-10"), ("s", "A:0", "A", "0", "2023-01-01", "2023-04-10")]
ENROLLED = [
    ("s", "ann", "A:1", "2023-12-01", None, "Completed"),
    ("s", "bob", "A:1", "2023-12-01", "2024-02-20", "Withdrawn"),
    ("s", "cat", "A:1", "2023-12-01", "2024-01-20", "Withdrawn"),
    ("s", "dan", "A:1", "2024-01-21", None, "Completed"),
    ("s", "eve", "A:1", "2023-12-01", None, "Active"),
    ("s", "ann", "A:0", "2022-12-01", None, "Failed"),
]
ITEMS = [
    ("s", "A:1", "i1", "2024-01-10", "40"),
    ("s", "A:1", "i2", "2024-01-20", "60"),
    ("s", "A:1", "i3", "2024-01-21", "0"),
]
RESULTS = [
    ("s", "A:1", "ann", "i1", "2024-01-09", "80", "2024-01-09"),
    ("s", "A:1", "ann", "i2", "2024-01-21", "90", "2024-01-21"),
    ("s", "A:1", "bob", "i1", "2024-01-12", "50", "2024-01-12"),
    ("s", "A:1", "bob", "i2", "2024-01-20", "70", "2024-02-02"),
]
CLICKS = [
    ("s", "ann", "A", "1", "2024-01-20", "forumng", "5", "2024-01-20T00:00:00"),
    ("s", "ann", "A", "1", "2024-01-21", "forumng", "500", "2024-01-21T00:00:00"),
    ("s", "bob", "A", "1", "2024-01-02", "quiz", "7", "2024-01-02T00:00:00"),
    ("s", "bob", "A", "1", "2024-01-03", "quiz", "900", "2024-01-25T00:00:00"),
]


def built(
    spark: SparkSession, results: list[tuple[Any, ...]] = RESULTS, clicks: list[tuple[Any, ...]] = CLICKS
) -> DataFrame:
    classes = frame(
        spark, CLASSES, "source_system class_id course_id term start_date end_date", start_date="date", end_date="date"
    )
    enrollments = frame(
        spark,
        ENROLLED,
        "source_system student_id class_id start_date end_date status",
        start_date="date",
        end_date="date",
    )
    items = frame(
        spark, ITEMS, "source_system class_id line_item_id due_date weight", due_date="date", weight="decimal(5,2)"
    )
    assessments = frame(
        spark,
        results,
        "source_system class_id student_id line_item_id assessment_date score known_at",
        assessment_date="date",
        score="decimal(5,2)",
        known_at="timestamp",
    )
    engagement = frame(
        spark,
        clicks,
        "source_system student_id course_id term date activity events known_at",
        date="date",
        events="int",
        known_at="timestamp",
    )
    runs = cohorts.calendar(classes, SHARES, ["s"])
    return features.build(
        cohorts.population(enrollments, runs),
        runs,
        items,
        assessments,
        features.active_days(engagement),
        cohorts.outcomes(enrollments, classes),
    )


@pytest.fixture(scope="module")
def examples(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return {row["student_id"]: row.asDict() for row in built(spark).where("class_id = 'A:1'").collect()}


def test_who_is_there_on_the_day(examples: dict[str, dict[str, Any]]) -> None:
    """Neither who left before nor who came on the day; an open result is no label."""
    assert {name: (row["label"], row["warning_days"]) for name, row in examples.items()} == {
        "ann": (0, None),
        "bob": (1, 30),
        "eve": (None, None),
    }


def test_features_end_before_the_day(examples: dict[str, dict[str, Any]]) -> None:
    """Two items were due; of ann one was there in time to be seen, of bob one was known only later."""
    names = ("work_due", "missing_share", "missing_in_row", "weighted_score", "mean_score", "days_early")
    assert [examples["ann"][name] for name in names] == [2, 0.5, 1, 32.0, 40.0, 1.0]
    assert [examples["bob"][name] for name in names] == [2, 0.5, 1, 20.0, 25.0, -2.0]
    assert [examples["eve"][name] for name in names] == [2, 1.0, 2, 0.0, 0.0, 0.0]
    assert [round(examples[name]["clicks"], 6) for name in ("ann", "bob", "eve")] == [1.791759, 2.079442, 0.0]
    assert [examples[name]["days_inactive"] for name in ("ann", "bob", "eve")] == [1.0, 19.0, 60.0]
    assert [examples[name]["earlier_failed"] for name in ("ann", "bob")] == [1.0, 0.0]


@pytest.mark.more
def test_work_done_ahead_or_before_the_run(spark: SparkSession) -> None:
    """Work not yet due counts once it is known; a result older than the run was carried over, and is not early."""
    more = [
        ("s", "A:1", "ann", "i3", "2024-01-18", "60", "2024-01-18"),
        ("s", "A:1", "bob", "i3", "2024-01-18", "99", "2024-01-21"),
        ("s", "A:1", "eve", "i1", "2023-12-20", "75", "2023-12-20"),
    ]
    names = ("score_ahead", "banked_items", "missing_share", "mean_score", "days_early")
    rows = built(spark, [*RESULTS, *more]).where("class_id = 'A:1'").collect()
    assert {row["student_id"]: tuple(row[name] for name in names) for row in rows} == {
        "ann": (60.0, 0.0, 0.5, 40.0, 1.0),
        "bob": (0.0, 0.0, 0.5, 25.0, -2.0),
        "eve": (0.0, 1.0, 0.5, 37.5, 0.0),
    }


def test_the_future_changes_no_feature(spark: SparkSession) -> None:
    """Everything from the as-of date on, or known only then, is corrupted: features stay as they are, bit by bit."""
    day = "2024-01-21"
    poisoned = [(*row[:5], "1", row[6]) if row[4] >= day or row[6] >= day else row for row in RESULTS]
    clicked = [(*row[:6], "999999", row[7]) if row[4] >= day or row[7] >= day else row for row in CLICKS]
    assert (poisoned, clicked) != (RESULTS, CLICKS)
    more = [
        ("s", "A:1", "eve", "i1", "2024-03-01", "100", "2024-03-01"),
        ("s", "A:1", "ann", "i3", "2024-01-21", "100", "2024-01-21"),
        ("s", "A:1", "bob", "i3", "2024-01-20", "100", "2024-01-21"),
    ]
    names = ["student_id", "rule", *feature.columns(features.FEATURES)]
    after = built(spark, [*poisoned, *more], clicked)
    assert sorted(built(spark).select(*names).collect()) == sorted(after.select(*names).collect())


def test_no_protected_attribute_and_no_outcome_is_a_feature() -> None:
    """What becomes of a student, and who the student is, is named by no feature."""
    names = set(feature.columns(features.FEATURES))
    forbidden = ("label", "status", "result", "warning", "gender", "age", "disab", "depriv", "period_end", "left_on")
    assert not [name for name in names for word in forbidden if name.startswith(word)]
