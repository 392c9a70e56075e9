"""On which days a learner does something in a language, and whether that is to talk or to be tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import SECONDS, WEEK
from edulake.jobs.steps.generate.language.learners import HOURS, step_of, with_mood
from edulake.jobs.steps.generate.language.world import clipped

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.draws import Draws
    from edulake.jobs.steps.generate.language.world import World

HOUR = 3600
# Of those who keep weekdays so many are their own; on these they do more than usual, on others less. Others come on one
# day of a week, whichever: who comes seldom is seldom away for long.
OWN_WEEKDAYS, ON_OWN, ON_OTHERS = 4, 1.3, 0.6
BY_MOOD = 0.2
TEN_THOUSAND = 10_000
TWICE = 150  # per mille of the days with a conversation


def active_days(studies: DataFrame, world: World) -> DataFrame:
    """One row a study and day with anything: `talks` counts conversations, `is_tested` says whether an attempt begins.

    The first day of a study is one of them, with a test of placement.
    """
    every = studies.select("*", F.explode(F.sequence("begins", "until")).alias("day"))
    stepped = with_mood(every.withColumns({"step": step_of(F.col("day")), "week": F.floor(F.col("day") / WEEK)}), world)
    own, in_week = world.draws("study", "day"), world.draws("study", "week")
    is_own = F.pmod(F.col("day") + F.col("first_weekday"), F.lit(WEEK)) < OWN_WEEKDAYS
    regular = F.when(is_own, ON_OWN).otherwise(ON_OTHERS)
    is_of_the_week = F.pmod("day", F.lit(WEEK)) == in_week.between("weekday", 0, WEEK - 1)
    weekly = F.when(is_of_the_week, float(WEEK)).otherwise(0.0)
    pattern = F.when(world.of_segment("is_regular"), regular).otherwise(weekly)
    share = world.of_segment("active") * pattern * clipped(1 + F.col("mood") * BY_MOOD, 0.1, 2.0) * 10
    is_active = own.between("active", 0, TEN_THOUSAND - 1) < share
    is_first = F.col("day") == F.col("begins")
    there = stepped.where(is_first | is_active).drop("step", "week", "mood")
    is_tested = is_first | (own.between("tested", 0, 999) < world.of_segment("tests"))
    does_talk = own.between("talks", 0, 999) < world.of_segment("talks")
    told = there.select("*", is_tested.alias("is_tested"), does_talk.alias("does_talk"))
    talks = F.when(own.happens("talks twice", TWICE), 2).otherwise(1)
    return told.withColumn("talks", F.when(F.col("does_talk") | ~F.col("is_tested"), talks).otherwise(0)).drop(
        "does_talk"
    )


def begins_at(draws: Draws, world: World, purpose: str) -> Column:
    """A second of the row's `day`: in the learner's own hour or the one after, of others at any from 6 to 19."""
    kept = F.col("hour") * HOUR + draws.between(f"{purpose} in own hour", 0, HOUR - 1)
    other = draws.between(f"{purpose} at any hour", 6 * HOUR, (6 + HOURS) * HOUR - 1)
    return F.col("day") * SECONDS + F.when(world.of_segment("is_regular"), kept).otherwise(other)
