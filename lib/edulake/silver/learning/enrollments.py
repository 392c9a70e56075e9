"""Enrollments: one row per student and course, or class where the source enrolls in classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key, is_open, standing
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, YEAR_SAID
from edulake.silver.rules import BAD_DAYS, BAD_VERSION, left_out, no_id, nobody, undecided, unmapped
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "student_enrollments_raw",
        "Enrollment records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            course_id="Course",
            class_id="Class",
            start_date="First day",
            end_date="Last day",
            status="Status",
            result="Final result",
            enrollment_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "course_id"),
    identity=("raw_enrollment_id",),
    or_identity=("raw_student_id", "raw_course_id", "raw_class_id", "raw_term"),
)


BUSINESS = (
    STUDENT_ID,
    Column("course_id", "STRING", "Course", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "enrollment_id",
        "STRING",
        "The source's id of the row, else a hash of who and where",
        nullable=False,
        personal="direct",
    ),
    Column("class_id", "STRING", "Class, where the source says"),
    Column("start_date", "DATE", "First day; for OULAD the day of registration"),
    Column("end_date", "DATE", "Last day; for OULAD the day of unregistration"),
    Column(
        "status",
        "STRING",
        "Active, Completed, Failed, Withdrawn, Inactive or Unknown",
        nullable=False,
        personal="indirect",
    ),
    Column("is_active", "BOOLEAN", "False once withdrawn, or gone from the source's newest snapshot", nullable=False),
    Column("is_completed", "BOOLEAN", "Whether the course was passed; null while it is open", personal="indirect"),
    Column("is_gone", "BOOLEAN", "True where the newest snapshot lacks it and no result was told; else null"),
    Column("result", "STRING", "Final result as the source words it", personal="indirect"),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    Column("term", "STRING", "Term or presentation, where the source says"),
    KNOWN_AT,
)
ENROLLMENTS_TABLE = Table(
    layer="silver",
    name="enrollments",
    meaning="One row per enrollment of a student: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "enrollment_id"),
    cluster_by=("student_id", "course_id"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody(),
    no_id("course_id"),
    undecided("enrollment_id", "class_id", needed=("student_id", "course_id")),
)
ISSUES = (
    *left_out("class_id", "school_id", own="enrollment_id"),
    unmapped("said", "outcome", what="a status or result"),
    *BAD_DAYS,
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            first="raw_start_date",
            last="raw_end_date",
            standing="raw_status",
            result="raw_result",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_enrollment_id", course_id="raw_course_id", class_id="raw_class_id", school_id="raw_school_id"
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **reading.first_and_last_day(how.notations, how.latest),
        **reading.versioned(how.notations),
        "said": standing(F.col("standing")),
        "outcome": standing(F.col("result")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [reading.who(), F.col("course_id"), *reading.as_said("class_id"), F.col("term")]
    status = F.coalesce("outcome", "said", F.lit("Active"))
    return {
        "enrollment_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "status": status,
        "is_gone": F.lit(None).cast("boolean"),
        "is_active": is_open(F.col("outcome")) & is_open(F.col("said")),
        "is_completed": F.when(status == "Completed", True).when(status.isin("Failed", "Withdrawn"), False),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", reading.day_begins(how.notations, "start_date"), "delivered_at"),
        **reading.named(how.notations, "course_id", "class_id", "school_id"),
    }


def closed() -> dict[str, SparkColumn]:
    """Columns of an enrollment that a snapshot lacks: over, and without a result unless it says how it ended."""
    is_over = F.col("status").isin("Active", "Unknown")
    is_told = F.col("status").isin("Completed", "Failed", "Withdrawn")
    return {
        "status": F.when(is_over, "Inactive").otherwise(F.col("status")),
        # Null, not False, for all others: their content hash stays what it was.
        "is_gone": F.when(~is_told, True),
        "is_active": F.lit(False),
    }


ENROLLMENTS = Subject(
    name="enrollments",
    form=FORM,
    table=ENROLLMENTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=closed,
    refers=reading.refers("student_id", "course_id", "class_id"),
)
