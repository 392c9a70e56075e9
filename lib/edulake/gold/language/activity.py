"""When somebody did something to learn a language, and up to which day all of it is known."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.gold.language.columns import LEARNER
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from edulake.gold.product import Inputs

# What `activity` reads.
READ = (CONVERSATIONS_TABLE, MESSAGES_TABLE, LESSON_PROGRESS_TABLE, ATTEMPTS_TABLE)
USER = "user"
CONVERSATION, LESSON, ATTEMPT = "conversation", "lesson", "attempt"
COLUMNS = (*LEARNER, "date", "at", "kind", "is_known")
NOT_STARTED = "not_started"
MOMENTS = ("started_at", "completed_at", "last_accessed_at")


def activity(silver: Inputs) -> DataFrame:
    """Source, student_id, course_id, date, at (UTC), kind (conversation, lesson, attempt) and is_known, a moment a row.

    A conversation began, or the learner wrote a message in it: one that is taken up again a week later is activity of
    that day. A lesson was begun, completed or opened, as any version of its progress says: later ones forget when it
    was before it was taken up again. One that is not started tells of nothing, whatever moment it has. An attempt
    counts when it was completed, else begun. Days are those of the source, those of lessons are of UTC.

    `is_known` says that it was dated before its delivery ended: what is dated after that is a mistake. It is false of
    lessons, for a history does not keep when a version was delivered.
    """
    talks = silver[CONVERSATIONS_TABLE].withColumns({"at": F.col("started_at"), "kind": F.lit(CONVERSATION)})
    written = silver[MESSAGES_TABLE].where(F.col("role") == USER)
    wrote = written.withColumns({"at": F.col("sent_at"), "kind": F.lit(CONVERSATION)})
    ended = F.coalesce("completed_at", "started_at")
    tests = silver[ATTEMPTS_TABLE].withColumns({"at": ended, "kind": F.lit(ATTEMPT)})
    is_known = (F.col("date") <= F.to_date("delivered_at")).alias("is_known")
    dated = [facts.select(*COLUMNS[:-1], is_known) for facts in (talks, wrote, tests)]
    return reduce(DataFrame.unionByName, [*dated, lessons(silver[LESSON_PROGRESS_TABLE]).select(*COLUMNS)])


def lessons(progress: DataFrame) -> DataFrame:
    """The columns of `activity`, and lesson_id: each moment of a lesson once, however many versions tell it."""
    started = progress.where(F.col("status") != NOT_STARTED)
    at = F.explode(F.array(*MOMENTS)).alias("at")
    moments = started.select(*LEARNER, "lesson_id", at).where(F.col("at").isNotNull()).distinct()
    return moments.withColumns({"date": F.to_date("at"), "kind": F.lit(LESSON), "is_known": F.lit(False)})


def days(activity: DataFrame) -> DataFrame:
    """Learner, language and day with any activity, each once; `is_known` where that of any is."""
    return activity.groupBy(*LEARNER, "date").agg(F.max("is_known").alias("is_known"))


def observed_until(days: DataFrame) -> DataFrame:
    """By source the day before the last on which activity is known: of that one more may come.

    Lessons move no day, nor does what is dated after its delivery. A source without anything else has no row.
    """
    known = days.where("is_known")
    return known.groupBy("source_system").agg(F.date_sub(F.max("date"), 1).alias("observed_until"))


def observed(days: DataFrame) -> DataFrame:
    """The days of which all is known, with `observed_until`."""
    until = F.broadcast(observed_until(days))
    return days.join(until, on="source_system").where(F.col("date") <= F.col("observed_until"))
