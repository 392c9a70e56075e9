"""How long each learner was at each level, and what ended it: the next level, silence, or the end of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LEARNER
from edulake.gold.language.confirmed import CONFIRMED, FIRST_SHOWN, HIGHEST
from edulake.gold.language.minutes import active
from edulake.gold.language.survival import DROPPED, REACHED, STILL_THERE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold

# How a learner came to a level: it is the first at which the learner was seen, or from one below.
PLACEMENT, PROGRESS = "placement", "progress"
PASSED_OVER = "passed_over"
DAYS, HOURS = "days", "hours"


def spells(levels: DataFrame, days: DataFrame, practice: DataFrame, until: DataFrame, settings: Gold) -> DataFrame:
    """A row per learner, language, basis and level below the highest: `entered_by`, `outcome`, `days` and `seconds`.

    A spell lasts from the day on which the level was told first to that of the next one, `reached`; or to the last day
    before `drop_off_days` without activity, `dropped`, even where the learner came back later; else to the day `until`
    which all is known, `still_there`. Days on which a level is told are days with activity. `days` are INT, 1 at least:
    who is through within a day took one. `seconds` are those of practice after the first day up to the last, null for
    learners without any practice.

    What is passed_over, as `placed` says, is no time at a level.
    """
    each = days.select(*LEARNER, "date").unionByName(levels.select(*LEARNER, "date")).distinct()
    silent = _silences(each, until, settings)
    stages = placed(levels).where(F.col("level_rank") < HIGHEST).withColumnRenamed("date", "entered_on")
    told = stages.join(silent, on=list(LEARNER)).join(F.broadcast(until), on="source_system")
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


def practised(messages: DataFrame, settings: Gold) -> DataFrame:
    """By learner and language the days with messages, and how many active seconds each had, as the array `practice`."""
    by_day = active(messages, settings).groupBy(*LEARNER, "date").agg(F.sum("active_seconds").alias("seconds"))
    return by_day.groupBy(*LEARNER).agg(F.collect_list(F.struct("date", "seconds")).alias("practice"))


def placed(levels: DataFrame) -> DataFrame:
    """Levels with the day of the next, `entered_by`, and whether each is only `passed` over.

    A level is passed over that is told at the same moment as the next: nobody knows when the learner came to it. So is
    the first level of a learner, if a result had shown the next one before this one was confirmed: the learner may have
    been there from the beginning, and the first result was too low. A level is entered by placement where all below it
    are passed over, else by progress.
    """
    learner = Window.partitionBy(*LEARNER, "basis").orderBy("level_rank")
    below = learner.rowsBetween(Window.unboundedPreceding, -1)
    next_one = Window.partitionBy(*LEARNER).orderBy("level_rank").rangeBetween(1, 1)
    next_shown = F.min(F.when(F.col("basis") == FIRST_SHOWN, F.col("at"))).over(next_one)
    at_once = F.coalesce(F.lead("at").over(learner) == F.col("at"), F.lit(False))
    had_shown = F.coalesce((F.col("basis") == CONFIRMED) & (next_shown <= F.col("sure_at")), F.lit(False))
    following = {
        "reached_on": F.lead("date").over(learner),
        "gap_to_next": F.lead("gap_days").over(learner),
        "at_once": at_once,
        "may_be": at_once | had_shown,
    }
    is_first = F.coalesce(F.min("may_be").over(below), F.lit(True))
    told = levels.withColumns(following).withColumn("is_first", is_first)
    passed = F.col("at_once") | (F.col("is_first") & F.col("may_be"))
    entered_by = F.when(F.col("is_first"), PLACEMENT).otherwise(PROGRESS)
    return told.withColumns({"passed": passed, "entered_by": entered_by}).drop("at_once", "may_be", "is_first")


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
