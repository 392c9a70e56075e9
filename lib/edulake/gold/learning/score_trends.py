"""Do the scores of a school rise from term to term, and are they the same students?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.learning.results import by_subject_and_year, change, exact, latest_grade, summed
from edulake.gold.learning.terms import TERM, in_order, matched
from edulake.gold.product import WRITTEN_AT, Input, Product, mean
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="score_trends",
    meaning="One row per school, subject, grade level and term: the mean of students, and what changed since the last.",
    columns=(
        Column("school_id", "STRING", "School; Unknown where the source does not say", nullable=False),
        Column("subject", "STRING", "Subject", nullable=False),
        Column("grade_level", "STRING", "Grade level of the student's last result in the term", nullable=False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("term", "STRING", "Term; Unknown where the source does not say", nullable=False),
        Column("first_date", "DATE", "Day of the first result: terms are in the order of these", nullable=False),
        Column("previous_school_year", "INT", "School year of the term before; null in the first"),
        Column("previous_term", "STRING", "The term before, of the same school, subject and grade level"),
        Column("students", "INT", "Students with a valid score", nullable=False),
        Column("no_score", "INT", "Students with results, but no valid score", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the students' means"),
        Column("change", "DECIMAL(5,2)", "Since the term before: other students as well"),
        Column("matched_students", "INT", "Students with a valid score in both terms", nullable=False),
        Column("matched_change", "DECIMAL(5,2)", "Mean of what changed for each of these; null if there are none"),
        WRITTEN_AT,
    ),
    key=("school_id", "subject", "grade_level", "school_year", "term"),
    cluster_by=("school_id", "subject", "school_year"),
    deletion_vectors=True,
)
SCHOOL = ("school_id", "subject")
GROUP = (*SCHOOL, "grade_level")
# What the term before had: its names, what they are called there, and what in its own row.
BEFORE = {"previous_school_year": "school_year", "previous_term": "term", "n_before": "n", "total_before": "total"}


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per school, subject, grade level and term; terms are in the order of their first results.

    A student is one in a term, and of two grades in it in the later. The term before may be that of another school
    year, and then its students went on to another grade: whom both terms have is `matched_students`.
    """
    students = _students(silver[STUDENT_ASSESSMENTS_CLEAN])
    terms = _terms(students)
    return terms.join(matched(students, terms, GROUP), on=[*GROUP, *TERM], how="left").select(
        *GROUP,
        *TERM,
        "first_date",
        "previous_school_year",
        "previous_term",
        F.col("n").cast("int").alias("students"),
        F.col("no_score").cast("int").alias("no_score"),
        mean(F.col("total"), F.col("n"), "decimal(5,2)").alias("avg_score"),
        change(*[F.col(name) for name in ("total", "n", "total_before", "n_before")]).alias("change"),
        F.coalesce("matched", F.lit(0)).cast("int").alias("matched_students"),
        mean(F.col("gained"), F.col("matched"), "decimal(5,2)").alias("matched_change"),
    )


def _students(results: DataFrame) -> DataFrame:
    """Per student, school, subject and term the grade level and the mean, in six digits; null without a score."""
    sums = (
        results.where("school_year IS NOT NULL")
        .groupBy(*SCHOOL, *TERM, "student_id")
        .agg(
            latest_grade(),
            *summed("scored", "score_sum"),
            F.min("first_day").alias("first_day"),
            F.max("last_day").alias("last_day"),
        )
    )
    return sums.withColumn("mean", mean(exact(F.col("score_sum"), 2, "decimal(11,2)"), F.col("scored"), "decimal(9,6)"))


def _terms(students: DataFrame) -> DataFrame:
    """Sums of means per grade level and term, beside those of the term before; `place` is its number."""
    sums = students.groupBy(*GROUP, *TERM).agg(
        F.count("mean").alias("n"),
        F.sum("mean").cast("decimal(17,6)").alias("total"),
        F.count(F.when(F.col("mean").isNull(), 1)).alias("no_score"),
        F.min("first_day").alias("first_date"),
        F.max("last_day").alias("last_day"),
    )
    return in_order(sums, GROUP, BEFORE)


SCORE_TRENDS = Product(
    TABLE.name,
    TABLE,
    (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year, filled=("school_id", "term")),),
    build,
    part=SCHOOL,  # a term has a say in the next, and a result in the grade level of its student
)
