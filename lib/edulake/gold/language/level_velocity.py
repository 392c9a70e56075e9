"""How long does it take from a level of a language to the next, and how many get there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.lookup import looked_up
from edulake.gold.language import activity, confirmed, level_spells
from edulake.gold.language.columns import NOWHERE, OBSERVED_UNTIL, nowhere
from edulake.gold.language.guided_hours import for_the_next
from edulake.gold.language.level_figures import FIGURE, figures, timed
from edulake.gold.language.level_spells import HOURS, PASSED_OVER
from edulake.gold.language.survival import DROPPED, REACHED, STILL_THERE
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="level_velocity",
    meaning="One row per language, level, way in, clock and quantity: how long learners take from a level to the next,"
    " and how many reach it.",
    columns=(
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("level", "STRING", "Level from which the time to the next counts", nullable=False),
        Column(
            "entered_by",
            "STRING",
            "progress, from a level below; placement where it is the first at which the learner was seen: when it began"
            " nobody knows",
            nullable=False,
        ),
        Column(
            "clock", "STRING", "days of the calendar, or active hours of conversation in that time", nullable=False
        ),
        Column(
            "quantity",
            "STRING",
            "median: time by which half would have reached the next level if nobody dropped off (Kaplan-Meier)."
            " mean_of_those_who_reached: of these alone, too short while others are on their way."
            " median_as_first_shown: as the median, of levels shown once. median_gap: days from a result that told the"
            " next level to the one that confirmed it. By each horizon, such as 30 days: reached_by_30, dropped_by_30"
            " and still_there_after_30, shares of all, 1 together (Aalen-Johansen); would_reach_by_30 if nobody dropped"
            " off",
            nullable=False,
        ),
        Column("days_after", "INT", "Horizon of a share; null for others"),
        Column("value", FIGURE, "In days, hours or as a share; null unless OK, and for a median that is not reached"),
        Column("low", FIGURE, "Lower 95 % limit by log(-log); null where there is none"),
        Column("high", FIGURE, "Upper 95 % limit by log(-log); null where there is none"),
        Column("status", "STRING", "OK; TOO_FEW at the level or of these who reached the next; MASKED: nobody was seen"
               " for so long", nullable=False),
        Column("n", "INT", "Times at the level that are counted", nullable=False),
        Column("learners", "INT", "Different learners who had them", nullable=False),
        Column(REACHED, "INT", "Of n, those that ended at the next level", nullable=False),
        Column(DROPPED, "INT", "Of n, those that ended with silence, dated at the last activity", nullable=False),
        Column(STILL_THERE, "INT", "Of n, those that last to observed_until", nullable=False),
        Column(PASSED_OVER, "INT", "Beside n, learners who may have been at the next already", nullable=False),
        Column("guided_hours_fewest", "INT", "Hours of lessons planned for the next level, context and no norm"),
        Column("guided_hours_most", "INT", "As many as anybody plans; both on the clock of hours alone"),
        OBSERVED_UNTIL,
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "course_id", "level", "entered_by", "clock", "quantity"),
    cluster_by=("course_id", "level"),
    deletion_vectors=True,
)  # fmt: skip


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows of a source: the day up to which it is known has a say in each of them."""
    days = yield activity.days(activity.activity(silver))
    until = activity.observed_until(days)
    levels = yield confirmed.levels(silver, until, settings)
    practice = level_spells.practised(silver[MESSAGES_TABLE], settings)
    spells = yield timed(level_spells.spells(levels, activity.observed(days), practice, until, settings))
    told = figures(spells, settings).join(F.broadcast(until), on="source_system")
    return told.withColumn("level", confirmed.level_of(F.col("level_rank"))).withColumns(_guided()).select(*_columns())


def _guided() -> dict[str, SparkColumn]:
    """The hours that are planned for the next level, on the clock of hours."""
    planned = for_the_next()
    return {
        f"guided_hours_{part}": F.when(
            F.col("clock") == HOURS,
            looked_up(F.col("level"), {of: getattr(hours, part) for of, hours in planned.items()}),
        )
        for part in ("fewest", "most")
    }


def _columns() -> list[SparkColumn]:
    apart = {WRITTEN_AT.name, *[column.name for column in NOWHERE]}
    return [*[F.col(name) for name in TABLE.column_names if name not in apart], *nowhere()]


LEVEL_VELOCITY = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, dict.fromkeys((*activity.READ, *confirmed.READ)))),
    build,
    part=("source_system",),
    needs=(ATTEMPTS_TABLE,),
    choices=(OF_LANGUAGE,),
)
