"""Proficiency: the level of a learner in a language as a source keeps it, version by version: it overwrites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, SOURCE_SYSTEM, STUDENT_ID, VALIDITY, VERSION_FROM
from edulake.silver.language import languages
from edulake.silver.rules import destroyed, left_out, no_id, nobody, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "proficiency_raw",
        "Levels of learners as delivered, every record of them, with payload and provenance.",
        as_delivered(
            student_id="Learner",
            course_id="Language, in English or by its code",
            level="Level",
            score="Score",
            assessed_at="When it was assessed",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "course_id", "level"),
    identity=("raw_student_id", "raw_course_id"),
)

# What makes a version: as long as none of these changes, the level stays in the same one.
ATTRIBUTES = (
    STUDENT_ID,
    languages.COURSE_ID,
    *languages.LEVEL,
    Column("score", "DECIMAL(5,2)", "Score, 0 to 100; null if not valid", personal="indirect"),
    Column("assessed_at", "TIMESTAMP", "When it was assessed, UTC, where the source says"),
    *languages.PLACED,
    ISSUE_CODES,
)
PROFICIENCY_TABLE = Table(
    layer="silver",
    name="proficiency",
    meaning="One row per learner, language and version (SCD type 2): which level the source gave from when to when.",
    columns=(
        Column("proficiency_id", "STRING", "Hash of source, learner and language", nullable=False, personal="direct"),
        SOURCE_SYSTEM,
        *VALIDITY,
        Column("is_active", "BOOLEAN", "False once it is gone from the source's newest snapshot", nullable=False),
        *ATTRIBUTES,
        *VERSION_FROM,
    ),
    key=("source_system", "proficiency_id", "valid_from"),
    cluster_by=("student_id", "course_id"),
    statistics=("valid_from", "source_system"),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (*nobody(), no_id("course_id"), destroyed("student_id", "course_id"))
ISSUES = (
    *languages.ISSUES,
    *left_out("school_id"),
    languages.BAD_SCORE,
    unread("BAD_ASSESSED_AT", "a moment of the assessment that cannot be read", "assessed", "assessed_at"),
)


def _words() -> dict[str, SparkColumn]:
    return {**reading.person_words(), **languages.words(score_raw="raw_score", assessed="raw_assessed_at")}


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **languages.values(how.notations),
        **reading.moment(how.notations, "said_assessed_at", "assessed"),
        **languages.score(how.notations),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    assessed = languages.moments(how, assessed_at="said_assessed_at")
    own = business_key(F.col("source_system"), F.col("known_student"), F.col("course_id"))
    # A record that does not say which it is must not say that another is still there.
    is_known = F.col("known_student").isNotNull() & F.col("course_id").isNotNull()
    return {
        **languages.derived(),
        **assessed,
        "proficiency_id": F.when(is_known, own),
        "is_active": F.lit(True),
        "source_updated_at": F.coalesce("said_updated_at", *assessed.values()),
        **languages.placed(how),
        **reading.named(how.notations, "course_id"),
    }


PROFICIENCY = Subject(
    name="proficiency",
    form=FORM,
    table=PROFICIENCY_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    history=tuple(column.name for column in ATTRIBUTES),
    refers=reading.refers("student_id", "course_id"),
    coded=("level",),
)
