"""Who works in the schools of the district, in which role, when they were absent, and what they learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.contacts import FAMILY_NAMES, FIRST_NAMES
from edulake.jobs.steps.generate.district.people import zones
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year

STUDENTS_TO_A_MEMBER = 10
ROLES = (*("Teacher",) * 7, "Aide", "Counselor", "Principal")
DEGREES = ("Bachelor", "Master", "Master", "Doctorate")
REASONS = ("Sick", "Sick", "Sick", "Personal", "Jury Duty", "Professional Development")
COURSES = ("Reading first", "Safe schools", "Data for teachers", "Mathematics in motion")
ABSENCES, SESSIONS = 8, 3  # of each in a year, at most
HALF_TIME, HIRED_LATER, LEFT = 150, 200, 80  # per mille


def staff(spark: SparkSession, students: int, seed: int, years: Sequence[Year]) -> DataFrame:
    """One row a member of staff: what is true of them in all years."""
    draws = Draws(seed, ("member",))
    number = max(len(ROLES), students // STUDENTS_TO_A_MEMBER)
    band = draws.one_of("band", ("E", "M", "H"))
    zone = draws.between("zone", 1, zones(students))
    last = len(years) - 1
    return (
        spark.range(1, number + 1)
        .withColumnRenamed("id", "member")
        .select(
            "*",
            F.concat(F.lit("T"), zero_padded(F.col("member"), 6)).alias("staff_id"),
            F.concat(band, zero_padded(zone, 2)).alias("school"),
            draws.one_of("role", ROLES).alias("role"),
            F.when(draws.happens("half", HALF_TIME), "0.5").otherwise("1").alias("fte"),
            F.when(draws.happens("later", HIRED_LATER), draws.between("hired", 0, last)).otherwise(0).alias("hired"),
            F.when(draws.happens("left", LEFT), draws.between("leaves", 0, last)).alias("left"),
        )
        .where(F.col("left").isNull() | (F.col("left") >= F.col("hired")))
    )


def persons(of: DataFrame, seed: int, years: Sequence[Year]) -> DataFrame:
    draws = Draws(seed, ("member",))
    return of.select(
        "staff_id",
        draws.one_of("first name", FIRST_NAMES).alias("given_name"),
        draws.one_of("family name", FAMILY_NAMES).alias("family_name"),
        F.concat("staff_id", F.lit("@district.example")).alias("email"),
        draws.one_of("sex", ("Female", "Female", "Male")).alias("sex"),
        draws.one_of("degree", DEGREES).alias("degree"),
        _in_year("hired", [year.first.isoformat() for year in years]).alias("hire_date"),
        _in_year("left", [year.last.isoformat() for year in years]).alias("leave_date"),
        _in_year("hired", [year.first.isoformat() for year in years]).alias("told_on"),
    )


def roles(of: DataFrame, years: Sequence[Year]) -> DataFrame:
    """One row a member and role; it ends with the year in which they leave."""
    return of.select(
        "staff_id",
        F.col("school").alias("school_id"),
        "role",
        _in_year("hired", [year.first.isoformat() for year in years]).alias("begin_date"),
        _in_year("left", [year.last.isoformat() for year in years]).alias("end_date"),
        "fte",
        F.lit("Yes").alias("is_primary"),
        _in_year("hired", [year.first.isoformat() for year in years]).alias("told_on"),
    )


def absences(of: DataFrame, seed: int, years: Sequence[Year]) -> DataFrame:
    """One row a member, year and absence, on a school day; hours mostly, now and then a share of the day."""
    each = _times(of, ABSENCES, years, seed, "absences")
    draws = Draws(seed, ("member", "year", "turn"))
    whole = draws.happens("whole day", 800)
    return each.select(
        "staff_id",
        F.col("school").alias("school_id"),
        _day_of(draws, "day", years).alias("date"),
        F.when(whole, "8").otherwise("4").alias("hours"),
        F.when(whole, "1").otherwise("0.5").alias("share_of_day"),
        draws.one_of("reason", REASONS).alias("category"),
        F.concat_ws("-", F.lit("SA"), "member", "year", "turn").alias("staff_absence_id"),
    ).withColumn("told_on", F.col("date"))


def sessions(of: DataFrame, seed: int, years: Sequence[Year]) -> DataFrame:
    """One row a member, year and session of professional learning."""
    each = _times(of, SESSIONS, years, seed, "sessions")
    draws = Draws(seed, ("member", "year", "turn"))
    return each.select(
        "staff_id",
        F.concat(F.lit("PD"), F.pmod(draws.bits("course"), F.lit(len(COURSES)))).alias("activity_id"),
        draws.one_of("course", COURSES).alias("title"),
        F.col("turn").cast("string").alias("session_id"),
        _day_of(draws, "session day", years).alias("date"),
        F.when(draws.happens("no show", 60), "No Show").otherwise("Completed").alias("status"),
        draws.between("hours", 1, 6).cast("string").alias("amount"),
        F.lit("Clock Hours").alias("unit"),
        F.col("school").alias("school_id"),
        F.concat_ws("-", F.lit("PD"), "member", "year", "turn").alias("pd_attendance_id"),
    ).withColumn("told_on", F.col("date"))


def _times(of: DataFrame, most: int, years: Sequence[Year], seed: int, what: str) -> DataFrame:
    """Rows of members for each year in which they work and each of some turns in it."""
    last = F.coalesce("left", F.lit(len(years) - 1))
    of_years = of.select("*", F.explode(F.sequence("hired", last)).alias("year"))
    turns = Draws(seed, ("member", "year")).between(what, 0, most)
    return of_years.select("*", F.explode(F.sequence(F.lit(0).cast("bigint"), turns)).alias("turn")).where("turn > 0")


def _day_of(draws: Draws, what: str, years: Sequence[Year]) -> Column:
    """A school day of the row's year, as text."""
    days = [F.array(*[F.lit(day.isoformat()) for day in year.days]) for year in years]
    of_year = F.array(*days)[F.col("year").cast("int")]
    return of_year[F.pmod(draws.bits(what), F.size(of_year).cast("bigint")).cast("int")]


def _in_year(column: str, values: Sequence[str]) -> Column:
    return F.when(F.col(column).isNotNull(), F.array(*map(F.lit, values))[F.col(column).cast("int")])
