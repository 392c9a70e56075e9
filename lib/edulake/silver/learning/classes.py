"""Classes: one row per class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.raw import raw_table
from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.columns import content
from edulake.silver.judging import judged
from edulake.silver.learning import offerings
from edulake.silver.rules import BAD_UPDATED_AT, damaged, destroyed, no_id, unread
from edulake.silver.subject import Subject

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

RAW = (
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_course_id", "STRING", "Course that it teaches, as delivered"),
    Column("raw_name", "STRING", "Title, as delivered"),
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

CLASSES_RAW = raw_table(
    "classes_raw",
    "Class records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_class_id", "ingestion_timestamp"),
    student=None,
)

REQUIRED = ("class_id",)

IDENTITY = ("raw_class_id",)


CLASSES_TABLE = offerings.table(
    "classes",
    "One row per class: its newest version; closed ones stay.",
    Column("class_id", "STRING", "Class", nullable=False),
    Column("course_id", "STRING", "Course that it teaches"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (no_id("class_id"), destroyed("class_id"))
ISSUES = (
    unread("BAD_START_DATE", "a first day that cannot be read", "first", "start_date"),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
    damaged("course_id", "school_id"),
    BAD_UPDATED_AT,
)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    said = offerings.words(first="raw_start_date", last="raw_end_date")
    words = {**said, **reading.ids(class_id="raw_class_id", course_id="raw_course_id")}
    values = {
        **offerings.values(notations),
        **reading.day(notations, "start_date", "first", latest),
        **reading.day(notations, "end_date", "last", latest),
    }
    typed = (
        candidates.withColumns(words)
        .withColumns(values)
        .withColumns(offerings.derived(notations, "class_id", "course_id"))
    )
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(CLASSES_TABLE))


CLASSES = Subject(
    name="classes",
    table=CLASSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    clean=clean,
    closed=offerings.closed,
    refers=reading.refers("course_id"),
)
