"""How long learners are active, by the gaps between messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

MINUTES_TYPE = "DECIMAL(18,2)"


def active(messages: DataFrame, settings: Gold, *apart: str) -> DataFrame:
    """Messages of anybody, with `active_seconds` (BIGINT) since the one before, and whether that `is_of_the_same` talk.

    The one before is that of the learner and language, whoever wrote it; at one moment the order is that of ids. A gap
    counts in whole seconds up to `active_gap_minutes`, and as 0 beyond `session_gap_minutes`, where a new session
    begins: the first message of a session has 0. So time counts on the day on which it ended. Rows that differ in the
    columns `apart` know nothing of each other.
    """
    choices = settings.language
    one_learner = Window.partitionBy("source_system", "student_id", "course_id", *apart).orderBy(
        "sent_at", "message_id"
    )
    gap = F.unix_seconds("sent_at") - F.unix_seconds(F.lag("sent_at").over(one_learner))
    told = messages.withColumns({"gap": gap, "before": F.lag("conversation_id").over(one_learner)})
    is_within = F.col("gap") <= choices.session_gap_minutes * 60
    counted = F.least(F.col("gap"), F.lit(choices.active_gap_minutes * 60).cast("bigint"))
    seconds = F.coalesce(F.when(is_within, counted), F.lit(0).cast("bigint"))
    of_the_same = F.coalesce(F.col("before") == F.col("conversation_id"), F.lit(False))
    return told.withColumns({"active_seconds": seconds, "is_of_the_same": of_the_same}).drop("gap", "before")


def in_minutes(seconds: Column) -> Column:
    """Whole seconds as minutes, DECIMAL(18,2), rounded once, half up; null for null."""
    return (seconds.cast("decimal(15,0)") / F.lit(60).cast("decimal(2,0)")).cast(MINUTES_TYPE)
