"""How engaged is each student in each course, and when last?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="student_engagement",
    meaning="One row per student and course: logins or clicks, active days, engagement, progress, last seen.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("course_id", "STRING", "Course", nullable=False),
        Column("logins", "BIGINT", "Logins, clicks or visits", nullable=False),
        Column("active_days", "INT", "Days with at least one", nullable=False),
        Column("avg_engagement", "DECIMAL(5,2)", "Mean engagement, where the source tells it"),
        Column("progress_percentage", "DECIMAL(5,2)", "The latest progress told", personal="indirect"),
        Column("first_seen", "DATE", "First day", nullable=False),
        Column("last_seen", "DATE", "Last day", nullable=False),
        Column("school_id", "STRING", "School, where all rows share it"),
        Column("school_year", "INT", "School year, where all rows share it"),
        Column("term", "STRING", "Term, where all rows share it"),
        WRITTEN_AT,
    ),
    key=("student_id", "course_id"),
    cluster_by=("course_id", "student_id"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
SCOPE = ("school_id", "school_year", "term")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per student and course."""
    engagement = silver[ENGAGEMENT_TABLE]
    return engagement.groupBy("student_id", "course_id").agg(
        F.coalesce(F.sum(F.col("events").cast("bigint")), F.lit(0)).alias("logins"),
        F.count_distinct(F.when(F.col("events") > 0, F.col("date"))).cast("int").alias("active_days"),
        mean(F.sum("engagement_score"), F.count("engagement_score"), "decimal(5,2)").alias("avg_engagement"),
        latest_progress().alias("progress_percentage"),
        F.min("date").alias("first_seen"),
        F.max("date").alias("last_seen"),
        *[shared(name) for name in SCOPE],
    )


def latest_progress() -> SparkColumn:
    """The latest progress_percentage told in a group; of several rows at the latest moment, the highest counts.

    The latest is so by moments where all that tell progress have one: days are those of different time zones. Null
    where no row tells any.
    """
    told, timed = F.col("progress_percentage").isNotNull(), F.col("engaged_at").isNotNull()
    by_moment = F.max(F.when(told & timed, F.struct("engaged_at", "progress_percentage")))
    by_day = F.max(F.when(told, F.struct("date", "engaged_at", "progress_percentage")))
    all_timed = F.count(F.when(told & ~timed, 1)) == 0
    return F.when(all_timed, by_moment["progress_percentage"]).otherwise(by_day["progress_percentage"])


STUDENT_ENGAGEMENT = Product(TABLE.name, TABLE, (Input(ENGAGEMENT_TABLE),), build)
