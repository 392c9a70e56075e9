"""What the district tells, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district import (
    answers,
    chart,
    contacts,
    curriculum,
    events,
    fees,
    finance,
    programs,
    services,
    skills,
    staff,
    surveys,
)
from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year

# Tables of what lasts, and of what happens.
LASTS = (
    "students", "memberships", "school_days", "staff", "staff_roles", "guardians", "guardian_links", "student_groups",
    "programs", "program_memberships", "transport_riders", "accounts", "survey_items", "standards", "curriculum_links",
)  # fmt: skip
HAPPENS = (
    "attendance", "assessments", "incidents", "incident_students", "discipline_actions", "staff_absences",
    "pd_attendance", "health_records", "application_stages", "fee_entries", "finance_postings", "finance_balances",
    "survey_invitations", "survey_responses", "survey_answers", "objective_results", "skill_ratings",
)  # fmt: skip


class Plan(NamedTuple):
    """What is told, by table: of what lasts (each delivery holds all that is known), and of what happens.

    A row that `is_again` says what another one has said, and one that `is_aside` counts nowhere.
    """

    lasts: dict[str, DataFrame]
    happens: dict[str, DataFrame]

    def only(self, tables: Collection[str]) -> Plan:
        """These tables of it."""
        lasts, happens = ({name: of[name] for name in of if name in tables} for of in self)
        return Plan(lasts, happens)


def plan_of(
    spark: SparkSession,
    students: int,
    seed: int,
    years: Sequence[Year],
    of: DataFrame,
    of_years: DataFrame,
    every_stay: DataFrame,
) -> Plan:
    members = staff.staff(spark, students, seed, years)
    caused = events.incidents(every_stay, years, seed)
    roster = every_stay.groupBy("student").agg(F.min("entry_date").alias("since"), F.max("exit_date").alias("until"))
    known = of.join(roster, "student")
    since = F.col("since").cast("string").alias("told_on")
    return Plan(
        {
            "students": _students(every_stay, known, seed),
            "memberships": _memberships(every_stay),
            "school_days": _school_days(every_stay, years),
            "staff": staff.persons(members, seed, years),
            "staff_roles": staff.roles(members, years),
            "guardians": contacts.guardians(known, seed),
            "guardian_links": contacts.guardian_links(known, seed),
            "student_groups": contacts.student_groups(known, seed),
            "programs": programs.programs(spark),
            "program_memberships": programs.memberships(every_stay, seed),
            "transport_riders": services.transport(every_stay, seed),
        },
        {
            "attendance": events.attendance(every_stay, years, seed),
            "assessments": events.results(of_years, years, seed),
            "incidents": events.as_incidents(caused),
            "incident_students": events.as_participants(caused, students),
            "discipline_actions": events.as_actions(caused),
            "staff_absences": staff.absences(members, seed, years),
            "pd_attendance": staff.sessions(members, seed, years),
            "health_records": services.health(known.select("*", since), seed),
            "application_stages": services.applications(spark, students, seed),
        },
    )


def whole_plan_of(
    spark: SparkSession,
    students: int,
    seed: int,
    years: Sequence[Year],
    of: DataFrame,
    of_years: DataFrame,
    every_stay: DataFrame,
) -> Plan:
    """The plan with what is owed and spent, what people say, and what is taught and learned."""
    plan = plan_of(spark, students, seed, years, of, of_years, every_stay)
    everybody = surveys.asked(every_stay, staff.staff(spark, students, seed, years), years, seed)
    said = answers.responses(everybody, seed)
    lasts = {
        "accounts": chart.accounts(every_stay, years),
        "survey_items": surveys.items(spark, years),
        "standards": curriculum.standards(spark),
        "curriculum_links": curriculum.links(spark),
    }
    happens = {
        "fee_entries": fees.fees(every_stay, years, seed),
        "finance_postings": finance.postings(every_stay, years, seed),
        "finance_balances": finance.balances(every_stay, years, seed),
        "survey_invitations": surveys.invitations(everybody),
        "survey_responses": answers.as_responses(said),
        "survey_answers": answers.as_answers(said, len(years) - 1, seed),
        "objective_results": curriculum.objective_results(of_years, years, seed),
        "skill_ratings": skills.ratings(of_years, years, seed),
    }
    return Plan({**plan.lasts, **lasts}, {**plan.happens, **happens})


def _students(every_stay: DataFrame, known: DataFrame, seed: int) -> DataFrame:
    """Students in each delivery: those with a stay that holds on its day, with its school and grade."""
    given_name = Draws(seed, ("student",)).one_of("given name", contacts.FIRST_NAMES)
    named = known.select("student", given_name.alias("given_name"))
    return every_stay.join(named, "student").select(
        student_id(F.col("student")).alias("student_id"),
        "given_name",
        F.concat(F.lit("Student"), F.col("student").cast("string")).alias("family_name"),
        F.col("grade").cast("string").alias("grade_level"),
        F.col("school").alias("school_id"),
        F.col("school_year").cast("string").alias("school_year"),
        F.col("entry_date").cast("string").alias("told_on"),
        F.col("exit_date").cast("string").alias("gone_after"),
    )


def _memberships(every_stay: DataFrame) -> DataFrame:
    """Each stay from its first day on; its end is told once it came."""
    return every_stay.select(
        student_id(F.col("student")).alias("student_id"),
        F.col("grade").cast("string").alias("grade_level"),
        F.col("entry_date").cast("string").alias("entry_date"),
        F.col("exit_date").cast("string").alias("ends"),
        "entry_type",
        "exit_type",
        F.lit("Yes").alias("is_primary"),
        F.col("school").alias("school_id"),
        F.col("school_year").cast("string").alias("school_year"),
        F.col("entry_date").cast("string").alias("told_on"),
    )


def _school_days(every_stay: DataFrame, years: Sequence[Year]) -> DataFrame:
    schools = every_stay.select(F.col("school").alias("school_id")).distinct()
    days = [F.lit(day.isoformat()) for year in years for day in year.days]
    return schools.select("school_id", F.explode(F.array(*days)).alias("date")).select(
        "school_id", "date", F.lit("Yes").alias("is_school_day"), F.lit("390").alias("minutes")
    )
