"""Attempts: one row per test of a language that a learner began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import whole_number
from edulake.expr.categories.language import LEVELS_OF_TESTS, MIXED
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import destroyed, left_out, no_id, refusals, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "attempts_raw",
        "Attempts at tests as delivered, every one of them, with payload and provenance.",
        as_delivered(
            attempt_id="The source's id of the attempt",
            student_id="Learner",
            assessment_id="Test",
            assessment_type="Kind of test",
            course_id="Language, in English or by its code",
            level="Level of the test, or mixed",
            score="Score",
            points="Points, or right answers",
            points_max="Points that can be had, or questions",
            started_at="When it was begun",
            completed_at="When it was completed",
            recommended_level="Level that it recommends",
            skills="Results by skill, as a list in JSON",
            updated_at="When the source last changed the record",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("attempt_id", "student_id", "course_id"),
    identity=("raw_attempt_id",),
)

DATE = "date"
SKILLS = "ARRAY<STRUCT<skill: STRING, total: INT, correct: INT, score: DECIMAL(5,2)>>"
ATTEMPTS_TABLE = Table(
    layer="silver",
    name="attempts",
    meaning="One row per attempt at a test of a language: typed, validated, its newest version.",
    columns=(
        STUDENT_ID,
        Column(
            "date",
            "DATE",
            "Day of its end, where it has one, else of its begin, in the time zone of the source",
            nullable=False,
        ),
        SOURCE_SYSTEM,
        Column("attempt_id", "STRING", "The source's id of the attempt", nullable=False, personal="direct"),
        Column("assessment_id", "STRING", "Test, where the source says"),
        Column(
            "assessment_type",
            "STRING",
            "Kind of test, such as grammar, in lower case; Unknown where the source does not say",
            nullable=False,
        ),
        languages.COURSE_ID,
        *languages.LEVEL,
        Column("is_mixed", "BOOLEAN", "Whether it asks for several levels at once", nullable=False),
        Column("score", "DECIMAL(5,2)", "Score, 0 to 100; null if not valid", personal="indirect"),
        Column("points", "INT", "Points, or right answers", personal="indirect"),
        Column("points_max", "INT", "Points that can be had, or questions"),
        Column(
            "started_at",
            "TIMESTAMP",
            "When it was begun, UTC; null where the source gives the moment of its end for it: nobody knows how long it"
            " took",
        ),
        Column("completed_at", "TIMESTAMP", "When it was completed, UTC; null while it is not"),
        Column("is_finished", "BOOLEAN", "Whether it is known when it was completed", nullable=False),
        Column(
            "recommended_level",
            "STRING",
            "Level that it recommends, as the source cuts it: not one that was reached",
            personal="indirect",
        ),
        Column("recommended_level_raw", "STRING", "Level that it recommends as delivered, trimmed", personal="direct"),
        Column("recommended_rank", "INT", "1 for A1 to 6 for C2; null without one", personal="indirect"),
        Column(
            "skills",
            SKILLS,
            "Results by skill, in lower case, in the order of the source; null where it says none, or none can be read",
            personal="indirect",
        ),
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "attempt_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    no_id("attempt_id"),
    no_id("course_id"),
    destroyed("student_id", "attempt_id", "course_id"),
)
ISSUES = (
    *languages.ISSUES,
    *languages.bad_level("recommended_level"),
    unread("BAD_SCORE", "a score that is no plain number or off its scale", "score_raw", "score"),
    unread("BAD_POINTS", "points that are no plain whole number", "got", "points"),
    unread("BAD_POINTS_MAX", "points that can be had that are no plain whole number", "highest", "points_max"),
    Rule("POINTS_ABOVE_MAXIMUM", "more points than can be had", lambda: F.col("points") > F.col("points_max")),
    unread("BAD_STARTED_AT", "a begin that cannot be read", "started", "said_started_at"),
    unread("BAD_COMPLETED_AT", "an end that cannot be read: it counts as unfinished", "completed", "completed_at"),
    Rule(
        "COMPLETED_BEFORE_STARTED",
        "completed before it was begun",
        lambda: F.col("completed_at") < F.col("started_at"),
    ),
    unread("BAD_JSON", "results by skill that are no list of objects in JSON", "skills_raw", "skills"),
    Rule("SKILLS_DO_NOT_ADD_UP", "results by skill whose sums are not those of the attempt", lambda: F.lit(False)),
    *left_out("assessment_id"),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **languages.words(
            kind="raw_assessment_type",
            score_raw="raw_score",
            got="raw_points",
            highest="raw_points_max",
            started="raw_started_at",
            completed="raw_completed_at",
            recommended_level_raw="raw_recommended_level",
            skills_raw="raw_skills",
        ),
        **reading.ids(attempt_id="raw_attempt_id", assessment_id="raw_assessment_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    notations = how.notations
    return {
        **reading.person(notations),
        **languages.values(notations),
        **languages.level(notations, of=LEVELS_OF_TESTS),
        **languages.level(notations, "recommended_level"),
        **reading.day(notations, "first_day", "started", how.latest),
        **reading.day(notations, "last_day", "completed", how.latest),
        **reading.moment(notations, "said_started_at", "started"),
        **reading.moment(notations, "completed_at", "completed"),
        "score": F.lit(None).cast("decimal(5,2)"),
        "points": number(notations, "got", whole_number),
        "points_max": number(notations, "highest", whole_number),
        "skills": F.lit(None).cast(SKILLS),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        **languages.derived(),
        **languages.derived("recommended_level"),
        "is_mixed": F.coalesce(F.col("said_level") == MIXED, F.lit(False)),
        "date": F.coalesce("last_day", "first_day"),
        "started_at": F.when(~F.col("said_started_at").eqNullSafe(F.col("completed_at")), F.col("said_started_at")),
        "is_finished": F.col("completed_at").isNotNull(),
        "assessment_type": languages.kind(),
        "known_at": F.coalesce("completed_at", "said_started_at"),
        **reading.named(how.notations, "course_id"),
    }


ATTEMPTS = Subject(
    name="attempts",
    form=FORM,
    table=ATTEMPTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "course_id"),
    coded=("level",),
)
