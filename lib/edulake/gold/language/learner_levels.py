"""Which level has each learner of a language, since when, and what says so?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import activity, confirmed
from edulake.gold.language.columns import LEARNER, NOWHERE, OBSERVED_UNTIL, nowhere
from edulake.gold.language.confirmed import CONFIRMED, FIRST_SHOWN
from edulake.gold.language.level_spells import placed
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.language.attempts import ATTEMPTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="learner_levels",
    meaning="One row per learner and language: the highest level that is confirmed, and what was last seen.",
    columns=(
        STUDENT_ID,
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column(
            "level",
            "STRING",
            "Highest level that two attempts in a row, or proficiency that stood, confirm; null without one. It stays"
            " whatever is shown later",
            personal="indirect",
        ),
        Column("level_rank", "INT", "1 for A1 to 6 for C2; null without a level", personal="indirect"),
        Column("since", "DATE", "Day of the first of what confirms it", personal="indirect"),
        Column("evidence", "STRING", "What confirms it: attempts or proficiency", personal="indirect"),
        Column(
            "entered_by",
            "STRING",
            "placement where it is the first at which the learner was seen, else progress",
            personal="indirect",
        ),
        Column(
            "first_shown_on", "DATE", "Day on which anything showed it first, confirmed or not", personal="indirect"
        ),
        Column("highest_shown", "STRING", "Highest level that anything ever showed", personal="indirect"),
        Column("attempts", "INT", "Finished attempts", nullable=False, personal="indirect"),
        Column("last_attempt_on", "DATE", "Day of the last of them; null without any", personal="indirect"),
        Column(
            "last_shown", "STRING", "Level that it shows; null where it shows none that is known", personal="indirect"
        ),
        Column("last_score", "DECIMAL(5,2)", "Its score, 0 to 100; null if not valid", personal="indirect"),
        Column("last_active_on", "DATE", "Last day with a conversation, lesson or attempt", personal="indirect"),
        OBSERVED_UNTIL,
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=LEARNER,
    cluster_by=("student_id", "course_id"),
    people={"student_id": "student"},
    deletion_vectors=True,
)


def build(silver: Inputs, settings: Gold) -> Steps:
    """One row for each who was active in a language, or has a level in it, up to the day until which all is known."""
    days = yield activity.days(activity.activity(silver))
    until = activity.observed_until(days)
    levels = yield confirmed.levels(silver, until, settings)
    last = activity.observed(days).groupBy(*LEARNER).agg(F.max("date").alias("last_active_on"))
    told = (
        last.join(_highest(levels), on=list(LEARNER), how="full")
        .join(_tests(silver[ATTEMPTS_TABLE].join(F.broadcast(until), on="source_system")), on=list(LEARNER), how="left")
        .join(F.broadcast(until), on="source_system")
    )
    made = {
        "level": confirmed.level_of(F.col("level_rank")),
        "highest_shown": confirmed.level_of(F.col("highest_rank")),
        "last_shown": confirmed.level_of(F.col("shown")),
        "attempts": F.coalesce("attempts", F.lit(0)).cast("int"),
    }
    apart = {WRITTEN_AT.name, *[column.name for column in NOWHERE]}
    return told.withColumns(made).select(*[name for name in TABLE.column_names if name not in apart], *nowhere())


def _highest(levels: DataFrame) -> DataFrame:
    """By learner and language the highest level that is confirmed, and the highest that was ever shown."""
    is_confirmed = F.col("basis") == CONFIRMED
    since = F.col("date").alias("since")
    best = F.max_by(F.struct("level_rank", since, "evidence", "entered_by"), F.when(is_confirmed, F.col("level_rank")))
    shown = F.map_from_entries(F.collect_list(F.when(F.col("basis") == FIRST_SHOWN, F.struct("level_rank", "date"))))
    found = placed(levels).groupBy(*LEARNER).agg(best.alias("best"), shown.alias("shown_on"))
    return found.select(
        *LEARNER,
        "best.*",
        F.element_at("shown_on", F.col("best.level_rank")).alias("first_shown_on"),
        F.array_max(F.map_keys("shown_on")).alias("highest_rank"),
    )


def _tests(attempts: DataFrame) -> DataFrame:
    """How many attempts are finished, and of the last one its day, score, and the level that it has `shown`."""
    finished = attempts.where(F.col("is_finished") & (F.col("date") <= F.col("observed_until")))
    last = F.struct(
        F.col("date").alias("last_attempt_on"), F.col("score").alias("last_score"), confirmed.shown().alias("shown")
    )
    counted = F.count(F.lit(1)).alias("attempts")
    newest = F.max_by(last, F.struct("completed_at", "attempt_id")).alias("last")
    return finished.groupBy(*LEARNER).agg(counted, newest).select(*LEARNER, "attempts", "last.*")


LEARNER_LEVELS = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, dict.fromkeys((*activity.READ, *confirmed.READ)))),
    build,
    part=("source_system",),  # the day until which all is known is that of the source
    needs=(ATTEMPTS_TABLE,),
    choices=(OF_LANGUAGE,),
)
