"""In which order lessons are offered, by each way to order them, and in words why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LEARNER
from edulake.gold.language.confirmed import level_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, WindowSpec

# Of those on a list so many at most are begun already, or who begins much is never offered anything new.
LONGEST, MOST_BEGUN = 10, 3
DIGITS = 6
SCORE_TYPE = "decimal(18,6)"
TASTE_AND_LEVEL, TASTE, LEVEL, ALL, ORDER = (
    "taste_and_level",
    "taste",
    "level_popularity",
    "popularity",
    "curriculum_order",
)
WITHOUT_TASTE = (LEVEL, ALL, ORDER)
RANKINGS = (TASTE_AND_LEVEL, TASTE, *WITHOUT_TASTE)


def scored(candidates: DataFrame, liking: DataFrame | None) -> DataFrame:
    """`candidates`, as `taken.popular` leaves them, with a score for each of RANKINGS: null where it offers it not.

    `taste_and_level` is the sum of how many deviations taste and popularity at the level lie above their means over the
    learner's near lessons. Popularity alone stands for it, and for taste, where nothing is known of the learner's; a
    lesson that nobody has begun has the mean taste.
    """
    known = candidates.withColumn("affinity", F.lit(None).cast("double"))
    if liking is not None:
        known = candidates.join(liking, on=[*LEARNER, "lesson_id"], how="left")
    near = F.when(F.col("is_near"), F.col("at_level")).cast("double")
    level, taste = _above(near), _above(F.when(F.col("is_near"), F.col("affinity")))
    apart = known.withColumns({"level_above": level, "taste_above": taste})
    own = F.coalesce(F.col("taste_above"), F.when(F.col("is_near"), F.lit(0).cast(SCORE_TYPE)))
    order = -F.coalesce("order_index", F.lit(2**31 - 1)).cast("bigint")
    knows = F.max(F.col("affinity").isNotNull()).over(of_learner())
    scores = {
        TASTE_AND_LEVEL: own + F.col("level_above"),
        TASTE: F.when(knows, own).otherwise(F.col("level_above")),
        LEVEL: F.col("level_above"),
        ALL: F.col("of_all"),
        ORDER: F.when(F.col("is_near"), order),
    }
    return apart.withColumns({name: score.cast(SCORE_TYPE) for name, score in scores.items()})


def _above(value: Column) -> Column:
    """Deviations above the mean of the learner's lessons; 0 where all are alike, null where it is not known."""
    spread = F.stddev_pop(value).over(of_learner())
    distance = (value - F.avg(value).over(of_learner())) / spread
    return F.round(F.when(spread > 1e-9, distance).when(value.isNotNull(), F.lit(0.0)), DIGITS).cast(SCORE_TYPE)


def of_learner() -> WindowSpec:
    """The lessons of one learner in one language."""
    return Window.partitionBy(*LEARNER)


def ordered(scored: DataFrame, names: tuple[str, ...], *first: Column) -> DataFrame:
    """The first `LONGEST` of each learner and each ranking of `names`, with `ranking`, `score` and `rank`.

    What is `first`, descending, comes before the score; ties are ordered by a hash, of nothing that is known of either.
    """
    each = F.explode(F.array(*[F.struct(F.lit(name).alias("ranking"), F.col(name).alias("score")) for name in names]))
    long = scored.select("*", each.alias("of")).select(*scored.columns, "of.*").where("score IS NOT NULL")
    best = Window.partitionBy(*LEARNER, "ranking").orderBy(*[F.desc(of) for of in (*first, F.col("score"))], _tie())
    return long.withColumn("rank", F.row_number().over(best)).where(F.col("rank") <= LONGEST)


def few_begun(scored: DataFrame, name: str) -> DataFrame:
    """`scored` without lessons that are begun but for the best `MOST_BEGUN` of each learner by the score `name`."""
    own = Window.partitionBy(*LEARNER, "is_begun").orderBy(F.desc_nulls_last(name), _tie())
    placed = scored.withColumn("place", F.row_number().over(own))
    return placed.where(~F.col("is_begun") | (F.col("place") <= MOST_BEGUN)).drop("place")


def _tie() -> Column:
    return F.xxhash64(*LEARNER, "lesson_id")


def reason() -> Column:
    """Why a lesson is offered, in words."""
    level = level_of(F.col("level_rank"))
    share = F.round(F.col("at_level") * 100 / F.col("peers")).cast("int")
    common = F.format_string("begun by %d %% of the learners at level %s", share, level)
    alike = F.format_string("taken by learners with similar lessons, and by %d %% of those at level %s", share, level)
    likes = F.coalesce((F.col("taste_above") > F.col("level_above")) & (F.col("taste_above") > 0), F.lit(False))
    next_level = F.when(F.col("lesson_level") > F.col("level_rank"), F.lit("; of the next level")).otherwise(F.lit(""))
    return F.when(F.col("is_begun"), F.lit("begun, and not completed")).otherwise(
        F.concat(F.when(likes, alike).otherwise(common), next_level)
    )
