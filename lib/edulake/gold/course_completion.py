"""Which courses do students finish?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract import Column, Table
from edulake.gold.product import Input, Product, mean, shared
from edulake.silver.enrollments import ENROLLMENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config import Gold

TABLE = Table(
    layer="gold",
    name="course_completion",
    meaning="One row per course: enrolled, completed, failed, withdrawn, and the rate of completion.",
    columns=(
        Column("course_id", "STRING", "Course", nullable=False),
        Column("completion_rate", "DECIMAL(5,4)", "Completed / enrolled", nullable=False),
        Column("enrolled", "INT", "Enrollments, those that ended early as well", nullable=False),
        Column("students", "INT", "Different students", nullable=False),
        Column("completed", "INT", "Passed", nullable=False),
        Column("failed", "INT", "Not passed", nullable=False),
        Column("withdrawn", "INT", "Left before the end", nullable=False),
        Column("still_open", "INT", "Without an outcome yet", nullable=False),
        Column("school_id", "STRING", "School, where all enrollments share it"),
        Column("school_year", "INT", "School year, where all enrollments share it"),
        Column("term", "STRING", "Term, where all enrollments share it"),
        Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False),
    ),
    key=("course_id",),
    cluster_by=("course_id", "completion_rate"),
    deletion_vectors=True,
)
STATUSES = {"completed": ("Completed",), "failed": ("Failed",), "withdrawn": ("Withdrawn", "Inactive")}


def build(enrollments: DataFrame, _: Gold) -> DataFrame:
    """One row per course, over all its terms."""
    counts = {name: F.count(F.when(F.col("status").isin(*said), 1)) for name, said in STATUSES.items()}
    enrolled = F.count(F.lit(1))
    ended = counts["completed"] + counts["failed"] + counts["withdrawn"]
    return enrollments.groupBy("course_id").agg(
        mean(counts["completed"].cast("decimal(12,0)"), enrolled, "decimal(5,4)").alias("completion_rate"),
        enrolled.cast("int").alias("enrolled"),
        F.count_distinct("student_id").cast("int").alias("students"),
        *[count.cast("int").alias(name) for name, count in counts.items()],
        (enrolled - ended).cast("int").alias("still_open"),
        *[shared(name) for name in ("school_id", "school_year", "term")],
    )


COURSE_COMPLETION = Product(TABLE.name, TABLE, (Input(ENROLLMENTS_TABLE),), build)
