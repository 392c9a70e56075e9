"""On which days learners of a language are looked at, who is there, and who does nothing in the days after.

What a source overwrites says who came back later: that a lesson was opened last on a day is told only of those who did
not open it again, and that an attempt is unfinished only of those who did not finish it. So what is known on a day is
made of moments alone that nothing later takes back.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.gold.language import activity
from edulake.gold.language.activity import ATTEMPT, CONVERSATION, LESSON, READ, USER
from edulake.gold.language.columns import LEARNER
from edulake.ml.problems.feature import days_ago
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.gold.product import Inputs
    from edulake.ml.problems.problem import Read

# A learner of two languages is one in each.
KEY = (*LEARNER, "as_of_date")
COLUMNS = (*LEARNER, "date", "at", "kind", "known_at")


def silver(read: Read, settings: Settings) -> Inputs:
    """The facts about languages, of the sources of which anybody is modelled."""
    others = settings.early_warning.unmodelled_sources
    return {table: read(table).where(~F.col("source_system").isin(others)) for table in READ}


def moments(facts: Inputs) -> DataFrame:
    """Learner, date, at, kind and known_at of what is never told otherwise later, a moment a row.

    A conversation began, the learner wrote a message, an attempt was completed, a lesson was begun. What is dated after
    its delivery is a mistake, and not there.
    """
    talks = facts[CONVERSATIONS_TABLE].withColumns({"at": F.col("started_at"), "kind": F.lit(CONVERSATION)})
    written = facts[MESSAGES_TABLE].where(F.col("role") == USER)
    wrote = written.withColumns({"at": F.col("sent_at"), "kind": F.lit(CONVERSATION)})
    ended = facts[ATTEMPTS_TABLE].where("is_finished")
    tests = ended.withColumns({"at": F.col("completed_at"), "kind": F.lit(ATTEMPT)})
    dated = [told.where(F.col("date") <= F.to_date("delivered_at")).select(*COLUMNS) for told in (talks, wrote, tests)]
    return reduce(DataFrame.unionByName, [*dated, _begun(facts[LESSON_PROGRESS_TABLE])])


def _begun(progress: DataFrame) -> DataFrame:
    """The first begin that any version of a lesson tells."""
    told = progress.where((F.col("status") != activity.NOT_STARTED) & F.col("started_at").isNotNull())
    first = told.groupBy(*LEARNER, "lesson_id").agg(F.min("started_at").alias("at"))
    made = {"date": F.to_date("at"), "kind": F.lit(LESSON), "known_at": F.col("at")}
    return first.withColumns(made).select(*COLUMNS)


def active_days(facts: Inputs) -> DataFrame:
    """Learner and day with any activity, whatever tells of it; a mistake in the day, as far as is known, tells none."""
    told = activity.activity(facts)
    return told.where(F.col("is_known") | (F.col("kind") == LESSON)).select(*LEARNER, "date").distinct()


def until(facts: Inputs) -> DataFrame:
    """By source `observed_until`, the day up to which all activity is known."""
    return activity.observed_until(activity.days(activity.activity(facts)))


def calendar(until: DataFrame, days: Sequence[dt.date], ahead: int) -> DataFrame:
    """Each source with those of the days of which `ahead` days, from them on, are all known; with 0, those before."""
    as_of = F.array(*[F.lit(day) for day in days]) if days else F.array().cast("array<date>")
    dated = until.withColumn("as_of_date", F.explode(as_of))
    is_known = F.date_add("as_of_date", ahead - 1) <= F.col("observed_until")
    return dated.where(is_known).select("source_system", "as_of_date")


def population(known: DataFrame, recent: int) -> DataFrame:
    """Who was active in the `recent` days before the day: others have left already, which anybody sees."""
    ago = days_ago()
    return known.where(ago <= recent).select(*KEY).distinct()


def outcomes(there: DataFrame, active_days: DataFrame, horizon: int) -> DataFrame:
    """Rows of KEY with `label`: 0 for any activity in the `horizon` days from the day on, 1 for none."""
    passed = F.datediff("date", "as_of_date")
    came = there.join(active_days, on=list(LEARNER)).where((passed >= 0) & (passed < horizon))
    stayed = came.select(*KEY).distinct().withColumn("label", F.lit(0))
    return there.join(stayed, on=list(KEY), how="left").select(*KEY, F.coalesce("label", F.lit(1)).alias("label"))
