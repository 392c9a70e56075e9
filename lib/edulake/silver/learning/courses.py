"""Courses: one row per course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.learning import offerings
from edulake.silver.rules import BAD_DAYS, BAD_VERSION, destroyed, left_out, no_id
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "courses_raw",
        "Course records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            course_id="Course",
            name="Title",
            code="Code in the catalog",
            start_date="First day",
            end_date="Last day",
            subject="Subject",
            grade_level="Grade level",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_course_id", "ingestion_timestamp"),
    ),
    required=("course_id",),
    identity=("raw_course_id",),
)


COURSES_TABLE = offerings.table(
    "courses",
    "One row per course: its newest version; closed ones stay.",
    Column("course_id", "STRING", "Course", nullable=False),
    Column("code", "STRING", "Code in the catalog"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (no_id("course_id"), destroyed("course_id"))
ISSUES = (*BAD_DAYS, *offerings.ISSUES, *left_out("school_id"), *BAD_VERSION)


def _words() -> dict[str, SparkColumn]:
    said = offerings.words(code="raw_code", first="raw_start_date", last="raw_end_date")
    return {**said, **reading.ids(course_id="raw_course_id")}


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {**offerings.values(how.notations), **reading.first_and_last_day(how.notations, how.latest)}


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return offerings.derived(how.notations, "course_id")


COURSES = Subject(
    name="courses",
    form=FORM,
    table=COURSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
)
