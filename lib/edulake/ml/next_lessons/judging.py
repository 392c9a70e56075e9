"""How many of the lessons that learners did begin next would have been among ten offered to them the day before.

That repeats what learners choose: whether it teaches them more only an experiment can show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LEARNER
from edulake.ml.audit.gate import NO_SIGNAL, READY
from edulake.ml.next_lessons.ranking import LEVEL, LONGEST, RANKINGS, TASTE_AND_LEVEL, ordered
from edulake.ml.next_lessons.taste import FEWEST
from edulake.ml.statistics import with_limits

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

TOO_FEW, NO_TASTE = "TOO_FEW", "NO_TASTE"
# Days after the day by which orders are judged: habits have the rhythm of weeks.
AFTER = 28
# Learners without whom an interval says nothing.
FEWEST_LEARNERS = 30


def judged(taken: DataFrame, chosen: DataFrame) -> DataFrame:
    """The learners who are judged: with `FEWEST` lessons `taken` before the day, and one or more `chosen` after it."""
    enough = taken.groupBy(*LEARNER).count().where(F.col("count") >= FEWEST).select(*LEARNER)
    return enough.join(chosen, on=list(LEARNER), how="left_semi")


def by_learner(
    scored: DataFrame, taken: DataFrame, chosen: DataFrame, rankings: tuple[str, ...] = RANKINGS
) -> DataFrame:
    """Learner, `ranking`, `recall` and `ndcg` at ten, of learners who are `judged`.

    `chosen` are the lessons begun after the day, `taken` those before; a lesson begun before is not offered. Recall is
    hits / min(10, chosen). nDCG is the sum of 1 / log2(rank + 1) over hits, over the same of the best order (Järvelin
    and Kekäläinen 2002).
    """
    relevant = chosen.groupBy(*LEARNER).agg(F.count(F.lit(1)).cast("int").alias("relevant"))
    counted = judged(taken, chosen).join(relevant, on=list(LEARNER))
    offered = ordered(scored.where("NOT is_begun"), rankings).select(*LEARNER, "ranking", "lesson_id", "rank")
    hits = offered.join(chosen, on=[*LEARNER, "lesson_id"]).groupBy(*LEARNER, "ranking")
    found = hits.agg(F.count(F.lit(1)).alias("hits"), F.sum(_gain(F.col("rank"))).alias("gained"))
    each = counted.withColumn("ranking", F.explode(F.array(*map(F.lit, rankings))))
    joined = each.join(found, on=[*LEARNER, "ranking"], how="left")
    most = F.least("relevant", F.lit(LONGEST))
    best = F.aggregate(F.sequence(F.lit(1), most), F.lit(0).cast("decimal(20,12)"), _added)
    return joined.select(
        *LEARNER,
        "ranking",
        (F.coalesce("hits", F.lit(0)) / most).alias("recall"),
        (F.coalesce(F.col("gained").cast("double"), F.lit(0.0)) / best.cast("double")).alias("ndcg"),
    )


def _gain(rank: Column) -> Column:
    """Exact, so that sums do not depend on their order."""
    return F.round(F.lit(1.0) / F.log2(rank + F.lit(1)), 12).cast("decimal(20,12)")


def _added(so_far: Column, rank: Column) -> Column:
    return (so_far + _gain(rank)).cast("decimal(20,12)")


def figures(by_learner: DataFrame, sources: DataFrame, rankings: tuple[str, ...] = RANKINGS) -> DataFrame:
    """By source and ranking `learners`, mean `recall` and `ndcg`, and its `gain` in recall over level_popularity.

    Rows of `sources` have a row for each of `rankings`, also where nobody is judged: 0 learners, all else null. The
    interval of the gain is paired: of the differences of each learner, at 95 %. `status` is of the source: READY where
    that of taste and level lies above 0, else NO_SIGNAL; TOO_FEW of fewer than 30 learners; NO_TASTE where it is not
    among the rankings.
    """
    base = by_learner.where(F.col("ranking") == LEVEL).select(*LEARNER, F.col("recall").alias("base"))
    both = by_learner.join(base, on=list(LEARNER)).withColumn("more", F.col("recall") - F.col("base"))
    rows = both.groupBy("source_system", "ranking").agg(
        F.count(F.lit(1)).alias("learners"),
        F.avg("recall").alias("recall"),
        F.avg("ndcg").alias("ndcg"),
        *with_limits("more", "gain"),
    )
    every = sources.select("source_system", F.explode(F.array(*map(F.lit, rankings))).alias("ranking"))
    told = every.join(rows, on=["source_system", "ranking"], how="left")
    counted = told.withColumn("learners", F.coalesce("learners", F.lit(0).cast("bigint")))
    on_trial = F.when(F.col("ranking") == TASTE_AND_LEVEL, F.col("gain_low"))
    lowest = F.max(on_trial).over(Window.partitionBy("source_system"))
    status = F.when(F.col("learners") < FEWEST_LEARNERS, TOO_FEW).when(lowest > 0, READY)
    return counted.withColumn("status", status.otherwise(NO_SIGNAL if TASTE_AND_LEVEL in rankings else NO_TASTE))
