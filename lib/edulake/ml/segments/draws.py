"""What models are fitted to: the learners as they are, resamples of them, and nulls in which nothing belongs together.

Chance is a hash, so that the same learners give the same draws.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.ml.segments.search import Search

# What is drawn from; the resamples follow, then the nulls.
THEMSELVES = 0
# Beyond it a weight comes once in a hundred thousand.
HEAVIEST = 8


def uniform(*of: str | Column) -> Column:
    """A number above 0 and below 1 from a hash of the columns `of`: as many as a double tells apart."""
    return (F.pmod(F.xxhash64(*of), F.lit(1 << 52)).cast("double") + 0.5) / float(1 << 52)


def weight(chance: Column) -> Column:
    """How often an example is drawn: Poisson's distribution of mean 1, by a uniform `chance`, at most `HEAVIEST`."""
    shares = [math.exp(-1) / math.factorial(times) for times in range(HEAVIEST)]
    below = [math.fsum(shares[: times + 1]) for times in range(HEAVIEST)]
    times = F.lit(HEAVIEST)
    for number in reversed(range(HEAVIEST)):
        times = F.when(chance < below[number], number).otherwise(times)
    return times


def drawn(placed: DataFrame, search: Search, axes: int) -> DataFrame:
    """All draws of `placed` (place, x0, x1, …; place counts from 1), with `draw` and `weight`.

    A resample weighs each learner by how often he is drawn, and lacks those that are not. A null has the values of
    each axis in an order of its own: what they are one by one stays, what they are together is chance.
    """
    names = [f"x{axis}" for axis in range(axes)]
    themselves = placed.select(F.lit(THEMSELVES).alias("draw"), "place", F.lit(1).alias("weight"), *names)
    if search.resamples:
        again = F.explode(F.sequence(F.lit(1), F.lit(search.resamples))).alias("draw")
        chance = uniform(F.lit("resample"), "draw", "place", F.lit(search.seed))
        weighed = placed.select(again, "*").withColumn("weight", weight(chance))
        themselves = themselves.unionByName(weighed.where("weight > 0").select(*themselves.columns))
    return themselves.unionByName(_nulls(placed, search, names)) if search.nulls else themselves


def _nulls(placed: DataFrame, search: Search, names: list[str]) -> DataFrame:
    first = search.resamples + 1
    numbers = F.explode(F.sequence(F.lit(first), F.lit(search.resamples + search.nulls))).alias("draw")
    pairs = F.explode(F.array(*[F.struct(F.lit(name).alias("axis"), F.col(name).alias("value")) for name in names]))
    single = placed.select("place", *names, numbers).select("place", "draw", pairs.alias("one"))
    chance = F.xxhash64(F.lit("null"), "draw", "axis", "place", F.lit(search.seed))
    order = Window.partitionBy("draw", "axis").orderBy("chance", "place")
    mixed = (
        single.select("place", "draw", "one.*")
        .withColumn("chance", chance)
        .withColumn("mixed", F.row_number().over(order))
    )
    together = [F.max(F.when(F.col("axis") == name, F.col("value"))).alias(name) for name in names]
    rows = mixed.groupBy("draw", F.col("mixed").alias("place")).agg(*together)
    return rows.select("draw", "place", F.lit(1).alias("weight"), *names)
