"""Spells: on which days they hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from edulake.expr import covers, months_of, overlaps

JAN, FEB, MAR = dt.date(2025, 1, 31), dt.date(2025, 2, 28), dt.date(2025, 3, 1)
# Begin, end, a day; whether the spell covers it.
COVERED = [
    (JAN, MAR, JAN, True),
    (JAN, MAR, MAR, True),
    (JAN, MAR, FEB, True),
    (JAN, JAN, JAN, True),
    (FEB, MAR, JAN, False),
    (JAN, FEB, MAR, False),
    (JAN, None, MAR, True),
    (FEB, None, JAN, False),
    (MAR, JAN, FEB, False),
    (None, MAR, FEB, None),
    (JAN, MAR, None, None),
]
# Begin, end; whether it holds on a day of February.
OVERLAPPING = [
    (JAN, None, True),
    (JAN, JAN, False),
    (JAN, dt.date(2025, 2, 1), True),
    (FEB, FEB, True),
    (MAR, None, False),
    (FEB, JAN, False),
    (None, FEB, None),
]
# Begin, end; its months up to the tenth of March.
MONTHS = [
    (JAN, None, [dt.date(2025, 1, 1), dt.date(2025, 2, 1), MAR]),
    (JAN, FEB, [dt.date(2025, 1, 1), dt.date(2025, 2, 1)]),
    (FEB, FEB, [dt.date(2025, 2, 1)]),
    (JAN, dt.date(2025, 12, 31), [dt.date(2025, 1, 1), dt.date(2025, 2, 1), MAR]),
    (dt.date(2025, 3, 11), None, []),
    (MAR, JAN, []),
    (None, MAR, None),
]


def rows(spark: SparkSession, spells: list[tuple[Any, ...]], value: Column) -> list[Any]:
    """What comes out for each spell, given as begin and end, and a day behind them or not."""
    given = [(place, *spell, *[None] * (3 - len(spell))) for place, spell in enumerate(spells)]
    frame = spark.createDataFrame(given, "place INT, begin DATE, end DATE, day DATE")
    return [row[0] for row in frame.orderBy("place").select(value).collect()]


def test_a_spell_covers_its_first_and_its_last_day(spark: SparkSession) -> None:
    found = rows(spark, [case[:3] for case in COVERED], covers(F.col("begin"), F.col("end"), F.col("day")))
    assert found == [case[3] for case in COVERED]


@pytest.mark.parametrize("ansi", ["true", "false"])
def test_months_of_a_spell_and_whether_it_overlaps(spark: SparkSession, ansi: str) -> None:
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    try:
        begin, end = F.col("begin"), F.col("end")
        until = F.lit(dt.date(2025, 3, 10))
        assert rows(spark, [case[:2] for case in MONTHS], months_of(begin, end, until)) == [case[2] for case in MONTHS]
        first, last = F.lit(dt.date(2025, 2, 1)), F.lit(FEB)
        assert rows(spark, [case[:2] for case in OVERLAPPING], overlaps(begin, end, first, last)) == [
            case[2] for case in OVERLAPPING
        ]
    finally:
        spark.conf.unset("spark.sql.ansi.enabled")
