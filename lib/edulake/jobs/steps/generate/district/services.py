"""What schools provide and keep for the students of the district: health, transport, admissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import NEWEST, OPENING
from edulake.jobs.steps.generate.district.people import HIGHEST_GRADE, school, student_id, zones
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

VACCINES = {"MMR": 2, "DTaP": 5, "Polio": 4}
EXEMPT, WITHOUT_RECORD, MISSING_DOSE, VISITED = 30, 40, 60, 200  # per mille
RIDERS, BY_VAN = 400, 50
APPLICANTS_OF_STUDENTS = 20  # one application for next year to so many students
OFFERED, ACCEPTED, ENROLLED = 850, 800, 900  # of those who came so far


def health(people: DataFrame, seed: int) -> DataFrame:
    """One row a dose, an exemption or a visit, told when the student came; of some there is no record."""
    draws = Draws(seed, ("student",))
    known = people.where(~draws.happens("no record", WITHOUT_RECORD))
    exempt = draws.happens("exempt", EXEMPT)
    exemptions = [_record("Exemption", F.lit(code), None, F.lit("Medical Exemption")) for code in VACCINES]
    doses = [
        _record("Immunization", F.lit(code), dose, F.lit("Given"), draws.happens(f"{code} {dose}", MISSING_DOSE))
        for code, number in VACCINES.items()
        for dose in range(1, number + 1)
    ]
    each = known.select("student", "told_on", F.inline(F.when(exempt, F.array(*exemptions)).otherwise(F.array(*doses))))
    visits = people.where(draws.happens("visit", VISITED)).select(
        "student", "told_on", F.inline(F.array(_record("Visit", F.lit("Headache"), None, F.lit("Resolved"))))
    )
    born = F.lit("2010-01-01").cast("date")
    # The doses of a vaccine are months apart.
    first = F.pmod(draws.bits("first dose"), F.lit(3_000)).cast("int")
    day = F.date_add(born, first + F.coalesce(F.col("dose").cast("int"), F.lit(0)) * 60)
    recent = F.date_sub(F.lit(OPENING), draws.between("visited", 1, 150).cast("int"))
    return (
        each.unionByName(visits)
        .where("NOT is_missing")
        .select(
            student_id(F.col("student")).alias("student_id"),
            "kind",
            "code",
            F.when(F.col("kind") == "Visit", recent).otherwise(day).cast("string").alias("event_date"),
            "dose",
            "status",
            F.when(F.col("kind") == "Visit", recent.cast("string")).otherwise(F.col("told_on")).alias("told_on"),
        )
    )


def transport(stays: DataFrame, seed: int) -> DataFrame:
    """One row a rider's way to school or home, from the first day of the stay on."""
    draws = Draws(seed, ("student", "year"))
    riders = stays.where((F.col("part") == 0) & draws.happens("rides", RIDERS))
    ways = F.explode(F.array(F.lit("To School"), F.lit("From School")))
    return riders.select("*", ways.alias("direction")).select(
        student_id(F.col("student")).alias("student_id"),
        "direction",
        F.when(draws.happens("van", BY_VAN), "Van").otherwise("Bus").alias("mode"),
        F.concat(F.lit("R"), "school").alias("route_id"),
        F.concat(F.lit("B"), draws.between("bus", 1, 9)).alias("bus_number"),
        (draws.between("miles", 5, 90) / 10).cast("decimal(4,1)").cast("string").alias("miles"),
        F.col("entry_date").cast("string").alias("begin_date"),
        F.col("exit_date").cast("string").alias("end_date"),
        F.col("school").alias("school_id"),
        F.col("entry_date").cast("string").alias("told_on"),
    )


def applications(spark: SparkSession, students: int, seed: int) -> DataFrame:
    """One row an application for next year and stage that it reached, from November on."""
    draws = Draws(seed, ("application",))
    number = max(10, students // APPLICANTS_OF_STUDENTS)
    grade = draws.between("application grade", 0, HIGHEST_GRADE)
    offered = draws.happens("offered", OFFERED)
    accepted = offered & draws.happens("accepted", ACCEPTED)
    enrolled = accepted & draws.happens("enrolled", ENROLLED)
    stages = [
        _stage("Applied", F.lit(True), 0),
        _stage("Offered", offered, 40),
        _stage("Denied", ~offered, 40),
        _stage("Accepted", accepted, 60),
        _stage("Declined", offered & ~accepted, 60),
        _stage("Enrolled", enrolled, 90),
    ]
    applied = F.date_sub(F.lit(OPENING), draws.between("applied", 92, 140).cast("int"))
    each = (
        spark.range(1, number + 1)
        .withColumnRenamed("id", "application")
        .select("application", applied.alias("applied"), grade.alias("grade"), F.inline(F.array(*stages)))
        .where("reached")
    )
    day = F.date_add("applied", F.col("later")).cast("string")
    zone = Draws(seed, ("application",)).between("application zone", 0, zones(students) - 1)
    return each.select(
        F.concat(F.lit("AP"), zero_padded(F.col("application"), 6)).alias("application_id"),
        F.concat(F.lit("N"), zero_padded(F.col("application"), 6)).alias("applicant_id"),
        "stage",
        day.alias("stage_date"),
        F.lit(str(NEWEST + 1)).alias("entry_year"),
        F.col("grade").cast("string").alias("entry_grade"),
        draws.one_of("channel", ("Web", "Web", "Paper")).alias("channel"),
        school(zone, F.col("grade")).alias("school_id"),
        day.alias("told_on"),
    )


def _record(kind: str, code: Column, dose: int | None, status: Column, missing: Column | None = None) -> Column:
    return F.struct(
        F.lit(kind).alias("kind"),
        code.alias("code"),
        F.lit(None if dose is None else str(dose)).cast("string").alias("dose"),
        status.alias("status"),
        (F.lit(False) if missing is None else missing).alias("is_missing"),
    )


def _stage(name: str, reached: Column, later: int) -> Column:
    return F.struct(F.lit(name).alias("stage"), reached.alias("reached"), F.lit(later).alias("later"))
