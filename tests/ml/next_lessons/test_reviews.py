"""Which lessons are to be taken once more, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from practised import at
from pyspark.sql import SparkSession
from silver_frames import frames
from texts import frame

from edulake.gold.language.columns import LEARNER
from edulake.ml.next_lessons import reviews
from edulake.silver.language.lessons import LESSONS_TABLE

pytestmark = pytest.mark.once

DAY = "2025-03-01"
TYPES = {"g1": "grammar", "g2": "grammar", "v1": "vocabulary", "v2": "vocabulary", "r1": "reading"}
LESSONS = [
    {"lesson_id": name, "course_id": "es", "lesson_type": kind, "is_active": True, "created_at": at("01-01")}
    for name, kind in TYPES.items()
]
LESSONS.append({**LESSONS[0], "lesson_id": "closed", "is_active": False})
LESSONS.append({**LESSONS[0], "course_id": "de"})
# Whose skill is due, since when it was tested, and its half-life.
DUE = [
    ("ann", "grammar", "2025-02-09 00:00:00", "10", "true"),
    ("ann", "vocabulary", "2025-01-30 12:00:00", "5.5000", "true"),
    ("ann", "reading", "2025-02-19 00:00:00", "9.9999", "true"),
    ("bob", "grammar", "2025-02-28 00:00:00", "10", "false"),
    ("cat", "grammar", "2025-02-09 00:00:00", "10", "true"),
]
COMPLETED = [
    ("ann", "g1", "2025-01-03 00:00:00"),
    ("ann", "g2", "2025-01-02 00:00:00"),
    ("ann", "closed", "2025-01-01 00:00:00"),
    ("ann", "v2", "2025-01-09 00:00:00"),
    ("ann", "r1", "2025-01-09 00:00:00"),
    ("bob", "g1", "2025-01-01 00:00:00"),
    ("cat", "g1", "2025-03-01 00:00:00"),
    ("cat", "v1", "2025-01-01 00:00:00"),
]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], Any]:
    rows = [("sis", who, "es", skill, at_, life, is_due, DAY) for who, skill, at_, life, is_due in DUE]
    rows.append(("sis", "ann", "es", "grammar", "2024-01-01 00:00:00", "1", "true", "2025-02-28"))
    due = frame(
        spark,
        rows,
        f"{' '.join(LEARNER)} skill last_practised_at half_life_days is_due as_of_date",
        last_practised_at="timestamp",
        half_life_days="decimal(9,4)",
        is_due="boolean",
        as_of_date="date",
    )
    begun = frame(
        spark,
        [("sis", who, "es", lesson, at_) for who, lesson, at_ in COMPLETED],
        f"{' '.join(LEARNER)} lesson_id completed_at",
        completed_at="timestamp",
    )
    calendar = frame(spark, [("sis", DAY)], "source_system as_of_date", as_of_date="date")
    lessons = frames(spark, {LESSONS_TABLE: LESSONS}, [LESSONS_TABLE])[LESSONS_TABLE]
    told = reviews.to_review(due, begun, lessons, calendar).collect()
    return {(row["student_id"], row["lesson_id"]): row for row in told}


def test_of_each_skill_the_lesson_completed_longest_ago(found: dict[tuple[str, str], Any]) -> None:
    """Two at most, of those of which most is forgotten; none that is closed, or was completed on the day."""
    assert set(found) == {("ann", "g2"), ("ann", "v2")}


def test_why_and_how_much(found: dict[tuple[str, str], Any]) -> None:
    assert found["ann", "g2"]["score"] == Decimal(2)
    assert found["ann", "v2"]["score"] == Decimal("5.363636")
    reason = "to be reviewed: vocabulary was tested 29 days ago, and half of it is left after 5"
    assert found["ann", "v2"]["reason"] == reason
