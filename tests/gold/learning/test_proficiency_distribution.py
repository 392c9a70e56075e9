"""Students of a grade by band, term by term: bounds, ties, two grades in a term, no score, no term."""

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
PRODUCT = PRODUCTS["proficiency_distribution"]
HIGH, LOW, MEDIUM = "High", "Low", "Medium"


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def of(student: str, *scores: str | None, **more: Any) -> list[Row]:
    return [{"student_id": student, "score": score, "school_year": 2025, "term": "T1", **more} for score in scores]


def bands(high: int, low: int, medium: int, no_score: int = 0, **more: Any) -> list[Row]:
    """Rows in the order of their keys."""
    return [
        {"band": band, "students": n, "students_with_score": high + low + medium, "no_score": no_score, **more}
        for band, n in ((HIGH, high), (LOW, low), (MEDIUM, medium))
    ]


CASES: products.Cases = {
    "every band": (
        given(*of("A", "85.00"), *of("B", "84.99"), *of("C", "70.00"), *of("D", "69.99"), *of("E", None)),
        [
            {
                "subject": "every band",
                "grade_level": "3rd Grade",
                "school_year": 2025,
                "term": "T1",
                "band": HIGH,
                "students": 1,
                "share": "0.2500",
                "students_with_score": 4,
                "no_score": 1,
            },
            {"band": LOW, "students": 1, "share": "0.2500"},
            {"band": MEDIUM, "students": 2, "share": "0.5000"},
        ],
    ),
    "85 only when rounded": (given(*of("A", "84.99", "85.00")), bands(0, 0, 1)),
    "a mean, not the results": (given(*of("A", "100.00", "70.00"), *of("B", "100.00", "40.00", None)), bands(1, 0, 1)),
    "nobody has a score": (given(*of("A", None)), bands(0, 0, 0, 1, share=None)),
    "a third": (given(*of("A", "90.00"), *of("B", "0.00"), *of("C", "1.00")), bands(1, 2, 0)),
    "of two grades the later": (
        given(
            *of("A", "90.00", assessment_date="2024-10-02", grade_level="9th Grade"),
            *of("A", "50.00", assessment_date="2024-10-03", grade_level="10th Grade"),
            *of("A", None, assessment_date="2024-10-04", grade_level="Ungraded"),
        ),
        bands(0, 0, 1, grade_level="10th Grade"),
    ),
    "of two grades on a day the higher": (
        given(*of("A", "90.00", grade_level="9th Grade"), *of("A", "90.00", grade_level="10th Grade")),
        bands(1, 0, 0, grade_level="10th Grade"),
    ),
    "no grade at all": (given(*of("A", "90.00", grade_level="Unknown")), bands(1, 0, 0, grade_level="Unknown")),
    "no term": (given(*of("A", "90.00", term=None), *of("A", "60.00", term="Unknown")), bands(0, 0, 1, term="Unknown")),
    "a school and another": (
        given(*of("A", "90.00", school_id="N1"), *of("A", "92.00", school_id=None)),
        bands(1, 0, 0),
    ),
    "years apart": (
        given(*of("A", "90.00"), *of("A", "10.00", school_year=2026)),
        [*bands(1, 0, 0, school_year=2025), *bands(0, 1, 0, school_year=2026)],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_students_by_band(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def test_shares_are_rounded_once(found: dict[str, list[Row]]) -> None:
    assert [row["share"] for row in found["a third"]] == ["0.3333", "0.6667", "0.0000"]


def test_as_the_oracle_reckons(spark: SparkSession) -> None:
    silver = {STUDENT_ASSESSMENTS_CLEAN: results(random.Random(6))}
    expected = as_reckoned(PRODUCT, oracle_years.proficiency, silver)
    assert len(expected) > 100
    assert as_built(spark, PRODUCT, silver) == expected
