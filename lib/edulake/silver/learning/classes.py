"""Classes: one row per class."""

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
        "classes_raw",
        "Class records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            class_id="Class",
            course_id="Course that it teaches",
            name="Title",
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
        cluster_by=("raw_class_id", "ingestion_timestamp"),
    ),
    required=("class_id",),
    identity=("raw_class_id",),
)


CLASSES_TABLE = offerings.table(
    "classes",
    "One row per class: its newest version; closed ones stay.",
    Column("class_id", "STRING", "Class", nullable=False),
    Column("course_id", "STRING", "Course that it teaches"),
    Column("start_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day, where the source says"),
)
REFUSALS = (no_id("class_id"), destroyed("class_id"))
ISSUES = (*BAD_DAYS, *offerings.ISSUES, *left_out("course_id", "school_id"), *BAD_VERSION)


def _words() -> dict[str, SparkColumn]:
    said = offerings.words(first="raw_start_date", last="raw_end_date")
    return {**said, **reading.ids(class_id="raw_class_id", course_id="raw_course_id")}


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {**offerings.values(how.notations), **reading.first_and_last_day(how.notations, how.latest)}


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return offerings.derived(how.notations, "class_id", "course_id")


CLASSES = Subject(
    name="classes",
    form=FORM,
    table=CLASSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    refers=reading.refers("course_id"),
)
