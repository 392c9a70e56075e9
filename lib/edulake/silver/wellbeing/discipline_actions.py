"""Discipline actions: what a school did about a student's behaviour, and how many days it took."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.expr.categories.wellbeing import ACTIONS
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_YEAR, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.rules import BAD_VERSION, left_out, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing import behaviour

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "discipline_actions_raw",
        "Discipline actions as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            date="Day",
            action="What the school did",
            incident_id="What the school calls the incident",
            incident_school_id="School of the incident, where it is not that of the row",
            begin_date="First day that it took",
            end_date="Last day that it took",
            days_assigned="School days that were assigned",
            days_served="School days that were served",
            served_at="School where they were served",
            discipline_action_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School that is responsible",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id", "date", "action"),
    identity=("raw_discipline_action_id",),
    or_identity=("raw_student_id", "raw_school_id", "raw_incident_id", "raw_action", "raw_date"),
)

DATE = "date"
DAYS = ("days_assigned", "days_served")
A_YEAR = 366
BUSINESS = (
    STUDENT_ID,
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "discipline_action_id",
        "STRING",
        "The source's id of the row, else a hash of student, incident, action and day",
        nullable=False,
        personal="direct",
    ),
    Column("incident_id", "STRING", "Incident: its school and what that calls it, a slash between"),
    Column("action", "STRING", f"{', '.join(ACTIONS)} or Unknown", nullable=False, personal="sensitive"),
    Column("action_raw", "STRING", "What the school did as the source words it", personal="sensitive"),
    Column("begin_date", "DATE", "First day that it took, where the source says", personal="sensitive"),
    Column("end_date", "DATE", "Last day that it took, where the source says", personal="sensitive"),
    Column("days_assigned", "DECIMAL(5,2)", "School days that were assigned", personal="sensitive"),
    Column("days_served", "DECIMAL(5,2)", "School days that were served", personal="sensitive"),
    Column("served_at", "STRING", "School where they were served, where the source says"),
    ISSUE_CODES,
    Column("school_id", "STRING", "School that is responsible, where the source says"),
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
DISCIPLINE_ACTIONS_TABLE = Table(
    layer="silver",
    name="discipline_actions",
    meaning="One row per student and action of discipline: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "discipline_action_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    harmful_rows=True,
    change_feed=True,
    deletion_vectors=True,
)


def _any_days(holds: Callable[[SparkColumn], SparkColumn]) -> SparkColumn:
    """Whether it holds for the days assigned or for those served, of which either may be unknown."""
    return reduce(or_, [F.coalesce(holds(F.col(name)), F.lit(False)) for name in DAYS])


def _differ() -> SparkColumn:
    """Days, begun ones as whole, that are more than those from the first to the last, or fewer than their weekdays."""
    first, last = F.col("begin_date"), F.col("end_date")
    begun = F.ceil(F.coalesce("days_served", "days_assigned"))
    return (last < first) | (begun > F.datediff(last, first) + 1) | (begun < _weekdays(first, last))


def _weekdays(first: SparkColumn, last: SparkColumn) -> SparkColumn:
    """How many days from the first to the last, both included, are no weekend."""

    def up_to(day: SparkColumn) -> SparkColumn:
        # Day 0 is a Thursday: since the Monday before, five of each week and at most five of the last one.
        since_monday = F.unix_date(day) + 3
        in_week = F.pmod(since_monday, F.lit(7))
        return (since_monday - in_week) / 7 * 5 + F.least(in_week + 1, F.lit(5))

    return up_to(last) - up_to(F.date_sub(first, 1))


REFUSALS = (
    *refusals(DATE),
    undecided("discipline_action_id", "incident_id", "school_id"),
    Rule(
        "NEGATIVE_DAYS",
        "days assigned or served under 0",
        lambda: reduce(or_, [F.coalesce(F.col(f"exact_{name}") < 0, F.lit(False)) for name in DAYS]),
    ),
)
ISSUES = (
    unmapped_in("action"),
    unread("BAD_BEGIN_DATE", "a first day that cannot be read", "first", "begin_date"),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
    unread("BAD_DAYS_ASSIGNED", "days assigned that are no plain number up to 999.99", "assigned", "days_assigned"),
    unread("BAD_DAYS_SERVED", "days served that are no plain number up to 999.99", "served", "days_served"),
    Rule(
        "DAYS_DIFFER_FROM_DATES",
        "more days than from the first to the last, or fewer than the weekdays among them (a holiday may explain it)",
        _differ,
    ),
    Rule("DAYS_OVER_YEAR", "more days than a year has", lambda: _any_days(lambda days: days > A_YEAR)),
    *left_out("incident_id", "school_id", "served_at", own="discipline_action_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_date",
            action_raw="raw_action",
            first="raw_begin_date",
            last="raw_end_date",
            assigned="raw_days_assigned",
            served="raw_days_served",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **behaviour.words(),
        **behaviour.of_incident(),
        **reading.ids(source_id="raw_discipline_action_id", served_at="raw_served_at"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        "incident_id": behaviour.incident("incident", "incident_school_id"),
        **reading.category(how.notations, "action", ACTIONS),
        **reading.day(how.notations, "begin_date", "first", how.latest),
        **reading.day(how.notations, "end_date", "last", how.latest),
        "exact_days_assigned": behaviour.signed(how.notations, "assigned"),
        "exact_days_served": behaviour.signed(how.notations, "served"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    what = [reading.who(), F.col("incident_id"), reading.as_coded("action"), reading.day_as_read(DATE)]
    return {
        "discipline_action_id": F.coalesce("source_id", business_key(F.col("source_system"), *what)),
        **behaviour.categories("action"),
        **{name: behaviour.days(f"exact_{name}") for name in DAYS},
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "incident_id", "school_id", "served_at"),
    }


DISCIPLINE_ACTIONS = Subject(
    name="discipline_actions",
    form=FORM,
    table=DISCIPLINE_ACTIONS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"NEGATIVE_DAYS"}),
    coded=("action",),
    refers=reading.refers("student_id", "incident_id"),
    checks=(behaviour.not_a_member("discipline_action_id"),),
)
