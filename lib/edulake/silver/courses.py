"""Courses: one row per course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract import Column
from edulake.silver import student_facts, taught
from edulake.silver.rules import judged
from edulake.silver.student_facts import BAD_UPDATED_AT
from edulake.silver.subject import Subject, content

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

COURSES_TABLE = taught.table(
    "courses",
    "One row per course: its newest version; closed ones stay.",
    Column("course_id", "STRING", "Course", nullable=False),
    Column("code", "STRING", "Code in the catalog"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (student_facts.no_id("course_id"), student_facts.destroyed("course_id"))
ISSUES = (student_facts.damaged("school_id"), BAD_UPDATED_AT)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    words = taught.words(code="raw_code", first="raw_start_date", last="raw_end_date")
    values = {
        **taught.values(notations),
        **student_facts.day(notations, "start_date", "first", latest),
        **student_facts.day(notations, "end_date", "last", latest),
    }
    ids = student_facts.ids(course_id="raw_course_id")
    typed = (
        candidates.withColumns({**words, **ids}).withColumns(values).withColumns(taught.derived(notations, "course_id"))
    )
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(COURSES_TABLE))


COURSES = Subject(
    name="courses", table=COURSES_TABLE, refusals=REFUSALS, issues=ISSUES, clean=clean, closed=taught.closed
)
