"""Days of the app, its exports, and how it writes a moment."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import (
    DAYS,
    EXPORTS,
    STARTS,
    date,
    day_of,
    deliveries,
    export_of,
    moment,
)

pytestmark = pytest.mark.once


def test_exports_are_in_order_and_end_with_the_last_day() -> None:
    assert [*EXPORTS] == sorted(EXPORTS)
    assert EXPORTS[-1] == DAYS - 1 > STARTS
    assert deliveries()[0] == dt.date(2025, 5, 5)
    assert deliveries()[-1] == date(DAYS - 1) == dt.date(2025, 10, 2)
    assert date(0).weekday() == 0


@pytest.mark.parametrize(
    ("day", "expected"), [(0, 0), (119, 0), (120, 1), (266, 3), (267, 4), (269, 6), (270, None), (None, None)]
)
def test_export_of(day: int | None, expected: int | None, spark: SparkSession) -> None:
    assert spark.range(1).select(export_of(F.lit(day).cast("bigint"))).collect()[0][0] == expected


@pytest.mark.parametrize(
    ("second", "day", "text"),
    [
        (0, 0, "2025-01-06T00:00:00"),
        (86_399, 0, "2025-01-06T23:59:59"),
        (86_400 + 28 * 60, 1, "2025-01-07T00:28:00"),
        (83 * 86_400 + 2 * 3_600 + 1_801, 83, "2025-03-30T02:30:01"),
        (None, None, None),
    ],
)
def test_moment(second: int | None, day: int | None, text: str | None, spark: SparkSession) -> None:
    """Every hour there is, in whatever time zone the session is."""
    told = F.lit(second).cast("bigint")
    assert tuple(spark.range(1).select(day_of(told), moment(told)).collect()[0]) == (day, text)
