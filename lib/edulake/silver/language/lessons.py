"""Lessons: one row per lesson of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, whole_number
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.notation import number
from edulake.silver.rules import destroyed, left_out, no_id, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "lessons_raw",
        "Lessons as delivered, every one of them, with payload and provenance.",
        as_delivered(
            lesson_id="Lesson",
            course_id="Language, in English or by its code",
            name="Title",
            lesson_type="Kind of lesson",
            subject="Subject",
            topic_id="Topic",
            level="Level",
            order_index="Place in the order of lessons",
            is_active="Whether it may be taken",
            created_at="When it was made",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_lesson_id", "ingestion_timestamp"),
    ),
    required=("lesson_id", "course_id"),
    identity=("raw_lesson_id",),
)

LESSONS_TABLE = Table(
    layer="silver",
    name="lessons",
    meaning="One row per lesson of a language: its newest version; closed ones stay.",
    columns=(
        Column("lesson_id", "STRING", "Lesson", nullable=False),
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("name", "STRING", "Title"),
        Column(
            "lesson_type",
            "STRING",
            "Kind of lesson, such as vocabulary, in lower case; Unknown where the source does not say",
            nullable=False,
        ),
        Column("subject", "STRING", "Subject, where the source says"),
        languages.TOPIC_ID,
        *languages.LEVEL,
        Column("order_index", "INT", "Place in the order of lessons, where the source says"),
        Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
        Column("created_at", "TIMESTAMP", "When it was made, UTC, where the source says"),
        *languages.PLACED,
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "lesson_id"),
    cluster_by=("course_id", "lesson_id"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (no_id("lesson_id"), no_id("course_id"), destroyed("lesson_id", "course_id"))
ISSUES = (
    *languages.ISSUES,
    unread("BAD_ORDER", "a place in the order that is no plain whole number", "place", "order_index"),
    unread("BAD_IS_ACTIVE", "a word for active that is neither yes nor no: it counts as yes", "active", "said_active"),
    unread("BAD_CREATED_AT", "a moment of its making that cannot be read", "created", "created_at"),
    *left_out("topic_id", "school_id"),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **languages.words(
            name="raw_name",
            kind="raw_lesson_type",
            subject="raw_subject",
            place="raw_order_index",
            active="raw_is_active",
            created="raw_created_at",
        ),
        **reading.ids(lesson_id="raw_lesson_id", topic_id="raw_topic_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **languages.values(how.notations),
        **reading.moment(how.notations, "said_created_at", "created"),
        "order_index": number(how.notations, "place", whole_number),
        "said_active": as_flag(F.col("active")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        **languages.derived(),
        "lesson_type": languages.kind(),
        "is_active": F.coalesce("said_active", F.lit(True)),
        **languages.moments(how, created_at="said_created_at"),
        "source_updated_at": F.col("said_updated_at"),
        "known_at": F.coalesce("said_updated_at", "delivered_at"),
        **languages.placed(how),
        **reading.named(how.notations, "lesson_id", "course_id"),
    }


LESSONS = Subject(
    name="lessons",
    form=FORM,
    table=LESSONS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    coded=("level",),
)
