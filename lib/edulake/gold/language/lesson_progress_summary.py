"""How many begin a lesson, how many complete it, how well and how fast? It tells, and ranks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import intervals
from edulake.gold.language.columns import NOWHERE, OK, TOO_FEW, nowhere
from edulake.gold.language.intervals import SHARE_TYPE
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Input, Product, mean
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

DAYS_TYPE = "DECIMAL(12,2)"
TABLE = Table(
    layer="gold",
    name="lesson_progress_summary",
    meaning="One row per language and lesson, of the catalogue or with any progress: who began it, who completed it so"
    " far, with which mastery and in how many days. Learners choose lessons: it does not say which is better.",
    columns=(
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("lesson_id", "STRING", "Lesson", nullable=False),
        Column("lesson_type", "STRING", "Type of the lesson, in lower case; null if no catalogue has it"),
        Column("level", "STRING", "A1 to C2; null where none is said"),
        Column("is_active", "BOOLEAN", "Whether the newest catalogue has it; null if none has"),
        Column("learners", "INT", "Different learners of whom any progress is known", nullable=False),
        Column("started", "INT", "Those who began it at any time", nullable=False),
        Column("completed", "INT", "Those who completed it at any time, if they began it anew as well", nullable=False),
        Column("completed_share", SHARE_TYPE, "Completed / started, so far; null without any"),
        Column("lower", SHARE_TYPE, "Lower 95 % limit of that share (Wilson)"),
        Column("upper", SHARE_TYPE, "Upper 95 % limit"),
        Column("with_mastery", "INT", "Those who completed it, and whose mastery is told", nullable=False),
        Column("mean_mastery", SHARE_TYPE, "Mean of what was told last of each, 0 to 1; null without any"),
        Column("timed", "INT", "Those whose begin and first completion are told, in this order", nullable=False),
        Column("median_days", DAYS_TYPE, "Median of their days from begin to first completion; null without any"),
        Column("status", "STRING", "OK; TOO_FEW if fewer started than the settings ask for", nullable=False),
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "course_id", "lesson_id"),
    cluster_by=("course_id", "lesson_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
STARTED = ("in_progress", "completed")
SECONDS_A_DAY = 86_400


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """All rows."""
    lessons = silver[LESSONS_TABLE].select(*KEYS, "lesson_type", "level", "is_active")
    counted = _counted(_of_learners(silver[LESSON_PROGRESS_TABLE]))
    rows = lessons.join(counted, on=list(KEYS), how="full")
    counts = {
        name: F.coalesce(name, F.lit(0)).cast("int")
        for name in ("learners", "started", "completed", "with_mastery", "timed")
    }
    lower, upper = intervals.wilson(F.col("completed"), F.col("started"))
    is_enough = F.col("started") >= settings.language.min_learners
    return rows.withColumns(counts).select(
        *KEYS,
        "lesson_type",
        "level",
        "is_active",
        "learners",
        "started",
        "completed",
        intervals.share(F.col("completed"), F.col("started")).alias("completed_share"),
        lower.alias("lower"),
        upper.alias("upper"),
        "with_mastery",
        mean(F.col("mastery"), F.col("with_mastery"), SHARE_TYPE).alias("mean_mastery"),
        "timed",
        (F.col("seconds").cast("decimal(18,1)") / F.lit(SECONDS_A_DAY)).cast(DAYS_TYPE).alias("median_days"),
        F.when(is_enough, OK).otherwise(TOO_FEW).alias("status"),
        *nowhere(),
    )


def _of_learners(progress: DataFrame) -> DataFrame:
    """What all versions of a learner's progress say of a lesson: a lesson that is begun anew was completed before."""
    is_started, is_completed = F.col("status").isin(*STARTED), F.col("status") == "completed"
    is_told = is_completed & F.col("mastery").isNotNull()
    told = progress.groupBy(*KEYS, "student_id").agg(
        F.max(is_started).alias("is_started"),
        F.max(is_completed).alias("is_completed"),
        F.max(F.when(is_told, F.struct("valid_from", "mastery")))["mastery"].alias("mastery"),
        F.min(F.when(is_started, F.col("started_at"))).alias("began"),
        F.min(F.when(is_completed, F.col("completed_at"))).alias("ended"),
    )
    seconds = F.unix_seconds("ended") - F.unix_seconds("began")
    return told.withColumn("seconds", F.when(F.col("ended") >= F.col("began"), seconds))


def _counted(of_learners: DataFrame) -> DataFrame:
    """By lesson; the median is that of whole seconds, of which a half is exact."""
    return of_learners.groupBy(*KEYS).agg(
        F.count(F.lit(1)).alias("learners"),
        F.count(F.when(F.col("is_started"), 1)).alias("started"),
        F.count(F.when(F.col("is_completed"), 1)).alias("completed"),
        F.count("mastery").alias("with_mastery"),
        F.sum("mastery").cast("decimal(14,4)").alias("mastery"),
        F.count("seconds").alias("timed"),
        F.percentile("seconds", 0.5).alias("seconds"),
    )


LESSON_PROGRESS_SUMMARY = Product(
    TABLE.name,
    TABLE,
    (Input(LESSON_PROGRESS_TABLE), Input(LESSONS_TABLE)),
    build,
    needs=(LESSON_PROGRESS_TABLE,),
    choices=(OF_LANGUAGE,),
)
