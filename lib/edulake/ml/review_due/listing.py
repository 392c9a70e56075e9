"""Which skills of a learner are due for review on a day: half of them or more is forgotten by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.review_due import memory
from edulake.ml.review_due.practice import BEFORE, OF_SKILL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

DAYS_TYPE, SHARE_TYPE = "decimal(9,4)", "decimal(5,4)"


def listed(standing: DataFrame, weights: Mapping[str, float]) -> DataFrame:
    """The rows of gold.review_due but for model and stamp, of what is known of skills on their `as_of_date`.

    A skill is due from the moment on at which half of it is left: one half-life after it was practised last.
    """
    lives = standing.withColumn("half_life_days", memory.half_life(memory.exponent(weights)).cast(DAYS_TYPE))
    last, day = F.unix_seconds("last_practised_at"), F.unix_seconds(F.col("as_of_date").cast("timestamp"))
    seconds = F.round(F.col("half_life_days") * F.lit(memory.SECONDS_A_DAY), 0).cast("bigint")
    timed = lives.select("*", (last + seconds).alias("due"), last.alias("last"), day.alias("day"))
    since = (F.col("day") - F.col("last")) / F.lit(float(memory.SECONDS_A_DAY))
    return timed.select(
        *OF_SKILL,
        "as_of_date",
        *BEFORE,
        "last_practised_at",
        "half_life_days",
        memory.left(since, F.col("half_life_days").cast("double")).cast(SHARE_TYPE).alias("share_left"),
        F.to_date(F.timestamp_seconds("due")).alias("due_on"),
        (F.col("due") <= F.col("day")).alias("is_due"),
    )
