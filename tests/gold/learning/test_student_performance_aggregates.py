"""How a student is doing, from a few results: bands, risk, spread and trend.

Results that the source took back are not given to `build`: its caller leaves them out.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

PRODUCT = PRODUCTS["student_performance_aggregates"]
SPLIT = Gold(split_date=dt.date(2024, 1, 15))
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}


def result(score: str | None, engagement: int | None = None, day: str = "2024-10-01", **more: Any) -> Row:
    return {"score": score, "engagement_score": engagement, "assessment_date": day, **more}


def given(*rows: Row) -> Silver:
    return {STUDENT_ASSESSMENTS_CLEAN: list(rows)}


def scores(*values: str | None, **more: Any) -> Silver:
    return given(*[result(value, **more) for value in values])


def band(name: str) -> str:
    return f"{name} Performer"


CASES: products.Cases = {
    "ordinary": (
        given(
            result("60.00", 50, "2024-03-05", completion_time="30.00", **PLACE),
            result("70.00", 60, "2024-03-20", completion_time="40.00", subject="Art", **PLACE),
            result("80.00", 71, "2024-09-10", **PLACE),
        ),
        [
            {
                "student_id": "ordinary",
                "grade_level": "3rd Grade",
                "overall_performance_category": "Medium Performer",
                "risk_level": "Medium Risk",
                "total_assessments": 3,
                "avg_score": "70.00",
                "score_stddev": "10.00",
                "avg_engagement": "60.33",
                "avg_completion_time": "35.00",
                "subjects_attempted": 2,
                "active_months": 2,
                "performance_trend": "15.00",
                "engagement_trend": "16.00",
                "first_assessment_date": "2024-03-05",
                "last_assessment_date": "2024-09-10",
                **PLACE,
            }
        ],
    ),
    "one result": (
        given(result("90.00", 80)),
        [
            {
                "overall_performance_category": "High Performer",
                "risk_level": "Low Risk",
                "total_assessments": 1,
                "avg_score": "90.00",
                "score_stddev": None,
                "avg_engagement": "80.00",
                "avg_completion_time": None,
                "active_months": 1,
                "performance_trend": "0.00",
                "engagement_trend": "0.00",
                "first_assessment_date": "2024-10-01",
                "last_assessment_date": "2024-10-01",
                **dict.fromkeys(PLACE),
            }
        ],
    ),
    "no score": (
        given(result(None, 50, "2024-03-01"), result(None, 70)),
        [
            {
                "overall_performance_category": "Unknown",
                "risk_level": "Unknown",
                "total_assessments": 2,
                "avg_score": None,
                "score_stddev": None,
                "avg_engagement": "60.00",
                "performance_trend": "0.00",
                "engagement_trend": "20.00",
            }
        ],
    ),
    "no engagement": (scores("80.00"), [{"risk_level": "Low Risk", "avg_engagement": None}]),
    "no engagement is no low one": (scores("69.00"), [{"risk_level": "Medium Risk", "engagement_trend": "0.00"}]),
    "some have no score": (
        given(result("60.00"), result(None, 90), result("80.00", 81)),
        [{"total_assessments": 3, "avg_score": "70.00", "score_stddev": "14.14", "avg_engagement": "85.50"}],
    ),
    "high from 85": (scores("85.00"), [{"overall_performance_category": band("High")}]),
    "medium below 85": (scores("84.99"), [{"overall_performance_category": band("Medium")}]),
    "85 only when rounded": (
        scores("84.99", "85.00"),
        [{"overall_performance_category": band("Medium"), "avg_score": "85.00"}],
    ),
    "medium from 70": (scores("70.00"), [{"overall_performance_category": band("Medium")}]),
    "low below 70": (scores("69.99"), [{"overall_performance_category": band("Low")}]),
    "nothing right": (scores("0.00"), [{"overall_performance_category": band("Low"), "avg_score": "0.00"}]),
    "under both bounds": (given(result("69.99", 59)), [{"risk_level": "High Risk"}]),
    "under both bounds before rounding": (
        given(result("69.99", 59), result("70.00", 60)),
        [{"risk_level": "High Risk", "avg_score": "70.00", "avg_engagement": "59.50"}],
    ),
    "score of 70": (given(result("70.00", 59)), [{"risk_level": "Medium Risk"}]),
    "engagement of 60": (given(result("69.99", 60)), [{"risk_level": "Medium Risk"}]),
    "score below 75": (given(result("74.99", 65)), [{"risk_level": "Medium Risk"}]),
    "engagement below 65": (given(result("75.00", 64)), [{"risk_level": "Medium Risk"}]),
    "75 and 65": (given(result("75.00", 65)), [{"risk_level": "Low Risk"}]),
    "half a hundredth": (scores("70.00", "70.01"), [{"avg_score": "70.01", "score_stddev": "0.01"}]),
    "a third": (scores("33.33", "33.33", "33.34"), [{"avg_score": "33.33", "score_stddev": "0.01"}]),
    "an eighth of engagement": (
        given(*[result("80.00", 60) for _ in range(7)], result("80.00", 61)),
        [{"avg_engagement": "60.13", "score_stddev": "0.00"}],
    ),
    "half a hundredth apart": (scores("70.00", "70.00", "70.00", "70.07"), [{"score_stddev": "0.04"}]),
    "eight and a half hundredths apart": (
        scores("99.83", "99.86", "99.98", "100.00"),
        [{"score_stddev": "0.09"}],
    ),
    "less than half a hundredth apart": (
        scores("70.00", "70.00", "70.00", "70.00", "70.01"),
        [{"score_stddev": "0.00"}],
    ),
    "five hundredths apart": (scores("70.00", "70.00", "70.00", "70.10"), [{"score_stddev": "0.05"}]),
    "far apart": (scores("0.00", "100.00"), [{"avg_score": "50.00", "score_stddev": "70.71"}]),
    "three of four alike": (scores("80.00", "80.00", "80.00", "81.00"), [{"score_stddev": "0.50"}]),
    "some times are known": (
        given(*[result("80.00", completion_time=minutes) for minutes in ("10.00", None, "20.01")]),
        [{"avg_completion_time": "15.01"}],
    ),
    "first of july": (
        given(result("60.00", 70, "2024-06-30"), result("65.50", 69, "2024-07-01")),
        [{"performance_trend": "5.50", "engagement_trend": "-1.00"}],
    ),
    "of the last year": (
        given(result("50.00", day="2023-09-01"), result("70.00", day="2024-03-01"), result("90.00", day="2024-08-01")),
        [{"performance_trend": "30.00", "active_months": 3}],
    ),
    "nothing after the split": (
        given(result("50.00", day="2023-09-01"), result("90.00", day="2024-03-01")),
        [{"performance_trend": "0.00"}],
    ),
    "no score after the split": (
        given(result("50.00", 40, "2024-03-01"), result(None, 70, "2024-09-01")),
        [{"performance_trend": "0.00", "engagement_trend": "30.00"}],
    ),
    "half a hundredth down": (
        given(result("70.00", day="2024-03-01"), result("70.01", day="2024-03-02"), result("70.00", day="2024-09-01")),
        [{"performance_trend": "-0.01"}],
    ),
    "same month of two years": (
        given(result("80.00", day="2023-10-31"), result("80.00", day="2024-10-01")),
        [{"active_months": 2, "first_assessment_date": "2023-10-31", "last_assessment_date": "2024-10-01"}],
    ),
    "several sources": (
        given(
            result("60.00", source_system="lms", school_id="N1", term="T1", school_year=2025),
            result("80.00", school_id="N2", term="T1"),
        ),
        [
            {
                "total_assessments": 2,
                "avg_score": "70.00",
                "subjects_attempted": 1,
                "school_id": None,
                "school_year": None,
                "term": "T1",
            }
        ],
    ),
    "two grade levels": (
        given(
            result("90.00", day="2023-09-01"),
            result("60.00", day="2023-03-01"),
            result("70.00", day="2024-09-01", grade_level="4th Grade"),
        ),
        [
            {"grade_level": "3rd Grade", "total_assessments": 2, "performance_trend": "30.00"},
            {"grade_level": "4th Grade", "total_assessments": 1, "performance_trend": "0.00"},
        ],
    ),
}
SPLIT_CASES: products.Cases = {
    "on the day": (
        given(result("60.00", 50, "2024-01-14"), result("80.00", 51, "2024-01-15")),
        [{"performance_trend": "20.00", "engagement_trend": "1.00"}],
    ),
    "over the years": (
        given(
            result("50.00", day="2022-12-01"),
            result("60.00", day="2023-10-01"),
            result("80.00", day="2024-01-15"),
            result("90.00", day="2025-02-01"),
        ),
        [{"performance_trend": "30.00"}],
    ),
    "all after": (given(result("60.00", day="2024-02-01"), result("80.00")), [{"performance_trend": "0.00"}]),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES) | products.answers(spark, PRODUCT, SPLIT_CASES, SPLIT)


@pytest.mark.parametrize("case", [*CASES, *SPLIT_CASES])
def test_a_student_from_a_few_results(case: str, found: dict[str, list[Row]]) -> None:
    """Three of them with a split date in the settings, the others with that of their own last year."""
    _, expected = {**CASES, **SPLIT_CASES}[case]
    assert products.asked(found[case], expected) == expected
