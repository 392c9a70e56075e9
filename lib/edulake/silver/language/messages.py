"""Messages: one row per message of a conversation, without what was said: its text stays in bronze."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import cleaned
from edulake.expr.categories.language import ROLES
from edulake.expr.choices import in_one_line
from edulake.expr.json_lists import objects, word
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.language.conversations import CONVERSATION_ID
from edulake.silver.rules import destroyed, left_out, no_id, refusals, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

# Of what people write in a language that they learn nobody needs the words after a year.
DAYS_OF_TEXT = 365
# What may be a kind of error. Corrections are written by a program that may put anything anywhere.
SHORT = r"\A\p{L}[\p{L} _/-]{0,31}\z"
FORM = Form(
    replace(
        raw_table(
            "messages_raw",
            "Messages as delivered, every one of them, with payload and provenance.",
            as_delivered(
                message_id="The source's id of the message",
                conversation_id="Conversation",
                student_id="Learner",
                course_id="Language, in English or by its code",
                level="Level of the conversation",
                topic_id="Topic of the conversation",
                role="Who wrote it: the user or the assistant",
                sent_at="Moment of it",
                content="What was said",
                corrections="Corrections, as a list in JSON",
                conversation_updated_at="When the source last changed the conversation",
                updated_at="When the source last changed the message",
                school_id="School",
                school_year="School year",
                term="Term",
            ),
            cluster_by=("raw_student_id", "ingestion_timestamp"),
            people={"raw_student_id": "student"},
        ),
        retention_days=DAYS_OF_TEXT,
    ),
    required=("message_id", "conversation_id", "student_id", "course_id", "sent_at"),
    identity=("raw_message_id",),
)

DATE = "date"
MESSAGES_TABLE = Table(
    layer="silver",
    name="messages",
    meaning="One row per message of a conversation: how long it is and what was corrected in it, its newest version.",
    columns=(
        STUDENT_ID,
        Column("date", "DATE", "Day in the time zone of the source", nullable=False),
        SOURCE_SYSTEM,
        Column("message_id", "STRING", "The source's id of the message", nullable=False, personal="direct"),
        CONVERSATION_ID,
        languages.COURSE_ID,
        languages.TOPIC_ID,
        *languages.LEVEL_OF_A_LEARNER,
        Column("role", "STRING", f"Who wrote it: {', '.join(ROLES)} or {UNKNOWN}", nullable=False),
        Column("role_raw", "STRING", "Who wrote it as delivered, trimmed", personal="direct"),
        Column("sent_at", "TIMESTAMP", "Moment of it, UTC", nullable=False),
        Column("characters", "INT", "Length of its text, null where none is delivered", personal="indirect"),
        Column("words", "INT", "Words of its text, null where none is delivered", personal="indirect"),
        Column(
            "is_checked",
            "BOOLEAN",
            "Whether the source looked for errors in it: it is the learner's, of a level that is corrected, and its"
            " corrections can be read",
            nullable=False,
        ),
        Column("correction_count", "INT", "Corrections of it; null where it was not checked", personal="indirect"),
        Column(
            "correction_types",
            "ARRAY<STRING>",
            "What each correction is about, in lower case; Unknown where no short text says, or one out of what it"
            " corrects; null where not checked",
            personal="indirect",
        ),
        *languages.ON_A_DAY,
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "message_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
NEEDED = ("message_id", "conversation_id", "course_id")
REFUSALS = (*refusals(DATE), *map(no_id, NEEDED), destroyed("student_id", *NEEDED))
ISSUES = (
    *languages.ISSUES,
    unmapped_in("role"),
    unread(
        "BAD_JSON", "corrections that are no list of objects in JSON: nobody knows how many", "corrections", "objects"
    ),
    Rule(
        "BAD_CORRECTION_TYPE",
        f"a correction about what is no short text of letters, or its own words: it is {UNKNOWN}, for it may be what"
        " was said",
        lambda: F.exists(
            F.zip_with("types", "correction_types", lambda said, kept: said.isNotNull() & (kept == UNKNOWN)),
            lambda is_lost: is_lost,
        ),
    ),
    Rule(
        "CORRECTED_ABOVE_LEVEL",
        "corrections of a level that the source is said not to correct (corrections_up_to): they do not count",
        lambda: (F.size("objects") > 0) & ~F.col("is_correctable"),
    ),
    Rule(
        "MESSAGE_AFTER_UPDATE",
        "a message after the last change of its conversation",
        lambda: F.col("sent_at") > F.col("conversation_changed_at"),
    ),
    unread(
        "BAD_CONVERSATION_UPDATED_AT",
        "a last change of the conversation that cannot be read",
        "conversation_updated",
        "conversation_changed_at",
    ),
    *left_out("topic_id", "school_id"),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **languages.words(
            day="raw_sent_at",
            role_raw="raw_role",
            corrections="raw_corrections",
            conversation_updated="raw_conversation_updated_at",
        ),
        **reading.ids(**{name: f"raw_{name}" for name in ("message_id", "conversation_id", "topic_id")}),
        "objects": objects(F.col("raw_corrections")),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **reading.day(how.notations, DATE, "day", how.latest),
        **reading.moment(how.notations, "sent_at", "day"),
        **reading.moment(how.notations, "conversation_changed_at", "conversation_updated"),
        **languages.values(how.notations),
        **reading.category(how.notations, "role", ROLES),
        "types": F.transform("objects", lambda one: word(one, "type")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    is_correctable = languages.is_correctable(how.notations)
    is_readable = F.col("corrections").isNull() | F.col("objects").isNotNull()
    is_checked = is_correctable & (F.col("role") == "user") & is_readable & _tells_of_corrections(how)
    types = F.coalesce(F.zip_with("types", "objects", _kind), F.array().cast("array<string>"))
    text, has_text = in_one_line(F.col("raw_content")), F.col("raw_content").isNotNull()
    return {
        **languages.derived(),
        "role": reading.or_unknown("role"),
        "role_raw": reading.as_coded("role"),
        "is_correctable": is_correctable,
        "is_checked": F.coalesce(is_checked, F.lit(False)),
        "correction_count": F.when(is_checked, F.when(F.col("types").isNull(), 0).otherwise(F.size("types"))),
        "correction_types": F.when(is_checked, types),
        "characters": F.when(has_text, F.coalesce(F.char_length(text), F.lit(0))),
        "words": F.when(has_text, F.when(text.isNull(), 0).otherwise(F.size(F.split(text, " ")))),
        "source_updated_at": F.col("said_updated_at"),
        "known_at": F.col("sent_at"),
        **languages.placed(how, F.col(DATE)),
        **reading.named(how.notations, "conversation_id", "course_id"),
    }


def _kind(said: SparkColumn, one: SparkColumn) -> SparkColumn:
    """What a correction is about; Unknown for no short text of letters, for words out of what it corrects, and null."""
    own = [F.lower(cleaned(one[key])).contains(said) for key in ("original", "corrected")]
    own.append(F.lower(cleaned(F.col("raw_content"))) == said)
    is_own = reduce(or_, [F.coalesce(is_so, F.lit(False)) for is_so in own])
    return F.when(said.rlike(SHORT) & ~is_own, said).otherwise(UNKNOWN)


def _tells_of_corrections(how: Reading) -> SparkColumn:
    """Whether the source has a column for them: without one nobody knows whether it looked."""
    return F.col("source_system").isin([name for name, has in how.provides.items() if "raw_corrections" in has])


MESSAGES = Subject(
    name="messages",
    form=FORM,
    table=MESSAGES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "course_id", "conversation_id"),
    coded=("level", "role"),
)
