"""The groups that students are of in a school year: of each kind one value, Unknown where nobody says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import overlaps
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

STUDENT_YEAR = ("source_system", "student_id", "school_year")
RACE, HISPANIC = "Race", "Hispanic"
# Texts of a source, which are no categories.
NOT_COMPARED = ("Home Language",)


def of_students(students: DataFrame, groups: DataFrame) -> DataFrame:
    """Students of school years with each `kind` of which their district tells, and their `value` of it.

    Hispanic comes before any race, several races are Two or More. Of another kind the value counts that began last, and
    meals that are free or reduced mean Yes.
    """
    compared = groups.where(~F.col("kind").isin(*NOT_COMPARED))
    kinds = (
        students.select(*STUDENT_YEAR)
        .distinct()
        .join(F.broadcast(compared.select("source_system", "kind").distinct()), on="source_system")
    )
    said = _in_year(students, compared).where(F.col("value") != UNKNOWN)
    race = said.where(F.col("kind") == RACE).groupBy(*STUDENT_YEAR).agg(F.collect_set("value").alias("races"))
    others = said.where(F.col("kind") != RACE).groupBy(*STUDENT_YEAR, "kind").agg(_latest().alias("said"))
    latino = others.where((F.col("kind") == HISPANIC) & (F.col("said") == "Yes")).select(*STUDENT_YEAR)
    known = (
        kinds.join(others, on=[*STUDENT_YEAR, "kind"], how="left")
        .join(race, on=list(STUDENT_YEAR), how="left")
        .join(latino.withColumn("is_hispanic", F.lit(True)), on=list(STUDENT_YEAR), how="left")
    )
    value = F.when(F.col("kind") == RACE, _race()).otherwise(F.col("said"))
    return known.select(*STUDENT_YEAR, "kind", F.coalesce(value, F.lit(UNKNOWN)).alias("value"))


def _in_year(students: DataFrame, groups: DataFrame) -> DataFrame:
    """Groups of students in each school year on a day of which they hold; one without a first day has always held."""
    given = groups.withColumnRenamed("school_year", "only_year")
    joined = students.select(*STUDENT_YEAR).distinct().join(given, on=["source_system", "student_id"])
    first, last = census.year_begins(F.col("school_year")), census.year_ends(F.col("school_year"))
    holds = overlaps(F.coalesce("begin_date", F.lit("1900-01-01").cast("date")), F.col("end_date"), first, last)
    value = F.when((F.col("kind") == "Economic") & F.col("value").isin("Free", "Reduced"), "Yes")
    named = F.coalesce(F.col("only_year") == F.col("school_year"), F.lit(True))
    return joined.where(holds & named).withColumn("value", F.coalesce(value, "value"))


def _latest() -> Column:
    return F.max_by("value", F.struct(F.coalesce("begin_date", F.lit("1900-01-01").cast("date")), "known_at", "value"))


def _race() -> Column:
    is_hispanic = F.coalesce("is_hispanic", F.array_contains("races", HISPANIC), F.lit(False))
    several = F.when(F.size("races") > 1, "Two or More").when(F.size("races") == 1, F.get("races", F.lit(0)))
    return F.when(is_hispanic, HISPANIC).otherwise(several)
