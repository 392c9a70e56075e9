"""Which subjects are hard, and for which grade levels?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.product import Input, Product, mean, shared
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="subject_performance_analytics",
    meaning="One row per subject and grade level: achievement, its distribution, and difficulty.",
    columns=(
        Column("subject", "STRING", "Subject", nullable=False),
        Column("grade_level", "STRING", "Grade level", nullable=False),
        Column("total_assessments", "INT", "Assessments kept", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the valid scores"),
        Column("avg_engagement", "DECIMAL(5,2)", "Mean of the valid engagement scores"),
        Column("avg_completion_time", "DECIMAL(6,2)", "Mean minutes needed"),
        Column("unique_students", "INT", "Different students", nullable=False),
        Column("performance_distribution", "STRING", "High: n, Medium: n, Low: n", nullable=False),
        Column("high_count", "INT", "Assessments with a score from 85", nullable=False),
        Column("medium_count", "INT", "Assessments with a score from 70 to below 85", nullable=False),
        Column("low_count", "INT", "Assessments with a score below 70", nullable=False),
        Column("difficulty_rating", "DECIMAL(3,2)", "(100 - mean score) / 20: 0 is easiest, 5 hardest"),
        Column("school_id", "STRING", "School, where all assessments share it"),
        Column("school_year", "INT", "School year, where all assessments share it"),
        Column("term", "STRING", "Term, where all assessments share it"),
        Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False),
    ),
    key=("subject", "grade_level"),
    cluster_by=("subject", "grade_level"),
    deletion_vectors=True,
)
KEYS = ("subject", "grade_level")
SCOPE = ("school_id", "school_year", "term")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per subject and grade level."""
    assessments = silver[STUDENT_ASSESSMENTS_CLEAN]
    scored, total = F.col("scored"), F.col("score_sum")
    lost = scored.cast("decimal(12,0)") * 100 - total
    counts = {name: F.col(name).cast("int") for name in ("high_count", "medium_count", "low_count")}
    spelled = F.format_string("High: %d, Medium: %d, Low: %d", *counts.values())
    return _totals(assessments).select(
        *KEYS,
        F.col("n").cast("int").alias("total_assessments"),
        mean(total, scored, "decimal(5,2)").alias("avg_score"),
        mean(F.col("engagement_sum"), F.col("engaged"), "decimal(5,2)").alias("avg_engagement"),
        mean(F.col("time_sum"), F.col("timed"), "decimal(6,2)").alias("avg_completion_time"),
        F.col("unique_students").cast("int").alias("unique_students"),
        spelled.alias("performance_distribution"),
        *[count.alias(name) for name, count in counts.items()],
        mean(lost, scored * 20, "decimal(3,2)").alias("difficulty_rating"),
        *SCOPE,
    )


def _totals(assessments: DataFrame) -> DataFrame:
    category = F.col("performance_category")
    return assessments.groupBy(*KEYS).agg(
        F.count(F.lit(1)).alias("n"),
        F.count("score").alias("scored"),
        F.sum("score").alias("score_sum"),
        F.count("engagement_score").alias("engaged"),
        F.sum(F.col("engagement_score").cast("decimal(3,0)")).alias("engagement_sum"),
        F.count("completion_time").alias("timed"),
        F.sum("completion_time").alias("time_sum"),
        F.count_distinct("student_id").alias("unique_students"),
        *[F.count(F.when(category == name, 1)).alias(f"{name.lower()}_count") for name in ("High", "Medium", "Low")],
        *[shared(name) for name in SCOPE],
    )


SUBJECT_PERFORMANCE = Product(TABLE.name, TABLE, (Input(STUDENT_ASSESSMENTS_CLEAN),), build)
