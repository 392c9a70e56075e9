"""A student across subjects, from a few results: which is best, which is worst, and what ties are.

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

PRODUCT = PRODUCTS["student_performance_summary"]
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}
NO_SUBJECT = dict.fromkeys(("strongest_subject", "strongest_score", "weakest_subject", "weakest_score"))


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def by_subject(**more: Any) -> Silver:
    """Results of some subjects, each with its scores, one after another."""
    return given(*[{"subject": name, "score": score} for name, scores in more.items() for score in scores])


def best_and_worst(strongest: tuple[str, str], weakest: tuple[str, str], below: int) -> list[Row]:
    named = dict(zip(NO_SUBJECT, (*strongest, *weakest), strict=True))
    return [{**named, "subjects_below_70": below}]


CASES: products.Cases = {
    "ordinary": (
        given(
            {"subject": "Math", "score": "80.00", "engagement_score": 70, "assessment_date": "2024-10-02", **PLACE},
            {"subject": "Math", "score": "90.00", "engagement_score": 81, "assessment_date": "2024-09-01", **PLACE},
            {"subject": "Art", "score": "60.00", "assessment_date": "2025-01-31", **PLACE},
            {"subject": "Music", "score": "75.00", "assessment_date": "2024-12-01", **PLACE},
        ),
        [
            {
                "student_id": "ordinary",
                "last_assessment_date": "2025-01-31",
                "first_assessment_date": "2024-09-01",
                "total_assessments": 4,
                "subjects_attempted": 3,
                "avg_score": "76.25",
                "avg_engagement": "75.50",
                "strongest_subject": "Math",
                "strongest_score": "85.00",
                "weakest_subject": "Art",
                "weakest_score": "60.00",
                "subjects_below_70": 1,
                **PLACE,
            }
        ],
    ),
    "one result": (
        given({"score": "88.88"}),
        [
            {
                "last_assessment_date": "2024-10-01",
                "first_assessment_date": "2024-10-01",
                "total_assessments": 1,
                "subjects_attempted": 1,
                "avg_score": "88.88",
                "avg_engagement": None,
                **best_and_worst(("Math", "88.88"), ("Math", "88.88"), 0)[0],
                **dict.fromkeys(PLACE),
            }
        ],
    ),
    "no score": (
        given({"subject": "Math", "engagement_score": 40}, {"subject": "Art", "engagement_score": 41}),
        [
            {
                "total_assessments": 2,
                "subjects_attempted": 2,
                "avg_score": None,
                "avg_engagement": "40.50",
                **NO_SUBJECT,
                "subjects_below_70": 0,
            }
        ],
    ),
    "a subject without a score": (
        given({"subject": "Math", "score": "80.00"}, {"subject": "Art", "engagement_score": 100}),
        [
            {
                "total_assessments": 2,
                "subjects_attempted": 2,
                "avg_score": "80.00",
                "avg_engagement": "100.00",
                **best_and_worst(("Math", "80.00"), ("Math", "80.00"), 0)[0],
            }
        ],
    ),
    "a result without a score": (
        by_subject(Math=["60.00", None], Art=["61.00"]),
        best_and_worst(("Art", "61.00"), ("Math", "60.00"), 2),
    ),
    "exactly 70": (
        by_subject(Math=["70.00"], Art=["69.99"]),
        best_and_worst(("Math", "70.00"), ("Art", "69.99"), 1),
    ),
    "70 only when rounded": (
        by_subject(Math=["69.99", "70.00"]),
        best_and_worst(("Math", "70.00"), ("Math", "70.00"), 1),
    ),
    "all alike": (
        by_subject(Math=["80.00"], Art=["80.00"]),
        best_and_worst(("Art", "80.00"), ("Art", "80.00"), 0),
    ),
    "two are best and two are worst": (
        by_subject(Zoology=["90.00"], Math=["50.00"], Music=["90.00"], History=["50.00"]),
        best_and_worst(("Music", "90.00"), ("History", "50.00"), 2),
    ),
    "alike when rounded": (
        by_subject(Art=["80.00"], Math=["80.00", "80.00", "80.01"]),
        best_and_worst(("Math", "80.00"), ("Art", "80.00"), 0),
    ),
    "the same third": (
        by_subject(Math=["80.00", "80.00", "81.00"], Art=["81.00", "80.00", "80.00", "80.00", "80.00", "81.00"]),
        best_and_worst(("Art", "80.33"), ("Art", "80.33"), 0),
    ),
    "the best there is and nothing": (
        by_subject(Math=["100.00"], Art=["0.00"]),
        [{"avg_score": "50.00", **best_and_worst(("Math", "100.00"), ("Art", "0.00"), 1)[0]}],
    ),
    "half a hundredth": (by_subject(Math=["70.00", "70.01"]), [{"avg_score": "70.01", "strongest_score": "70.01"}]),
    "several sources and grade levels": (
        given(
            {"score": "60.00", "source_system": "lms", "grade_level": "2nd Grade", **PLACE},
            {"score": "90.00", "school_id": "N2", "term": "T1"},
        ),
        [
            {
                "total_assessments": 2,
                "subjects_attempted": 1,
                **best_and_worst(("Math", "75.00"), ("Math", "75.00"), 0)[0],
                "school_id": None,
                "school_year": None,
                "term": "T1",
            }
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_student_across_subjects(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
