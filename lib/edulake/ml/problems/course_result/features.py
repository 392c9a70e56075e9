"""What is known of a student in a course run on its as-of date: work handed in and missing, scores, activity.

No feature is a protected attribute; what a student did in earlier runs counts only if they ended before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.numbers import unless_zero
from edulake.ml.problems.as_of import known_before
from edulake.ml.problems.course_result.cohorts import KEY, RUN
from edulake.ml.problems.feature import Feature, completed

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

FAMILIES = {
    "quiz": ("quiz", "externalquiz", "questionnaire"),
    "forum": ("forumng", "oucollaborate", "ouelluminate"),
    "content": ("oucontent", "page", "folder", "dataplus", "dualpane", "htmlactivity"),
    "resource": ("resource",),
    "subpage": ("subpage",),
    "url": ("url",),
    "home": ("homepage",),
    "wiki": ("ouwiki", "glossary", "repeatactivity", "sharedsubpage"),
}
WINDOWS = (28, 14, 7)
NEVER = 60.0
# Of a BIGINT: weeks of a run from the 64th on count as one.
LAST_BIT = 63
FEATURES = (
    Feature("work_due", "work", relative=False),
    Feature("missing_share", "work"),
    Feature("missing_in_row", "work"),
    Feature("weighted_score", "scores"),
    Feature("mean_score", "scores"),
    Feature("submitted_score", "scores"),
    Feature("last_score", "scores"),
    Feature("lowest_score", "scores"),
    Feature("score_trend", "scores"),
    Feature("score_ahead", "scores"),
    Feature("days_early", "punctuality"),
    Feature("late_share", "punctuality"),
    Feature("clicks", "activity", comparable=True),
    *[Feature(f"clicks_{days}", "recent activity", comparable=True) for days in WINDOWS],
    Feature("active_days", "activity", comparable=True),
    *[Feature(f"active_days_{days}", "recent activity", comparable=True) for days in WINDOWS],
    Feature("active_week_share", "activity", comparable=True),
    Feature("days_inactive", "recent activity", missing=NEVER, comparable=True),
    Feature("sites", "activity", comparable=True),
    Feature("sites_28", "recent activity", comparable=True),
    *[Feature(f"{family}_clicks", "activity", comparable=True) for family in FAMILIES],
    Feature("enrolled_early", "enrollment", comparable=True),
    Feature("banked_items", "earlier courses", comparable=True),
    Feature("earlier_runs", "earlier courses"),
    Feature("earlier_failed", "earlier courses"),
)
RULE = "mean_score_z"


def build(
    population: DataFrame,
    runs: DataFrame,
    line_items: DataFrame,
    assessments: DataFrame,
    days: DataFrame,
    past: DataFrame,
) -> DataFrame:
    """The population with all FEATURES, complete; `rule` is the one-feature rule: low mean score within the run.

    `days` is `active_days(engagement)`, `past` is `cohorts.outcomes(...)`. `rule` grows with risk.
    """
    run_days = runs.select("source_system", "course_id", "term", *RUN[1:], "as_of_date", "start_date")
    known_days = known_before(days, run_days, ("source_system", "course_id", "term"), "date")
    joined = (
        population.join(_work(population, runs, line_items, assessments), on=list(KEY), how="left")
        .join(_activity(known_days), on=list(KEY), how="left")
        .join(_history(population, past), on=list(KEY), how="left")
        .withColumn("enrolled_early", F.datediff("period_start", "enrolled_on"))
    )
    return completed(joined, FEATURES, RUN).withColumn("rule", -F.col(RULE))


def active_days(engagement: DataFrame) -> DataFrame:
    """One row per student, course, term and day: clicks, sites visited, and clicks by kind of site.

    A day is the finest thing that features look at, so nothing of another day, or known later, comes into a row.
    """
    kinds = {
        f"{family}_clicks": F.sum(F.when(F.col("activity").isin(*kinds), F.col("events")).otherwise(0))
        for family, kinds in FAMILIES.items()
    }
    known = F.to_date("known_at").cast("timestamp")
    known = F.when(known < F.col("known_at"), known + F.expr("INTERVAL 1 DAY")).otherwise(known)
    return (
        engagement.where("events > 0")
        .select(
            "source_system", "student_id", "course_id", "term", "date", known.alias("known_at"), "activity", "events"
        )
        .groupBy("source_system", "student_id", "course_id", "term", "date", "known_at")
        .agg(
            F.sum("events").alias("clicks"),
            F.count(F.lit(1)).alias("sites"),
            *[total.alias(name) for name, total in kinds.items()],
        )
    )


def _work(population: DataFrame, runs: DataFrame, line_items: DataFrame, assessments: DataFrame) -> DataFrame:
    """What was due before the as-of date and handed in by then, item by item; and the scores of work not yet due.

    Only a score that was known before the as-of date counts as ahead: its item may be due at any later time, or never.
    """
    days = F.broadcast(runs.select(*RUN, "start_date", "as_of_date"))
    planned = line_items.select("source_system", "class_id", "line_item_id", "due_date", "weight")
    planned = planned.join(days, on=["source_system", "class_id"])
    is_due = F.col("due_date") < F.col("as_of_date")
    handed_in = known_before(
        assessments.where("line_item_id IS NOT NULL AND class_id IS NOT NULL").select(
            "source_system", "class_id", "student_id", "line_item_id", "assessment_date", "score", "known_at"
        ),
        runs.select(*RUN, "as_of_date"),
        ("source_system", "class_id"),
        "assessment_date",
    ).select(*KEY, "line_item_id", "assessment_date", "score")
    expected = population.select(*KEY).join(F.broadcast(planned.where(is_due)), on=list(RUN))
    so_far = expected.join(handed_in, on=[*KEY, "line_item_id"], how="left").groupBy(*KEY).agg(*_of_work())
    not_yet = F.broadcast(planned.where(F.coalesce(~is_due, F.lit(True))).select(*RUN, "line_item_id"))
    ahead = handed_in.join(not_yet, on=[*RUN, "line_item_id"]).groupBy(*KEY)
    return so_far.join(ahead.agg(F.avg(F.col("score").cast("double")).alias("score_ahead")), on=list(KEY), how="full")


def _of_work() -> list[Column]:
    early = F.datediff("due_date", "assessment_date")
    in_order = F.sort_array(F.collect_list(F.struct("due_date", "line_item_id", "assessment_date", "score")))
    done = F.col("assessment_date").isNotNull()
    # Nothing of a run can be handed in before it starts: such a result was carried over from an earlier one.
    banked = done & (F.col("assessment_date") < F.col("start_date"))
    worth = F.coalesce(F.col("weight").cast("double"), F.lit(0.0))
    score = F.coalesce(F.col("score").cast("double"), F.lit(0.0))
    day = F.unix_date("due_date").cast("double")
    return [
        F.count(F.lit(1)).alias("work_due"),
        F.avg(F.when(done, 0.0).otherwise(1.0)).alias("missing_share"),
        F.aggregate(
            in_order, F.lit(0), lambda run, item: F.when(item["assessment_date"].isNull(), run + 1).otherwise(0)
        ).alias("missing_in_row"),
        (F.sum(score * worth) / unless_zero(F.sum(worth))).alias("weighted_score"),
        F.avg(score).alias("mean_score"),
        F.avg(F.col("score").cast("double")).alias("submitted_score"),
        F.max_by(score, F.struct("due_date", "line_item_id")).alias("last_score"),
        F.min(score).alias("lowest_score"),
        (F.regr_slope(score, day) * 28).alias("score_trend"),
        F.avg(F.when(done & ~banked, early.cast("double"))).alias("days_early"),
        F.avg(F.when(done, (early < 0).cast("int"))).alias("late_share"),
        F.sum(banked.cast("int")).alias("banked_items"),
    ]


def _activity(days: DataFrame) -> DataFrame:
    """Sums over all days known, and over the last days before the as-of date."""
    ago = F.datediff("as_of_date", "date")
    weeks = F.greatest(F.ceil(F.datediff("as_of_date", "start_date") / 7), F.lit(1))
    week = F.least(F.floor(F.datediff("date", "start_date") / 7), F.lit(LAST_BIT)).cast("int")
    # One bit for each week: a distinct count would aggregate all the rest by week first, which takes twice as long.
    bit = F.call_function("shiftleft", F.lit(1).cast("bigint"), week)
    active_weeks = F.bit_count(F.bit_or(F.when(F.col("date") >= F.col("start_date"), bit)))
    recent = [
        column
        for window in WINDOWS
        for column in (
            F.log1p(F.sum(F.when(ago <= window, F.col("clicks")).otherwise(0))).alias(f"clicks_{window}"),
            F.sum((ago <= window).cast("int")).alias(f"active_days_{window}"),
        )
    ]
    return days.groupBy(*KEY).agg(
        F.log1p(F.sum("clicks")).alias("clicks"),
        F.count(F.lit(1)).alias("active_days"),
        *recent,
        (F.coalesce(active_weeks, F.lit(0)) / F.max(weeks)).alias("active_week_share"),
        F.min(ago).alias("days_inactive"),
        F.log1p(F.sum("sites")).alias("sites"),
        F.log1p(F.sum(F.when(ago <= WINDOWS[0], F.col("sites")).otherwise(0))).alias("sites_28"),
        *[F.log1p(F.sum(f"{family}_clicks")).alias(f"{family}_clicks") for family in FAMILIES],
    )


def _history(population: DataFrame, past: DataFrame) -> DataFrame:
    """Earlier course runs whose outcome was known by the as-of date: how many, and the share that ended badly."""
    mine = population.select(*KEY, "as_of_date")
    other = past.where(F.col("ended_badly").isNotNull()).withColumnRenamed("class_id", "earlier_class_id")
    joined = mine.join(other, on=["source_system", "student_id"])
    earlier = (F.col("earlier_class_id") != F.col("class_id")) & (F.col("outcome_on") < F.col("as_of_date"))
    return (
        joined.where(earlier)
        .groupBy(*KEY)
        .agg(F.count(F.lit(1)).alias("earlier_runs"), F.avg("ended_badly").alias("earlier_failed"))
    )


def in_words() -> dict[str, Column]:
    """Each concept of FEATURES as a sentence about a student, from the features themselves."""
    missing = F.round(F.col("missing_share") * F.col("work_due")).cast("int")
    return {
        "work": F.format_string("%d of %d items of work missing", missing, F.col("work_due").cast("int")),
        "scores": F.format_string("mean score %.0f of what was due, missing work as 0", "mean_score"),
        "punctuality": F.format_string("handed in %.1f days before it was due, on average", "days_early"),
        "activity": F.format_string("active on %d days so far", F.col("active_days").cast("int")),
        "recent activity": F.when(F.col("active_days") == 0, F.lit("not yet active")).otherwise(
            F.format_string("last active %d days ago", F.col("days_inactive").cast("int"))
        ),
        "enrollment": F.format_string("enrolled %d days before the start", F.col("enrolled_early").cast("int")),
        "earlier courses": F.format_string(
            "%.0f of %d earlier courses not passed, %d results carried over",
            F.col("earlier_failed") * F.col("earlier_runs"),
            F.col("earlier_runs").cast("int"),
            F.col("banked_items").cast("int"),
        ),
    }
