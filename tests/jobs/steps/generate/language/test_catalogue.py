"""What is offered: lessons of each level, half of which add nothing, and tests."""

from __future__ import annotations

from collections import Counter
from statistics import mean, stdev

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.steps.generate.language.catalogue import (
    EFFECT_SPREAD,
    LESSONS,
    PER_LANGUAGE,
    as_assessments,
    as_lessons,
    lessons,
    lessons_frame,
)
from edulake.jobs.steps.generate.language.world import LANGUAGES, LEVELS, World

pytestmark = pytest.mark.once


def test_each_language_has_as_many_lessons_at_each_level() -> None:
    every = lessons(World(1, 1))
    assert [of.lesson for of in every] == [*range(1, sum(LESSONS) + 1)]
    for (language, _), number in Counter((of.language, of.level) for of in every).items():
        assert number * len(LEVELS) == LESSONS[language]
    assert {*LESSONS} == {60, 114}


def test_half_of_the_lessons_add_nothing() -> None:
    effects = [of.effect for seed in range(5) for of in lessons(World(1, seed))]
    some = [effect for effect in effects if effect]
    assert len(some) / len(effects) == pytest.approx(0.5, abs=0.03)
    assert (mean(some), stdev(some)) == (pytest.approx(0, abs=0.25), pytest.approx(EFFECT_SPREAD, abs=0.2))


def test_chance_is_the_same_for_a_seed_and_plants_nothing_unless_it_is_to() -> None:
    assert lessons(World(1, 3)) == lessons(World(99, 3)) != lessons(World(1, 4))
    assert not any(
        of.effect or of.popularity or of.appeal or any(of.traits) for of in lessons(World(1, 3, planted=False))
    )


def test_lessons_are_told_with_one_of_each_language_that_is_not_offered(spark: SparkSession) -> None:
    world = World(1, 3)
    rows = {row["id"]: row for row in as_lessons(spark, world).collect()}
    truths = {row["lesson"]: row for row in lessons_frame(spark, world).collect()}
    assert rows.keys() == truths.keys()
    for of in lessons(world):
        row, truth = rows[of.lesson], truths[of.lesson]
        assert (row["language"], row["difficulty_level"]) == (LANGUAGES[of.language], LEVELS[of.level - 1])
        assert (truth["effect"], truth["traits"]) == (of.effect, [*of.traits])
    closed = Counter(row["language"] for row in rows.values() if not row["is_active"])
    assert closed == dict.fromkeys(LANGUAGES, 1)


def test_tests_are_numbered_by_language_kind_and_level(spark: SparkSession) -> None:
    rows = sorted(as_assessments(spark).collect(), key=lambda row: row["id"])
    assert [row["id"] for row in rows] == [*range(1, len(LANGUAGES) * PER_LANGUAGE + 1)]
    second = rows[PER_LANGUAGE : 2 * PER_LANGUAGE]
    assert {row["language"] for row in second} == {LANGUAGES[1]}
    assert [row["difficulty_level"] for row in second] == ["mixed", *LEVELS, *LEVELS, *LEVELS]
