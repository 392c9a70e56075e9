"""Attendance: one row per student and day, or per session where the source takes attendance by session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import (
    absent_fraction,
    attendance_status,
    business_key,
    coded,
    coded_share,
    minutes,
    share_of_day,
)
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_VERSION, left_out, refusals, undecided, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyspark.sql import Column as SparkColumn

    from edulake.expr.vocabulary import Code
    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "student_attendance_raw",
        "Attendance records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            date="Day",
            status="Status or code",
            absent_fraction="Share of the day missed",
            minutes_late="Minutes late",
            class_id="Class",
            session="Period or session of the day",
            attendance_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "date", "status"),
    identity=("raw_attendance_id",),
    or_identity=("raw_student_id", "raw_date", "raw_class_id", "raw_session"),
)


DATE = "date"
BUSINESS = (
    STUDENT_ID,
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "attendance_id",
        "STRING",
        "The source's id of the row, else a hash of who, when and where",
        nullable=False,
        personal="direct",
    ),
    Column(
        "status",
        "STRING",
        "Present, Late, Early Departure, Absent, Excused, Half Day Absent, Half Day Excused or Unknown",
        nullable=False,
        personal="indirect",
    ),
    Column("is_present", "BOOLEAN", "Whether present for any part; null for Unknown", personal="indirect"),
    Column("absent_fraction", "DECIMAL(5,4)", "Share missed, 0 to 1; null for Unknown", personal="indirect"),
    Column(
        "is_exception",
        "BOOLEAN",
        "True where the source tells of nobody but who was absent or late: no share of days follows from it; else null",
    ),
    Column("minutes_late", "DECIMAL(6,2)", "Minutes late, where the source says", personal="indirect"),
    Column("class_id", "STRING", "Class, where the source says"),
    Column("session", "STRING", "Period or session of the day, where the source says"),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
    ISSUE_CODES,
    SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
ATTENDANCE_TABLE = Table(
    layer="silver",
    name="attendance",
    meaning="One row per student and day, or session: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "attendance_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    undecided("attendance_id", "class_id", "school_id"),
    Rule("NULL_STATUS", "neither a status nor a share of the day", lambda: F.col("status").isNull()),
)
ISSUES = (
    Rule(
        "UNMAPPED_STATUS",
        "a status that means nothing known: the source's codes.status says what it means",
        lambda: (F.col("said") == UNKNOWN) & F.col("coded").isNull(),
    ),
    *left_out("class_id", "school_id", own="attendance_id"),
    unread(
        "BAD_ABSENT_FRACTION",
        "a share of the day that is no plain number from 0 to 1, or percent",
        "share",
        "own_share",
    ),
    unread("BAD_MINUTES_LATE", "minutes late that are no plain number", "late", "minutes_late"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            status_raw="raw_status",
            share="raw_absent_fraction",
            late="raw_minutes_late",
            updated="raw_updated_at",
            day="raw_date",
            session="raw_session",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_attendance_id", class_id="raw_class_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        "said": attendance_status(F.col("status_raw")),
        "coded": _by_codes(how.notations, coded),
        "own_share": number(how.notations, "share", share_of_day),
        "coded_share": _by_codes(how.notations, coded_share),
        "minutes_late": number(how.notations, "late", minutes),
    }


def _by_codes(notations: Notations, read: Callable[[SparkColumn, Sequence[Code]], SparkColumn]) -> SparkColumn:
    return by_notation(notations, lambda n: n.codes_of("status"), lambda codes: read(F.col("raw_status"), codes))


def _derived(how: Reading) -> dict[str, SparkColumn]:
    said = F.coalesce("coded", "said")
    given = F.coalesce("own_share", "coded_share")
    missed = absent_fraction(said, given)
    [class_id, school_id] = reading.as_said("class_id", "school_id")
    where = [reading.who(), class_id, F.col("session"), school_id]
    return {
        "attendance_id": F.coalesce(
            "source_id", business_key(F.col("source_system"), *where, reading.day_as_read(DATE))
        ),
        "status": F.coalesce(said, F.when(given.isNotNull(), UNKNOWN)),
        # A code may be what is nothing elsewhere.
        "status_raw": F.coalesce("status_raw", F.when(F.col("coded").isNotNull(), F.trim("raw_status"))),
        "absent_fraction": missed,
        "is_present": missed < 1,
        "is_exception": by_notation(
            how.notations, lambda n: n.exceptions_only, lambda only: F.lit(only or None).cast("boolean")
        ),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "class_id", "school_id"),
    }


ATTENDANCE = Subject(
    name="attendance",
    form=FORM,
    table=ATTENDANCE_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"NULL_STATUS"}),
    coded=("status",),
    refers=reading.refers("student_id", "class_id"),
)
