"""Courses: one row per course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract import Column, Table
from edulake.expr import grade_level, is_open, standing
from edulake.silver import student_facts
from edulake.silver.rules import judged
from edulake.silver.student_facts import BAD_UPDATED_AT, KNOWN_AT
from edulake.silver.subject import KEPT, Subject, content

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

BUSINESS = (
    Column("course_id", "STRING", "Course", nullable=False),
    Column("source_system", "STRING", "Source that delivered it", nullable=False),
    Column("name", "STRING", "Title"),
    Column("code", "STRING", "Code in the catalog"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
    Column("subject", "STRING", "Subject, where the source says"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    Column("issue_codes", "ARRAY<STRING>", "Faults of a row that was kept", nullable=False),
    Column("school_id", "STRING", "School, where the source says"),
    Column("school_year", "INT", "Year in which the school year ends, where the source says"),
    Column("term", "STRING", "Term, where the source says"),
    KNOWN_AT,
)
COURSES_TABLE = Table(
    layer="silver",
    name="courses",
    meaning="One row per course: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "course_id"),
    cluster_by=("course_id", "source_system"),
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (student_facts.no_id("course_id"),)
ISSUES = (BAD_UPDATED_AT,)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    typed = candidates.withColumns(_words()).withColumns(_values(notations, latest)).withColumns(_derived())
    return judged(typed, REFUSALS, ISSUES, provides, content(COURSES_TABLE))


def _words() -> dict[str, SparkColumn]:
    return {
        **student_facts.words(
            name="raw_name",
            code="raw_code",
            first="raw_start_date",
            last="raw_end_date",
            subject="raw_subject",
            grade="raw_grade_level",
            standing="raw_status",
            updated="raw_updated_at",
            term="raw_term",
        ),
        **student_facts.ids(course_id="raw_course_id", school_id="raw_school_id"),
    }


def _values(notations: Notations, latest: dt.date) -> dict[str, SparkColumn]:
    return {
        **student_facts.versioned(notations),
        **student_facts.day(notations, "start_date", "first", latest),
        **student_facts.day(notations, "end_date", "last", latest),
        "grade_level": grade_level(F.col("grade")),
        "is_active": is_open(standing(F.col("standing"))) & ~F.col("superseded"),
    }


def _derived() -> dict[str, SparkColumn]:
    return {
        "school_year": student_facts.given_year(),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
    }


COURSES = Subject(name="courses", table=COURSES_TABLE, refusals=REFUSALS, issues=ISSUES, clean=clean, closes=True)
