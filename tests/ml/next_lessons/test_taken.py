"""Which lessons are begun by a day, who is at which level, and what may be begun next."""

from __future__ import annotations

from typing import Any

import pytest
from practised import at, attempt, given, progress
from pyspark.sql import DataFrame, SparkSession
from silver_frames import frames
from texts import frame

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold.language.columns import LEARNER
from edulake.ml.next_lessons import taken
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE

pytestmark = pytest.mark.once

DAY = "2025-03-01"
MIDNIGHT = at("03-01", "00:00:00")


def lesson(name: str, rank: int | None, order: int | None = None, **more: Any) -> dict[str, Any]:
    usual = {"lesson_id": name, "course_id": "es", "level_rank": rank, "order_index": order, "is_active": True}
    return {**usual, "created_at": at("01-01"), **more}


LESSONS = [
    lesson("a1", 1, 1),
    lesson("a2", 2, 2),
    lesson("b1", 3, 3),
    lesson("new", 1, created_at=MIDNIGHT),
    lesson("undated", 1, created_at=None),
    lesson("closed", 1, is_active=False),
    lesson("nowhere", None),
    lesson("of another language", 1, course_id="de"),
]
PROGRESS = [
    # Completed, and taken up again later: the source says only the last.
    progress("a1", "ann", "completed", started_at=at("02-01"), completed_at=at("02-03")),
    progress("a1", "ann", started_at=at("04-01"), valid_from=at("04-01")),
    progress("a2", "ann", "completed", started_at=at("02-20"), completed_at=at("03-01", "00:00:00")),
    progress("b1", "ann", started_at=MIDNIGHT),
    progress("a1", "bob", "not_started", started_at=at("02-01")),
    progress("a2", "bob", started_at=at("02-28", "23:59:59")),
    progress("b1", "bob", started_at=at("03-28", "23:59:59")),
    progress("undated", "bob", started_at=at("03-29", "00:00:00")),
    progress("a1", "cat", last_accessed_at=at("02-01")),
]
# Two in a row show B1 and more to ann, the second of which to dan comes too late.
ATTEMPTS = [
    attempt(at(day), f"{who}{day}", who, level_rank=2, recommended_level="B1", recommended_rank=3)
    for who, days in (("ann", ("02-01", "02-28")), ("dan", ("02-01", "03-01")))
    for day in days
]


@pytest.fixture(scope="module")
def read(spark: SparkSession) -> Any:
    silver = frames(spark, given(*PROGRESS, *ATTEMPTS, lessons=LESSONS), taken.READ)
    return lambda table: silver[table]


@pytest.fixture(scope="module")
def calendar(spark: SparkSession) -> DataFrame:
    return frame(spark, [("sis", DAY)], "source_system as_of_date", as_of_date="date")


@pytest.fixture(scope="module")
def known(read: Any, calendar: DataFrame) -> DataFrame:
    return taken.before(taken.begun(read(LESSON_PROGRESS_TABLE)), calendar).localCheckpoint()


def people(spark: SparkSession) -> DataFrame:
    return frame(spark, [("sis", who, "es") for who in ("ann", "bob", "dan")], " ".join(LEARNER))


def test_lessons_are_begun_before_the_day_and_completed_then_or_not(known: DataFrame) -> None:
    assert {(r["student_id"], r["lesson_id"]): r["is_completed"] for r in known.collect()} == {
        ("ann", "a1"): True,
        ("ann", "a2"): False,
        ("bob", "a2"): False,
    }


def test_what_is_begun_afterwards(read: Any, calendar: DataFrame) -> None:
    later = taken.after(taken.begun(read(LESSON_PROGRESS_TABLE)), calendar, 28).collect()
    assert {(row["student_id"], row["lesson_id"]) for row in later} == {("ann", "b1"), ("bob", "b1")}


@pytest.fixture(scope="module")
def levels(spark: SparkSession, read: Any, known: DataFrame, calendar: DataFrame) -> DataFrame:
    return taken.levels(read, people(spark), known, calendar, Gold()).localCheckpoint()


def test_levels_are_as_confirmed_else_as_begun_else_the_lowest(levels: DataFrame) -> None:
    assert {row["student_id"]: row["level_rank"] for row in levels.collect()} == {"ann": 3, "bob": 2, "dan": 1}


def test_what_may_be_begun_next(read: Any, known: DataFrame, levels: DataFrame, calendar: DataFrame) -> None:
    """Nothing completed, closed, made later, or of another language; near is of the level and the next."""
    table: Table = LESSONS_TABLE
    rows = taken.candidates(levels, read(table), known, calendar).collect()
    assert {who: {r["lesson_id"] for r in rows if r["student_id"] == who} for who in ("ann", "bob", "dan")} == {
        "ann": {"a2", "b1", "undated", "nowhere"},
        "bob": {"a1", "a2", "b1", "undated", "nowhere"},
        "dan": {"a1", "a2", "b1", "undated", "nowhere"},
    }
    assert {(r["student_id"], r["lesson_id"]) for r in rows if r["is_begun"]} == {("ann", "a2"), ("bob", "a2")}
    assert {(r["student_id"], r["lesson_id"]) for r in rows if r["is_near"]} == {
        ("ann", "b1"),
        ("bob", "a2"),
        ("bob", "b1"),
        ("dan", "a1"),
        ("dan", "a2"),
        ("dan", "undated"),
    }


def test_what_is_popular(read: Any, known: DataFrame, levels: DataFrame, calendar: DataFrame) -> None:
    """Among all learners, and among those at the learner's level."""
    offered = taken.candidates(levels, read(LESSONS_TABLE), known, calendar)
    rows = taken.popular(offered, known, levels).collect()
    found = {(r["student_id"], r["lesson_id"]): (r["of_all"], r["at_level"], r["peers"]) for r in rows}
    assert found["bob", "a2"] == (2, 1, 1)
    assert found["dan", "a1"] == (1, 0, 1)
    assert found["dan", "b1"] == (0, 0, 1)
