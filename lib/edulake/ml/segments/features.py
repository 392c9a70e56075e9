"""What learners do as of a day: features from the `DAYS` before it, of those who were there often enough.

Everything is made of facts that happened, and became known, before the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.gold.language import columns
from edulake.gold.language.activity import LESSON, READ, activity, days, observed_until
from edulake.gold.language.minutes import active
from edulake.ml.problems.as_of import known_before
from edulake.ml.problems.feature import days_ago
from edulake.ml.segments.agreement import WHOLE
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold
    from edulake.contract.table import Table
    from edulake.ml.problems.problem import Read

DAYS = 56
FEWEST_DAYS = 3
WEEK = 7
DIGITS = 6
NEW, QUIET = "new", "quiet"
LEARNER = ("source_system", "student_id")


class Feature(NamedTuple):
    """A feature, and what those are called in a segment's name who have little of it, or much."""

    name: str
    little: str
    much: str


# In the order in which a later one goes that says the same as an earlier one. None is a protected attribute.
FEATURES = (
    Feature("minutes", "little time", "much time"),
    Feature("days", "seldom here", "often here"),
    Feature("score", "weak scores", "strong scores"),
    Feature("errors", "few errors", "many errors"),
    Feature("lessons", "mostly talks", "mostly lessons"),
)
NAMES = tuple(feature.name for feature in FEATURES)


def looked_at(read: Read, unmodelled: Sequence[str]) -> DataFrame:
    """Each source's `as_of_date`: the day after the last one of which all activity is known; of none `unmodelled`."""
    until = observed_until(days(activity({table: read(table) for table in READ})))
    modelled = until.where(~F.col("source_system").isin(list(unmodelled)))
    return modelled.select("source_system", F.date_add("observed_until", 1).alias("as_of_date"))


def active_lately(read: Read, calendar: DataFrame, window: int) -> DataFrame:
    """Who did something in a language on one of the `window` days before the `as_of_date` of their source."""
    happened = days(activity({table: read(table) for table in READ})).join(F.broadcast(calendar), on="source_system")
    return happened.where((days_ago() > 0) & (days_ago() <= window)).select(*columns.LEARNER).distinct()


def behaviour(read: Read, calendar: DataFrame, settings: Gold) -> DataFrame:
    """A row per learner who ever did anything: source, student_id, as_of_date, `active_days`, `by_rule`, and features.

    `calendar` says each source's `as_of_date`. Who was active on fewer than `FEWEST_DAYS` of the days is, `by_rule`,
    new if the first activity ever is among them, else quiet; of all others `by_rule` is null, and the features are

    - minutes: ln(1 + active minutes a week); weeks since the first activity, at least one and at most all;
    - days: share of these days with any activity;
    - score: mean of how many standard deviations scores lie above the mean of all attempts at tests of their language
      and level in the time; null without an attempt, or where all have one score;
    - errors: corrections per message that was checked; null without one;
    - lessons: share of lessons in the days with a talk, with a lesson and with a test.

    All are DOUBLE, rounded to `DIGITS`.
    """
    silver = {table: _known(read, table, calendar) for table in READ}
    there = _inside(activity(silver).select(*LEARNER, "date", "kind").distinct(), calendar, whole=True)
    recent = F.col("date") >= F.col("window_start")
    first = F.min("date").alias("first_day")
    own = [
        first,
        F.count_distinct(F.when(recent, F.col("date"))).alias("active_days"),
        F.count(F.when(recent, F.lit(1))).alias("kinds"),
        F.count(F.when(recent & (F.col("kind") == LESSON), F.lit(1))).alias("lesson_days"),
    ]
    there = there.groupBy(*LEARNER, "as_of_date", "window_start").agg(*own)
    messages = active(silver[MESSAGES_TABLE].drop("as_of_date"), settings)
    joined = there.join(_of_messages(_inside(messages, calendar)), on=list(LEARNER), how="left")
    joined = joined.join(_scores(_inside(silver[ATTEMPTS_TABLE].drop("as_of_date"), calendar)), list(LEARNER), "left")
    return joined.select(*LEARNER, "as_of_date", "active_days", _by_rule().alias("by_rule"), *_features())


def _known(read: Read, table: Table, calendar: DataFrame) -> DataFrame:
    """Facts from before the day; of a history the versions from before it, whose moments are from before it as well."""
    if table == LESSON_PROGRESS_TABLE:
        dated = read(table).join(F.broadcast(calendar), on="source_system")
        return dated.where(F.col("valid_from") < F.col("as_of_date").cast("timestamp")).drop("as_of_date")
    return known_before(read(table), calendar, ["source_system"], "date").drop("as_of_date")


def _inside(facts: DataFrame, calendar: DataFrame, *, whole: bool = False) -> DataFrame:
    """Facts of the `DAYS` before the day, or with `whole` all before it; with `as_of_date` and `window_start`."""
    dated = facts.join(F.broadcast(calendar), on="source_system")
    windowed = dated.withColumn("window_start", F.date_sub("as_of_date", DAYS))
    inside = windowed.where(F.col("date") < F.col("as_of_date"))
    return inside if whole else inside.where(F.col("date") >= F.col("window_start"))


def _of_messages(messages: DataFrame) -> DataFrame:
    checked = F.col("is_checked")
    return messages.groupBy(*LEARNER).agg(
        F.sum("active_seconds").alias("seconds"),
        F.sum(F.when(checked, F.col("correction_count"))).alias("corrections"),
        F.count(F.when(checked, F.lit(1))).alias("checked"),
    )


def _scores(attempts: DataFrame) -> DataFrame:
    """The mean z-score of each learner: sums are of whole hundredths, so that they are exact."""
    finished = attempts.where(F.col("is_finished") & F.col("score").isNotNull())
    said = finished.withColumn("hundredths", (F.col("score") * 100).cast("bigint"))
    alike = ("source_system", "course_id", "level_rank", "is_mixed")
    tests = said.groupBy(*alike).agg(
        F.count(F.lit(1)).alias("n"),
        F.sum("hundredths").alias("total"),
        F.sum(F.col("hundredths") * F.col("hundredths")).alias("squares"),
    )
    same = [F.col(f"a.{name}").eqNullSafe(F.col(f"t.{name}")) for name in alike]
    both = said.alias("a").join(F.broadcast(tests).alias("t"), same[0] & same[1] & same[2] & same[3])
    # Squares of a million scores times their number are beyond BIGINT.
    n, total, squares = (F.col(name).cast(WHOLE) for name in ("n", "total", "squares"))
    spread = F.sqrt((n * squares - total * total).cast("double"))
    above = (F.col("n") * F.col("hundredths") - F.col("total")).cast("double")
    z = F.when(spread > 0, F.round(above / spread, DIGITS).cast("decimal(12,6)"))
    return both.select("a.source_system", "a.student_id", z.alias("z")).groupBy(*LEARNER).agg(F.avg("z").alias("z"))


def _by_rule() -> Column:
    is_new = F.col("first_day") >= F.col("window_start")
    return F.when(F.col("active_days") < FEWEST_DAYS, F.when(is_new, NEW).otherwise(QUIET))


def _features() -> list[Column]:
    since = F.datediff("as_of_date", F.greatest("first_day", "window_start"))
    span = F.greatest(since, F.lit(WEEK))
    minutes = F.coalesce("seconds", F.lit(0)) / F.lit(60.0) / (span / F.lit(float(WEEK)))
    values = {
        "minutes": F.log1p(minutes),
        "days": F.col("active_days") / span,
        "score": F.col("z").cast("double"),
        "errors": F.when(F.col("checked") > 0, F.col("corrections") / F.col("checked")),
        "lessons": F.when(F.col("kinds") > 0, F.col("lesson_days") / F.col("kinds")),
    }
    is_told = F.col("active_days") >= FEWEST_DAYS
    return [F.when(is_told, F.round(values[name], DIGITS)).alias(name) for name in NAMES]
