"""Classes: one row per class."""

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

CLASSES_TABLE = taught.table(
    "classes",
    "One row per class: its newest version; closed ones stay.",
    Column("class_id", "STRING", "Class", nullable=False),
    Column("course_id", "STRING", "Course that it teaches"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (student_facts.no_id("class_id"), student_facts.destroyed("class_id"))
ISSUES = (
    student_facts.unread("BAD_START_DATE", "a first day that cannot be read", "first", "start_date"),
    student_facts.unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
    student_facts.damaged("course_id", "school_id"),
    BAD_UPDATED_AT,
)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    said = taught.words(first="raw_start_date", last="raw_end_date")
    words = {**said, **student_facts.ids(class_id="raw_class_id", course_id="raw_course_id")}
    values = {
        **taught.values(notations),
        **student_facts.day(notations, "start_date", "first", latest),
        **student_facts.day(notations, "end_date", "last", latest),
    }
    typed = (
        candidates.withColumns(words)
        .withColumns(values)
        .withColumns(taught.derived(notations, "class_id", "course_id"))
    )
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(CLASSES_TABLE))


CLASSES = Subject(
    name="classes",
    table=CLASSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    clean=clean,
    closed=taught.closed,
    refers=student_facts.refers("course_id"),
)
