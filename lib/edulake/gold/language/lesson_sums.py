"""Sums over learners by pairs of columns: all that a regression of tests on lessons needs to know of them.

Columns are taken as deviations from the learner's own mean, so that what a learner brings to all tests has no say. Sums
are of whole numbers and decimals: in whatever order they are taken, they are the same.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LANGUAGE, LEARNER
from edulake.gold.language.lesson_rows import HUNDREDTHS, SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column

PAIR = (*LANGUAGE, "a", "b")
# A coefficient; a score that is left, in points; and a learner's sum of them.
COEFFICIENT, LEFT, SCORES = "decimal(20,9)", "decimal(18,9)", "decimal(18,6)"


def products(done: DataFrame, cells: DataFrame) -> DataFrame:
    """The sum `within` (DECIMAL) of the products of two columns' deviations, for names a <= b of a language.

    `done` are lessons between tests with their `column`, `cells` the other values. Of n tests of a learner, deviations
    have the product sum(xy) - sum(x) sum(y) / n: the sums of learners of one n are whole.
    """
    lessons = _pairs(done, done, LEARNER, F.least("after", "other_after"), F.col("after") * F.col("other_after"))
    totals = cells.groupBy(*LEARNER, "tests", "column").agg(F.sum("value").alias("total"))
    together = _pairs(cells, cells, (*LEARNER, "place"), F.col("value") * F.col("other_value"), F.lit(0))
    apart = _pairs(totals, totals, LEARNER, F.lit(0), F.col("total") * F.col("other_total"))
    summed = reduce(DataFrame.unionByName, [lessons, _mixed(done, cells), together, apart])
    whole = summed.groupBy(*PAIR, "tests").agg(F.sum("both").alias("both"), F.sum("apart").alias("apart"))
    mean = F.col("apart").cast("decimal(20,0)") / F.col("tests").cast("decimal(9,0)")
    return whole.groupBy(*PAIR).agg((F.sum(F.col("both").cast("decimal(20,0)")) - F.sum(mean)).alias("within"))


def scores(done: DataFrame, cells: DataFrame, coefficients: DataFrame) -> DataFrame:
    """Each learner's `score` (DECIMAL) of each `column` with a coefficient.

    It is the sum of the column times the points that the coefficients leave, less their mean.
    """
    left = _left(done, cells, coefficients)
    known = F.broadcast(coefficients.select(*LANGUAGE, "column"))
    so_far = Window.partitionBy(*LEARNER).orderBy("place")
    since = left.select(*LEARNER, F.col("place").alias("after"), F.sum("left").over(so_far).alias("score"))
    of_lessons = done.join(since, on=[*LEARNER, "after"]).select(*LEARNER, "column", "score")
    others = cells.where(F.col("column") != SCORE).join(left, on=[*LEARNER, "place"])
    of_others = others.select(*LEARNER, "column", (F.col("left") * F.col("value").cast("decimal(9,0)")).alias("score"))
    each = of_lessons.unionByName(of_others).join(known, on=[*LANGUAGE, "column"])
    return each.groupBy(*LEARNER, "column").agg(F.sum("score").cast(SCORES).alias("score"))


def scored(scores: DataFrame) -> DataFrame:
    """The sum `scores` (DECIMAL) over learners of the products of their scores of columns a <= b."""
    met = _met(scores, scores, LEARNER)
    return met.groupBy(*PAIR).agg(F.sum(F.col("score") * F.col("other_score")).alias("scores"))


def _left(done: DataFrame, cells: DataFrame, coefficients: DataFrame) -> DataFrame:
    """Of each test the points that are left (DECIMAL): neither told by its columns, nor the learner's mean."""
    told = F.broadcast(coefficients)
    value, is_score = F.col("value").cast("decimal(9,0)"), F.col("column") == SCORE
    points = (value / F.lit(HUNDREDTHS).cast("decimal(9,0)")).cast(LEFT)
    part = F.when(is_score, points).otherwise((-F.col("coefficient") * value).cast(LEFT))
    others = cells.join(told, on=[*LANGUAGE, "column"], how="left").where(is_score | F.col("coefficient").isNotNull())
    of_others = others.select(*LEARNER, "place", part.alias("part"))
    steps = done.join(told, on=[*LANGUAGE, "column"])
    places = F.explode(F.sequence(F.lit(1), "after")).alias("place")
    of_lessons = steps.select(*LEARNER, places, (-F.col("coefficient")).cast(LEFT).alias("part"))
    tests = of_others.unionByName(of_lessons).groupBy(*LEARNER, "place").agg(F.sum("part").cast(LEFT).alias("part"))
    own = F.avg("part").over(Window.partitionBy(*LEARNER))
    return tests.select(*LEARNER, "place", (F.col("part") - own).cast(LEFT).alias("left"))


def _mixed(done: DataFrame, cells: DataFrame) -> DataFrame:
    """Lessons with other columns, in either order of names."""
    met = done.select(*LEARNER, "tests", "lesson_id", "after", F.col("column").alias("lesson")).join(
        cells.drop("tests"), on=list(LEARNER)
    )
    is_after = F.col("place") <= F.col("after")
    told = met.select(
        *LANGUAGE,
        "tests",
        F.least("lesson", "column").alias("a"),
        F.greatest("lesson", "column").alias("b"),
        F.when(is_after, F.col("value")).otherwise(0).alias("both"),
        (F.col("value") * F.col("after")).alias("apart"),
    )
    return _summed(told)


def _pairs(one: DataFrame, other: DataFrame, on: Sequence[str], both: Column, apart: Column) -> DataFrame:
    met = _met(one, other, on)
    return _summed(met.select(*PAIR, "tests", both.cast("bigint").alias("both"), apart.cast("bigint").alias("apart")))


def _met(one: DataFrame, other: DataFrame, on: Sequence[str]) -> DataFrame:
    """Rows of one beside those of the other, whose columns are other_..., for names a <= b."""
    named = other.select(*on, *[F.col(name).alias(f"other_{name}") for name in other.columns if name not in on])
    met = one.join(named, on=list(on)).where(F.col("column") <= F.col("other_column"))
    return met.withColumnsRenamed({"column": "a", "other_column": "b"})


def _summed(rows: DataFrame) -> DataFrame:
    return rows.groupBy(*PAIR, "tests").agg(F.sum("both").alias("both"), F.sum("apart").alias("apart"))
