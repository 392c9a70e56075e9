"""Shares, tables of equally likely values, and what is taken away where nothing is planted."""

from __future__ import annotations

import math

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language import world
from edulake.jobs.steps.generate.language.world import World, chosen, clipped, drawn, looked_up, one_of, weibull

pytestmark = pytest.mark.once


def test_shares_add_up() -> None:
    assert sum(world.LANGUAGE_SHARES) == sum(world.STARTING_LEVELS) == 1000
    for planted in (True, False):
        assert sum(segment.share for segment in World(1, 1, planted).segments) == 1000
    assert len({segment.name for segment in world.SEGMENTS}) == len(world.SEGMENTS) == 4
    assert len(world.LANGUAGES) == len(world.CODES) == len(world.LANGUAGE_SHARES)


@pytest.mark.parametrize(
    ("of", "within", "whole"),
    [("ability", world.SPREAD, world.ABILITY), ("growth", world.SPREAD_OF_GROWTH, world.GROWTH_SPREAD)],
)
def test_learners_are_spread_alike_whether_segments_are_planted_or_not(of: str, within: float, whole: float) -> None:
    shares = [(segment.share / 1000, getattr(segment, of)) for segment in world.SEGMENTS]
    mean = sum(share * value for share, value in shares)
    between = sum(share * (value - mean) ** 2 for share, value in shares)
    assert math.sqrt(between + within**2) == pytest.approx(whole, rel=0.01)
    plain = World(1, 1, planted=False)
    assert (plain.ability_spread, plain.growth_spread) == (world.ABILITY, world.GROWTH_SPREAD)
    assert getattr(world.ONE_KIND[0], of) == pytest.approx(mean, abs=whole / 8)


def test_times_are_those_of_a_weibull_distribution() -> None:
    """By its quantiles: t(q) = median * (-log2(1 - q))^(1/shape)."""
    times = weibull()
    assert [*times] == sorted(times)
    assert times[511] <= 1000 <= times[512]
    for share in (0.1, 0.25, 0.75, 0.9):
        expected = 1000 * (math.log(1 - share) / math.log(0.5)) ** (1 / 1.4)
        assert times[int(share * len(times))] == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("number", "share", "word"),
    [(0, 0, "a"), (1, 0, "a"), (2, 1, "b"), (4, 1, "b"), (5, None, None), (None, None, None)],
)
def test_shares_of_a_number(number: int | None, share: int | None, word: str | None, spark: SparkSession) -> None:
    given = F.lit(number).cast("bigint")
    told = spark.range(1).select(chosen(given, (2, 3)), drawn(given, {"a": 2, "b": 3}))
    assert tuple(told.collect()[0]) == (share, word)


@pytest.mark.parametrize(("index", "word", "value"), [(0, "a", 7), (1, "b", 9), (None, None, None)])
def test_values_by_an_index(index: int | None, word: str | None, value: int | None, spark: SparkSession) -> None:
    of = spark.range(1).select(F.lit(index).cast("bigint").alias("index"))
    told = of.select(one_of(("a", "b"), F.col("index")), looked_up((7, 9), F.col("index")))
    assert tuple(told.collect()[0]) == (word, value)


def test_clipped(spark: SparkSession) -> None:
    numbers = [-0.1, 0.0, 55.5, 100.0, 100.1]
    told = spark.range(1).select(*[clipped(F.lit(number), 0.0, 100.0) for number in numbers]).collect()[0]
    assert [*told] == [0.0, 0.0, 55.5, 100.0, 100.0]
