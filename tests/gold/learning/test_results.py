"""What products of results are summed from: whole numbers, exact to the digit, that know both sides of the split."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import rows_of

from edulake.config.settings import Gold
from edulake.gold.learning.results import GRAIN, by_subject_and_year, exact
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

pytestmark = pytest.mark.once

OF_ONE = {"student_id": "S1", "grade_level": "3rd Grade", "subject": "Math", "school_id": "N1"}
# The day, score, engagement, minutes and category of a result, and what else is said of it.
RESULTS: list[tuple[Any, ...]] = [
    ("2024-01-14", "99.99", 0, None, "High", {}),
    ("2024-01-15", "0.01", None, "12.34", "Low", {}),
    ("2024-06-30", None, 100, "0.00", "Unknown", {}),
    ("2024-12-31", "75.00", 7, None, "Medium", {}),
    ("2025-07-01", "50.50", None, None, "Low", {}),
    ("2024-12-31", None, None, None, "Unknown", {"school_id": None}),
]
TOLD = ("n", "scored", "score_sum", "square_sum", "engaged", "engagement_sum", "timed", "time_sum", "months")


def sums(spark: SparkSession, settings: Gold) -> dict[tuple[Any, ...], Any]:
    names = ("assessment_date", "score", "engagement_score", "completion_time", "performance_category")
    given = [{**OF_ONE, **dict(zip(names, row, strict=False)), **row[-1]} for row in RESULTS]
    found = by_subject_and_year(rows_of(spark, STUDENT_ASSESSMENTS_CLEAN, *given), settings)
    assert found.columns[: len(GRAIN)] == list(GRAIN)
    assert {field.dataType.simpleString() for field in found.schema if "_sum" in field.name} == {"bigint"}
    return {(row["year"], row["school_id"]): row for row in found.collect()}


def test_sums_of_a_year_are_whole_numbers_and_what_is_missing_is_none(spark: SparkSession) -> None:
    found = sums(spark, Gold())
    assert {key: tuple(row[name] for name in TOLD) for key, row in found.items()} == {
        (2024, "N1"): (4, 3, 17500, 9999**2 + 1 + 7500**2, 3, 107, 2, 1234, 0b100000100001),
        (2025, "N1"): (1, 1, 5050, 5050**2, 0, None, 0, None, 0b1000000),
        (2024, None): (1, 0, None, None, 0, None, 0, None, 0b100000000000),
    }
    year = found[2024, "N1"]
    assert (year["first_day"], year["last_day"]) == (dt.date(2024, 1, 14), dt.date(2024, 12, 31))
    assert (year["high_count"], year["medium_count"], year["low_count"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("split", "late"),
    [
        (None, {(2024, "N1"): (1, 7500, 1, 7), (2025, "N1"): (1, 5050, 0, None)}),
        (dt.date(2024, 1, 15), {(2024, "N1"): (2, 7501, 2, 107), (2025, "N1"): (1, 5050, 0, None)}),
        (dt.date(2025, 7, 2), {(2024, "N1"): (0, None, 0, None), (2025, "N1"): (0, None, 0, None)}),
    ],
)
def test_the_side_of_a_day_is_exact_within_a_month(split: dt.date | None, late: Any, spark: SparkSession) -> None:
    found = sums(spark, Gold(split_date=split))
    names = ("late_scored", "late_score_sum", "late_engaged", "late_engagement_sum")
    assert {key: tuple(found[key][name] for name in names) for key in late} == late


def test_a_whole_number_of_hundredths_is_a_decimal(spark: SparkSession) -> None:
    rows = spark.range(1).select(
        exact(F.lit(9_007_199_254_740_993), 2, "decimal(18,2)").alias("beyond_doubles"),
        exact(F.lit(-1), 4, "decimal(19,4)").alias("small"),
        exact(F.lit(None).cast("bigint"), 2, "decimal(5,2)").alias("none"),
    )
    assert tuple(rows.collect()[0]) == (Decimal("90071992547409.93"), Decimal("-0.0001"), None)
