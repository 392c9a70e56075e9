"""Which subjects are hard, and for which grade levels?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.learning.results import SCOPE, by_subject_and_year, exact, summed
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
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
        WRITTEN_AT,
    ),
    key=("subject", "grade_level"),
    cluster_by=("subject", "grade_level"),
    deletion_vectors=True,
)
KEYS = ("subject", "grade_level")
COUNTS = ("high_count", "medium_count", "low_count")
SUMS = ("n", "scored", "score_sum", "engaged", "engagement_sum", "timed", "time_sum", *COUNTS)


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per subject and grade level."""
    scored, total = F.col("scored"), exact(F.col("score_sum"), 2, "decimal(15,2)")
    lost = scored.cast("decimal(12,0)") * 100 - total
    counts = {name: F.col(name).cast("int") for name in COUNTS}
    spelled = F.format_string("High: %d, Medium: %d, Low: %d", *counts.values())
    return _totals(silver[STUDENT_ASSESSMENTS_CLEAN]).select(
        *KEYS,
        F.col("n").cast("int").alias("total_assessments"),
        mean(total, scored, "decimal(5,2)").alias("avg_score"),
        mean(F.col("engagement_sum").cast("decimal(13,0)"), F.col("engaged"), "decimal(5,2)").alias("avg_engagement"),
        mean(exact(F.col("time_sum"), 2, "decimal(16,2)"), F.col("timed"), "decimal(6,2)").alias("avg_completion_time"),
        F.col("unique_students").cast("int").alias("unique_students"),
        spelled.alias("performance_distribution"),
        *[count.alias(name) for name, count in counts.items()],
        mean(lost, scored * 20, "decimal(3,2)").alias("difficulty_rating"),
        *SCOPE,
    )


def _totals(results: DataFrame) -> DataFrame:
    """Sums per subject and grade level; those of each student first, so that students are counted once."""
    scope = [shared(name) for name in SCOPE]
    students = results.groupBy(*KEYS, "student_id").agg(*summed(*SUMS), *scope)
    return students.groupBy(*KEYS).agg(*summed(*SUMS), F.count(F.lit(1)).alias("unique_students"), *scope)


SUBJECT_PERFORMANCE = Product(TABLE.name, TABLE, (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year),), build)
