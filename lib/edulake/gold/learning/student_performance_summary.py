"""How is each student doing across all subjects, and where best and worst?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.scores import MEDIUM_SCORE
from edulake.gold.learning.results import SCOPE, by_subject_and_year, exact, summed
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
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
        WRITTEN_AT,
    ),
    key=("student_id",),
    cluster_by=("student_id", "last_assessment_date"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
SUMS = ("n", "scored", "score_sum", "engaged", "engagement_sum")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per student; subjects are compared by their exact means, not by rounded ones."""
    subjects = _by_subject(silver[STUDENT_ASSESSMENTS_CLEAN])
    exact_mean, below = F.col("exact"), F.count(F.when(F.col("exact") < MEDIUM_SCORE, 1))
    score, engagement = exact(F.sum("score_sum"), 2, "decimal(15,2)"), F.sum("engagement_sum").cast("decimal(13,0)")
    totals = subjects.groupBy("student_id").agg(
        F.max("last_day").alias("last_assessment_date"),
        F.min("first_day").alias("first_assessment_date"),
        F.sum("n").cast("int").alias("total_assessments"),
        F.count(F.lit(1)).cast("int").alias("subjects_attempted"),
        mean(score, F.sum("scored"), "decimal(5,2)").alias("avg_score"),
        mean(engagement, F.sum("engaged"), "decimal(5,2)").alias("avg_engagement"),
        F.min_by("told", F.when(exact_mean.isNotNull(), F.struct(-exact_mean, "subject"))).alias("best"),
        F.min_by("told", F.when(exact_mean.isNotNull(), F.struct(exact_mean, "subject"))).alias("worst"),
        below.cast("int").alias("subjects_below_70"),
        *[shared(name) for name in SCOPE],
    )
    return totals.select(
        *totals.columns[:7],
        F.col("best.subject").alias("strongest_subject"),
        F.col("best.score").alias("strongest_score"),
        F.col("worst.subject").alias("weakest_subject"),
        F.col("worst.score").alias("weakest_score"),
        "subjects_below_70",
        *SCOPE,
    )


def _by_subject(results: DataFrame) -> DataFrame:
    """Sums per student and subject, with the mean of the valid scores: exact enough to compare, and as it is told."""
    sums = results.groupBy("student_id", "subject").agg(
        *summed(*SUMS),
        F.min("first_day").alias("first_day"),
        F.max("last_day").alias("last_day"),
        *[shared(name) for name in SCOPE],
    )
    total, scored = exact(F.col("score_sum"), 2, "decimal(15,2)"), F.col("scored")
    told = F.struct("subject", mean(total, scored, "decimal(5,2)").alias("score"))
    return sums.withColumns({"exact": mean(total, scored, "decimal(20,15)"), "told": told})


STUDENT_SUMMARY = Product(TABLE.name, TABLE, (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year),), build)
