"""Lessons that were completed and whose skill is due for review: to be taken once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LEARNER
from edulake.ml.next_lessons.ranking import SCORE_TYPE
from edulake.ml.next_lessons.taken import LESSON

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

REVIEW = "review"
# Of those on a list.
MOST = 2


def to_review(due: DataFrame, begun: DataFrame, lessons: DataFrame, calendar: DataFrame) -> DataFrame:
    """For each skill that is `due` (gold.review_due) on the source's day the lesson completed longest ago, of its type.

    Learner, lesson_id, `score`, which is how many half-lives ago the skill was practised, and `reason`; `MOST` of each
    learner, those with the highest scores. A lesson is of the skill that its type is called by, and still there; of
    skills without one nothing is offered. Ties are ordered by a hash.
    """
    today = due.where("is_due").join(F.broadcast(calendar), on=["source_system", "as_of_date"])
    there = lessons.where("is_active").select(*LESSON, F.col("lesson_type").alias("skill"))
    completed = begun.join(F.broadcast(calendar), on="source_system")
    completed = completed.where(F.col("completed_at") < F.col("as_of_date").cast("timestamp")).drop("as_of_date")
    pairs = today.join(completed.join(F.broadcast(there), on=list(LESSON)), on=[*LEARNER, "skill"])
    scored = pairs.withColumn("score", _half_lives().cast(SCORE_TYPE))
    of_skill = Window.partitionBy(*LEARNER, "skill").orderBy("completed_at", _tie())
    first = scored.withColumn("place", F.row_number().over(of_skill)).where("place = 1")
    of_learner = Window.partitionBy(*LEARNER).orderBy(F.desc("score"), _tie())
    best = first.withColumn("place", F.row_number().over(of_learner)).where(F.col("place") <= MOST)
    return best.select(*LEARNER, "lesson_id", "score", _reason().alias("reason"))


def _days() -> Column:
    since = F.unix_seconds(F.col("as_of_date").cast("timestamp")) - F.unix_seconds("last_practised_at")
    return since.cast("decimal(18,0)") / F.lit(86_400)


def _half_lives() -> Column:
    return _days() / F.col("half_life_days")


def _tie() -> Column:
    return F.xxhash64(*LEARNER, "lesson_id")


def _reason() -> Column:
    """Why, in words: whole days, of which the last is not over."""
    days, life = (F.floor(of).cast("int") for of in (_days(), F.col("half_life_days")))
    told = "to be reviewed: %s was tested %d days ago, and half of it is left after %d"
    return F.format_string(told, F.col("skill"), days, life)
