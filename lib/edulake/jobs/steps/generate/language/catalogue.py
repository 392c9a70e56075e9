"""What the app offers: lessons and tests by language and level, and what each lesson truly adds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import types as T

from edulake.jobs.steps.generate.language.world import LANGUAGES, LEVELS
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.language.world import World

# Lessons by language, more in those that many learn; as many at each level.
LESSONS = (114, 60, 114, 114, 60, 114)
LESSON_TYPES = ("vocabulary", "grammar")
# Points that a completed lesson adds to later scores: nothing for half of them, of the others with this deviation.
EFFECT_SPREAD = 3.0
# Taste: so many hidden traits, of which each lesson has some and each learner likes some.
TRAITS = 8
MIXED, PLACEMENT = "mixed", "cefr_placement"
# A comprehensive test is one of the next level, others of the learner's own.
OWN_LEVEL, NEXT_LEVEL = ("vocabulary", "grammar"), "comprehensive"
TEST_TYPES = (*OWN_LEVEL, NEXT_LEVEL)
PER_LANGUAGE = 1 + len(TEST_TYPES) * len(LEVELS)
CREATED = "2024-12-01T09:00:00"


class Lesson(NamedTuple):
    """A lesson: `effect` in points; `popularity`, `appeal` to the able, and `traits` in deviations."""

    lesson: int
    language: int
    level: int
    order: int
    kind: str
    effect: float
    popularity: float
    appeal: float
    traits: tuple[float, ...]


def lessons(world: World) -> tuple[Lesson, ...]:
    """All lessons, of each language by level; the same for a seed wherever it is asked."""
    chance = random.Random(f"{world.seed}/lessons")  # noqa: S311 - nothing is kept secret by it
    every = []
    for language, number in enumerate(LESSONS):
        at_level = number // len(LEVELS)
        for order in range(number):
            drawn = [round(chance.gauss(0, 1), 3) for _ in range(TRAITS + 3)]
            adds = world.planted and chance.random() >= 0.5
            every.append(
                Lesson(
                    len(every) + 1, language, order // at_level + 1, order + 1, LESSON_TYPES[order % len(LESSON_TYPES)],
                    round(drawn[0] * EFFECT_SPREAD, 2) if adds else 0.0,
                    *((drawn[1], drawn[2], tuple(drawn[3:])) if world.planted else (0.0, 0.0, (0.0,) * TRAITS)),
                )
            )  # fmt: skip
    return tuple(every)


def lessons_frame(spark: SparkSession, world: World) -> DataFrame:
    """One row a lesson, its traits an array."""
    names = {"lesson": T.LongType(), "language": T.IntegerType(), "lesson_level": T.IntegerType()}
    schema = T.StructType([
        *[T.StructField(name, of) for name, of in names.items()],
        *[T.StructField(name, T.DoubleType()) for name in ("effect", "popularity", "appeal")],
        T.StructField("traits", T.ArrayType(T.DoubleType())),
    ])  # fmt: skip
    rows = [(of.lesson, of.language, of.level, of.effect, of.popularity, of.appeal, of.traits) for of in lessons(world)]
    return as_frame(spark, rows, schema)


def as_lessons(spark: SparkSession, world: World) -> DataFrame:
    """What is told of lessons, the last of each language not offered any more."""
    last = dict(enumerate(LESSONS))
    rows = [
        (
            of.lesson, LANGUAGES[of.language], of.kind, f"{LEVELS[of.level - 1]} {of.kind} {of.order}", of.kind,
            LEVELS[of.level - 1], of.order, of.order != last[of.language], CREATED,
        )
        for of in lessons(world)
    ]  # fmt: skip
    texts = ("language", "lesson_type", "title", "subject", "difficulty_level")
    schema = T.StructType([
        T.StructField("id", T.LongType()),
        *[T.StructField(name, T.StringType()) for name in texts],
        T.StructField("order_index", T.LongType()),
        T.StructField("is_active", T.BooleanType()),
        T.StructField("created_at", T.StringType()),
    ])  # fmt: skip
    return as_frame(spark, rows, schema)


def as_assessments(spark: SparkSession) -> DataFrame:
    """What is told of tests: of each language one of placement, and one of each type and level."""
    rows = []
    for language in LANGUAGES:
        kinds = [(PLACEMENT, MIXED), *((kind, level) for kind in TEST_TYPES for level in LEVELS)]
        for kind, level in kinds:
            title = f"{language} {kind} {level}"
            rows.append((len(rows) + 1, language, kind, title, None, level, 20, True, CREATED))
    texts = ("language", "assessment_type", "title", "description", "difficulty_level")
    schema = T.StructType([
        T.StructField("id", T.LongType()),
        *[T.StructField(name, T.StringType()) for name in texts],
        T.StructField("duration_minutes", T.LongType()),
        T.StructField("is_active", T.BooleanType()),
        T.StructField("created_at", T.StringType()),
    ])  # fmt: skip
    return as_frame(spark, rows, schema)
