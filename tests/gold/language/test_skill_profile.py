"""A learner's skill: tests of the level that was tested last, with limits of the share of right answers."""

from __future__ import annotations

import products
import pytest
from practised import at, attempt, given
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["skill_profile"]
FIRST, SECOND, THIRD = at("03-01"), at("03-02"), at("03-03")
CASES: products.Cases = {
    "ordinary": (
        given(
            attempt(FIRST, "a1", "S1", ("reading", 10, 5, "50.00"), ("grammar", 4, 4, "100.00")),
            attempt(SECOND, "a2", "S1", ("reading", 20, 16, "80.00")),
        ),
        [
            {"skill": "grammar", "attempts": 1, "questions": 4, "correct": 4, "status": "TOO_FEW", "lower": "0.5101"},
            {
                "student_id": "S1",
                "course_id": "es",
                "skill": "reading",
                "attempts": 2,
                "level": "A1",
                "attempts_at_level": 2,
                "questions": 30,
                "correct": 21,
                "correct_share": "0.7000",
                "lower": "0.5212",
                "upper": "0.8334",
                "mean_score": "65.00",
                "last_score": "80.00",
                "last_at": SECOND.replace(tzinfo=None).isoformat(),
                "status": "OK",
                "school_id": None,
                "school_year": None,
                "term": None,
            },
        ],
    ),
    "the level that was tested last": (
        given(
            attempt(THIRD, "a1", "S1", ("reading", 10, 1, "10.00"), level="A2"),
            attempt(SECOND, "a2", "S1", ("reading", 20, 16, "80.00"), ("writing", 5, 2, "40.00")),
            attempt(FIRST, "a3", "S1", ("reading", 10, 9, "90.00"), level="A2"),
        ),
        [
            {"skill": "reading", "attempts": 3, "level": "A2", "attempts_at_level": 2, "correct": 10, "mean_score": "50.00", "last_score": "10.00"},
            {"skill": "writing", "attempts": 1, "level": "A1", "attempts_at_level": 1, "correct": 2},
        ],
    ),
    "no level": (
        given(
            attempt(FIRST, "a1", "S1", ("reading", 1, 1, "10.00"), level=None),
            attempt(SECOND, "a2", "S1", ("reading", 2, 1, "20.00"), level=None, is_mixed=True),
            attempt(SECOND, "a1", "S2", ("reading", 2, 1, "20.00"), level=None),
        ),
        [
            {"student_id": "S1", "level": "Mixed", "attempts": 2, "attempts_at_level": 1, "questions": 2},
            {"student_id": "S2", "level": "Unknown", "attempts": 1, "questions": 2},
        ],
    ),
    "of one moment the highest id": (
        given(
            attempt(FIRST, "a9", "S1", ("reading", 1, 1, "9.00"), level="A2"),
            attempt(FIRST, "a8", "S1", ("reading", 1, 1, "8.00"), level="B1"),
        ),
        [{"level": "A2", "last_score": "9.00"}],
    ),
    "what cannot be counted": (
        given(
            attempt(FIRST, "a1", "S1", ("reading", None, 5, "50.00"), ("reading", 5, None, None)),
            attempt(SECOND, "a2", "S1", ("reading", 5, 6, None), ("reading", 5, -1, None), (None, 5, 5, "9.00")),
            attempt(THIRD, "a3", "S1", is_finished=False),
        ),
        [
            {
                "skill": "reading",
                "attempts": 2,
                "attempts_at_level": 2,
                "questions": 0,
                "correct": 0,
                "correct_share": None,
                "lower": None,
                "upper": None,
                "mean_score": "50.00",
                "last_score": None,
                "status": "TOO_FEW",
            }
        ],
    ),
    "unfinished": (
        given(
            attempt(SECOND, "a1", "S1", ("reading", 5, 1, "20.00"), is_finished=False),
            attempt(FIRST, "a2", "S1", ("reading", 5, 5, "99.99"), ("reading", 5, 5, "100.00")),
        ),
        [{"attempts": 1, "questions": 10, "mean_score": "100.00", "last_score": "100.00", "status": "OK"}],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_skill_of_a_learner(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
