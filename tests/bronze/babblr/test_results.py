"""Attempts of babblr with their tests, finished ones as results, and the levels that it keeps."""

from __future__ import annotations

import pytest
from babblr import SEVEN, attempt, exam
from babblr_rows import candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

TESTS = [
    exam(1),
    exam(2, difficulty_level="mixed", assessment_type="cefr_placement", **{"+is_new": True, "+is_gone": True}),
]
ATTEMPTS = [
    attempt(1),
    attempt(2, of=2, completed_at=" "),
    attempt(3, of=3),
    attempt(4, of=2, completed_at="2024-07-08T09:00:00"),
    attempt(5, completed_at="2024-07-08T08:59:30.000001"),
    attempt(6, started_at="soon", language="Klingon"),
    attempt(7, started_at="2024-07-08T09:12:29.700001"),
    attempt(8, completed_at="later"),
    attempt(9, started_at="2024-07-08 09:12:00.000000", completed_at="2024-07-08T09:12:18.300000"),
]


def test_attempts_wait_for_their_test(spark: SparkSession) -> None:
    """One that is not offered any more was taken all the same; who names no test waits for none."""
    of_none = attempt(5) | {"assessment_id": None}
    rows = candidates(spark, "attempts", {"assessments": TESTS, "assessment_attempts": [*ATTEMPTS[:4], of_none]})
    names = ("attempt_id", "line_item_id", "assessment_type", "level", "parse_issue", "revisit")
    assert picked(rows, *names) == [
        ("1", "1", "grammar", "A1", None, False),
        ("2", "2", "cefr_placement", "mixed", None, True),
        ("3", "3", None, None, "WAITING_FOR_REFERENCE", False),
        ("4", "2", "cefr_placement", "mixed", None, True),
        ("5", None, None, None, None, False),
    ]
    names = ("student_id", "course_id", "score", "points", "points_max", "started_at", "completed_at")
    told = ("1", "spanish", "82.5", "17", "20", "2024-07-08T09:00:00", "2024-07-08T09:12:30")
    assert picked(rows[:1], *names) == [told]
    assert picked(rows[:1], "recommended_level", "skills") == [("A2", ATTEMPTS[0]["skill_scores_json"])]


def test_finished_attempts_are_results(spark: SparkSession) -> None:
    """Minutes to the hundredth, halves up; none where they begin when they end."""
    rows = candidates(spark, "assessments", {"assessments": TESTS, "assessment_attempts": ATTEMPTS})
    names = ("assessment_id", "line_item_id", "class_id", "completion_time", "parse_issue")
    assert picked(rows, *names) == [
        ("1", "1", "es:A1", "12.50", None),
        ("2", "2", "es:Mixed", None, "NOTHING_SAID"),
        ("3", "3", None, "12.50", "WAITING_FOR_REFERENCE"),
        ("4", "2", "es:Mixed", None, None),
        ("5", "1", "es:A1", "-0.50", None),
        ("6", "1", "klingon:A1", None, None),
        ("7", "1", "es:A1", "0.00", None),
        ("8", "1", "es:A1", None, None),
        ("9", "1", "es:A1", "0.31", None),
    ]
    names = ("student_id", "assessment_date", "subject", "score", "grade_level")
    assert picked(rows[:1], *names) == [("1", "2024-07-08T09:12:30", "Spanish", "82.5", "Ungraded")]


def test_levels(spark: SparkSession) -> None:
    rows = candidates(spark, "proficiency", SEVEN)
    assert picked(rows, "student_id", "course_id", "level", "score", "assessed_at", "updated_at", "revisit") == [
        ("1", "spanish", "A1", "45.5", "2024-07-08T09:12:30", "2024-07-08T09:12:30", False),
        ("2", "italian", "A1", "45.5", "2024-07-08T09:12:30", "2024-07-08T09:12:30", False),
    ]
