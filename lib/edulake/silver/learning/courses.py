"""Courses: one row per course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.raw import raw_table
from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.columns import content
from edulake.silver.judging import judged
from edulake.silver.learning import offerings
from edulake.silver.rules import BAD_UPDATED_AT, damaged, destroyed, no_id
from edulake.silver.subject import Subject

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

RAW = (
    Column("raw_course_id", "STRING", "Course, as delivered"),
    Column("raw_name", "STRING", "Title, as delivered"),
    Column("raw_code", "STRING", "Code in the catalog, as delivered"),
    Column("raw_start_date", "STRING", "First day, as delivered"),
    Column("raw_end_date", "STRING", "Last day, as delivered"),
    Column("raw_subject", "STRING", "Subject, as delivered"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered"),
    Column("raw_status", "STRING", "Status, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)

COURSES_RAW = raw_table(
    "courses_raw",
    "Course records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_course_id", "ingestion_timestamp"),
    student=None,
)

REQUIRED = ("course_id",)

IDENTITY = ("raw_course_id",)


COURSES_TABLE = offerings.table(
    "courses",
    "One row per course: its newest version; closed ones stay.",
    Column("course_id", "STRING", "Course", nullable=False),
    Column("code", "STRING", "Code in the catalog"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (no_id("course_id"), destroyed("course_id"))
ISSUES = (damaged("school_id"), BAD_UPDATED_AT)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    words = offerings.words(code="raw_code", first="raw_start_date", last="raw_end_date")
    values = {
        **offerings.values(notations),
        **reading.day(notations, "start_date", "first", latest),
        **reading.day(notations, "end_date", "last", latest),
    }
    ids = reading.ids(course_id="raw_course_id")
    typed = (
        candidates.withColumns({**words, **ids})
        .withColumns(values)
        .withColumns(offerings.derived(notations, "course_id"))
    )
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(COURSES_TABLE))


COURSES = Subject(
    name="courses", table=COURSES_TABLE, refusals=REFUSALS, issues=ISSUES, clean=clean, closed=offerings.closed
)
