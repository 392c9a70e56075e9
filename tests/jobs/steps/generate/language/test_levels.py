"""Levels: one after another, after times that are planted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.levels import HIGHEST, level_name, level_on, studies
from edulake.jobs.steps.generate.language.world import EQUAL_MEDIANS, MEDIANS, SECOND_AFTER, STARTING_LEVELS, World

pytestmark = pytest.mark.once


def reached(row: dict[str, Any]) -> list[int | None]:
    return [row[f"reached_{level}"] for level in range(1, HIGHEST + 1)]


@pytest.mark.more
def test_each_level_is_reached_after_the_one_below(app: Any) -> None:
    for row in app["studies"]:
        days = reached(row)
        below, own = days[: row["start_level"] - 1], days[row["start_level"] - 1 :]
        assert below == [None] * len(below)
        assert own[0] == row["begins"]
        assert all(a < b for a, b in pairwise(own))


@pytest.mark.more
def test_a_second_language_begins_a_month_later_for_those_who_are_still_there(app: Any) -> None:
    learners = app.by("learners", "learner")
    found = Counter(row["learner"] for row in app["studies"])
    for row in app["studies"]:
        learner = learners[row["learner"]]
        is_second = row["study"] % 2
        assert row["begins"] == learner["start"] + SECOND_AFTER * is_second
        assert row["language"] == learner["second_language" if is_second else "first_language"]
    for learner, row in learners.items():
        stays = row["second_language"] is not None and row["start"] + SECOND_AFTER <= row["until"]
        assert found[learner] == 1 + stays


@pytest.mark.parametrize(("planted", "medians"), [(True, MEDIANS), (False, EQUAL_MEDIANS)])
def test_times_have_the_planted_medians(planted: bool, medians: tuple[int, ...], spark: SparkSession) -> None:
    of = spark.range(3_000).select(
        F.col("id").alias("learner"), F.lit(0).alias("start"), F.lit(999).alias("until"),
        F.lit(0).alias("first_language"), F.lit(None).cast("int").alias("second_language"),
    )  # fmt: skip
    rows = [reached(row.asDict()) for row in studies(of, World(1, 5, planted)).collect()]
    starts = Counter(next(n for n, day in enumerate(row) if day is not None) for row in rows)
    for level, share in enumerate(STARTING_LEVELS):
        assert starts[level] / len(rows) == pytest.approx(share / 1000, abs=0.03)
    for level, days in enumerate(medians):
        times = [row[level + 1] - row[level] for row in rows if row[level] is not None]
        assert min(times) >= 1
        assert median(times) == pytest.approx(days, rel=0.08)


@pytest.mark.parametrize(("day", "level"), [(9, None), (10, 2), (29, 2), (30, 3), (31, 6), (500, 6)])
def test_level_on(day: int, level: int | None, spark: SparkSession) -> None:
    days = (None, 10, 30, 31, 31, 31)
    row = spark.range(1).select(*[F.lit(day).cast("int").alias(f"reached_{n}") for n, day in enumerate(days, 1)])
    assert row.select(level_on(F.lit(day))).collect()[0][0] == level


@pytest.mark.parametrize(("level", "name"), [(1, "A1"), (6, "C2"), (None, None)])
def test_level_name(level: int | None, name: str | None, spark: SparkSession) -> None:
    assert spark.range(1).select(level_name(F.lit(level).cast("int"))).collect()[0][0] == name
