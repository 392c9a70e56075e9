"""Engagement: one row per login, visit or day of a student, as finely as the source tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key, percentage, whole_number
from edulake.silver import reading
from edulake.silver.columns import KEPT, KNOWN_AT, STUDENT_ID, content
from edulake.silver.judging import judged
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_UPDATED_AT, damaged, no_id, refusals, undecided, unread
from edulake.silver.subject import Subject

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_course_id", "STRING", "Course, as delivered"),
    Column("raw_activity", "STRING", "Kind of activity, as delivered"),
    Column("raw_resource_id", "STRING", "Page, site or item, as delivered"),
    Column("raw_engaged_at", "STRING", "Day or moment, as delivered"),
    Column("raw_events", "STRING", "Number of events, as delivered"),
    Column("raw_progress_percentage", "STRING", "Progress in the course, as delivered"),
    Column("raw_engagement_score", "STRING", "Engagement, as delivered"),
    Column("raw_engagement_id", "STRING", "The source's id of the row, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the row, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)

STUDENT_ENGAGEMENT_RAW = raw_table(
    "student_engagement_raw",
    "Engagement records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)

REQUIRED = ("student_id", "engaged_at")

IDENTITY = ("raw_engagement_id",)

OR_IDENTITY = ("raw_student_id", "raw_engaged_at", "raw_course_id", "raw_activity", "raw_resource_id")


DATE = "date"
BUSINESS = (
    STUDENT_ID,
    Column("date", "DATE", "Day in the time zone of the source", nullable=False),
    Column("source_system", "STRING", "Source that delivered it", nullable=False),
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
    Column("progress_percentage", "DECIMAL(5,2)", "Progress in the course, 0 to 100", personal="indirect"),
    Column(
        "engagement_score",
        "DECIMAL(5,2)",
        "Engagement, 0 to 100; 0 for none only where the source says so",
        personal="indirect",
    ),
    Column("issue_codes", "ARRAY<STRING>", "Faults of a row that was kept", nullable=False),
    Column("last_modified", "TIMESTAMP", "When the source last changed the row, UTC"),
    Column("school_id", "STRING", "School, where the source says"),
    Column(
        "school_year", "INT", "Year in which the school year ends (from July), unless the source says", nullable=False
    ),
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
    student="student_id",
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
    damaged("resource_id", "school_id"),
    unread("BAD_EVENTS", "a number of events that is no plain whole number", "count", "events"),
    unread("BAD_PROGRESS", "progress that is no plain number from 0 to 100", "progress", "progress_percentage"),
    unread("BAD_ENGAGEMENT", "engagement that is no plain number from 0 to 100", "engagement", "engagement_score"),
    BAD_UPDATED_AT,
)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    typed = candidates.withColumns(_words()).withColumns(_values(notations, latest)).withColumns(_derived(notations))
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(ENGAGEMENT_TABLE))


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.student_words(),
        **reading.words(
            kind="raw_activity",
            day="raw_engaged_at",
            count="raw_events",
            progress="raw_progress_percentage",
            engagement="raw_engagement_score",
            updated="raw_updated_at",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_engagement_id",
            course_id="raw_course_id",
            resource_id="raw_resource_id",
            school_id="raw_school_id",
        ),
    }


def _values(notations: Notations, latest: dt.date) -> dict[str, SparkColumn]:
    has_time = F.col("day").rlike(r"[0-9][T ][0-9]")
    engaged_at = reading.moment(notations, "engaged_at", "day")["engaged_at"]
    none = by_notation(notations, lambda n: n.no_engagement_is_zero, lambda zero: F.lit(0 if zero else None))
    said = F.col("engagement").isNotNull()
    return {
        **reading.values(notations, DATE, latest),
        "engaged_at": F.when(has_time, engaged_at),
        # A row that gives no number stands for one login or visit.
        "events": F.when(F.col("count").isNull(), 1).otherwise(number(notations, "count", whole_number)),
        "progress_percentage": number(notations, "progress", percentage),
        "engagement_score": F.when(said, number(notations, "engagement", percentage)).otherwise(
            none.cast("decimal(5,2)")
        ),
    }


def _derived(notations: Notations) -> dict[str, SparkColumn]:
    where = [reading.who(), *[F.col(name) for name in ("course_id", "kind", "resource_id")]]
    moment = F.coalesce(F.unix_micros("engaged_at").cast("string"), reading.day_as_read(DATE))
    return {
        "engagement_id": F.coalesce("source_id", business_key(F.col("source_system"), *where, moment)),
        "activity": F.coalesce("kind", F.lit("Unknown")),
        "last_modified": F.col("source_updated_at"),
        **reading.derived(notations, DATE),
        **reading.named(notations, "course_id", "school_id"),
    }


ENGAGEMENT = Subject(
    name="engagement",
    table=ENGAGEMENT_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    clean=clean,
    refers=reading.refers("student_id", "course_id"),
)
