"""What is known of a student of a school on an as-of date: scores, engagement, absence and missing work.

Over all that is known, the school year to date, and the last days. No feature is a protected attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import GRADE_CODES, school_year
from edulake.expr.lookup import looked_up
from edulake.ml.problems.feature import Feature, completed, days_ago, if_known
from edulake.ml.problems.school_risk.cohorts import KEY

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

WINDOWS = (28, 90)
# What grows with the number of results is counted over so many days, or it would drift as the year goes on.
COUNTED, TREND = 90, 180
# What stands for a mean score that is not known: near where most lie.
MIDDLE = 70.0
NEVER = 365.0
# Whose results and days are compared: students of one grade on one day.
PEERS = ("as_of_date", "grade_level")
# Prekindergarten is 0, Kindergarten 1, 12th Grade 13; who is in none stands in the middle.
GRADES = {level: place for place, (level, code) in enumerate(GRADE_CODES.items()) if code != "UG"}
# A level means the same in every cohort, because the outcome is one: a mean under the same bound.
FEATURES = (
    Feature("grade", "grade", missing=7.0, relative=False, comparable=True),
    Feature(f"results_{COUNTED}", "results", relative=False, comparable=True),
    Feature("days_since_result", "results", missing=NEVER, relative=False, comparable=True),
    Feature("mean_score", "scores", missing=MIDDLE, comparable=True),
    Feature("mean_score_year", "scores", missing=MIDDLE, comparable=True),
    Feature("low_share", "scores", comparable=True),
    Feature("weakest_subject", "subjects", missing=MIDDLE, comparable=True),
    *[Feature(f"mean_score_{days}", "recent scores", missing=MIDDLE, comparable=True) for days in WINDOWS],
    Feature(f"lowest_score_{COUNTED}", "recent scores", missing=MIDDLE, comparable=True),
    Feature("last_score", "recent scores", missing=MIDDLE, comparable=True),
    Feature("score_trend", "trend", comparable=True),
    Feature("engagement", "engagement", missing=MIDDLE, comparable=True),
    *[Feature(f"engagement_{days}", "engagement", missing=MIDDLE, comparable=True) for days in WINDOWS],
    Feature(f"days_recorded_{COUNTED}", "attendance", relative=False, comparable=True),
    Feature("absence_rate", "attendance", comparable=True),
    Feature("absence_rate_year", "attendance", comparable=True),
    *[Feature(f"absence_rate_{days}", "recent absence", comparable=True) for days in WINDOWS],
    Feature("late_share", "attendance", comparable=True),
    Feature("work_due", "work", relative=False, comparable=True),
    Feature("missing_share", "work", comparable=True),
)
RULE = "mean_score"


def build(
    population: DataFrame, results: DataFrame, days: DataFrame, line_items: DataFrame, failing: float
) -> DataFrame:
    """The population with all FEATURES, complete; `rule` is the one-feature rule: a low mean of all scores known.

    `results` and `days` are what was known before the as-of date. `rule` grows with risk.
    """
    joined = population.withColumn("grade", looked_up(F.col("grade_level"), GRADES))
    for known in (_scores(results, failing), _subjects(results), _attendance(days), _work(results, line_items)):
        joined = joined.join(known, on=list(KEY), how="left")
    return completed(joined, FEATURES, PEERS).withColumn("rule", -F.col(RULE))


def _scores(results: DataFrame, failing: float) -> DataFrame:
    score, engagement = F.col("score"), F.col("engagement")
    day = F.unix_date("date").cast("double")
    scored = F.when(score.isNotNull(), F.struct("date", "assessment_id"))
    all_scores = F.avg(score)
    of_year = F.coalesce(F.avg(F.when(_this_year(), score)), all_scores)
    return results.groupBy(*KEY).agg(
        F.count(F.when(days_ago() <= COUNTED, score)).alias(f"results_{COUNTED}"),
        F.min(F.when(score.isNotNull(), days_ago())).alias("days_since_result"),
        all_scores.alias("mean_score"),
        of_year.alias("mean_score_year"),
        F.coalesce(F.min(F.when(days_ago() <= COUNTED, score)), all_scores).alias(f"lowest_score_{COUNTED}"),
        F.avg((score < F.lit(failing)).cast("int")).alias("low_share"),
        F.max_by(score, scored).alias("last_score"),
        (F.regr_slope(F.when(days_ago() <= TREND, score), day) * 28).alias("score_trend"),
        F.avg(engagement).alias("engagement"),
        *_recent(score, "mean_score", of_year),
        *_recent(engagement, "engagement", F.avg(engagement)),
    )


def _subjects(results: DataFrame) -> DataFrame:
    """The mean score in the subject where it is lowest."""
    means = results.groupBy(*KEY, "subject").agg(F.avg("score").alias("mean"))
    return means.groupBy(*KEY).agg(F.min("mean").alias("weakest_subject"))


def _attendance(days: DataFrame) -> DataFrame:
    """Shares of days missed: a day counts once, with the mean of its rows."""
    by_day = days.groupBy(*KEY, "date").agg(F.avg("missed").alias("missed"), F.max("late").alias("late"))
    missed = F.col("missed")
    of_year = F.coalesce(F.avg(F.when(_this_year(), missed)), F.avg(missed))
    return by_day.groupBy(*KEY).agg(
        F.count(F.when(days_ago() <= COUNTED, 1)).alias(f"days_recorded_{COUNTED}"),
        F.avg(missed).alias("absence_rate"),
        of_year.alias("absence_rate_year"),
        F.avg("late").alias("late_share"),
        *_recent(missed, "absence_rate", of_year),
    )


def _work(results: DataFrame, line_items: DataFrame) -> DataFrame:
    """Items of this school year that were due in classes that the student has results in, and the share without one."""
    classes = results.where("class_id IS NOT NULL").select("source_system", *KEY, "class_id").distinct()
    due = line_items.where("due_date IS NOT NULL").select(
        "source_system", "class_id", "line_item_id", F.col("due_date").alias("date")
    )
    expected = classes.join(due, on=["source_system", "class_id"]).where(
        (F.col("date") < F.col("as_of_date")) & _this_year()
    )
    done = results.where("line_item_id IS NOT NULL").select("source_system", *KEY, "line_item_id").distinct()
    found = expected.join(done.withColumn("done", F.lit(1)), on=["source_system", *KEY, "line_item_id"], how="left")
    return found.groupBy(*KEY).agg(
        F.count(F.lit(1)).alias("work_due"),
        F.avg(F.when(F.col("done").isNull(), 1).otherwise(0)).alias("missing_share"),
    )


def _recent(value: Column, name: str, otherwise: Column) -> list[Column]:
    """Means over the last days; over more of them where nothing is that recent."""
    columns, longer = [], otherwise
    for window in reversed(WINDOWS):
        longer = F.coalesce(F.avg(F.when(days_ago() <= window, value)), longer)
        columns.append(longer.alias(f"{name}_{window}"))
    return columns


def _this_year() -> Column:
    return school_year(F.col("date")) == school_year(F.col("as_of_date"))


def in_words() -> dict[str, Column]:
    """Each concept of FEATURES as a sentence about a student, from the features themselves."""
    missing = F.round(F.col("missing_share") * F.col("work_due")).cast("int")
    work = F.format_string("%d of %d items of work missing", missing, F.col("work_due").cast("int"))
    results = F.format_string(
        f"%d results in the last {COUNTED} days, the newest %d days ago",
        F.col(f"results_{COUNTED}").cast("int"),
        F.col("days_since_result").cast("int"),
    )
    recent = F.format_string("mean score %.0f recently", f"mean_score_{WINDOWS[0]}")
    missed = F.format_string("%.0f %% of days missed", F.col("absence_rate_year") * 100)
    lately = F.format_string("%.0f %% of days missed recently", F.col(f"absence_rate_{WINDOWS[0]}") * 100)
    weakest = F.format_string("mean score %.0f in the weakest subject", "weakest_subject")
    engaged = F.format_string("engagement %.0f of 100 on average", "engagement")
    change = F.format_string("scores change by %+.1f in four weeks", "score_trend")
    return {
        "grade": F.concat(F.lit("grade level "), F.col("grade_level")),
        "results": if_known("days_since_result", results, "no result so far"),
        "scores": if_known("mean_score", F.format_string("mean score %.0f so far", "mean_score"), "no score so far"),
        "subjects": if_known("weakest_subject", weakest, "no score so far"),
        "recent scores": if_known("last_score", recent, "no score so far"),
        "trend": if_known("score_trend", change, "too few scores for a trend"),
        "engagement": if_known("engagement", engaged, "engagement not known"),
        "attendance": if_known("absence_rate", missed, "attendance not known"),
        "recent absence": if_known("absence_rate", lately, "attendance not known"),
        "work": if_known("missing_share", work, "no work was due"),
    }
