"""A window of days: which texts of times lie in it."""

from __future__ import annotations

from datetime import date

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.landing.database.window import Window

TIMES = [
    "2024-12-31T23:59:59.999999Z", "2025-01-01", "2025-01-01T00:00:00.000000", "2025-01-31T23:59:59.9999999",
    "2025-02-01", "2025-02-01T00:00:00.000000Z", "9999-12-31",
]  # fmt: skip
UNUSUAL = ["infinity", "-infinity", "+12025-01-01 00:00:00", "0000-00-00 00:00:00.000000", "-0044-03-15", None]


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (date(2025, 1, 1), date(2025, 1, 31), 1, 4),
        (date(2025, 1, 31), date(2025, 1, 31), 3, 4),
        (date(2025, 1, 1), None, 1, 7),
        (None, date(2024, 12, 31), 0, 1),
        (None, date.max, 0, 7),
    ],
)
def test_days_are_whole_and_included(
    since: date | None, until: date | None, first: int, last: int, spark: SparkSession
) -> None:
    rows = frame(spark, [(time,) for time in [*TIMES, *UNUSUAL]], "changed")
    held = rows.where(Window(since, until).holds(F.col("changed"))).collect()
    assert sorted(row["changed"] for row in held) == sorted(TIMES[first:last])


def test_a_window_is_told_by_its_days() -> None:
    assert str(Window(date(2025, 1, 1), date(2025, 1, 31))) == "2025-01-01..2025-01-31"
    assert str(Window(None, date(2025, 1, 31))) == "..2025-01-31"
