"""How far learners come in a lesson: versions of what is overwritten, lessons of the catalogue, and exact medians."""

from __future__ import annotations

from typing import Any

import products
import pytest
from practised import at, given, progress
from products import Row
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["lesson_progress_summary"]


def lesson(lesson_id: str = "l1", **more: Any) -> Row:
    return {
        "lesson_id": lesson_id,
        "course_id": "es",
        "lesson_type": "grammar",
        "level": "A1",
        "is_active": True,
        **more,
    }


def done(student: str, began: str | None, ended: str | None, **more: Any) -> Row:
    moments = {"started_at": began and at("03-01", began), "completed_at": ended and at("03-02", ended)}
    return progress(student=student, status="completed", **moments, **more)


CASES: products.Cases = {
    "ordinary": (
        given(
            done("S1", "10:00:00", "10:00:00", mastery="0.8000"),
            done("S2", "10:00:00", "22:00:00", mastery="0.9001"),
            progress(student="S3", started_at=at("03-01")),
            progress(student="S4", status="not_started", started_at=at("03-01")),
            lessons=[lesson()],
        ),
        [
            {
                "course_id": "es",
                "lesson_id": "l1",
                "lesson_type": "grammar",
                "level": "A1",
                "is_active": True,
                "learners": 4,
                "started": 3,
                "completed": 2,
                "completed_share": "0.6667",
                "lower": "0.2077",
                "upper": "0.9385",
                "with_mastery": 2,
                "mean_mastery": "0.8501",
                "timed": 2,
                "median_days": "1.25",
                "status": "TOO_FEW",
                "school_id": None,
                "school_year": None,
                "term": None,
            }
        ],
    ),
    "a lesson that nobody began": (
        given(lessons=[lesson("l2", is_active=False), lesson("l1", level=None)]),
        [
            {"lesson_id": "l1", "level": None, "learners": 0, "started": 0, "completed_share": None, "lower": None, "upper": None},
            {"lesson_id": "l2", "is_active": False, "timed": 0, "median_days": None, "mean_mastery": None, "status": "TOO_FEW"},
        ],
    ),
    "a lesson of no catalogue": (
        given(progress("l9", "S1", "Unknown")),
        [{"lesson_id": "l9", "lesson_type": None, "is_active": None, "learners": 1, "started": 0, "completed": 0}],
    ),
    "completed, and begun anew": (
        given(
            done("S1", "10:00:00", "10:00:00", mastery="0.5000"),
            progress(valid_from=at("05-01"), started_at=at("03-01"), mastery="0.1000"),
        ),
        [{"learners": 1, "started": 1, "completed": 1, "mean_mastery": "0.5000", "median_days": "1.00"}],
    ),
    "completed twice: the first moment, the last mastery": (
        given(
            done("S1", "10:00:00", "10:00:00", mastery="0.5000"),
            done("S1", "10:00:00", "20:00:00", mastery="0.7500", valid_from=at("05-01")),
            done("S1", "10:00:00", "21:00:00", mastery=None, valid_from=at("06-01")),
        ),
        [{"completed": 1, "with_mastery": 1, "mean_mastery": "0.7500", "timed": 1, "median_days": "1.00"}],
    ),
    "moments that are missing or in the wrong order": (
        given(
            done("S1", None, "10:00:00"),
            done("S2", "10:00:00", None),
            progress(student="S3", status="completed", started_at=at("03-02"), completed_at=at("03-01")),
            progress(student="S4", status="completed", started_at=at("03-02"), completed_at=at("03-02")),
        ),
        [{"completed": 4, "with_mastery": 0, "timed": 1, "median_days": "0.00"}],
    ),
    "half a hundredth of a day": (
        given(done("S1", "10:00:00", "10:07:12"), done("S2", "10:00:00", "10:07:11"), done("S3", "10:00:00", "10:07:13")),
        [{"timed": 3, "median_days": "1.01"}],
    ),
    "two languages": (
        given(progress(), progress(student="S2", course_id="it")),
        [{"course_id": "es", "learners": 1}, {"course_id": "it", "learners": 1}],
    ),
}  # fmt: skip
LENIENT: products.Cases = {
    "enough": (given(progress(), progress(student="S2")), [{"started": 2, "status": "OK", "lower": "0.0000", "upper": "0.6576"}])
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    lenient = Gold(language=Language(min_learners=2))
    return {**products.answers(spark, PRODUCT, CASES), **products.answers(spark, PRODUCT, LENIENT, lenient)}


@pytest.mark.parametrize("case", [*CASES, *LENIENT])
def test_progress_in_a_lesson(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **LENIENT}[case]
    assert products.asked(found[case], expected) == expected
