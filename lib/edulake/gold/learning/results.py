"""What products of students' results are summed from: whole numbers of each student, subject and calendar year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.grades import GRADE_CODES, UNGRADED
from edulake.expr.lookup import looked_up

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

# The middle of a calendar year: a year of assessments has both sides.
SPLIT_MONTH = 7
SCOPE = ("school_id", "school_year", "term")
GRAIN = ("student_id", "grade_level", "subject", "year", *SCOPE)
# Each measure with its count and its sum.
MEASURES = (
    ("score", "scored", "score_sum"),
    ("engagement_score", "engaged", "engagement_sum"),
    ("completion_time", "timed", "time_sum"),
)
SPLIT = MEASURES[:2]
# Grade levels from low to high.
LEVELS = tuple(level for level in GRADE_CODES if level != UNGRADED)


def by_subject_and_year(assessments: DataFrame, settings: Gold) -> DataFrame:
    """One row per student, grade level, subject, calendar year, school, school year and term.

    Scores and minutes are summed in hundredths. `late_` are the sums from the split date on, else from 1 July of each
    year on; `months` has a bit for each month with a result. Nothing is rounded, and no text is a measure: Spark sums
    whole numbers without sorting, and a product is summed from fewer rows than there are results.
    """
    day = F.col("assessment_date")
    late = day >= F.lit(settings.split_date) if settings.split_date else F.month(day) >= SPLIT_MONTH
    category = F.col("performance_category")
    measured = assessments.withColumns(
        {
            "year": F.year(day),
            "late": late,
            "month": F.call_function("shiftleft", F.lit(1), F.month(day) - 1),
            "score": (F.col("score") * 100).cast("bigint"),
            "completion_time": (F.col("completion_time") * 100).cast("bigint"),
            "engagement_score": F.col("engagement_score").cast("bigint"),
        }
    )
    return measured.groupBy(*GRAIN).agg(
        F.count(F.lit(1)).alias("n"),
        *[F.count(of).alias(n) for of, n, _ in MEASURES],
        *[F.sum(of).alias(total) for of, _, total in MEASURES],
        *[F.count(F.when(F.col("late"), F.col(of))).alias(f"late_{n}") for of, n, _ in SPLIT],
        *[F.sum(F.when(F.col("late"), F.col(of))).alias(f"late_{total}") for of, _, total in SPLIT],
        F.sum(F.col("score") * F.col("score")).alias("square_sum"),
        *[F.count(F.when(category == name, 1)).alias(f"{name.lower()}_count") for name in ("High", "Medium", "Low")],
        F.bit_or("month").alias("months"),
        F.min(day).alias("first_day"),
        F.max(day).alias("last_day"),
    )


def summed(*names: str) -> list[Column]:
    """The sums of sums, under their names."""
    return [F.sum(name).alias(name) for name in names]


def exact(total: Column, digits: int, type_: str) -> Column:
    """A whole number of tenths, hundredths, … as the decimal that it is."""
    return (total.cast("decimal(20,0)") * F.lit(Decimal(1).scaleb(-digits))).cast(type_)


def latest_grade() -> Column:
    """Of sums of one student the grade level of the last result; of two on one day the higher.

    A result that names no grade, Ungraded or Unknown, says nothing against one that does.
    """
    numbers = {level: number for number, level in enumerate(LEVELS, 1)}
    place = F.coalesce(looked_up(F.col("grade_level"), numbers), F.lit(0))
    return F.max_by("grade_level", F.struct(place > 0, "last_day", place, "grade_level")).alias("grade_level")


def change(total: Column, count: Column, before: Column, count_before: Column) -> Column:
    """Mean less the mean before, DECIMAL(5,2): one fraction, rounded once, half up; null where either has no value.

    `total` and `before` are exact decimals of at most 17 digits.
    """
    n, m = (F.when(of > 0, of).cast("decimal(9,0)") for of in (count, count_before))
    return ((total * m - before * n) / (n * m)).cast("decimal(5,2)")
