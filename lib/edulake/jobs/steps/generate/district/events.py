"""What happens to the students of the district on a day: attendance, results, incidents and what came of them.

Each row says in `told_on` when the district knows of it, and has a text for each column of its form.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import OPENING, registered
from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year

# Per mille of the days of a student: of those who miss many, of all others, and more of them on Mondays and Fridays.
MISSED_OFTEN, MISSED, MISSED_MORE, LATE, EXCUSED_LATER = 250, 40, 20, 30, 100
INCIDENTS, WITH_VICTIM, WITH_ACTION, DISMISSED = 80, 300, 500, 50  # per mille, the first of students and years
CATEGORIES = ("Fighting", "Bullying", "Disruption", "Vandalism", "Tobacco")
ACTIONS = ("Detention", "In-School Suspension", "Out-of-School Suspension")
PLACES = ("Classroom", "Hallway", "Bus", "Playground")
SUBJECTS = ("Math", "English")
TESTED = {"Fall": (40, 60), "Spring": (120, 135)}  # days of the year by their number
FRIDAY, MONDAY = 6, 2  # as Spark counts days of the week


def attendance(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a student and registered day, and a second one where the office excused an absence the day after."""
    newest = len(years) - 1
    days = F.explode(F.array(*[F.lit(day) for day in registered(years[newest])]))
    there = stays.where(F.col("year") == newest).select("student", "school", "is_chronic", *SPELL, days.alias("date"))
    day = there.where((F.col("entry_date") <= F.col("date")) & (F.col("exit_date") >= F.col("date")))
    numbered = day.withColumn("day", F.datediff("date", F.lit(dt.date(2000, 1, 1))).cast("bigint"))
    draws = Draws(seed, ("student", "day"))
    edge = F.dayofweek("date").isin(MONDAY, FRIDAY)
    often = F.when(F.col("is_chronic"), MISSED_OFTEN).otherwise(MISSED) + F.when(edge, MISSED_MORE).otherwise(0)
    drawn = draws.between("missed", 0, 999)
    status = F.when(drawn < often, "A").when(drawn >= 1000 - LATE, "L").otherwise("P")
    is_excused = (status == "A") & draws.happens("excused", EXCUSED_LATER) & (F.col("date") >= OPENING)
    told = F.explode(
        F.when(is_excused, F.array(_told(status, 0), _told(F.lit("E"), 1))).otherwise(F.array(_told(status, 0)))
    )
    return numbered.select("*", told.alias("told")).select(
        student_id(F.col("student")).alias("student_id"),
        F.col("date").cast("string").alias("date"),
        F.col("told.status").alias("status"),
        F.concat_ws("-", F.lit("A"), "student", "day").alias("attendance_id"),
        F.col("school").alias("school_id"),
        F.concat(F.date_add("date", F.col("told.later")).cast("string"), F.lit("T16:00:00Z")).alias("updated_at"),
        F.date_add("date", F.col("told.later")).cast("string").alias("told_on"),
    )


SPELL = ("entry_date", "exit_date")


def results(of_years: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a student, school year, term and subject; scores rise and fall about the student's ability."""
    terms, subjects = (F.explode(F.array(*map(F.lit, words))) for words in (TESTED, SUBJECTS))
    each = of_years.select("*", terms.alias("term")).select("*", subjects.alias("subject"))
    in_term = F.when(F.col("subject") == "Math", 0).otherwise(1)
    place = F.when(F.col("term") == "Fall", 0).otherwise(len(SUBJECTS)) + in_term
    numbered = each.withColumn("test", (F.col("year") * len(TESTED) * len(SUBJECTS) + place).cast("bigint"))
    draws = Draws(seed, ("student", "test"))
    days = {term: [[year.days[n].isoformat() for n in range(*span)] for year in years] for term, span in TESTED.items()}
    score = F.greatest(F.lit(0), F.least(F.lit(100), F.round(F.col("ability") + draws.bell("luck") * 6, 1)))
    date = F.coalesce(*[F.when(F.col("term") == term, _one_of(of_term, draws)) for term, of_term in days.items()])
    left = (F.col("leaves_in") == F.col("year")) & ~F.col("returns")
    until = F.when(left, F.col("leaving_day")).otherwise(F.col("last_day"))
    dated = numbered.withColumn("date", date)
    return dated.where(F.col("date").between(F.col("first_day").cast("string"), until.cast("string"))).select(
        student_id(F.col("student")).alias("student_id"),
        F.col("date").alias("assessment_date"),
        "subject",
        score.cast("decimal(5,1)").cast("string").alias("score"),
        F.col("grade").cast("string").alias("grade_level"),
        "term",
        F.col("school_year").cast("string").alias("school_year"),
        F.concat_ws("-", F.lit("R"), "student", "test").alias("assessment_id"),
        F.col("date").alias("told_on"),
    )


def incidents(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row an incident that a student caused, at most one in a year: what is told of it, and of the student."""
    draws = Draws(seed, ("student", "year"))
    caused = stays.where((F.col("part") == 0) & draws.happens("incident", INCIDENTS))
    days = [F.array(*[F.lit(day) for day in year.days]) for year in years]
    of_year = F.array(*days)[F.col("year").cast("int")]
    there = F.filter(of_year, lambda day: (day >= F.col("entry_date")) & (day <= F.col("exit_date")))
    dated = caused.withColumn("days", there).where(F.size("days") > 0)
    day = F.col("days")[F.pmod(draws.bits("incident day"), F.size("days").cast("bigint")).cast("int")]
    action = F.when(draws.happens("action", WITH_ACTION), draws.one_of("which action", ACTIONS))
    return dated.select(
        "*",
        day.cast("string").alias("date"),
        F.concat_ws("-", F.lit("I"), "student", "year").alias("incident_id"),
        draws.one_of("category", CATEGORIES).alias("category"),
        draws.one_of("place", PLACES).alias("location"),
        F.when(draws.happens("dismissed", DISMISSED), "Dismissed").otherwise("Closed").alias("status"),
        action.alias("action"),
        draws.between("suspended", 1, 5).alias("suspended"),
        draws.happens("victim", WITH_VICTIM).alias("has_victim"),
    )


def as_incidents(caused: DataFrame) -> DataFrame:
    return caused.select(
        "incident_id", "date", "category", "location", "status", F.col("school").alias("school_id"),
        F.col("date").alias("told_on"),
    )  # fmt: skip


def as_participants(caused: DataFrame, students: int) -> DataFrame:
    """The student who caused it, and in some incidents another one."""
    other = F.pmod(F.col("student") + F.lit(students // 2), F.lit(students)) + 1
    cause = F.struct(F.col("student").alias("number"), F.lit("Perpetrator").alias("role"))
    victim = F.struct(other.alias("number"), F.lit("Victim").alias("role"))
    each = caused.select("*", F.inline(F.when(F.col("has_victim"), F.array(cause, victim)).otherwise(F.array(cause))))
    return each.select(
        student_id(F.col("number")).alias("student_id"), "date", "incident_id", "role",
        F.col("category").alias("behaviour"), F.col("school").alias("school_id"), F.col("date").alias("told_on"),
    )  # fmt: skip


def as_actions(caused: DataFrame) -> DataFrame:
    days = F.when(F.col("action") != "Detention", F.col("suspended").cast("string"))
    return caused.where(F.col("action").isNotNull()).select(
        student_id(F.col("student")).alias("student_id"), "date", "action", "incident_id",
        days.alias("days_assigned"), days.alias("days_served"), F.col("school").alias("school_id"),
        F.col("date").alias("told_on"),
    )  # fmt: skip


def _told(status: Column, later: int) -> Column:
    return F.struct(status.alias("status"), F.lit(later).alias("later"))


def _one_of(days_of_years: list[list[str]], draws: Draws) -> Column:
    days = F.array(*[F.array(*map(F.lit, days)) for days in days_of_years])[F.col("year").cast("int")]
    return days[F.pmod(draws.bits("day of test"), F.size(days).cast("bigint")).cast("int")]
