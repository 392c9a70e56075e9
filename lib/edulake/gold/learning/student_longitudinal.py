"""How does each student develop over the years, in themselves and among those of the same grade?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.learning.results import by_subject_and_year, change, exact, latest_grade, summed
from edulake.gold.product import WRITTEN_AT, Input, Product, mean
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="student_longitudinal",
    meaning="One row per student, subject and school year, over all schools: mean, place in the grade, change.",
    columns=(
        Column("subject", "STRING", "Subject", nullable=False),
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("grade_level", "STRING", "Grade level of the last result in the year", nullable=False),
        Column("school_id", "STRING", "School of the last result that names one"),
        Column("schools", "INT", "Different schools, where the source says", nullable=False),
        Column("total_assessments", "INT", "Assessments kept", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the valid scores"),
        Column(
            "percentile",
            "DECIMAL(5,2)",
            "Of the students of the grade, subject and year with a score, those with a lower mean and half of those"
            " with the same, itself among them, in hundredths; null without a score",
        ),
        Column("students_compared", "INT", "How many these are; null without a score"),
        Column("previous_avg_score", "DECIMAL(5,2)", "Mean in the school year before; null if it has none"),
        Column("change", "DECIMAL(5,2)", "Mean less that of the school year before; null if either has none"),
        Column("term", "STRING", "Always null: a year has several"),
        WRITTEN_AT,
    ),
    key=("subject", "student_id", "school_year"),
    cluster_by=("student_id", "school_year"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
YEAR = ("subject", "school_year")
PEERS = (*YEAR, "grade_level")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per student, subject and school year; of two grades in a year the later counts.

    The year before is the one before, not the last that there is: who was away has no change.
    """
    years = _with_year_before(_years(silver[STUDENT_ASSESSMENTS_CLEAN]))
    below, same, all_ = F.col("below"), F.col("same"), F.col("compared")
    halves = ((below * 2 + same) * 50).cast("decimal(12,0)")
    return years.join(_levels(years), on=[*PEERS, "mean"], how="left").select(
        "subject",
        "student_id",
        "school_year",
        "grade_level",
        "school_id",
        F.col("schools").cast("int").alias("schools"),
        F.col("n").cast("int").alias("total_assessments"),
        mean(F.col("total"), F.col("scored"), "decimal(5,2)").alias("avg_score"),
        mean(halves, all_, "decimal(5,2)").alias("percentile"),
        all_.cast("int").alias("students_compared"),
        mean(F.col("total_before"), F.col("scored_before"), "decimal(5,2)").alias("previous_avg_score"),
        change(*[F.col(name) for name in ("total", "scored", "total_before", "scored_before")]).alias("change"),
        F.lit(None).cast("string").alias("term"),
    )


def _years(results: DataFrame) -> DataFrame:
    """Sums per student, subject and school year; means are compared in six digits."""
    named = F.when(F.col("school_id").isNotNull(), F.struct("last_day", "school_id"))
    sums = (
        results.where("school_year IS NOT NULL")
        .groupBy(*YEAR, "student_id")
        .agg(
            latest_grade(),
            F.max_by("school_id", named).alias("school_id"),
            F.count_distinct("school_id").alias("schools"),
            *summed("n", "scored", "score_sum"),
        )
    )
    total = exact(F.col("score_sum"), 2, "decimal(11,2)")
    return sums.withColumns({"total": total, "mean": mean(total, F.col("scored"), "decimal(9,6)")})


def _with_year_before(years: DataFrame) -> DataFrame:
    """Years beside the sums of the school year before, null where the student has none."""
    of_one = Window.partitionBy("subject", "student_id").orderBy("school_year")
    follows = F.lag("school_year").over(of_one) == F.col("school_year") - 1
    return years.withColumns(
        {f"{name}_before": F.when(follows, F.lag(name).over(of_one)) for name in ("total", "scored")}
    )


def _levels(years: DataFrame) -> DataFrame:
    """Per grade level and mean: students `below`, those with the `same`, and all who are `compared`.

    Means are counted before they are put in order: there are fewer of them than students.
    """
    same = years.where(F.col("mean").isNotNull()).groupBy(*PEERS, "mean").agg(F.count(F.lit(1)).alias("same"))
    peers = Window.partitionBy(*PEERS)
    lower = peers.orderBy("mean").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    return same.withColumns({"below": F.sum("same").over(lower) - F.col("same"), "compared": F.sum("same").over(peers)})


STUDENT_LONGITUDINAL = Product(
    TABLE.name,
    TABLE,
    (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year),),
    build,
    # A result has a say in the year after, in the grade level of its student, and in the places of all of the grade.
    part=("subject",),
)
