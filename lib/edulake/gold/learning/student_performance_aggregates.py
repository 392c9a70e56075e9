"""How is each student doing, and which way is it going?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.scores import HIGH_SCORE, MEDIUM_SCORE
from edulake.gold.learning.results import SCOPE, by_subject_and_year, exact, summed
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="student_performance_aggregates",
    meaning="One row per student and grade level: achievement, engagement, trend and risk.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("grade_level", "STRING", "Grade level of these assessments", nullable=False),
        Column(
            "overall_performance_category",
            "STRING",
            "High Performer from 85, Medium Performer from 70, Low Performer; Unknown without a score",
            nullable=False,
        ),
        Column(
            "risk_level",
            "STRING",
            "High Risk: score < 70 and engagement < 60; Medium Risk: score < 75 or engagement < 65; else Low Risk;"
            " Unknown without a score",
            nullable=False,
        ),
        Column("total_assessments", "INT", "Assessments kept", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the valid scores"),
        Column("score_stddev", "DECIMAL(5,2)", "Sample standard deviation of the valid scores; null under two"),
        Column("avg_engagement", "DECIMAL(5,2)", "Mean of the valid engagement scores"),
        Column("avg_completion_time", "DECIMAL(6,2)", "Mean minutes needed"),
        Column("subjects_attempted", "INT", "Different subjects", nullable=False),
        Column("active_months", "INT", "Different calendar months with an assessment", nullable=False),
        Column(
            "performance_trend",
            "DECIMAL(5,2)",
            "Mean score from the split date on minus mean before; 0 where a side is missing",
            nullable=False,
        ),
        Column("engagement_trend", "DECIMAL(5,2)", "The same of engagement", nullable=False),
        Column("first_assessment_date", "DATE", "Day of the first assessment", nullable=False),
        Column("last_assessment_date", "DATE", "Day of the last assessment", nullable=False),
        Column("school_id", "STRING", "School, where all assessments share it"),
        Column("school_year", "INT", "School year, where all assessments share it"),
        Column("term", "STRING", "Term, where all assessments share it"),
        WRITTEN_AT,
    ),
    key=("student_id", "grade_level"),
    cluster_by=("grade_level", "overall_performance_category"),
    statistics=("student_id",),
    people={"student_id": "student"},
    deletion_vectors=True,
)
KEYS = ("student_id", "grade_level")
SUMS = ("n", "scored", "score_sum", "square_sum", "engaged", "engagement_sum", "timed", "time_sum")
TRENDS = ("scored", "score_sum", "engaged", "engagement_sum")


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """One row per student and grade level.

    A trend compares the assessments from the split date on with those before; without a fixed split date it
    is 1 July of the calendar year of the row's own last assessment, never a function of other students' data.
    """
    years = _years(silver[STUDENT_ASSESSMENTS_CLEAN])
    return _totals(years, is_split_fixed=settings.split_date is not None).select(
        *KEYS,
        _performer(F.col("score_sum"), F.col("scored")).alias("overall_performance_category"),
        _risk().alias("risk_level"),
        F.col("n").cast("int").alias("total_assessments"),
        mean(F.col("score_sum"), F.col("scored"), "decimal(5,2)").alias("avg_score"),
        _sample_deviation(F.col("score_sum"), F.col("square_sum"), F.col("scored")).alias("score_stddev"),
        mean(F.col("engagement_sum"), F.col("engaged"), "decimal(5,2)").alias("avg_engagement"),
        mean(F.col("time_sum"), F.col("timed"), "decimal(6,2)").alias("avg_completion_time"),
        F.col("subjects_attempted").cast("int").alias("subjects_attempted"),
        F.col("active_months").cast("int").alias("active_months"),
        _trend("scored", "score_sum").alias("performance_trend"),
        _trend("engaged", "engagement_sum").alias("engagement_trend"),
        "first_assessment_date",
        "last_assessment_date",
        *SCOPE,
    )


def _years(results: DataFrame) -> DataFrame:
    """Sums per student, grade level and calendar year, with the subjects and the months of each."""
    return results.groupBy(*KEYS, "year").agg(
        *summed(*SUMS, *[f"late_{name}" for name in TRENDS]),
        F.collect_set("subject").alias("subjects"),
        F.bit_or("months").alias("months"),
        F.min("first_day").alias("first_day"),
        F.max("last_day").alias("last_day"),
        *[shared(name) for name in SCOPE],
    )


def _totals(years: DataFrame, *, is_split_fixed: bool) -> DataFrame:
    """Sums per student and grade level; `after_` are those from the split date on, by default of the last year."""
    late = {name: F.col(f"late_{name}") for name in TRENDS}
    totals = years.groupBy(*KEYS).agg(
        *summed(*SUMS),
        *[(F.sum(sums) if is_split_fixed else F.max_by(sums, "year")).alias(f"after_{n}") for n, sums in late.items()],
        F.size(F.array_distinct(F.flatten(F.collect_list("subjects")))).alias("subjects_attempted"),
        F.sum(F.bit_count("months")).alias("active_months"),
        F.min("first_day").alias("first_assessment_date"),
        F.max("last_day").alias("last_assessment_date"),
        *[shared(name) for name in SCOPE],
    )
    hundredths = {name: exact(F.col(name), 2, "decimal(13,2)") for name in ("score_sum", "after_score_sum", "time_sum")}
    whole = {name: F.col(name).cast("decimal(13,0)") for name in ("engagement_sum", "after_engagement_sum")}
    return totals.withColumns({**hundredths, **whole, "square_sum": exact(F.col("square_sum"), 4, "decimal(19,4)")})


def _trend(count: str, total: str) -> SparkColumn:
    """Mean after minus mean before as one fraction, rounded once; 0 where a side has no value."""
    after = F.coalesce(f"after_{total}", F.lit(0)).cast("decimal(13,2)")
    before = (F.coalesce(total, F.lit(0)) - after).cast("decimal(13,2)")
    n_after = F.coalesce(f"after_{count}", F.lit(0)).cast("decimal(7,0)")
    n_before = (F.col(count) - n_after).cast("decimal(7,0)")
    gained = after * n_before - before * n_after
    both = F.when((n_before > 0) & (n_after > 0), n_before * n_after)
    return F.coalesce((gained / both).cast("decimal(5,2)"), F.lit(Decimal("0.00")))


def _sample_deviation(total: SparkColumn, squares: SparkColumn, count: SparkColumn) -> SparkColumn:
    """sqrt((n * sum(x^2) - sum(x)^2) / (n * (n - 1))), half up.

    Only whole hundredths come from a root in floating point; whether half of one more is reached, exact squares say.
    """
    n = count.cast("decimal(9,0)")
    spread = n * squares.cast("decimal(19,4)") - total.cast("decimal(14,2)") * total.cast("decimal(14,2)")
    pairs = F.when(count > 1, n * (n - 1))
    hundredths = F.floor(F.sqrt(spread.cast("double") / pairs.cast("double")) * 100)
    doubled = (hundredths * 2 + 1).cast("decimal(6,0)")
    reached = F.when(doubled * doubled * pairs <= spread * F.lit(Decimal(40_000)), 1).otherwise(0)
    return ((hundredths + reached).cast("decimal(5,0)") * F.lit(Decimal("0.01"))).cast("decimal(5,2)")


def _performer(total: SparkColumn, count: SparkColumn) -> SparkColumn:
    """Bands of the unrounded mean, as a comparison of the sum with count times the bound."""
    return (
        F.when(F.coalesce(count, F.lit(0)) == 0, "Unknown")
        .when(total >= count * HIGH_SCORE, "High Performer")
        .when(total >= count * MEDIUM_SCORE, "Medium Performer")
        .otherwise("Low Performer")
    )


def _risk() -> SparkColumn:
    """Bands of the unrounded means; a missing engagement is never below a bound."""
    return (
        F.when(F.col("scored") == 0, "Unknown")
        .when(_below("score_sum", "scored", 70) & _below("engagement_sum", "engaged", 60), "High Risk")
        .when(_below("score_sum", "scored", 75) | _below("engagement_sum", "engaged", 65), "Medium Risk")
        .otherwise("Low Risk")
    )


def _below(total: str, count: str, bound: int) -> SparkColumn:
    return F.coalesce(F.col(total) < F.col(count) * bound, F.lit(False))


STUDENT_PERFORMANCE = Product(TABLE.name, TABLE, (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year),), build)
