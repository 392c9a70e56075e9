"""Conversations with the tutor: on which topic, at which level, how long, and what is wrong with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import LAST_EXPORT, export_of, moment
from edulake.jobs.steps.generate.language.days import HOUR, begins_at
from edulake.jobs.steps.generate.language.levels import HIGHEST, level_name, level_on
from edulake.jobs.steps.generate.language.world import CODES, LANGUAGES, clipped, drawn, one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World

TOPICS = (
    "greetings", "family", "food", "shopping", "weather", "hobbies", "work", "school", "health", "travel",
    "sports", "music", "holidays", "environment", "technology",
)  # fmt: skip
# Of these a learner's messages are so many times as many.
LIVELY, LIVELIER = ("food", "hobbies", "travel", "music", "technology"), 1.4
SHORTEST, LONGEST = 1, 16
SECONDS_APART = (30, 110)  # from one message to the next, by conversation
PAUSED, PAUSE = 30, 2_700  # per mille of conversations; seconds
BELOW, ABOVE, NO_TOPIC = 100, 100, 30  # per mille
PER_DAY, MOST_DAYS = 2, 1_000
# What becomes of a conversation's row, and what is wrong in it: per mille of the conversations.
TWICE, DELETED, LATE = "twice", "deleted", "late"
FATES = {TWICE: 4, DELETED: 4, LATE: 6}
LEGACY, UNMAPPED, SPELLING, CORRECTED, AFTER = (
    "LEGACY_LEVEL", "UNMAPPED_LEVEL", "OTHER_SPELLING", "CORRECTED", "MESSAGE_AFTER_UPDATE",
)  # fmt: skip
FAULTS = {LEGACY: 8, UNMAPPED: 3, SPELLING: 30, CORRECTED: 10, AFTER: 50}
LEGACY_NAMES = ("beginner", "beginner", "intermediate", "intermediate", "advanced", "advanced")
NO_LEVEL = "A7"


def conversations(days: DataFrame, world: World) -> DataFrame:
    """One row a conversation: `conversation`, `topic` (null: none), `level`, `said` of the learner, `begins_second`.

    `apart` seconds lie between two messages, about; after half of them comes a `pause`. `export` holds it; `fate` says
    whether it is told twice, one export later than its messages, or never, and `fault` what is wrong with its row.
    """
    turns = F.explode(F.sequence(F.lit(0), F.col("talks") - 1).cast("array<bigint>")).alias("turn")
    each = days.where("talks > 0").select("*", turns)
    own = world.draws("study", "day", "turn")
    shift = own.between("shift", 0, 999)
    by_shift = F.when(shift < BELOW, -1).when(shift >= 1000 - ABOVE, 1).otherwise(0)
    told = each.select(
        "study", "learner", "language", "segment", "pace", "care", "day", "turn",
        ((F.col("study") * MOST_DAYS + F.col("day")) * PER_DAY + F.col("turn")).alias("conversation"),
        F.when(~own.happens("no topic", NO_TOPIC), own.between("topic", 0, len(TOPICS) - 1)).alias("topic"),
        F.greatest(F.lit(1), F.least(F.lit(HIGHEST), level_on(F.col("day")) + by_shift)).alias("level"),
        (begins_at(world.draws("study", "day"), world, "talk") + F.col("turn") * 2 * HOUR).alias("begins_second"),
        own.between("apart", *SECONDS_APART).alias("apart"),
        F.when(own.happens("pause", PAUSED), PAUSE).otherwise(0).alias("pause"),
        (own.bell("length") * 0.25 + 1.0).alias("length"),
        export_of(F.col("day")).alias("export"),
        drawn(own.between("fate", 0, 999), FATES).alias("drawn_fate"),
        drawn(own.between("fault", 0, 999), FAULTS).alias("drawn_fault"),
    )  # fmt: skip
    lively = one_of(tuple(LIVELIER if topic in LIVELY and world.planted else 1.0 for topic in TOPICS), F.col("topic"))
    usual = world.of_segment("messages") * F.col("pace") * F.col("length") * F.coalesce(lively, F.lit(1.0))
    # What is told later, or anew, needs another export.
    fate, is_last = F.col("drawn_fate"), F.col("export") == LAST_EXPORT
    is_once = is_last | fate.isNotNull()
    return told.select(
        "*",
        F.floor(clipped(usual + 0.5, SHORTEST, LONGEST)).alias("said"),
        F.when(~(is_last & (fate == LATE)), fate).alias("fate"),
        F.when(~(is_once & (F.col("drawn_fault") == CORRECTED)), F.col("drawn_fault")).alias("fault"),
    ).drop("drawn_fate", "drawn_fault", "length", "pace")


def as_conversations(of: DataFrame) -> DataFrame:
    """The rows that are told, each with its `export`: two of those told twice or corrected, none of those deleted."""
    fate, fault, export = F.col("fate"), F.col("fault"), F.col("export")
    first = _telling(F.when(fate == LATE, export + 1).otherwise(export), is_anew=False)
    tellings = (
        F.when(fate == TWICE, F.array(first, first))
        .when(fault == CORRECTED, F.array(first, _telling(export + 1, is_anew=True)))
        .otherwise(F.array(first))
    )
    rows = of.where(fate.isNull() | (fate != DELETED)).select("*", F.inline(tellings))
    last = F.col("begins_second") + (F.col("said") * 2 - 1) * F.col("apart") + F.col("pause")
    updated = (
        F.when(F.col("is_anew"), last + HOUR)
        .when(fault == AFTER, F.col("begins_second"))
        .otherwise(last + F.col("apart"))
    )
    level = F.when(fault == LEGACY, one_of(LEGACY_NAMES, F.col("level") - 1)).when(fault == UNMAPPED, NO_LEVEL)
    # A topic may be told when all is over.
    is_known = F.col("is_anew") | fault.isNull() | (fault != CORRECTED)
    return rows.select(
        F.col("told_in").alias("export"),
        F.col("conversation").alias("id"),
        F.col("learner").alias("user_id"),
        language_name(fault == SPELLING).alias("language"),
        F.coalesce(level, level_name(F.col("level"))).alias("difficulty_level"),
        F.when(is_known, one_of(TOPICS, F.col("topic"))).alias("topic_id"),
        moment(F.col("begins_second")).alias("created_at"),
        moment(updated).alias("updated_at"),
    )


def language_name(is_code: Column) -> Column:
    """The row's language by its English name in small letters, or by its code."""
    language = F.col("language")
    return F.when(is_code, one_of(CODES, language)).otherwise(one_of(LANGUAGES, language))


def _telling(export: Column, *, is_anew: bool) -> Column:
    return F.struct(export.alias("told_in"), F.lit(is_anew).alias("is_anew"))
