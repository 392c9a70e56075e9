"""Days of a language: who is counted on which, and what is done on them."""

from __future__ import annotations

from typing import Any

import products
import pytest
from practised import DELIVERED, at, attempt, given, message, progress, talk
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["language_activity"]


def learners(day: str, course: str, *counts: int) -> Row:
    names = ("learners", "learners_7_days", "learners_28_days", "new_learners")
    return {"date": f"2025-{day}", "course_id": course, **dict(zip(names, counts, strict=True))}


def days_of(found: list[Row], *days: str) -> list[Row]:
    return [row for row in found if row["date"][5:] in days]


CASES: products.Cases = {
    "ordinary": (
        given(
            talk(at("03-01"), "c1"),
            message(at("03-01"), "m1"),
            message(at("03-01", "10:04:30"), "m2", role="assistant"),
            talk(at("03-01"), "c2", "S2", course_id="it"),
            attempt(at("03-02"), "a1", "S1", course_id="it"),
            attempt(at("03-02"), "a2", "S1", course_id="it", is_finished=False),
            progress(started_at=at("03-02"), last_accessed_at=at("03-02", "11:00:00")),
            progress("l2", completed_at=at("03-02")),
            talk(at("03-03"), "c3", "S3"),
        ),
        [
            {
                **learners("03-01", "All", 2, 2, 2, 2),
                "conversations": 2,
                "messages": 1,
                "active_minutes": "4.50",
                "lessons": 0,
                "attempts": 0,
                "observed_until": "2025-03-02",
                "school_id": None,
                "school_year": None,
                "term": None,
            },
            {**learners("03-01", "es", 1, 1, 1, 1), "conversations": 1, "active_minutes": "4.50"},
            {**learners("03-01", "it", 1, 1, 1, 1), "conversations": 1, "active_minutes": "0.00"},
            {**learners("03-02", "All", 1, 2, 2, 0), "conversations": 0, "lessons": 2, "attempts": 2},
            {**learners("03-02", "es", 1, 1, 1, 0), "lessons": 2, "attempts": 0},
            {**learners("03-02", "it", 1, 2, 2, 1), "lessons": 0, "attempts": 2},
        ],
    ),
    "one day, which is not over": (given(talk(at("03-01")), talk(at("02-28"), "c0")), [learners("02-28", "All", 1, 1, 1, 1), learners("02-28", "es", 1, 1, 1, 1)]),
    "what is dated after its delivery": (
        given(talk(at("03-01")), talk(at("03-02"), "c2"), talk(DELIVERED.replace(year=2027), "c3", "S2")),
        [learners("03-01", "All", 1, 1, 1, 1), learners("03-01", "es", 1, 1, 1, 1)],
    ),
}  # fmt: skip
# Quiet days are there, and a learner is counted for 7 and for 28 days after each day with activity.
QUIET = given(talk(at("03-01")), talk(at("03-05"), "c2"), talk(at("04-10"), "c3"), talk(at("03-04"), "c4", "S2"))
COUNTS: list[tuple[Any, ...]] = [
    ("03-01", 1, 1, 1, 1),
    ("03-02", 0, 1, 1, 0),
    ("03-04", 1, 2, 2, 1),
    ("03-05", 1, 2, 2, 0),
    ("03-10", 0, 2, 2, 0),
    ("03-11", 0, 1, 2, 0),
    ("03-12", 0, 0, 2, 0),
    ("03-31", 0, 0, 2, 0),
    ("04-01", 0, 0, 1, 0),
    ("04-02", 0, 0, 0, 0),
    ("04-09", 0, 0, 0, 0),
]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {**CASES, "quiet": (QUIET, [])})


@pytest.mark.parametrize("case", CASES)
def test_days_of_a_language(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("course", ["All", "es"])
def test_learners_of_the_last_days(course: str, found: dict[str, list[Row]]) -> None:
    rows = [row for row in found["quiet"] if row["course_id"] == course]
    assert len(rows) == 40
    expected = [learners(day, course, *counts) for day, *counts in COUNTS]
    assert products.asked(days_of(rows, *[day for day, *_ in COUNTS]), expected) == expected
