"""What is known of a learner of a language on a day: when, how often and how regularly there, and how it went.

Over the `DAYS` before the day, and over half of them; scores over all that is known.
No feature is a protected attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.activity import LESSON
from edulake.gold.language.minutes import active
from edulake.ml.problems.dropout.cohorts import KEY
from edulake.ml.problems.feature import DIGITS, Feature, completed, days_ago, if_known

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

WEEK, HALF, DAYS = 7, 14, 28
SECONDS_PER_DAY = 86_400
# Sums of squares times how many there are, exactly, also of a million attempts.
WHOLE = "decimal(19,0)"
# Whose days and scores are compared: learners of one language on one day.
PEERS = ("as_of_date", "course_id")
# A level means the same in every cohort, because the outcome is one: the same days without anything.
FEATURES = (
    Feature("days_since_active", "days since", relative=False, comparable=True),
    *[Feature(f"active_days_{days}", "days", comparable=True) for days in (WEEK, HALF, DAYS)],
    Feature("active_days_change", "change", comparable=True),
    Feature("minutes", "minutes", comparable=True),
    Feature("minutes_change", "minutes", comparable=True),
    Feature("lessons_begun", "lessons", comparable=True),
    Feature("score", "scores", comparable=True),
    Feature("score_trend", "scores", comparable=True),
    Feature("errors", "errors", comparable=True),
    Feature(f"errors_{HALF}", "errors", comparable=True),
    Feature("weeks", "weeks", relative=False, comparable=True),
    Feature("regularity", "hours", comparable=True),
)
RULE = "days_since_active"


def build(
    population: DataFrame, known: DataFrame, messages: DataFrame, attempts: DataFrame, settings: Gold
) -> DataFrame:
    """The population with all FEATURES, complete; `rule`, which grows with risk, is days since the last activity.

    `known` are moments, `messages` and `attempts` facts, all that was known before the day, with `as_of_date`.
    """
    joined = population
    for found in (_days(known), _written(messages, settings), _scores(attempts)):
        joined = joined.join(found, on=list(KEY), how="left")
    return completed(joined, FEATURES, PEERS).withColumn("rule", F.col(RULE))


def _days(known: DataFrame) -> DataFrame:
    """Days with any activity: how many, how long ago, and whether at about one hour of the day (UTC).

    `active_days_change` is those of the last half less those of the one before. `regularity` is the length of the mean
    of all hours as points of a circle (the mean resultant length; Mardia and Jupp 2000), 0 to 1, from two moments on.
    """
    ago = days_ago()
    recent = ago <= DAYS
    angle = 2 * F.pi() * F.pmod(F.unix_seconds("at"), F.lit(SECONDS_PER_DAY)) / SECONDS_PER_DAY
    east, north = (F.avg(F.when(recent, of(angle))) for of in (F.cos, F.sin))
    length = F.when(F.count(F.when(recent, 1)) > 1, F.sqrt(east * east + north * north))
    lessons = F.count(F.when(recent & (F.col("kind") == LESSON), 1))

    def within(first: int, last: int) -> Column:
        return F.count_distinct(F.when(ago.between(first, last), F.col("date")))

    return known.groupBy(*KEY).agg(
        F.min(ago).alias("days_since_active"),
        *[within(1, days).alias(f"active_days_{days}") for days in (WEEK, HALF, DAYS)],
        (within(1, HALF) - within(HALF + 1, DAYS)).alias("active_days_change"),
        lessons.alias("lessons_begun"),
        (F.max(ago) / WEEK).alias("weeks"),
        length.alias("regularity"),
    )


def _written(messages: DataFrame, settings: Gold) -> DataFrame:
    """Active minutes, those of the last half less those of the one before, and errors per message that was checked."""
    timed = active(messages.where(days_ago() <= DAYS), settings, "as_of_date")
    late, checked = days_ago() <= HALF, F.col("is_checked")
    seconds = F.col("active_seconds")
    signed = F.when(late, seconds).otherwise(-seconds)

    def errors(among: Column) -> Column:
        counted = F.count(F.when(among, 1))
        return F.when(counted > 0, F.sum(F.when(among, F.col("correction_count"))) / counted)

    return timed.groupBy(*KEY).agg(
        (F.sum(seconds) / 60).alias("minutes"),
        (F.sum(signed) / 60).alias("minutes_change"),
        errors(checked).alias("errors"),
        errors(checked & late).alias(f"errors_{HALF}"),
    )


def _scores(attempts: DataFrame) -> DataFrame:
    """By how many deviations scores lie above the mean of tests of their language and level, and its change in weeks.

    Deviations are those of all scores known by the day; sums are of whole hundredths, so that they are exact.
    """
    hundredths = (F.col("score") * 100).cast("bigint")
    scored = attempts.where(F.col("is_finished") & F.col("score").isNotNull()).withColumn("hundredths", hundredths)
    alike = Window.partitionBy("as_of_date", "source_system", "course_id", "level_rank", "is_mixed")
    squares = F.col("hundredths") * F.col("hundredths")
    sums = {
        "n": F.count(F.lit(1)).over(alike),
        "total": F.sum("hundredths").over(alike),
        "squares": F.sum(squares).over(alike),
    }
    told = scored.withColumns(sums)
    n, total, squares = (F.col(name).cast(WHOLE) for name in ("n", "total", "squares"))
    spread = F.sqrt((n * squares - total * total).cast("double"))
    above = (F.col("n") * F.col("hundredths") - F.col("total")).cast("double")
    z = F.when(spread > 0, F.round(above / spread, DIGITS).cast("decimal(12,6)"))
    week = F.unix_date("date") / F.lit(float(WEEK))
    return (
        told.withColumn("z", z)
        .groupBy(*KEY)
        .agg(F.avg("z").alias("score"), F.regr_slope(F.col("z").cast("double"), week).alias("score_trend"))
    )


def in_words() -> dict[str, Column]:
    """Each concept of FEATURES as a sentence about a learner, from the features themselves."""
    since = F.format_string("last active %d days ago", F.col("days_since_active").cast("int"))
    days = F.format_string(
        f"active on %d of {DAYS} days, %d of them in the last week",
        F.col(f"active_days_{DAYS}").cast("int"),
        F.col(f"active_days_{WEEK}").cast("int"),
    )
    change = F.format_string("%+d active days in two weeks", F.col("active_days_change").cast("int"))
    minutes = F.format_string(
        f"%.0f minutes of messages in {DAYS} days, %+.0f in two weeks", "minutes", "minutes_change"
    )
    lessons = F.format_string(f"%d lessons begun in {DAYS} days", F.col("lessons_begun").cast("int"))
    scores = F.format_string("scores %+.1f deviations from the mean of their level", "score")
    errors = F.format_string(f"%.1f errors per message in {DAYS} days", "errors")
    both = F.concat(errors, F.format_string(f", %.1f in the last {HALF}", f"errors_{HALF}"))
    weeks = F.format_string("there since %d weeks", F.floor("weeks").cast("int"))
    hours = F.format_string("hours of the day alike to %.0f %%", F.col("regularity") * 100)
    return {
        "days since": since,
        "days": days,
        "change": change,
        "minutes": if_known("minutes", minutes, "no messages lately"),
        "lessons": lessons,
        "scores": if_known("score", scores, "no score so far"),
        "errors": if_known("errors", if_known(f"errors_{HALF}", both, errors), "no message was checked for errors"),
        "weeks": weeks,
        "hours": if_known("regularity", hours, "too few moments to tell of hours"),
    }
