"""From term to term: which comes before which, what changed, and for whom; other students are no progress."""

from __future__ import annotations

import random
from typing import Any

import oracle_years
import products
import pytest
from made_up_results import as_built, as_reckoned, results
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["score_trends"]


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def of(term: str | None, day: str, *students: tuple[str, str | None], **more: Any) -> list[Row]:
    told = {"term": term, "assessment_date": day, "school_year": 2025, **more}
    return [{"student_id": who, "score": score, **told} for who, score in students]


CASES: products.Cases = {
    "two terms": (
        given(
            *of("T1", "2024-09-10", ("A", "60.00"), ("B", "80.00"), ("C", None)),
            *of("T1", "2024-09-09", ("A", "70.00")),
            *of("T2", "2025-02-01", ("A", "75.00"), ("C", "90.00"), ("D", "91.01")),
        ),
        [
            {
                "school_id": "two terms",
                "subject": "Math",
                "grade_level": "3rd Grade",
                "school_year": 2025,
                "term": "T1",
                "first_date": "2024-09-09",
                "previous_school_year": None,
                "previous_term": None,
                "students": 2,
                "no_score": 1,
                "avg_score": "72.50",
                "change": None,
                "matched_students": 0,
                "matched_change": None,
            },
            {
                "term": "T2",
                "first_date": "2025-02-01",
                "previous_school_year": 2025,
                "previous_term": "T1",
                "students": 3,
                "no_score": 0,
                "avg_score": "85.34",
                "change": "12.84",
                "matched_students": 1,
                "matched_change": "10.00",
            },
        ],
    ),
    "by their days, not their names": (
        given(*of("Autumn", "2024-09-10", ("A", "60.00")), *of("Abc", "2025-02-10", ("A", "50.00"))),
        [{"term": "Abc", "previous_term": "Autumn", "change": "-10.00"}, {"term": "Autumn", "previous_term": None}],
    ),
    "the year before": (
        given(
            *of("T2", "2024-03-10", ("A", "60.00"), school_year=2024),
            *of("T1", "2024-09-10", ("B", "61.00")),
        ),
        [
            {"school_year": 2024, "term": "T2", "previous_term": None},
            {
                "school_year": 2025,
                "previous_school_year": 2024,
                "previous_term": "T2",
                "change": "1.00",
                "matched_students": 0,
                "matched_change": None,
            },
        ],
    ),
    "a term between": (
        given(
            *of("T1", "2024-09-10", ("A", "60.00")),
            *of("T0", "2024-09-10", ("A", "0.00"), school_year=None),
            *of("T2", "2024-12-10", ("B", None)),
            *of("T3", "2025-03-10", ("A", "70.00")),
        ),
        [
            {"term": "T1", "students": 1},
            {"term": "T2", "students": 0, "no_score": 1, "avg_score": None, "change": None, "matched_students": 0},
            {"term": "T3", "previous_term": "T2", "change": None, "matched_students": 0, "matched_change": None},
        ],
    ),
    "on to another grade": (
        given(
            *of("T1", "2024-09-10", ("A", "60.00"), ("B", "60.00")),
            *of("T2", "2025-02-10", ("A", "70.00"), ("B", None)),
            *of("T2", "2025-02-11", ("B", "80.00"), grade_level="4th Grade"),
        ),
        [
            {"grade_level": "3rd Grade", "term": "T1", "students": 2},
            {"grade_level": "3rd Grade", "term": "T2", "students": 1, "no_score": 0, "matched_change": "10.00"},
            {"grade_level": "4th Grade", "term": "T2", "students": 1, "previous_term": None, "matched_students": 0},
        ],
    ),
    "half a hundredth down": (
        given(
            *of("T1", "2024-09-10", ("A", "70.00"), ("B", "70.01")),
            *of("T2", "2025-02-10", ("A", "70.00"), ("B", "70.00")),
        ),
        [{"avg_score": "70.01"}, {"avg_score": "70.00", "change": "-0.01", "matched_change": "-0.01"}],
    ),
    "no term is one": (
        given(*of(None, "2024-09-10", ("A", "70.00")), *of("T2", "2025-02-10", ("A", "71.00"))),
        [{"term": "T2", "previous_term": "Unknown", "matched_change": "1.00"}, {"term": "Unknown"}],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_terms_of_a_school(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def test_as_the_oracle_reckons(spark: SparkSession) -> None:
    """No school is one of its own."""
    silver = {STUDENT_ASSESSMENTS_CLEAN: results(random.Random(7))}
    expected = as_reckoned(PRODUCT, oracle_years.trends, silver)
    assert {row["school_id"] for row in expected} == {"N1", "N2", "Unknown"}
    assert len([row for row in expected if row["matched_change"]]) > 20
    assert as_built(spark, PRODUCT, silver) == expected
