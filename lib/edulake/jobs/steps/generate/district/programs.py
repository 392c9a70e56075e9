"""The programs of the district, and who is in them: some until they need them no more, most for the whole of a stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district import contacts
from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

SPECIAL, LANGUAGE, GIFTED, AFTER_SCHOOL = "SPED", "EL", "GT", "DAY"
# Name and kind of each.
PROGRAMS = {
    SPECIAL: ("Individual programs", "Special Education"),
    LANGUAGE: ("English for newcomers", "English as a Second Language (ESL)"),
    GIFTED: ("Young scholars", "Gifted and Talented"),
    AFTER_SCHOOL: ("Afternoon club", "After School"),
}
SINCE = "2015-07-01"
IN_GIFTED, IN_AFTER_SCHOOL, ENDS_EARLY = 60, 150, 100  # per mille; of each program and year
DAYS_UNTIL_EARLY_END = 45


def programs(spark: SparkSession) -> DataFrame:
    """One row a program, each of the whole district."""
    columns = ("program_id", "name", "program_type", "begin_date")
    told = [(program, name, kind, SINCE) for program, (name, kind) in PROGRAMS.items()]
    rows = [F.struct(*[F.lit(v).alias(n) for n, v in zip(columns, values, strict=True)]) for values in told]
    return spark.range(1).select(F.inline(F.array(*rows)))


def memberships(stays: DataFrame, seed: int) -> DataFrame:
    """One row a student, stay and program, from the first day of the stay on; an end to come is not told."""
    student, year = Draws(seed, ("student",)), Draws(seed, ("student", "year"))
    is_in = {
        SPECIAL: contacts.in_special_education(seed),
        LANGUAGE: contacts.learns_english(seed),
        GIFTED: student.happens("gifted", IN_GIFTED),
        AFTER_SCHOOL: year.happens("after school", IN_AFTER_SCHOOL),
    }
    early = F.date_add("entry_date", DAYS_UNTIL_EARLY_END)

    def member(program: str, condition: Column) -> Column:
        ends = year.happens(f"ends {program}", ENDS_EARLY) & (early < F.col("exit_date"))
        last = F.when(ends, early).otherwise(F.col("exit_date"))
        reason = F.when(ends, "No longer needed")
        return F.when(condition, F.struct(F.lit(program).alias("program_id"), last.alias("last"), reason.alias("why")))

    each = stays.select("*", F.inline(F.array_compact(F.array(*[member(*of) for of in is_in.items()]))))
    is_over = F.col("last") <= deliveries()[0]
    return each.select(
        student_id(F.col("student")).alias("student_id"),
        "program_id",
        F.col("entry_date").cast("string").alias("begin_date"),
        F.when(is_over, F.col("last")).cast("string").alias("end_date"),
        F.when(is_over, F.col("why")).alias("exit_reason"),
        F.col("school").alias("school_id"),
        F.col("entry_date").cast("string").alias("told_on"),
    )
