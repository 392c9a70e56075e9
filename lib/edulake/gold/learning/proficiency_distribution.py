"""How many students of a grade are proficient, term by term?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.scores import HIGH_SCORE, MEDIUM_SCORE
from edulake.gold.learning.results import by_subject_and_year, latest_grade, summed
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="proficiency_distribution",
    meaning="Three rows per subject, grade level, school year and term: students by the band of their mean score.",
    columns=(
        Column("subject", "STRING", "Subject", nullable=False),
        Column("grade_level", "STRING", "Grade level of the student's last result in the term", nullable=False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("term", "STRING", "Term; Unknown where the source does not say", nullable=False),
        Column("band", "STRING", "High: a mean from 85, Medium: from 70, Low", nullable=False),
        Column("students", "INT", "Students whose mean is in the band", nullable=False),
        Column("share", "DECIMAL(5,4)", "Of those with a score; null if nobody has one"),
        Column("students_with_score", "INT", "Students with a valid score, of all three bands", nullable=False),
        Column("no_score", "INT", "Students with results, but no valid score; in no band", nullable=False),
        Column("school_id", "STRING", "Always All: students of all schools are counted together", nullable=False),
        WRITTEN_AT,
    ),
    key=("subject", "grade_level", "school_year", "term", "band"),
    cluster_by=("subject", "school_year", "grade_level"),
    deletion_vectors=True,
)
TERM = ("subject", "school_year", "term")
GROUP = ("subject", "grade_level", "school_year", "term")
BANDS = ("High", "Medium", "Low")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """Three rows per subject, grade level and term, that of a band without students as well.

    A student is one, however many results, schools or grades: of two grades in a term the later counts.
    """
    students = _students(silver[STUDENT_ASSESSMENTS_CLEAN]).withColumn("band", _band())
    counts = {band: F.count(F.when(F.col("band") == band, 1)) for band in BANDS}
    groups = students.groupBy(*GROUP).agg(
        *[count.alias(band) for band, count in counts.items()],
        F.count("band").alias("with_score"),
        F.count(F.when(F.col("band").isNull(), 1)).alias("no_score"),
    )
    bands = [F.struct(F.lit(band).alias("band"), F.col(band).alias("students")) for band in BANDS]
    scored = F.col("with_score")
    return groups.withColumn("of", F.explode(F.array(*bands))).select(
        *GROUP,
        "of.band",
        F.col("of.students").cast("int").alias("students"),
        mean(F.col("of.students").cast("decimal(12,0)"), scored, "decimal(5,4)").alias("share"),
        scored.cast("int").alias("students_with_score"),
        F.col("no_score").cast("int").alias("no_score"),
        F.lit(ALL).alias("school_id"),
    )


def _students(results: DataFrame) -> DataFrame:
    """Sums per student, subject and term, and the grade level."""
    return results.groupBy(*TERM, "student_id").agg(latest_grade(), *summed("scored", "score_sum"))


def _band() -> SparkColumn:
    """The band of the unrounded mean, as a comparison of hundredths; null without a score."""
    total, count = F.col("score_sum"), F.when(F.col("scored") > 0, F.col("scored"))
    return (
        F.when(total >= count * HIGH_SCORE * 100, "High")
        .when(total >= count * MEDIUM_SCORE * 100, "Medium")
        .when(count.isNotNull(), "Low")
    )


PROFICIENCY = Product(
    TABLE.name,
    TABLE,
    (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year, filled=("term",)),),
    build,
    part=TERM,  # without the grade level: another result may be of another grade, and move the student there
)
