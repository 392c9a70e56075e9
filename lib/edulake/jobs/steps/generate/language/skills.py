"""What attempts say by skill: how much of it is remembered, given how long ago it was practised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.world import clipped, looked_up

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World

# Days after which half is forgotten, and the bounds of what that is multiplied by for a learner.
HALF_LIVES = {"reading": 40.0, "writing": 16.0, "listening": 25.0, "vocabulary": 10.0, "grammar": 14.0}
SPREAD, LEAST, MOST = 0.35, 0.3, 2.2
TESTED = 600  # per mille, beside one skill that each attempt tests
QUESTIONS = (4, 8)
# Of ten thousand answers so many are right on the first attempt, and on each where nothing is planted.
AT_FIRST = 7_000
# The share that is left, of ten thousand, by sixteenths of a half-life.
PER_HALF_LIFE, LONGEST = 16, 127
LEFT = tuple(round(10_000 * 0.5 ** (step / PER_HALF_LIFE)) for step in range(LONGEST + 1))


def skills(attempts: DataFrame, world: World) -> DataFrame:
    """One row an attempt and skill that it tests: `total` questions, `correct` answers, `likely` per ten thousand.

    `half_life` is in days, `since` the days since the skill was tested before (null: never).
    """
    each = F.posexplode(F.array(*map(F.lit, HALF_LIVES))).alias("number", "skill")
    rows = attempts.select("study", "day", each).withColumn("number", F.col("number").cast("bigint"))
    own, of_learner = world.draws("study", "day", "number"), world.draws("study", "number")
    is_sure = F.pmod("day", F.lit(len(HALF_LIVES))) == F.col("number")
    tested = rows.where(is_sure | own.happens("tested", TESTED))
    before = F.lag("day").over(Window.partitionBy("study", "number").orderBy("day"))
    base = F.array(*map(F.lit, HALF_LIVES.values()))[F.col("number").cast("int")]
    half_life = base * clipped(of_learner.bell("half-life") * SPREAD + 1.0, LEAST, MOST)
    known = tested.select("*", (F.col("day") - before).alias("since"), half_life.alias("half_life"))
    step = F.least(F.lit(LONGEST), F.round(F.col("since") * PER_HALF_LIFE / F.col("half_life")).cast("int"))
    is_known = F.col("since").isNotNull() & F.lit(world.planted)
    left = F.when(is_known, looked_up(LEFT, step)).otherwise(AT_FIRST)
    asked = known.select("*", left.alias("likely"), own.between("questions", *QUESTIONS).alias("total"))
    right = [_is_right(own.between(f"answer {number}", 0, 9_999), number) for number in range(QUESTIONS[1])]
    return asked.select("*", sum(right, F.lit(0).cast("bigint")).alias("correct"))


def by_attempt(skills: DataFrame) -> DataFrame:
    """One row a study and day: `points` and `points_max` of all skills, and `skills` as JSON by their names."""
    score = F.round(F.col("correct") * 1000 / F.col("total")) / 10
    each = F.struct("skill", "total", "correct", score.alias("score"))
    return skills.groupBy("study", "day").agg(
        F.sum("correct").alias("points"),
        F.sum("total").alias("points_max"),
        F.to_json(F.array_sort(F.collect_list(each))).alias("skills"),
    )


def _is_right(drawn: Column, number: int) -> Column:
    """1 for a right answer, 0 for a wrong one, and for a question that is not asked."""
    return F.when((F.lit(number) < F.col("total")) & (drawn < F.col("likely")), 1).otherwise(0).cast("bigint")
