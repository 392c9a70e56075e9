"""Trees of standards, climbed from each standard to its top: each standard once, whichever sources tell of it."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.silver.learning.curriculum_links import CHILD
from edulake.silver.learning.standards import MOST_LEVELS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.gold.product import Steps

NAMES = ("framework", "parent_id", "kind", "code", "title", "subject")
# Weights have four digits after the point.
WHOLE = 10_000


def tree(standards: DataFrame, links: DataFrame) -> Steps:
    """One row per standard_id with its NAMES and is_active, as the newest row that is not closed says.

    `depth` is its place in the tree, 1 at the top; `is_leaf`, whether no standard is a part of it; `weight`, that in
    its parent in ten-thousandths, null where links give none or several; `path`, of a leaf, are itself and all that it
    is a part of, up to the top. A parent that is no standard is none. What is in a circle, below one, or deeper than
    MOST_LEVELS has no depth, and no path.
    """
    told = yield _told(standards)
    parents = (
        told.where(F.col("parent_id").isNotNull()).select("parent_id").distinct().withColumn("has_parts", F.lit(1))
    )
    step = yield _steps(told)
    paths = _paths(told, step)
    weights = _weights(links)
    above = parents.withColumnRenamed("parent_id", "standard_id")
    each = told.join(paths, on="standard_id").join(above, on="standard_id", how="left")
    weighed = each.join(weights, on=["standard_id", "parent_id"], how="left")
    leaf, size = F.col("has_parts").isNull(), F.size("path")
    sound = size <= MOST_LEVELS
    return weighed.select(
        "standard_id",
        *NAMES,
        "is_active",
        leaf.alias("is_leaf"),
        F.when(sound, size).alias("depth"),
        F.when(sound & leaf, F.col("path")).alias("path"),
        "weight",
    )


def leaves_below(trees: DataFrame) -> DataFrame:
    """By standard_id how many `open_leaves` there are at or below it, and how many of them have a weight."""
    of = trees.where("is_active").select(F.explode("path").alias("standard_id"), "weight")
    return of.groupBy("standard_id").agg(
        F.count(F.lit(1)).alias("open_leaves"), F.count("weight").alias("open_weights")
    )


def _told(standards: DataFrame) -> DataFrame:
    newest = F.struct("is_active", "known_at", "source_system")
    told = standards.groupBy("standard_id").agg(F.max_by(F.struct(*NAMES, "is_active"), newest).alias("told"))
    return told.select("standard_id", "told.*")


def _steps(told: DataFrame) -> DataFrame:
    """From each standard, as `top`, to the `next` one above it."""
    known = told.select(F.col("standard_id").alias("parent_id"))
    up = told.select("standard_id", "parent_id").join(known, on="parent_id", how="left_semi")
    return up.select(F.col("standard_id").alias("top"), F.col("parent_id").alias("next"))


def _paths(told: DataFrame, step: DataFrame) -> DataFrame:
    """By standard_id its `path`: itself and what it is a part of, one more than MOST_LEVELS at most."""

    def climbed(paths: DataFrame, _: int) -> DataFrame:
        higher = F.when(F.col("next").isNotNull(), F.concat("path", F.array("next"))).otherwise(F.col("path"))
        joined = paths.join(step, on="top", how="left")
        return joined.select("standard_id", higher.alias("path"), F.col("next").alias("top"))

    start = told.select("standard_id", F.array("standard_id").alias("path"), F.col("standard_id").alias("top"))
    return reduce(climbed, range(MOST_LEVELS), start).drop("top")


def _weights(links: DataFrame) -> DataFrame:
    """By standard and parent the one weight that links between them give; null for several."""
    of_parts = links.where(F.col("kind") == CHILD).groupBy("from_id", "to_id")
    one = F.when(F.min("weight") == F.max("weight"), F.min("weight"))
    return of_parts.agg((one * WHOLE).cast("bigint").alias("weight")).select(
        F.col("from_id").alias("standard_id"), F.col("to_id").alias("parent_id"), "weight"
    )
