"""How long each learner was at each level, and what ended it: the next level, silence, or the end of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.activity import LEARNER
from edulake.gold.language.confirmed import HIGHEST
from edulake.gold.language.minutes import active
from edulake.gold.language.survival import DROPPED, REACHED, STILL_THERE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, WindowSpec

    from edulake.config.settings import Gold

# How a learner came to a level: the first that was ever told, or from one below.
PLACEMENT, PROGRESS = "placement", "progress"
# Nobody was seen at a level that is confirmed by the same evidence as the next.
PASSED_OVER = "passed_over"
DAYS, HOURS = "days", "hours"


def spells(levels: DataFrame, days: DataFrame, practice: DataFrame, until: DataFrame, settings: Gold) -> DataFrame:
    """A row per learner, language, basis and level below the highest: `entered_by`, `outcome`, `days` and `seconds`.

    A spell lasts from the day on which the level was told first to that of the next one, `reached`; or to the last day
    before `drop_off_days` without activity, `dropped`, even where the learner came back later; else to the day `until`
    which all is known, `still_there`. Days on which a level is told are days with activity. `days` are INT, 1 at least:
    who is through within a day took one. `seconds` are those of practice after the first day up to the last, null for
    learners without any practice.

    A level that is told at the same moment as the next is passed_over: nobody knows when the learner came to it.
    """
    each = days.select(*LEARNER, "date").unionByName(levels.select(*LEARNER, "date")).distinct()
    silent = _silences(each, until, settings)
    told = _stages(levels).join(silent, on=list(LEARNER)).join(F.broadcast(until), on="source_system")
    dropped = F.get(F.filter("silences", lambda day: day >= F.col("entered_on")), F.lit(0))
    ended = told.withColumn("dropped_on", dropped)
    is_reached = F.col("reached_on") <= F.coalesce("dropped_on", "reached_on")
    outcome = (
        F.when(F.col("passed"), PASSED_OVER)
        .when(is_reached, REACHED)
        .when(F.col("dropped_on").isNotNull(), DROPPED)
        .otherwise(STILL_THERE)
    )
    last = F.when(is_reached, F.col("reached_on")).otherwise(F.coalesce("dropped_on", "observed_until"))
    dated = ended.withColumns({"outcome": outcome, "last_on": last}).join(practice, on=list(LEARNER), how="left")
    within = F.filter("practice", lambda one: (one["date"] > F.col("entered_on")) & (one["date"] <= F.col("last_on")))
    seconds = F.aggregate(within, F.lit(0).cast("bigint"), lambda total, one: total + one["seconds"])
    return dated.select(
        *LEARNER,
        "basis",
        "level_rank",
        "entered_by",
        "outcome",
        F.greatest(F.datediff("last_on", "entered_on"), F.lit(1)).alias("days"),
        seconds.alias("seconds"),
        F.when(F.col("outcome") == REACHED, F.col("gap_to_next")).alias("gap_days"),
    )


def entered_by(learner: WindowSpec) -> Column:
    """How a learner came to a level: by placement where it is told together with the first of all in the window."""
    return F.when(F.col("at") == F.min("at").over(learner), PLACEMENT).otherwise(PROGRESS)


def practised(messages: DataFrame, settings: Gold) -> DataFrame:
    """By learner and language the days with messages, and how many active seconds each had, as the array `practice`."""
    by_day = active(messages, settings).groupBy(*LEARNER, "date").agg(F.sum("active_seconds").alias("seconds"))
    return by_day.groupBy(*LEARNER).agg(F.collect_list(F.struct("date", "seconds")).alias("practice"))


def _stages(levels: DataFrame) -> DataFrame:
    """Levels but the highest, with the day of each and of the next, and whether both are told at one moment."""
    learner = Window.partitionBy(*LEARNER, "basis")
    upwards = learner.orderBy("level_rank")
    stages = {
        "entered_by": entered_by(learner),
        "reached_on": F.lead("date").over(upwards),
        "passed": F.coalesce(F.lead("at").over(upwards) == F.col("at"), F.lit(False)),
        "gap_to_next": F.lead("gap_days").over(upwards),
    }
    return levels.withColumns(stages).where(F.col("level_rank") < HIGHEST).withColumnRenamed("date", "entered_on")


def _silences(days: DataFrame, until: DataFrame, settings: Gold) -> DataFrame:
    """By learner and language the last days before a silence, in order, as `silences`, which may be empty.

    After the last day of all the silence lasts up to the day `until` which all is known, with it.
    """
    known = days.join(F.broadcast(until), on="source_system")
    later = F.lead("date").over(Window.partitionBy(*LEARNER).orderBy("date"))
    silence = F.datediff(F.coalesce(later, F.date_add("observed_until", 1)), F.col("date")) - 1
    is_last = F.col("silence") >= settings.language.drop_off_days
    return (
        known.withColumn("silence", silence)
        .groupBy(*LEARNER)
        .agg(F.sort_array(F.collect_list(F.when(is_last, F.col("date")))).alias("silences"))
    )
