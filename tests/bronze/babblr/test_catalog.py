"""Lessons of babblr, and its tests as line items of a language and level."""

from __future__ import annotations

import pytest
from babblr import exam, lesson
from babblr_rows import candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


def test_lessons(spark: SparkSession) -> None:
    [row] = candidates(spark, "lessons", {"lessons": [lesson(1, title_en="Essen", topic_id="food")]})
    names = (
        "lesson_id",
        "course_id",
        "name",
        "lesson_type",
        "subject",
        "topic_id",
        "level",
        "order_index",
        "is_active",
    )
    assert picked([row], *names) == [("1", "spanish", "Food", "vocabulary", "food", "food", "A1", "1", "true")]
    assert (row["raw_created_at"], row["raw_updated_at"], row["revisit"]) == ("2024-01-01T00:00:00", None, False)


def test_tests_are_line_items(spark: SparkSession) -> None:
    """Of the class of their language and level: of none where a level means nothing known."""
    tests = [
        exam(1, language="it"),
        exam(2, difficulty_level=" Mixed ", is_active=0),
        exam(3, difficulty_level="beginner", is_active="1"),
        exam(4, difficulty_level=None, is_active=None),
        exam(5, language="Klingon", difficulty_level="c2", is_active="perhaps"),
        exam(6, language=None, is_active=False),
    ]
    rows = candidates(spark, "line_items", {"assessments": tests})
    assert picked(rows, "line_item_id", "class_id", "subject", "status") == [
        ("1", "it:A1", "Italian", None),
        ("2", "es:Mixed", "Spanish", "inactive"),
        ("3", None, "Spanish", None),
        ("4", None, "Spanish", None),
        ("5", "klingon:C2", "klingon", None),
        ("6", None, None, "inactive"),
    ]
    assert picked(rows[:1], "name", "category", "score_max", "grade_level") == [("Verbs", "grammar", "100", "Ungraded")]
