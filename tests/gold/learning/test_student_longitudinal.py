"""Students over the years: their place among the grade, ties, the year before, gaps, and grades that change."""

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
PRODUCT = PRODUCTS["student_longitudinal"]


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def of(student: str, *scores: str | None, year: int | None = 2025, **more: Any) -> list[Row]:
    return [{"student_id": student, "score": score, "school_year": year, **more} for score in scores]


def places(**percentiles: str | None) -> list[Row]:
    return [{"student_id": student, "percentile": place} for student, place in percentiles.items()]


CASES: products.Cases = {
    "a student alone": (
        given(
            *of("A", "80.00", year=2024, school_id="N1", assessment_date="2023-10-01"),
            *of("A", "90.00", "90.01", None, school_id="N2", assessment_date="2024-10-01"),
            *of("A", None, school_id=None, assessment_date="2024-11-01"),
            *of("A", None, school_id="N3", assessment_date="2024-09-01"),
        ),
        [
            {
                "subject": "a student alone",
                "student_id": "A",
                "school_year": 2024,
                "grade_level": "3rd Grade",
                "school_id": "N1",
                "schools": 1,
                "total_assessments": 1,
                "avg_score": "80.00",
                "percentile": "50.00",
                "students_compared": 1,
                "previous_avg_score": None,
                "change": None,
            },
            {
                "school_year": 2025,
                "school_id": "N2",
                "schools": 2,
                "total_assessments": 5,
                "avg_score": "90.01",
                "percentile": "50.00",
                "students_compared": 1,
                "previous_avg_score": "80.00",
                "change": "10.01",
            },
        ],
    ),
    "places": (
        given(*of("A", "90.00"), *of("B", "80.00"), *of("C", "90.00", "70.00"), *of("D", "10.00"), *of("E", None)),
        places(A="87.50", B="50.00", C="50.00", D="12.50", E=None),
    ),
    "of three": (given(*of("A", "1.00"), *of("B", "2.00"), *of("C", "3.00")), places(A="16.67", B="50.00", C="83.33")),
    "alike": (given(*of("A", "70.00"), *of("B", "70.00")), places(A="50.00", B="50.00")),
    "means that differ in the third digit": (
        given(*of("A", "70.00", "70.00", "70.01"), *of("B", "70.00")),
        [
            {"avg_score": "70.00", "percentile": "75.00"},
            {"avg_score": "70.00", "percentile": "25.00", "students_compared": 2},
        ],
    ),
    "other grades and years are no peers": (
        given(
            *of("A", "70.00"),
            *of("B", "80.00", grade_level="4th Grade"),
            *of("C", "90.00", year=2024),
            *of("D", None),
        ),
        [{"percentile": "50.00"}] * 3 + [{"percentile": None, "students_compared": None, "avg_score": None}],
    ),
    "the later grade has all results of the year": (
        given(
            *of("A", "60.00", grade_level="9th Grade", assessment_date="2024-10-01"),
            *of("A", "80.00", grade_level="10th Grade", assessment_date="2025-03-01"),
            *of("B", "75.00", grade_level="10th Grade"),
        ),
        [
            {"grade_level": "10th Grade", "avg_score": "70.00", "percentile": "25.00"},
            {"grade_level": "10th Grade", "percentile": "75.00"},
        ],
    ),
    "a year away": (
        given(*of("A", "60.00", year=2023), *of("A", "80.00"), *of("A", "1.00", year=None)),
        [{"school_year": 2023}, {"school_year": 2025, "previous_avg_score": None, "change": None}],
    ),
    "a year without a score": (
        given(*of("A", None, year=2023), *of("A", "80.00", year=2024), *of("A", None)),
        [
            {"change": None, "previous_avg_score": None},
            {"change": None, "previous_avg_score": None},
            {"change": None, "previous_avg_score": "80.00", "avg_score": None},
        ],
    ),
    "half a hundredth down": (
        given(*of("A", "70.00", "70.01", year=2024), *of("A", "70.00")),
        [{"avg_score": "70.01"}, {"avg_score": "70.00", "change": "-0.01"}],
    ),
    "from all to nothing": (given(*of("A", "100.00", year=2024), *of("A", "0.00")), [{}, {"change": "-100.00"}]),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_years_of_students(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def test_as_the_oracle_reckons(spark: SparkSession) -> None:
    silver = {STUDENT_ASSESSMENTS_CLEAN: results(random.Random(8))}
    expected = as_reckoned(PRODUCT, oracle_years.longitudinal, silver)
    assert len([row for row in expected if row["change"]]) > 5
    assert as_built(spark, PRODUCT, silver) == expected
