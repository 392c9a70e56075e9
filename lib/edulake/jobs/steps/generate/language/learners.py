"""Who learns: what each learner is like, from when on, and until when.

Time is looked at in fortnights of the calendar. How eager one is drifts from one to the next; who is less eager does
less, and is more likely to drop off for good at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import DAYS, STARTS, WEEK
from edulake.jobs.steps.generate.language.world import (
    HAZARD,
    LANGUAGE_SHARES,
    LANGUAGES,
    SECOND_LANGUAGE,
    chosen,
    clipped,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.language.world import World

STEP = 14
# So many days of the first step lie before the first day: another one ends on the eve of the last fortnight of which
# all is known when the app is exported on the last day, so that who leaves then leaves between two looks at learners.
BEFORE = 11
LAST_STEP = (DAYS + BEFORE) // STEP - 1
MILLION = 1_000_000
# How much less likely to drop off one is by deviation of eagerness, and the bounds of that.
LESS_BY_MOOD, LEAST, MOST = 0.3, 0.02, 5.0
LONGEST_HAZARD = 0.7
EARLIEST_HOUR, HOURS = 6, 13
LEARNERS_PER_FILE, PARTS_PER_FILE = 20_000, 4


def files(learners: int) -> int:
    return max(1, learners // LEARNERS_PER_FILE)


def learners(spark: SparkSession, world: World) -> DataFrame:
    """One row a learner: `segment`, `start`, `until` (the last day with anything), `dropped` (null: still there).

    `ability` is in points, `growth` in points a day, `pace` a factor of the messages, `hour` that at which one learns.
    """
    own = world.draws("learner")
    shares = tuple(segment.share for segment in world.segments)
    first = chosen(own.between("language", 0, 999), LANGUAGE_SHARES)
    other = F.pmod(first + own.between("second language", 1, len(LANGUAGES) - 1), F.lit(len(LANGUAGES)))
    numbered = spark.range(1, world.learners + 1).withColumnRenamed("id", "learner")
    told = numbered.select(
        "learner",
        chosen(own.between("segment", 0, 999), shares).alias("segment"),
        own.between("start", 0, STARTS - 1).alias("start"),
        first.alias("first_language"),
        F.when(own.happens("learns a second", SECOND_LANGUAGE), other).alias("second_language"),
        (own.bell("ability") * world.ability_spread).alias("own_ability"),
        (own.bell("growth") * world.growth_spread).alias("own_growth"),
        (own.bell("pace") * 0.27 + 1.0).alias("pace"),
        (own.bell("care") * 0.15 + 1.0).alias("care"),
        own.between("hour", EARLIEST_HOUR, EARLIEST_HOUR + HOURS - 1).alias("hour"),
        own.between("weekdays", 0, WEEK - 1).alias("first_weekday"),
    ).withColumns({name: F.col(f"own_{name}") + world.of_segment(name) for name in ("ability", "growth")})
    dropped = hazards(told, world).where("drops").groupBy("learner").agg(F.min("ends").alias("dropped"))
    until = F.coalesce("dropped", F.lit(DAYS - 1)).alias("until")
    known = told.join(dropped, "learner", "left").drop("own_ability", "own_growth")
    # All that follows is made part by part: a few rows become many.
    parts = known.repartition(PARTS_PER_FILE * files(world.learners), "learner")
    return parts.select("*", until)


def hazards(of: DataFrame, world: World) -> DataFrame:
    """One row a learner and whole step from the first day on: the days on which it `begins` for the learner and `ends`.

    `hazard` is per million, `drops` says whether the learner leaves with its last day.
    """
    whole = F.sequence(step_of(F.col("start")), F.lit(LAST_STEP).cast("bigint"))
    moody = with_mood(of.select("*", F.explode(whole).alias("step")), world)
    factor = clipped(1 - F.col("mood") * LESS_BY_MOOD, LEAST, MOST) if world.planted else F.lit(1.0)
    hazard = F.least(world.of_segment("drops") * factor * (HAZARD / 1000), F.lit(LONGEST_HAZARD))
    first = F.col("step") * STEP - BEFORE
    told = moody.select(
        "learner", "step", F.greatest("start", first).alias("begins"), (first + STEP - 1).alias("ends"),
        F.floor(hazard * MILLION).alias("hazard"),
        world.draws("learner", "step").between("drops", 0, MILLION - 1).alias("drawn"),
    )  # fmt: skip
    return told.withColumn("drops", F.col("drawn") < F.col("hazard")).drop("drawn")


def with_mood(steps: DataFrame, world: World) -> DataFrame:
    """Rows of a learner and `step` with `mood`: mean 0, deviation 1, half of it that of the step before."""
    before = steps.withColumn("step_before", F.col("step") - 1)
    moods = [world.draws("learner", step).bell("mood") for step in ("step", "step_before")]
    return before.withColumn("mood", (moods[0] + moods[1]) * ROOT_OF_HALF).drop("step_before")


ROOT_OF_HALF = 0.7071067811865476


def step_of(day: Column) -> Column:
    """The step, from 0, in which a day lies."""
    return F.floor((day + BEFORE) / STEP)
