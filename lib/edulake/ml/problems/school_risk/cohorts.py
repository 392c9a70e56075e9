"""On which days a school's students are looked at, who is there, and what becomes of them in the days after.

A cohort is an as-of date. Between two of them lies at least the horizon, so that no outcome counts for both.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.config.early_warning import EarlyWarning
    from edulake.config.settings import Gold

# A student is one, whichever source knows of a result: as in the products of gold.
KEY = ("student_id", "as_of_date")
# Days of facts that must lie before the first as-of date, and as-of dates that are looked at, at most.
HISTORY_DAYS = 28
MOST_COHORTS = 8
# Who is looked at without a row of students: whoever had a result or a day of attendance this recently.
RECENT_DAYS = 90
UNKNOWN = "Unknown"


def days(first: dt.date | None, last: dt.date | None, horizon: int) -> list[dt.date]:
    """The as-of dates, old to new, whose horizon ended with the `last` fact; the newest is that long before its end."""
    if first is None or last is None:
        return []
    newest = last + dt.timedelta(days=1)
    back = [newest - dt.timedelta(days=horizon * step) for step in range(1, MOST_COHORTS + 1)]
    return sorted(day for day in back if day - first >= dt.timedelta(days=HISTORY_DAYS))


def calendar(facts: DataFrame, as_of: Sequence[dt.date]) -> DataFrame:
    """Each source of `facts` with each as-of date."""
    return _dated(facts.select("source_system").distinct(), as_of)


def results(assessments: DataFrame) -> DataFrame:
    """What looks at results needs of them, by `date`."""
    return assessments.select(
        "source_system",
        "student_id",
        F.col("assessment_date").alias("date"),
        "assessment_id",
        "subject",
        F.col("score").cast("double").alias("score"),
        F.col("engagement_score").cast("double").alias("engagement"),
        "grade_level",
        "class_id",
        "line_item_id",
        "known_at",
        "delivered_at",
    )


def attended(attendance: DataFrame) -> DataFrame:
    """Days of attendance with a known share missed, by `date`, of sources that tell of all days."""
    return attendance.where("absent_fraction IS NOT NULL AND is_exception IS NULL").select(
        "source_system",
        "student_id",
        "date",
        F.col("absent_fraction").cast("double").alias("missed"),
        (F.col("status") == "Late").cast("int").alias("late"),
        "known_at",
        "delivered_at",
    )


def population(known_results: DataFrame, known_days: DataFrame, roll: DataFrame) -> DataFrame:
    """One row per student and as-of date: with a fact not long before it, or on the roll, and not known to have left.

    `roll` is `on_roll(...)`. `grade_level` is the newest result's, else the roll's, else Unknown.
    """
    recent = F.datediff("as_of_date", "date") <= RECENT_DAYS
    named = F.when(F.col("grade_level") != UNKNOWN, F.col("grade_level"))
    graded = F.max_by(named, F.when(named.isNotNull(), F.struct("date", "assessment_id")))
    seen = known_results.groupBy(*KEY).agg(graded.alias("of_result"), F.max(recent).alias("was_seen"))
    there = known_days.groupBy(*KEY).agg(F.max(recent).alias("was_there"))
    joined = seen.join(there, on=list(KEY), how="full").join(roll, on=list(KEY), how="full")
    is_here = F.coalesce("was_seen", F.lit(False)) | F.coalesce("was_there", F.lit(False)) | F.col("is_active")
    grade = F.coalesce("of_result", "of_roll", F.lit(UNKNOWN))
    return joined.where(is_here & F.coalesce("is_active", F.lit(True))).select(*KEY, grade.alias("grade_level"))


def on_roll(students: DataFrame, as_of: Sequence[dt.date]) -> DataFrame:
    """By student and as-of date `is_active` and the grade level `of_roll`, as the newest version then said."""
    held = _dated(students, as_of).where(_held())
    newest = F.max(F.struct("valid_from", "source_system", "is_active", "grade_level")).alias("newest")
    rows = held.groupBy(*KEY).agg(newest)
    grade = F.when(F.col("newest.grade_level") != UNKNOWN, F.col("newest.grade_level"))
    return rows.select(*KEY, "newest.is_active", grade.alias("of_roll"))


def attributes(students: DataFrame, as_of: Sequence[dt.date], names: Sequence[str]) -> DataFrame:
    """By student and as-of date the attributes that an audit groups by: as known then, else as first known later.

    A roll may have been delivered after the as-of date. Whom it holds is then no guide to who was there, but what it
    says of gender or disability is better than nothing, and no model is given it.
    """
    moment = F.unix_micros("valid_from")
    best = F.struct(_held().alias("held"), F.when(_held(), moment).otherwise(-moment).alias("moment"))
    stated = [F.max_by(name, F.when(F.col(name).isNotNull(), best)).alias(name) for name in names]
    return _dated(students, as_of).groupBy(*KEY).agg(*stated)


def outcomes(
    results: DataFrame, attended: DataFrame, days: DataFrame, choices: EarlyWarning, absence: Gold
) -> DataFrame:
    """By student and as-of date of `days` `label` and `warning_days`: what came from that date on, within the horizon.

    1 for a mean score under `failing_below`, or for chronic absence by the bounds of gold.attendance_insights, on all
    days recorded, a member's or not; 0 where at least one of the two is known and neither is the case. No row without
    either. `warning_days` are the days to the first failing result or missed day of those with label 1.
    """
    scored = _within(results.where("score IS NOT NULL"), days, choices.horizon_days)
    failing = F.col("score") < F.lit(float(choices.failing_below))
    # Scores have two digits: whole hundredths add up alike in any order, and a mean at the bound is not under it.
    hundredths = F.sum(F.round(F.col("score") * 100).cast("bigint"))
    below = hundredths < F.count(F.lit(1)) * F.lit(float(choices.failing_below * 100))
    means = scored.groupBy(*KEY).agg(below.alias("is_below"), F.min(F.when(failing, F.col("date"))).alias("failed_on"))
    missed = _within(attended, days, choices.horizon_days).groupBy(*KEY, "date").agg(F.avg("missed").alias("missed"))
    absent = missed.groupBy(*KEY).agg(
        F.count(F.lit(1)).alias("days"),
        F.sum("missed").alias("missed"),
        F.min(F.when(F.col("missed") > 0, F.col("date"))).alias("missed_on"),
    )
    enough = F.when(F.col("days") >= absence.minimum_days, F.col("days"))
    # A day's share is a mean of ten-thousandths: a sum of doubles is off by far less than this.
    chronic = F.col("missed") + 1e-6 >= enough * F.lit(float(absence.chronic_absence))
    fails = F.col("is_below")
    bad = F.coalesce(fails, F.lit(False)) | F.coalesce(chronic, F.lit(False))
    label = F.when(bad, 1).when(fails.isNotNull() | chronic.isNotNull(), 0)
    first = F.least("failed_on", "missed_on")
    return (
        means.join(absent, on=list(KEY), how="full")
        .select(*KEY, label.alias("label"), F.when(bad, F.datediff(first, "as_of_date")).alias("warning_days"))
        .where("label IS NOT NULL")
    )


def _within(facts: DataFrame, days: DataFrame, horizon: int) -> DataFrame:
    """The facts of the `horizon` days from each as-of date on; each belongs to all dates that it is so near to."""
    passed = F.datediff("date", "as_of_date")
    return facts.join(F.broadcast(days), (passed >= 0) & (passed < horizon))


def _dated(rows: DataFrame, as_of: Sequence[dt.date]) -> DataFrame:
    days = F.array(*[F.lit(day) for day in as_of]) if as_of else F.array().cast("array<date>")
    return rows.withColumn("as_of_date", F.explode(days))


def _held() -> Column:
    return F.col("valid_from") < F.col("as_of_date").cast("timestamp")
