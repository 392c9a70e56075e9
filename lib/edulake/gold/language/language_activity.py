"""How many learn a language each day, and how much do they do?"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import minutes
from edulake.gold.language.activity import READ, USER, activity, days, lessons, observed
from edulake.gold.language.columns import LANGUAGE, NOWHERE, OBSERVED_UNTIL, nowhere
from edulake.gold.language.minutes import MINUTES_TYPE
from edulake.gold.product import ALL, OF_LANGUAGE, WRITTEN_AT, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="language_activity",
    meaning="One row per source, day and language, or All of them: who learns, and what they do. From the first day"
    " with anything on, quiet days as well, until the last of which all is known.",
    columns=(
        SOURCE_SYSTEM,
        Column("date", "DATE", "Day in the time zone of the source", nullable=False),
        Column("course_id", "STRING", "Language; All for any, where each learner is counted once", nullable=False),
        Column("learners", "INT", "Different learners with any activity on the day", nullable=False),
        Column("learners_7_days", "INT", "Different ones on it or the six days before", nullable=False),
        Column("learners_28_days", "INT", "Different ones on it or the 27 days before", nullable=False),
        Column("new_learners", "INT", "Those of learners who were never active before", nullable=False),
        Column("conversations", "BIGINT", "Conversations begun", nullable=False),
        Column("messages", "BIGINT", "Messages of learners", nullable=False),
        Column(
            "active_minutes",
            MINUTES_TYPE,
            "Time between messages, as the settings count it, where it ended",
            nullable=False,
        ),
        Column("lessons", "BIGINT", "Different lessons of each learner with activity in them", nullable=False),
        Column("attempts", "BIGINT", "Tests finished, or begun and not finished so far", nullable=False),
        OBSERVED_UNTIL,
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "date", "course_id"),
    cluster_by=("date", "course_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
COUNTS = ("conversations", "messages", "seconds", "lessons", "attempts")
LEARNERS = ("learners", "learners_7_days", "learners_28_days", "new_learners")


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows."""
    active = yield days(activity(silver))
    there = _in_languages(observed(active).select(*LANGUAGE, "student_id", "date", "observed_until")).distinct()
    counted = yield _learners(there)
    done = _in_languages(_done(silver, settings)).groupBy(*KEYS).agg(*[F.sum(name).alias(name) for name in COUNTS])
    rows = counted.join(done, on=list(KEYS), how="left").fillna(0, list(COUNTS))
    return rows.select(
        *KEYS,
        *LEARNERS,
        "conversations",
        "messages",
        minutes.in_minutes(F.col("seconds")).alias("active_minutes"),
        "lessons",
        "attempts",
        "observed_until",
        *nowhere(),
    )


def _in_languages(rows: DataFrame) -> DataFrame:
    """Each row twice: in its language, and in All."""
    return rows.withColumn("course_id", F.explode(F.array("course_id", F.lit(ALL))))


def _learners(there: DataFrame) -> DataFrame:
    """Of each day of a language, quiet ones as well, the counts of learners, from learners and their days.

    A learner counts from a day with activity on until the next one, or for seven days: who comes and who goes is summed
    up to each day, so that nobody is counted twice and no day looks at 28.
    """
    one_learner = Window.partitionBy(*LANGUAGE, "student_id").orderBy("date")
    known = there.withColumns({"before": F.lag("date").over(one_learner), "next": F.lead("date").over(one_learner)})
    comes = _moves(F.col("date"), F.lit(1), F.when(F.col("before").isNull(), 1).otherwise(0), F.lit(1), F.lit(1))
    goes = [_until(7, F.lit(-1), F.lit(0)), _until(28, F.lit(0), F.lit(-1))]
    moves = known.select(*LANGUAGE, F.inline(F.array(comes, *goes)))
    names = ("learners", "new_learners", "change_7", "change_28")
    changes = moves.groupBy(*KEYS).agg(*[F.sum(name).alias(name) for name in names])
    first = there.groupBy(*LANGUAGE, "observed_until").agg(F.min("date").alias("first"))
    calendar = first.select(*LANGUAGE, "observed_until", F.explode(F.sequence("first", "observed_until")).alias("date"))
    so_far = Window.partitionBy(*LANGUAGE).orderBy("date")
    return (
        calendar.join(changes, on=list(KEYS), how="left")
        .fillna(0, list(names))
        .select(
            *KEYS,
            "observed_until",
            *[F.col(name).cast("int") for name in ("learners", "new_learners")],
            *[F.sum(f"change_{n}").over(so_far).cast("int").alias(f"learners_{n}_days") for n in (7, 28)],
        )
    )


def _moves(day: SparkColumn, here: SparkColumn, new: SparkColumn, week: SparkColumn, month: SparkColumn) -> SparkColumn:
    """What changes on a day: who is there and new on it, and in the days that count for 7 and 28."""
    changes = {"learners": here, "new_learners": new, "change_7": week, "change_28": month}
    return F.struct(day.alias("date"), *[change.alias(name) for name, change in changes.items()])


def _until(length: int, week: SparkColumn, month: SparkColumn) -> SparkColumn:
    """That a learner goes after so many days, or comes again before."""
    return _moves(F.least(F.date_add("date", length), F.col("next")), F.lit(0), F.lit(0), week, month)


def _done(silver: Inputs, settings: Gold) -> DataFrame:
    """What was done, by language and day, in COUNTS; of each row those that it does not tell are 0."""
    timed = minutes.active(silver[MESSAGES_TABLE], settings)
    is_learners = F.when(F.col("role") == USER, 1).otherwise(0)
    talked = silver[CONVERSATIONS_TABLE].select(*KEYS, F.lit(1).alias("conversations"))
    wrote = timed.select(*KEYS, is_learners.alias("messages"), F.col("active_seconds").alias("seconds"))
    learned = lessons(silver[LESSON_PROGRESS_TABLE]).select(*KEYS, "student_id", "lesson_id").distinct()
    tried = silver[ATTEMPTS_TABLE].select(*KEYS, F.lit(1).alias("attempts"))
    told = (talked, wrote, learned.select(*KEYS, F.lit(1).alias("lessons")), tried)
    every = [
        rows.select(
            *KEYS, *[F.col(n).cast("bigint") if n in rows.columns else F.lit(0).cast("bigint").alias(n) for n in COUNTS]
        )
        for rows in told
    ]
    return reduce(DataFrame.unionByName, every)


LANGUAGE_ACTIVITY = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, READ)),
    build,
    part=("source_system",),  # learners of All, and up to which day all is known, are the source's
    needs=(CONVERSATIONS_TABLE,),
    choices=(OF_LANGUAGE,),
)
