"""How is each student doing across all subjects, and where best and worst?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.scores import MEDIUM_SCORE
from edulake.gold.product import Input, Product, mean, shared
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="student_performance_summary",
    meaning="One row per student: achievement across subjects, strongest and weakest of them.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("last_assessment_date", "DATE", "Day of the last assessment", nullable=False),
        Column("first_assessment_date", "DATE", "Day of the first assessment", nullable=False),
        Column("total_assessments", "INT", "Assessments kept", nullable=False),
        Column("subjects_attempted", "INT", "Different subjects", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the valid scores"),
        Column("avg_engagement", "DECIMAL(5,2)", "Mean of the valid engagement scores"),
        Column("strongest_subject", "STRING", "Subject with the highest mean score; of equals the first by name"),
        Column("strongest_score", "DECIMAL(5,2)", "Mean score in it"),
        Column("weakest_subject", "STRING", "Subject with the lowest mean score; of equals the first by name"),
        Column("weakest_score", "DECIMAL(5,2)", "Mean score in it"),
        Column("subjects_below_70", "INT", "Subjects with a mean score under 70", nullable=False),
        Column("school_id", "STRING", "School, where all assessments share it"),
        Column("school_year", "INT", "School year, where all assessments share it"),
        Column("term", "STRING", "Term, where all assessments share it"),
        Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False),
    ),
    key=("student_id",),
    cluster_by=("student_id", "last_assessment_date"),
    student="student_id",
    deletion_vectors=True,
)
SCOPE = ("school_id", "school_year", "term")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per student; subjects are compared by their exact means, not by rounded ones."""
    assessments = silver[STUDENT_ASSESSMENTS_CLEAN]
    engagement = F.col("engagement_score").cast("decimal(3,0)")
    totals = assessments.groupBy("student_id").agg(
        F.max("assessment_date").alias("last_assessment_date"),
        F.min("assessment_date").alias("first_assessment_date"),
        F.count(F.lit(1)).cast("int").alias("total_assessments"),
        F.count_distinct("subject").cast("int").alias("subjects_attempted"),
        mean(F.sum("score"), F.count("score"), "decimal(5,2)").alias("avg_score"),
        mean(F.sum(engagement), F.count(engagement), "decimal(5,2)").alias("avg_engagement"),
        *[shared(name) for name in SCOPE],
    )
    by_subject = _by_subject(assessments)
    below = F.count(F.when(F.col("exact") < MEDIUM_SCORE, 1)).cast("int")
    compared = by_subject.groupBy("student_id").agg(
        F.min_by("scored", F.struct(-F.col("exact"), "subject")).alias("best"),
        F.min_by("scored", F.struct("exact", "subject")).alias("worst"),
        below.alias("subjects_below_70"),
    )
    return totals.join(compared, on="student_id", how="left").select(
        *[c for c in totals.columns if c not in SCOPE],
        F.col("best.subject").alias("strongest_subject"),
        F.col("best.score").alias("strongest_score"),
        F.col("worst.subject").alias("weakest_subject"),
        F.col("worst.score").alias("weakest_score"),
        F.coalesce("subjects_below_70", F.lit(0)).alias("subjects_below_70"),
        *SCOPE,
    )


def _by_subject(assessments: DataFrame) -> DataFrame:
    """Mean of the valid scores per student and subject, exact enough to compare, and rounded."""
    sums = assessments.where(F.col("score").isNotNull()).groupBy("student_id", "subject")
    totals = sums.agg(F.sum("score").alias("total"), F.count(F.lit(1)).alias("n"))
    score = mean(F.col("total"), F.col("n"), "decimal(5,2)").alias("score")
    exact = mean(F.col("total"), F.col("n"), "decimal(20,15)").alias("exact")
    return totals.select("student_id", "subject", exact, F.struct("subject", score).alias("scored"))


STUDENT_SUMMARY = Product(TABLE.name, TABLE, (Input(STUDENT_ASSESSMENTS_CLEAN),), build)
