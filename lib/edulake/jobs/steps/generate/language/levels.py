"""Languages that are learned, and when a learner truly reached each level of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.world import (
    LEVELS,
    SECOND_AFTER,
    STARTING_LEVELS,
    STEPS,
    chosen,
    looked_up,
    one_of,
    weibull,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World

HIGHEST = len(LEVELS)
PER_LEARNER = 2


def studies(learners: DataFrame, world: World) -> DataFrame:
    """One row a learner and language, by number `study`: `start_level` from 1, and days in `reached_1` to `reached_6`.

    A level below the first is not reached; one after the learner's last day would have been.
    """
    turns = F.array(*[
        F.struct(F.lit(turn).cast("bigint").alias("turn"), F.col(name).alias("language"), F.lit(later).alias("later"))
        for turn, (name, later) in enumerate((("first_language", 0), ("second_language", SECOND_AFTER)))
    ])  # fmt: skip
    each = learners.select("*", F.inline(turns)).where("language IS NOT NULL AND start + later <= until")
    begun = each.withColumns(
        {"study": F.col("learner") * PER_LEARNER + F.col("turn"), "begins": F.col("start") + F.col("later")}
    )
    draws, table = world.draws("study"), weibull()
    first = chosen(draws.between("starting level", 0, 999), (*STARTING_LEVELS, 0)) + 1
    # In days, half up: of so many thousandths of the median.
    lasts = {
        level: F.floor((looked_up(table, draws.between(f"level {level}", 0, STEPS - 1)) * median + 500) / 1000)
        for level, median in enumerate(world.medians, 1)
    }
    timed = begun.select(
        "*",
        first.alias("start_level"),
        *[F.greatest(days, F.lit(1)).alias(f"days_{level}") for level, days in lasts.items()],
    )
    reached = [_reached(level).alias(f"reached_{level}") for level in range(1, HIGHEST + 1)]
    gone = ("turn", "later", "first_language", "second_language", *(f"days_{level}" for level in lasts))
    return timed.select("*", *reached).drop(*gone)


def _reached(level: int) -> Column:
    """The day on which a level is reached: after the days at each level below, from the first one on."""
    first = F.col("start_level")
    day = F.col("begins")
    for below in range(1, level):
        day = day + F.when(first <= below, F.col(f"days_{below}")).otherwise(0)
    return F.when(first <= level, day)


def level_on(day: Column) -> Column:
    """The highest level that is reached by a day of the study."""
    reached = [F.when(F.col(f"reached_{level}") <= day, level) for level in range(1, HIGHEST + 1)]
    return F.greatest(*reached)


def level_name(level: Column) -> Column:
    """A1 to C2 of 1 to 6; null for null."""
    return one_of(LEVELS, level - 1)
