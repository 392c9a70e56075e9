"""Learners who rise by a law that is known: times to the next level are Weibull's with told medians, all by hash."""

from __future__ import annotations

import math

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.gold.language.level_figures import STRATUM

SHAPE = 1.4
# Over how many days learners come, and after how many of these all is seen that is.
COMING, SEEN = 180, 400
# Days until half of a level's learners are at the next.
MEDIANS = (61, 60, 95)


def uniform(salt: str, *ids: str) -> Column:
    """In (0, 1), the same wherever it is asked for."""
    return (F.pmod(F.xxhash64(F.lit(salt), *ids), F.lit(2**40)) + 0.5) / 2**40


def normal(salt: str, *ids: str) -> Column:
    """By Box and Muller."""
    far = F.sqrt(-2 * F.log(uniform(f"{salt} far", *ids)))
    return far * F.cos(2 * math.pi * uniform(f"{salt} round", *ids))


def waiting(median: int, salt: str, *ids: str) -> Column:
    """Days until the next level."""
    return median * F.pow(-F.log(uniform(salt, *ids)) / math.log(2), F.lit(1 / SHAPE))


def mean_of(median: int) -> float:
    """The mean of such a time."""
    return median / math.log(2) ** (1 / SHAPE) * math.gamma(1 + 1 / SHAPE)


def spells(spark: SparkSession, worlds: int, learners: int, median: int, away: int = 300) -> DataFrame:
    """Timed spells of one level; each world is a source. Learners go away at any time, after `away` days in the mean."""
    ids = ("world", "student_id")
    each = spark.range(worlds * learners, numPartitions=2).select(
        F.concat(F.lit("world "), (F.col("id") % worlds).cast("string")).alias("world"),
        F.col("id").cast("string").alias("student_id"),
    )
    ends = {
        "reached": waiting(median, "level", *ids),
        "dropped": -F.log(uniform("away", *ids)) * away,
        "still_there": uniform("came", *ids) * COMING,
    }
    lasted = F.least(*[F.col(name) for name in ends])
    outcome = F.when(F.col("reached") == lasted, "reached").when(F.col("dropped") == lasted, "dropped")
    days = F.floor(lasted + uniform("hour", *ids))
    told = {
        "source_system": F.col("world"),
        "course_id": F.lit("es"),
        "level_rank": F.lit(1),
        "entered_by": F.lit("progress"),
        "clock": F.lit("days"),
        "basis": F.lit("confirmed"),
        "student_id": F.col("student_id"),
        "outcome": outcome.otherwise("still_there"),
        "time": F.greatest(days, F.lit(1)).cast("bigint"),
        "gap_days": F.lit(None).cast("int"),
    }
    return each.withColumns(ends).select(*[what.alias(name) for name, what in told.items()])


def rising(spark: SparkSession, learners: int, away: int = 300) -> DataFrame:
    """A row per learner, who starts at A1: the days `came` and `left`, and `entered`, those of four levels."""
    of_one = spark.range(learners, numPartitions=2).select(F.col("id").cast("string").alias("student_id"))
    came = uniform("came", "student_id") * COMING
    left = F.least(F.lit(SEEN - 0.01), F.col("came") - F.log(uniform("away", "student_id")) * away)
    told = of_one.withColumn("came", came).withColumn("left", left)
    entered = [F.col("came")]
    for rank, median in enumerate(MEDIANS, start=1):
        entered.append(entered[-1] + waiting(median, f"level {rank}", "student_id"))
    return told.withColumn("entered", F.array(*entered))


def true_spells(learners: DataFrame) -> DataFrame:
    """When they truly were at each level, as timed spells."""
    each = learners.withColumn("level_rank", F.explode(F.sequence(F.lit(1), F.lit(len(MEDIANS)))))
    since, until = F.get("entered", F.col("level_rank") - 1), F.get("entered", F.col("level_rank"))
    seen = each.withColumns({"since": since, "until": until}).where("since < left")
    is_reached = F.col("until") < F.col("left")
    last = F.when(is_reached, F.col("until")).otherwise(F.col("left"))
    told = {
        "source_system": F.lit("app"),
        "course_id": F.lit("es"),
        "clock": F.lit("days"),
        "basis": F.lit("confirmed"),
        "entered_by": F.lit("true"),
        "gap_days": F.lit(None).cast("int"),
        "outcome": F.when(is_reached, "reached").otherwise("still_there"),
        "time": F.greatest(F.floor(last) - F.floor("since"), F.lit(1)).cast("bigint"),
    }
    of = {name: F.col(name) for name in (*STRATUM, "student_id") if name not in told}
    return seen.select(*[what.alias(name) for name, what in {**of, **told}.items()])


def attempts(learners: DataFrame) -> DataFrame:
    """Rows of silver.attempts, one in two days: at the own level or the next, 12 points off as often as not.

    From 80 on a test recommends the level above its own, below 55 the one below. The own level gives 55 points.
    """
    ids = ("student_id", "number")
    each = learners.withColumn("number", F.explode(F.sequence(F.lit(0), F.lit(SEEN // 2))))
    day = F.col("came") + 2 * (F.col("number") + F.when(F.col("number") > 0, uniform("hour", *ids)).otherwise(0))
    taken = each.withColumn("day", day).where("day < left")
    rank = F.size(F.filter("entered", lambda since: since <= F.col("day")))
    own = taken.withColumn("rank", rank).withColumn(
        "level_rank", F.col("rank") + F.when(uniform("which", *ids) < 0.5, 1).otherwise(0)
    )
    score = 55 + 25 * (F.col("rank") - F.col("level_rank")) + 12 * normal("score", *ids)
    scored = own.withColumn("points", score)
    step = F.when(F.col("points") >= 80, 1).when(F.col("points") < 55, -1).otherwise(0)
    at = F.timestamp_seconds(F.floor(F.col("day") * 86_400) + 1_735_689_600)
    return scored.select(
        F.lit("app").alias("source_system"),
        "student_id",
        F.lit("es").alias("course_id"),
        F.concat_ws("/", "student_id", F.lpad(F.col("number").cast("string"), 4, "0")).alias("attempt_id"),
        "level_rank",
        F.greatest(F.col("level_rank") + step, F.lit(1)).alias("recommended_rank"),
        F.lit(False).alias("is_mixed"),
        F.lit(True).alias("is_finished"),
        F.lit(None).cast("decimal(5,2)").alias("score"),
        F.lit(None).cast("timestamp").alias("started_at"),
        at.alias("completed_at"),
        F.to_date(at).alias("date"),
        F.date_add(F.to_date(at), 1).cast("timestamp").alias("delivered_at"),
    )
