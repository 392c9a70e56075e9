"""Lesson progress: how far a learner is in a lesson, version by version: a source overwrites it in place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, is_damaged, percentage
from edulake.expr.categories.language import PROGRESS_STATUSES
from edulake.expr.numbers import exact_number, rounded
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, SOURCE_SYSTEM, STUDENT_ID, VALIDITY, VERSION_FROM
from edulake.silver.language import languages
from edulake.silver.notation import number
from edulake.silver.rules import left_out, no_id, nobody, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "lesson_progress_raw",
        "Progress in lessons as delivered, every record of it, with payload and provenance.",
        as_delivered(
            progress_id="The source's id of the record",
            student_id="Learner",
            lesson_id="Lesson",
            course_id="Language, in English or by its code",
            status="Status",
            completion="How much is done, in percent",
            mastery="Mastery, from 0 to 1",
            started_at="When it was begun",
            completed_at="When it was completed",
            last_accessed_at="When it was last opened",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "lesson_id", "course_id"),
    identity=("raw_progress_id",),
    or_identity=("raw_student_id", "raw_lesson_id"),
)

MOMENTS = {"started_at": "started", "completed_at": "completed", "last_accessed_at": "accessed"}
# What makes a version: as long as none of these changes, the progress stays in the same one.
ATTRIBUTES = (
    STUDENT_ID,
    Column("lesson_id", "STRING", "Lesson", nullable=False),
    languages.COURSE_ID,
    Column("status", "STRING", f"{', '.join(PROGRESS_STATUSES)} or {UNKNOWN}", nullable=False, personal="indirect"),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
    Column("completion", "DECIMAL(5,2)", "How much is done, 0 to 100", personal="indirect"),
    Column("mastery", "DECIMAL(5,4)", "Mastery, 0 to 1; null where the source does not say", personal="indirect"),
    Column("started_at", "TIMESTAMP", "When it was begun, UTC"),
    Column("completed_at", "TIMESTAMP", "When it was completed, UTC; null while it is not, or where it is begun anew"),
    Column("last_accessed_at", "TIMESTAMP", "When it was last opened, UTC"),
    *languages.PLACED,
    ISSUE_CODES,
)
LESSON_PROGRESS_TABLE = Table(
    layer="silver",
    name="lesson_progress",
    meaning="One row per learner, lesson and version (SCD type 2): how far it was known to be from when to when.",
    columns=(
        Column(
            "progress_id",
            "STRING",
            "The source's id of the record, else a hash of learner and lesson",
            nullable=False,
            personal="direct",
        ),
        SOURCE_SYSTEM,
        *VALIDITY,
        Column("is_active", "BOOLEAN", "False once it is gone from the source's newest snapshot", nullable=False),
        *ATTRIBUTES,
        *VERSION_FROM,
    ),
    key=("source_system", "progress_id", "valid_from"),
    cluster_by=("student_id", "lesson_id"),
    statistics=("valid_from", "source_system"),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
NEEDED = ("lesson_id", "course_id")


def _contradicts() -> SparkColumn:
    status, is_completed = F.col("status"), F.col("completed_at").isNotNull()
    is_begun = F.col("started_at").isNotNull() | is_completed | F.coalesce(F.col("completion") > 0, F.lit(False))
    return (
        ((status == "not_started") & is_begun)
        | ((status == "in_progress") & is_completed)
        | ((status == "completed") & F.coalesce(F.col("completion") < 100, F.lit(False)))
    )


REFUSALS = (*nobody(), *map(no_id, NEEDED), undecided("progress_id", needed=("student_id", *NEEDED)))
ISSUES = (
    languages.UNKNOWN_LANGUAGE,
    unmapped_in("status"),
    unread("BAD_COMPLETION", "a completion that is no plain number from 0 to 100", "done", "completion"),
    unread("BAD_MASTERY", "a mastery that is no plain number from 0 to 1", "mastered", "mastery"),
    unread("BAD_STARTED_AT", "a moment of its begin that cannot be read", "started", "started_at"),
    unread("BAD_COMPLETED_AT", "a moment of its completion that cannot be read", "completed", "completed_at"),
    unread("BAD_LAST_ACCESSED_AT", "a moment of the last access that cannot be read", "accessed", "last_accessed_at"),
    Rule(
        "PROGRESS_CONTRADICTS_STATUS",
        "not started, and yet begun, done in part or completed; in progress, and yet completed; or completed in part",
        _contradicts,
    ),
    Rule(
        "COMPLETED_BEFORE_STARTED",
        "completed before it was begun",
        lambda: F.col("completed_at") < F.col("started_at"),
    ),
    Rule(
        "ACCESSED_BEFORE_COMPLETION",
        "last opened before it was completed",
        lambda: F.col("last_accessed_at") < F.col("completed_at"),
    ),
    *left_out("lesson_id", "school_id", own="progress_id"),
    *languages.BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **languages.language(),
        **languages.said(
            status_raw="raw_status",
            done="raw_completion",
            mastered="raw_mastery",
            **{word: f"raw_{name}" for name, word in MOMENTS.items()},
        ),
        **reading.ids(source_id="raw_progress_id", lesson_id="raw_lesson_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    moments = [reading.moment(how.notations, f"said_{name}", word) for name, word in MOMENTS.items()]
    return {
        **reading.person(how.notations),
        **languages.course(),
        **{name: value for moment in moments for name, value in moment.items()},
        **languages.versioned(how.notations),
        **reading.category(how.notations, "status", PROGRESS_STATUSES),
        "completion": number(how.notations, "done", percentage),
        "mastery": number(how.notations, "mastered", _mastery),
    }


def _is_destroyed() -> SparkColumn:
    return F.coalesce(is_damaged(F.col("raw_progress_id")), F.lit(False))


def _mastery(text: SparkColumn) -> SparkColumn:
    """A plain number from 0 to 1, rounded half up; null for any other text."""
    return rounded(exact_number(text), Decimal(0), Decimal(1), "decimal(5,4)")


def _derived(how: Reading) -> dict[str, SparkColumn]:
    moments = languages.moments(how, **{name: f"said_{name}" for name in MOMENTS})
    own = business_key(F.col("source_system"), F.col("known_student"), F.col("lesson_id"))
    # A record that does not say which it is must not say that another is still there.
    is_known = F.col("known_student").isNotNull() & F.col("lesson_id").isNotNull() & ~_is_destroyed()
    return {
        **moments,
        "progress_id": F.coalesce("source_id", F.when(is_known, own)),
        "status": reading.or_unknown("status"),
        "status_raw": reading.as_coded("status"),
        "is_active": F.lit(True),
        "source_updated_at": F.coalesce("said_updated_at", F.greatest(*moments.values())),
        **languages.placed(how),
        **reading.named(how.notations, "lesson_id", "course_id"),
    }


LESSON_PROGRESS = Subject(
    name="lesson_progress",
    form=FORM,
    table=LESSON_PROGRESS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    history=tuple(column.name for column in ATTRIBUTES),
    refers=reading.refers("student_id", "lesson_id", "course_id"),
    coded=("status",),
)
