"""Conversations: one row per talk of a learner with a tutor or a program, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.rules import destroyed, left_out, no_id, refusals
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "conversations_raw",
        "Conversations as delivered, every one of them, with payload and provenance.",
        as_delivered(
            conversation_id="The source's id of the conversation",
            student_id="Learner",
            course_id="Language, in English or by its code",
            level="Level",
            topic_id="Topic",
            started_at="Moment of its begin",
            updated_at="When the source last changed it",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("conversation_id", "student_id", "course_id", "started_at"),
    identity=("raw_conversation_id",),
)

DATE = "date"
CONVERSATION_ID = Column(
    "conversation_id", "STRING", "The source's id of the conversation", nullable=False, personal="direct"
)
CONVERSATIONS_TABLE = Table(
    layer="silver",
    name="conversations",
    meaning="One row per conversation of a learner: typed, validated, its newest version.",
    columns=(
        STUDENT_ID,
        Column("date", "DATE", "Day of its begin in the time zone of the source", nullable=False),
        SOURCE_SYSTEM,
        CONVERSATION_ID,
        languages.COURSE_ID,
        *languages.LEVEL,
        languages.TOPIC_ID,
        Column("started_at", "TIMESTAMP", "Moment of its begin, UTC", nullable=False),
        Column("changed_at", "TIMESTAMP", "When the source last changed it, UTC, where it says"),
        Column(
            "is_correctable",
            "BOOLEAN",
            "Whether the source corrects messages of its level: those of no level only where it corrects all",
            nullable=False,
        ),
        *languages.ON_A_DAY,
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "conversation_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    no_id("conversation_id"),
    no_id("course_id"),
    destroyed("student_id", "conversation_id", "course_id"),
)
ISSUES = (*languages.ISSUES, *left_out("topic_id", "school_id"))


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **languages.words(day="raw_started_at"),
        **reading.ids(conversation_id="raw_conversation_id", topic_id="raw_topic_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **reading.day(how.notations, DATE, "day", how.latest),
        **reading.moment(how.notations, "started_at", "day"),
        **languages.values(how.notations),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        **languages.derived(),
        "is_correctable": languages.is_correctable(how.notations),
        "source_updated_at": F.col("said_updated_at"),
        "changed_at": F.col("said_updated_at"),
        # That there was one is known from its begin on: a source changes it with each of its messages.
        "known_at": F.col("started_at"),
        **languages.placed(how, F.col(DATE)),
        **reading.named(how.notations, "conversation_id", "course_id"),
    }


CONVERSATIONS = Subject(
    name="conversations",
    form=FORM,
    table=CONVERSATIONS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "course_id"),
    coded=("level",),
)
