"""Engagement: one row per login, visit or day of a student, as finely as the source tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key, minutes, percentage, whole_number
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, refusals, undecided, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "student_engagement_raw",
        "Engagement records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            course_id="Course",
            activity="Kind of activity",
            resource_id="Page, site or item",
            engaged_at="Day or moment",
            events="Number of events",
            minutes="Minutes spent",
            progress_percentage="Progress in the course",
            engagement_score="Engagement",
            engagement_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "engaged_at"),
    identity=("raw_engagement_id",),
    or_identity=("raw_student_id", "raw_engaged_at", "raw_course_id", "raw_activity", "raw_resource_id"),
)


DATE = "date"
BUSINESS = (
    STUDENT_ID,
    Column("date", "DATE", "Day in the time zone of the source", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "engagement_id",
        "STRING",
        "The source's id of the row, else a hash of who, where and when",
        nullable=False,
        personal="direct",
    ),
    Column("course_id", "STRING", "Course", nullable=False),
    Column("activity", "STRING", "Kind of activity; Unknown where the source does not say", nullable=False),
    Column("resource_id", "STRING", "Page, site or item, where the source says"),
    Column("engaged_at", "TIMESTAMP", "Moment of it, UTC, where the source says"),
    Column("events", "INT", "Logins, clicks or visits that the row stands for; null if not valid", personal="indirect"),
    Column("minutes", "DECIMAL(6,2)", "Minutes spent, where the source measures them", personal="indirect"),
    Column("progress_percentage", "DECIMAL(5,2)", "Progress in the course, 0 to 100", personal="indirect"),
    Column(
        "engagement_score",
        "DECIMAL(5,2)",
        "Engagement, 0 to 100; 0 for none only where the source says so",
        personal="indirect",
    ),
    ISSUE_CODES,
    Column("last_modified", "TIMESTAMP", "When the source last changed the row, UTC"),
    SCHOOL_ID,
    SCHOOL_YEAR,
    Column("term", "STRING", "Term or presentation, where the source says"),
    KNOWN_AT,
)
ENGAGEMENT_TABLE = Table(
    layer="silver",
    name="engagement",
    meaning="One row per login, visit or day of a student in a course: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "engagement_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
    # From 2 on a moment stands in engagement_id as microseconds, not as text of the session's time zone.
    contract_version=2,
)
REFUSALS = (
    *refusals(DATE),
    no_id("course_id"),
    undecided("engagement_id", "resource_id", needed=("student_id", "course_id")),
)
ISSUES = (
    *left_out("resource_id", "school_id", own="engagement_id"),
    unread("BAD_EVENTS", "a number of events that is no plain whole number", "count", "events"),
    unread("BAD_MINUTES", "minutes that are no plain number from 0 to 9999.99", "length", "minutes"),
    unread("BAD_PROGRESS", "progress that is no plain number from 0 to 100", "progress", "progress_percentage"),
    unread("BAD_ENGAGEMENT", "engagement that is no plain number from 0 to 100", "engagement", "engagement_score"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            kind="raw_activity",
            day="raw_engaged_at",
            count="raw_events",
            length="raw_minutes",
            progress="raw_progress_percentage",
            engagement="raw_engagement_score",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_engagement_id",
            course_id="raw_course_id",
            resource_id="raw_resource_id",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    has_time = F.col("day").rlike(r"[0-9][T ][0-9]")
    engaged_at = reading.moment(how.notations, "engaged_at", "day")["engaged_at"]
    none = by_notation(how.notations, lambda n: n.no_engagement_is_zero, lambda zero: F.lit(0 if zero else None))
    said = F.col("engagement").isNotNull()
    return {
        **reading.values(how.notations, DATE, how.latest),
        "engaged_at": F.when(has_time, engaged_at),
        # A row that gives no number stands for one login or visit.
        "events": F.when(F.col("count").isNull(), 1).otherwise(number(how.notations, "count", whole_number)),
        "minutes": number(how.notations, "length", minutes),
        "progress_percentage": number(how.notations, "progress", percentage),
        "engagement_score": F.when(said, number(how.notations, "engagement", percentage)).otherwise(
            none.cast("decimal(5,2)")
        ),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [reading.who(), F.col("course_id"), F.col("kind"), *reading.as_said("resource_id")]
    moment = F.coalesce(F.unix_micros("engaged_at").cast("string"), reading.day_as_read(DATE))
    return {
        "engagement_id": F.coalesce("source_id", business_key(F.col("source_system"), *where, moment)),
        "activity": F.coalesce("kind", F.lit("Unknown")),
        "last_modified": F.col("source_updated_at"),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "course_id", "school_id"),
    }


ENGAGEMENT = Subject(
    name="engagement",
    form=FORM,
    table=ENGAGEMENT_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "course_id"),
)
