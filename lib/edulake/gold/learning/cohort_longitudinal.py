"""What becomes of the students who start in a year: who stays, moves, leaves, and how do their scores move?"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.learning.results import by_subject_and_year, exact, summed
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="cohort_longitudinal",
    meaning="One row per school of entry, entry year and school year since: stayed, moved, left, scores since entry.",
    columns=(
        Column(
            "school_id", "STRING", "School of entry; Unknown where nobody says, All for all schools", nullable=False
        ),
        Column("entry_year", "INT", "First school year of which anything is known of the student", nullable=False),
        Column("school_year", "INT", "School year, from that of entry on, of which anything is known", nullable=False),
        Column("students", "INT", "Students who started then and there", nullable=False),
        Column("stayed", "INT", "There in the school year, last in the school of entry", nullable=False),
        Column("moved", "INT", "There, last in another school", nullable=False),
        Column("school_unknown", "INT", "There, but one of the two schools is not known", nullable=False),
        Column("completed", "INT", "Not there, and last known to have completed school", nullable=False),
        Column("gone", "INT", "Not there for another reason: left, away, or not delivered yet", nullable=False),
        Column("students_with_score", "INT", "Students with a valid score in the school year", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of their means over all subjects"),
        Column("matched_students", "INT", "Students with a valid score in this year and that of entry", nullable=False),
        Column("matched_change", "DECIMAL(5,2)", "Mean of their changes since the entry year; null if there are none"),
        Column("term", "STRING", "Always null: a year has several"),
        WRITTEN_AT,
    ),
    key=("school_id", "entry_year", "school_year"),
    cluster_by=("school_id", "entry_year"),
    deletion_vectors=True,
)
COHORT = ("school_id", "entry_year")
NAMED = ("student_id", "school_year", "school_id")
COUNTS = ("there", "stayed", "moved", "completers", "scored", "matched")
SUMS = ("total", "gained")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per cohort and each school year since of which anything is known; each student is in one cohort.

    A student is there in a school year of which a result, an enrollment or an active version of the student tells; the
    school is the last that is named. All members of a cohort are there in its entry year.
    """
    cells = _cells(_since_entry(_years(silver), silver[STUDENTS_TABLE]))
    there = {name: F.coalesce(f"cell.{name}", F.lit(0)) for name in COUNTS}
    completed = F.col("all_completers") - there["completers"]
    counts = {
        "students": F.col("students"),
        "stayed": there["stayed"],
        "moved": there["moved"],
        "school_unknown": there["there"] - there["stayed"] - there["moved"],
        "completed": completed,
        "gone": F.col("students") - there["there"] - completed,
        "students_with_score": there["scored"],
        "matched_students": there["matched"],
    }
    return _every_year(cells).select(
        *COHORT,
        "school_year",
        *[count.cast("int").alias(name) for name, count in counts.items()],
        mean(F.col("cell.total"), F.col("cell.scored"), "decimal(5,2)").alias("avg_score"),
        mean(F.col("cell.gained"), F.col("cell.matched"), "decimal(5,2)").alias("matched_change"),
        F.lit(None).cast("string").alias("term"),
    )


def _years(silver: Inputs) -> DataFrame:
    """Per student and school year the school, null where nobody names one, and the mean score, in six digits."""
    results = silver[STUDENT_ASSESSMENTS_CLEAN]
    versions = silver[STUDENTS_TABLE].where("is_active").withColumn("day", F.to_date("valid_from"))
    told = [
        results.select(*NAMED, F.col("last_day").alias("day"), "scored", "score_sum"),
        silver[ENROLLMENTS_TABLE].select(*NAMED, F.col("start_date").alias("day")),
        versions.select(*NAMED, "day"),
    ]
    rows = reduce(lambda above, below: above.unionByName(below, allowMissingColumns=True), told)
    school = F.max_by("school_id", F.when(F.col("school_id").isNotNull(), F.struct("day", "school_id")))
    total = exact(F.sum("score_sum"), 2, "decimal(11,2)")
    return (
        rows.where(F.col("school_year").isNotNull())
        .groupBy("student_id", "school_year")
        .agg(school.alias("school"), mean(total, F.sum("scored"), "decimal(9,6)").alias("mean"))
    )


def _since_entry(years: DataFrame, versions: DataFrame) -> DataFrame:
    """Years beside the cohort of the student: where it `stays`, null if not known, and what it gained since entry."""
    entry = F.min(F.struct("school_year", "school", "mean")).over(Window.partitionBy("student_id"))
    last = versions.groupBy("student_id").agg(F.max_by("status", "valid_from").alias("last_status"))
    return (
        years.withColumn("entry", entry)
        .join(last, on="student_id", how="left")
        .select(
            F.coalesce("entry.school", F.lit(UNKNOWN)).alias("school_id"),
            F.col("entry.school_year").alias("entry_year"),
            "school_year",
            (F.col("entry.school") == F.col("school")).alias("stays"),
            F.coalesce(F.col("last_status") == "Completed", F.lit(False)).alias("completed"),
            "mean",
            (F.col("mean") - F.col("entry.mean")).alias("gained"),
        )
    )


def _cells(years: DataFrame) -> DataFrame:
    """Counts and sums per cohort and school year of those who are there, and of all schools together."""
    cells = years.groupBy(*COHORT, "school_year").agg(
        F.count(F.lit(1)).alias("there"),
        F.count(F.when(F.col("stays"), 1)).alias("stayed"),
        F.count(F.when(~F.col("stays"), 1)).alias("moved"),
        F.count(F.when(F.col("completed"), 1)).alias("completers"),
        F.count("mean").alias("scored"),
        F.sum("mean").alias("total"),
        F.count("gained").alias("matched"),
        F.sum("gained").alias("gained"),
    )
    of_all = cells.withColumn("school_id", F.explode(F.array("school_id", F.lit(ALL))))
    return of_all.groupBy(*COHORT, "school_year").agg(
        *summed(*COUNTS), *[F.sum(name).cast("decimal(17,6)").alias(name) for name in SUMS]
    )


def _every_year(cells: DataFrame) -> DataFrame:
    """Each cohort's `students` in each school year that any has a cell of, from its entry on; `cell` is null if none.

    There are few cells: one task may look at all of them.
    """
    known = F.collect_set("school_year").over(Window.partitionBy())
    at_entry = F.col("entry_year") == F.col("school_year")
    cohorts = (
        cells.withColumn("known", known)
        .groupBy(*COHORT)
        .agg(
            F.first("known").alias("known"),
            F.max(F.when(at_entry, F.col("there"))).alias("students"),
            F.max(F.when(at_entry, F.col("completers"))).alias("all_completers"),
            F.collect_list(F.struct("school_year", *COUNTS, *SUMS)).alias("cells"),
        )
    )
    years = cohorts.withColumn("school_year", F.explode("known")).where("school_year >= entry_year")
    return years.withColumn("cell", F.expr("get(filter(cells, cell -> cell.school_year = school_year), 0)"))


COHORTS = Product(
    TABLE.name,
    TABLE,
    (Input(STUDENT_ASSESSMENTS_CLEAN, grain=by_subject_and_year), Input(ENROLLMENTS_TABLE), Input(STUDENTS_TABLE)),
    build,
    part=(),  # whatever is said of one year may make it the first: its student is in another cohort, in all years
)
