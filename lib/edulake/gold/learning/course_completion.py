"""Which courses do students finish, by how enrollments end and by progress that is told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.learning.student_engagement import latest_progress
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

# What became of an enrollment: the first three are known outcomes.
KNOWN = ("completed", "failed", "withdrawn")
OUTCOMES = (*KNOWN, "still_open", "not_told")
SCOPE = ("school_id", "school_year", "term")
SHARED = "where all enrollments share it; of a course without any, where all that tell progress do"
TABLE = Table(
    layer="gold",
    name="course_completion",
    meaning="One row per course with enrollments or progress: how they ended, who reached 100 %, and both rates.",
    columns=(
        Column("course_id", "STRING", "Course", nullable=False),
        Column("completion_rate", "DECIMAL(5,4)", "Completed / known outcomes, those of the three below; null if none"),
        Column("enrolled", "INT", "Enrollments, those that ended early as well", nullable=False),
        Column("students", "INT", "Different students", nullable=False),
        Column("completed", "INT", "Passed", nullable=False),
        Column("failed", "INT", "Not passed", nullable=False),
        Column("withdrawn", "INT", "Left before the end", nullable=False),
        Column("still_open", "INT", "Without an outcome yet", nullable=False),
        Column("not_told", "INT", "Ended, or gone from the source, without a result; null in rows from before"),
        *[Column(f"{name}_students", "INT", f"Different students among {name}") for name in OUTCOMES],
        Column("with_progress", "INT", "Students of whom any progress is told, enrolled or not"),
        Column("reached_100", "INT", "Those whose latest progress is 100 %, whatever became of their enrollments"),
        Column("progress_rate", "DECIMAL(5,4)", "Reached 100 % / with progress; null without any progress"),
        Column("school_id", "STRING", f"School, {SHARED}"),
        Column("school_year", "INT", f"School year, {SHARED}"),
        Column("term", "STRING", f"Term, {SHARED}"),
        WRITTEN_AT,
    ),
    key=("course_id",),
    cluster_by=("course_id", "completion_rate"),
    deletion_vectors=True,
)
# Of enrollments: none are 0 where progress alone is told.
COUNTS = ("enrolled", "students", *OUTCOMES, *[f"{name}_students" for name in OUTCOMES])
FULL = 100
STATUSES = {"Completed": "completed", "Failed": "failed", "Withdrawn": "withdrawn"}
CLASS_KEY = ("source_system", "class_id")
DAY_MICROS = 86_400_000_000


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per course, over all its terms."""
    ended = _ended(_with_classes(silver[ENROLLMENTS_TABLE], silver[CLASSES_TABLE]))
    either = ended.join(_progress(silver[ENGAGEMENT_TABLE]), on="course_id", how="full")
    is_enrolled = F.col("enrolled").isNotNull()
    return either.select(
        "course_id",
        "completion_rate",
        *[F.coalesce(name, F.lit(0)).alias(name) for name in COUNTS],
        *[F.coalesce(name, F.lit(0)).alias(name) for name in ("with_progress", "reached_100")],
        "progress_rate",
        *[F.when(is_enrolled, F.col(name)).otherwise(F.col(f"{name}_told")).alias(name) for name in SCOPE],
    )


def _ended(enrollments: DataFrame) -> DataFrame:
    """Per course COUNTS of its enrollments, and `completion_rate`."""
    told = enrollments.withColumn("outcome", _outcome())
    is_ = {name: F.col("outcome") == name for name in OUTCOMES}
    counts = {name: F.count(F.when(is_[name], 1)) for name in OUTCOMES}
    known = counts["completed"] + counts["failed"] + counts["withdrawn"]
    students = {f"{name}_students": F.count_distinct(F.when(is_[name], F.col("student_id"))) for name in OUTCOMES}
    return told.groupBy("course_id").agg(
        mean(counts["completed"].cast("decimal(12,0)"), known, "decimal(5,4)").alias("completion_rate"),
        F.count(F.lit(1)).cast("int").alias("enrolled"),
        F.count_distinct("student_id").cast("int").alias("students"),
        *[count.cast("int").alias(name) for name, count in (counts | students).items()],
        *[shared(name) for name in SCOPE],
    )


def _progress(engagement: DataFrame) -> DataFrame:
    """Per course with progress how many students tell of it, and reached all of it; each by the latest told."""
    told = engagement.where(F.col("progress_percentage").isNotNull())
    each = told.groupBy("course_id", "student_id").agg(latest_progress().alias("latest"), *[shared(n) for n in SCOPE])
    with_progress, reached = F.count(F.lit(1)), F.count(F.when(F.col("latest") == FULL, 1))
    return each.groupBy("course_id").agg(
        with_progress.cast("int").alias("with_progress"),
        reached.cast("int").alias("reached_100"),
        mean(reached.cast("decimal(12,0)"), with_progress, "decimal(5,4)").alias("progress_rate"),
        *[shared(name).alias(f"{name}_told") for name in SCOPE],
    )


def _with_classes(enrollments: DataFrame, classes: DataFrame) -> DataFrame:
    """Enrollments with `class_end` and `class_is_over`, null where no class is known; a class is one row."""
    ends = classes.select(
        *CLASS_KEY, F.col("end_date").alias("class_end"), (~F.col("is_active")).alias("class_is_over")
    )
    return enrollments.join(ends, on=list(CLASS_KEY), how="left")


def _outcome() -> SparkColumn:
    """One of OUTCOMES. Who is merely inactive has left if that was said before the end, else the result is missing.

    The source's silence after the end of a school year is no failure. What is past is so on the day on which the
    source spoke, never today.
    """
    told = F.when(F.lit(False), "")
    for status, name in STATUSES.items():
        told = told.when(F.col("status") == status, name)
    missing = F.coalesce("is_gone", F.lit(False)) | F.coalesce("class_is_over", F.lit(False)) | _has_passed()
    inactive = F.when(missing, "not_told").otherwise("withdrawn")
    return told.when(F.col("status") == "Inactive", inactive).otherwise("still_open")


def _has_passed() -> SparkColumn:
    """Whether the enrollment's last day, else its class's, had come when the source said so; False if it has none."""
    said_at = F.unix_micros(F.coalesce("source_updated_at", "delivered_at"))
    end = F.unix_date(F.coalesce("end_date", "class_end")).cast("bigint")
    return F.coalesce(end * DAY_MICROS <= said_at, F.lit(False))


COURSE_COMPLETION = Product(
    TABLE.name, TABLE, (Input(ENROLLMENTS_TABLE), Input(CLASSES_TABLE), Input(ENGAGEMENT_TABLE)), build
)
