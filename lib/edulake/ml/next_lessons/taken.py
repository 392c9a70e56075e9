"""Who has begun which lesson by a day, and who may begin which one next.

A lesson is begun at the first begin that any version of its progress tells, and completed at the first completion: what
is overwritten later tells of the past only those who came back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold.language import confirmed
from edulake.gold.language.activity import NOT_STARTED
from edulake.gold.language.columns import LEARNER
from edulake.gold.language.confirmed import CONFIRMED
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.language.proficiency import PROFICIENCY_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.ml.problems.problem import Read

READ = (
    CONVERSATIONS_TABLE,
    MESSAGES_TABLE,
    LESSON_PROGRESS_TABLE,
    ATTEMPTS_TABLE,
    PROFICIENCY_TABLE,
    LESSONS_TABLE,
)
LESSON = ("source_system", "course_id", "lesson_id")
LOWEST = 1


def begun(progress: DataFrame) -> DataFrame:
    """Learner, lesson_id, `begun_at` and `completed_at`, null while it is not; a row for each lesson that is begun."""
    told = progress.where((F.col("status") != NOT_STARTED) & F.col("started_at").isNotNull())
    firsts = [F.min("started_at").alias("begun_at"), F.min("completed_at").alias("completed_at")]
    return told.groupBy(*LEARNER, "lesson_id").agg(*firsts)


def before(begun: DataFrame, calendar: DataFrame) -> DataFrame:
    """The lessons begun before the `as_of_date` that `calendar` has for their source, with `is_completed` by then."""
    dated = begun.join(F.broadcast(calendar), on="source_system")
    day = F.col("as_of_date").cast("timestamp")
    is_completed = F.coalesce(F.col("completed_at") < day, F.lit(False))
    return dated.where(F.col("begun_at") < day).select(*LEARNER, "lesson_id", is_completed.alias("is_completed"))


def after(begun: DataFrame, calendar: DataFrame, days: int) -> DataFrame:
    """The lessons begun within so many `days` from the day of their source on."""
    passed = F.datediff(F.to_date("begun_at"), F.col("as_of_date"))
    dated = begun.join(F.broadcast(calendar), on="source_system")
    return dated.where((passed >= 0) & (passed < days)).select(*LEARNER, "lesson_id")


def levels(read: Read, who: DataFrame, taken: DataFrame, calendar: DataFrame, settings: Gold) -> DataFrame:
    """`who`, rows of learners, with `level_rank`: the highest confirmed before the day.

    Where none is, that of the highest lesson begun; A1 where none is begun.
    """
    until = calendar.select("source_system", F.date_sub("as_of_date", 1).alias("observed_until"))
    told = confirmed.levels({table: read(table) for table in confirmed.READ}, until, settings)
    sure = told.where(F.col("basis") == CONFIRMED).groupBy(*LEARNER).agg(F.max("level_rank").alias("sure"))
    of_lesson = read(LESSONS_TABLE).select(*LESSON, F.col("level_rank").alias("of_lesson"))
    highest = taken.join(of_lesson, on=list(LESSON)).groupBy(*LEARNER).agg(F.max("of_lesson").alias("highest"))
    known = who.join(sure, on=list(LEARNER), how="left").join(highest, on=list(LEARNER), how="left")
    return known.select(*LEARNER, F.coalesce("sure", "highest", F.lit(LOWEST)).alias("level_rank"))


def candidates(levels: DataFrame, lessons: DataFrame, taken: DataFrame, calendar: DataFrame) -> DataFrame:
    """Each learner of `levels` with the lessons of the language that are there on the day, and not completed by then.

    `is_begun` ones are not completed. `is_near` are those of the learner's level and of the next: with `lesson_level`.
    """
    made = F.coalesce(F.col("created_at") < F.col("as_of_date").cast("timestamp"), F.lit(True))
    there = lessons.where("is_active").join(F.broadcast(calendar), on="source_system").where(made)
    offered = there.select(*LESSON, F.col("level_rank").alias("lesson_level"), "order_index")
    pairs = levels.join(F.broadcast(offered), on=["source_system", "course_id"])
    said = pairs.join(taken, on=[*LEARNER, "lesson_id"], how="left")
    above = F.col("lesson_level") - F.col("level_rank")
    return said.where("is_completed IS NULL OR NOT is_completed").select(
        *LEARNER,
        "lesson_id",
        "level_rank",
        "lesson_level",
        "order_index",
        F.col("is_completed").isNotNull().alias("is_begun"),
        F.coalesce(above.between(0, 1), F.lit(False)).alias("is_near"),
    )


def popular(candidates: DataFrame, taken: DataFrame, levels: DataFrame) -> DataFrame:
    """`candidates` with how many learners of the language have begun the lesson (`of_all`), and of those at the level.

    `at_level` counts those who are at the learner's level on the day, of whom there are `peers`.
    """
    of_all = taken.groupBy(*LESSON).agg(F.count(F.lit(1)).alias("of_all"))
    placed = taken.join(levels, on=list(LEARNER))
    at_level = placed.groupBy(*LESSON, "level_rank").agg(F.count(F.lit(1)).alias("at_level"))
    place = ("source_system", "course_id", "level_rank")
    peers = levels.groupBy(*place).agg(F.count(F.lit(1)).alias("peers"))
    counted = (
        candidates.join(F.broadcast(of_all), on=list(LESSON), how="left")
        .join(F.broadcast(at_level), on=[*LESSON, "level_rank"], how="left")
        .join(F.broadcast(peers), on=list(place))
    )
    none = F.lit(0).cast("bigint")
    return counted.withColumns({name: F.coalesce(name, none) for name in ("of_all", "at_level")})
