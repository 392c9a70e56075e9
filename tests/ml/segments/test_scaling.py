"""Features on one scale: spreads from the median, without those that say nothing, or the same as another."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.segments.features import NAMES
from edulake.ml.segments.scaling import Axis, axes, placed

pytestmark = pytest.mark.once

TEN = list(range(1, 11))
FLAT: dict[str, list[Any]] = {name: [1] * 10 for name in NAMES}
UNLIKE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]


def examples(spark: SparkSession, **features: list[Any]) -> DataFrame:
    """One a number, of learners l0, l1, …; what is not given is all alike."""
    told = {**FLAT, **features}
    rows = [("s", f"l{n}", *[None if (v := told[name][n]) is None else str(v) for name in NAMES]) for n in range(10)]
    return frame(spark, rows, f"source_system student_id {' '.join(NAMES)}", **dict.fromkeys(NAMES, "double"))


def test_a_spread_is_about_a_standard_deviation(spark: SparkSession) -> None:
    """The quartiles of 1 to 10 are 3.25 and 7.75."""
    found = axes(examples(spark, minutes=TEN))
    assert found == (10, [Axis("minutes", 5.5, round(4.5 / 1.349, 6))])


def test_where_half_are_alike_the_ends_tell_the_spread(spark: SparkSession) -> None:
    """The 5th percentile is 0, the 95th lies .55 between 0 and 20; where they are alike as well it goes."""
    (_, [axis]) = axes(examples(spark, errors=[0] * 9 + [20]))
    assert axis == Axis("errors", 0.0, round(11 / 3.2897, 6))


def test_what_is_often_not_known_goes(spark: SparkSession) -> None:
    some, most = [None] * 3 + TEN[3:], [None] * 4 + TEN[4:]
    (_, found) = axes(examples(spark, score=some, errors=most, minutes=UNLIKE))
    assert [axis.feature for axis in found] == ["minutes", "score"]
    assert axes(examples(spark, score=[None] * 10)) == (10, [])


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (TEN, ["minutes"]),
        ([11 - n for n in TEN], ["minutes"]),
        (UNLIKE, ["minutes", "days"]),
        ([*TEN[:8], 3, 3], ["minutes", "days"]),
    ],
    ids=["alike", "opposite", "unlike", "r of .55"],
)
def test_of_two_that_say_the_same_the_later_goes(spark: SparkSession, days: list[int], kept: list[str]) -> None:
    (_, found) = axes(examples(spark, minutes=TEN, days=days))
    assert [axis.feature for axis in found] == kept


@pytest.mark.parametrize(
    ("value", "step"),
    [("5", 0), ("7", 10_000), (None, 0), ("2.99999", -10_000), ("1000", 40_000), ("-1000", -40_000), ("5.00012", 1)],
)
def test_steps_from_the_median(spark: SparkSession, value: str | None, step: int) -> None:
    """Rounded to the nearest, at most four spreads off; what is not known is on the median."""
    rows = frame(spark, [(value,)], "score", score="double")
    assert [row[0] for row in rows.select(Axis("score", 5.0, 2.0).on_grid()).collect()] == [step]


def test_places_are_by_chance_but_the_same_each_time(spark: SparkSession) -> None:
    given, found = examples(spark, minutes=TEN), [Axis("minutes", 5.5, 1.0)]
    rows = placed(given, found, 1).orderBy("place").collect()
    assert [row["place"] for row in rows] == TEN
    assert {row["student_id"]: row["x0"] for row in rows} == {
        f"l{n - 1}": round((n - 5.5) * 10_000) if abs(n - 5.5) < 4 else 40_000 * (1 if n > 5 else -1) for n in TEN
    }
    mixed = given.withColumn("order", F.lit(random.Random(1).random()) * F.col("minutes") % 1).orderBy("order")
    assert placed(mixed, found, 1).orderBy("place").collect() == rows
    assert [row["student_id"] for row in rows] != [f"l{n}" for n in range(10)]
    assert placed(given, found, 2).orderBy("place").collect() != rows
