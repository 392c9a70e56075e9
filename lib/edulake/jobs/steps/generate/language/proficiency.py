"""The level that the app believes in: what it recommended after the last attempt, overwritten each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.attempts import UNFINISHED
from edulake.jobs.steps.generate.language.calendar import moment
from edulake.jobs.steps.generate.language.conversations import language_name
from edulake.jobs.steps.generate.language.levels import level_name

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# The export, from 0, in which the file is missing: what it would have told comes with the next one.
MISSING = 4


def as_user_levels(attempts: DataFrame) -> DataFrame:
    """One row a study and export with an attempt that was finished: what stands there by then."""
    export = F.when(F.col("export") == MISSING, MISSING + 1).otherwise(F.col("export"))
    done = attempts.where(f"fault IS NULL OR fault <> '{UNFINISHED}'").withColumn("told_in", export)
    newest = F.max_by(F.struct("recommended", "score", "ended"), "day").alias("of")
    held = done.groupBy("study", "learner", "language", "told_in").agg(newest).select("*", "of.*")
    return held.select(
        F.col("told_in").alias("export"),
        F.col("study").alias("id"),
        F.col("learner").alias("user_id"),
        language_name(F.lit(False)).alias("language"),
        level_name(F.col("recommended")).alias("cefr_level"),
        F.col("score").alias("proficiency_score"),
        moment(F.col("ended")).alias("assessed_at"),
        moment(F.col("ended")).alias("updated_at"),
    )
