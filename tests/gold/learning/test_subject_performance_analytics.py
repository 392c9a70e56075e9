"""A subject at a grade level, from a few results: its distribution, and how hard it is.

Results that the source took back are not given to `build`: its caller leaves them out.
"""

from __future__ import annotations

from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

PRODUCT = PRODUCTS["subject_performance_analytics"]
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}


def result(score: str | None, category: str, **more: Any) -> Row:
    """A result as silver has it: the category beside its score."""
    return {"score": score, "performance_category": category, **more}


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def counts(high: int, medium: int, low: int) -> Row:
    spelled = f"High: {high}, Medium: {medium}, Low: {low}"
    return {"performance_distribution": spelled, "high_count": high, "medium_count": medium, "low_count": low}


CASES: products.Cases = {
    "ordinary": (
        given(
            result("90.00", "High", student_id="S1", engagement_score=80, completion_time="30.00", **PLACE),
            result("70.00", "Medium", student_id="S2", engagement_score=61, completion_time="45.51", **PLACE),
            result("50.00", "Low", student_id="S1", **PLACE),
        ),
        [
            {
                "subject": "ordinary",
                "grade_level": "3rd Grade",
                "total_assessments": 3,
                "avg_score": "70.00",
                "avg_engagement": "70.50",
                "avg_completion_time": "37.76",
                "unique_students": 2,
                **counts(1, 1, 1),
                "difficulty_rating": "1.50",
                **PLACE,
            }
        ],
    ),
    "one result": (
        given(result("82.00", "Medium")),
        [
            {
                "total_assessments": 1,
                "avg_score": "82.00",
                "avg_engagement": None,
                "avg_completion_time": None,
                "unique_students": 1,
                **counts(0, 1, 0),
                "difficulty_rating": "0.90",
                **dict.fromkeys(PLACE),
            }
        ],
    ),
    "bounds": (
        given(result("85.00", "High"), result("84.99", "Medium"), result("70.00", "Medium"), result("69.99", "Low")),
        [{**counts(1, 2, 1), "avg_score": "77.50", "difficulty_rating": "1.13"}],
    ),
    "easiest": (given(result("100.00", "High")), [{**counts(1, 0, 0), "difficulty_rating": "0.00"}]),
    "hardest": (
        given(result("0.00", "Low"), result("0.00", "Low")),
        [{**counts(0, 0, 2), "avg_score": "0.00", "difficulty_rating": "5.00"}],
    ),
    "no score": (
        given(result(None, "Unknown", engagement_score=100)),
        [
            {
                "total_assessments": 1,
                "avg_score": None,
                "avg_engagement": "100.00",
                "unique_students": 1,
                **counts(0, 0, 0),
                "difficulty_rating": None,
            }
        ],
    ),
    "some have no score": (
        given(
            result("80.00", "Medium", engagement_score=0),
            result(None, "Unknown", student_id="S2", engagement_score=50),
            result("40.00", "Low", completion_time="9999.99"),
        ),
        [
            {
                "total_assessments": 3,
                "avg_score": "60.00",
                "avg_engagement": "25.00",
                "avg_completion_time": "9999.99",
                "unique_students": 2,
                **counts(0, 1, 1),
                "difficulty_rating": "2.00",
            }
        ],
    ),
    "half a hundredth": (
        given(result("70.00", "Medium"), result("70.01", "Medium")),
        [{"avg_score": "70.01", "difficulty_rating": "1.50"}],
    ),
    "hard by half a hundredth": (given(result("89.90", "High")), [{"difficulty_rating": "0.51"}]),
    "as hard as the mean before rounding": (
        given(*[result("89.90", "High") for _ in range(4)], result("89.92", "High")),
        [{"avg_score": "89.90", "difficulty_rating": "0.50"}],
    ),
    "several sources": (
        given(
            result("90.00", "High", **PLACE),
            result("80.00", "Medium", source_system="lms", school_id="N1", term="T2"),
        ),
        [
            {
                "total_assessments": 2,
                "avg_score": "85.00",
                "unique_students": 1,
                **counts(1, 1, 0),
                "school_id": "N1",
                "school_year": None,
                "term": None,
            }
        ],
    ),
    "two grade levels": (
        given(result("90.00", "High"), result("60.00", "Low", grade_level="Unknown")),
        [
            {"grade_level": "3rd Grade", "avg_score": "90.00", "difficulty_rating": "0.50", **counts(1, 0, 0)},
            {"grade_level": "Unknown", "avg_score": "60.00", "difficulty_rating": "2.00", **counts(0, 0, 1)},
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_subject_from_a_few_results(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
