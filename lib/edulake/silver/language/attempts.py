"""Attempts: one row per test of a language that a learner began."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import cleaned, percentage, whole_number
from edulake.expr.categories.language import LEVELS_OF_TESTS, MIXED
from edulake.expr.json_lists import objects, word
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.notation import number
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
            line_item_id="Test",
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
            school_id="School",
            school_year="School year",
            term="Term",
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
        Column("line_item_id", "STRING", "Test: the line item, where the source says"),
        Column(
            "assessment_type",
            "STRING",
            "Kind of test, such as grammar, in lower case; Unknown where the source does not say",
            nullable=False,
        ),
        languages.COURSE_ID,
        *languages.LEVEL_OF_A_LEARNER,
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
        *languages.ON_A_DAY,
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
OF_SKILL = {"total": whole_number, "correct": whole_number, "score": percentage}


def _skill(one: SparkColumn) -> SparkColumn:
    """The result by one skill; null for a number that is none."""
    name = F.coalesce(word(one, "skill"), F.lit(UNKNOWN))
    return F.struct(name.alias("skill"), *[read(one[key]).alias(key) for key, read in OF_SKILL.items()])


def _has_bad_numbers() -> SparkColumn:
    def is_bad(one: SparkColumn, skill: SparkColumn) -> SparkColumn:
        return reduce(or_, [cleaned(one[key]).isNotNull() & skill[key].isNull() for key in OF_SKILL])

    return F.exists(F.zip_with("objects", "skills", is_bad), lambda bad: bad)


def _sum(key: str) -> SparkColumn:
    """The sum over skills; null where one does not say, and of none."""
    total = F.aggregate("skills", F.lit(0).cast("bigint"), lambda total, one: total + one[key])
    return F.when(F.size("skills") > 0, total)


REFUSALS = (
    *refusals(DATE),
    no_id("attempt_id"),
    no_id("course_id"),
    destroyed("student_id", "attempt_id", "course_id"),
)
ISSUES = (
    *languages.ISSUES,
    *languages.bad_level("recommended_level"),
    languages.BAD_SCORE,
    unread("BAD_POINTS", "points that are no plain whole number", "got", "points"),
    unread("BAD_POINTS_MAX", "points that can be had that are no plain whole number", "highest", "points_max"),
    Rule("POINTS_ABOVE_MAXIMUM", "more points than can be had", lambda: F.col("points") > F.col("points_max")),
    unread("BAD_STARTED_AT", "a begin that cannot be read", "started", "first_day"),
    unread("BAD_COMPLETED_AT", "an end that cannot be read: it counts as unfinished", "completed", "completed_at"),
    Rule(
        "COMPLETED_BEFORE_STARTED",
        "completed before it was begun",
        lambda: F.col("completed_at") < F.col("started_at"),
    ),
    unread("BAD_JSON", "results by skill that are no list of objects in JSON", "skills_raw", "skills"),
    Rule("BAD_SKILL", "a result by skill with what is no number of it: it is left out", _has_bad_numbers),
    Rule(
        "SKILLS_DO_NOT_ADD_UP",
        "results by skill whose sums are not the points of the attempt, or those that can be had",
        lambda: (_sum("correct") != F.col("points")) | (_sum("total") != F.col("points_max")),
    ),
    *left_out("line_item_id", "school_id"),
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
        **reading.ids(attempt_id="raw_attempt_id", line_item_id="raw_line_item_id"),
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
        **reading.moment(notations, "said_completed_at", "completed"),
        **languages.score(notations),
        "points": number(notations, "got", whole_number),
        "points_max": number(notations, "highest", whole_number),
        "objects": objects(F.col("raw_skills")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    date = F.coalesce("last_day", "first_day")
    begun = F.when(F.col("first_day").isNotNull(), F.col("said_started_at"))
    completed = F.when(F.col("last_day").isNotNull(), F.col("said_completed_at"))
    return {
        **languages.derived(),
        **languages.derived("recommended_level", "recommended_rank"),
        "is_mixed": F.coalesce(F.col("said_level") == MIXED, F.lit(False)),
        "date": date,
        "started_at": F.when(~begun.eqNullSafe(completed), begun),
        "completed_at": completed,
        "is_finished": completed.isNotNull(),
        "skills": F.transform("objects", _skill),
        "source_updated_at": F.col("said_updated_at"),
        "assessment_type": languages.kind(),
        "known_at": F.coalesce(completed, begun),
        **languages.placed(how, date),
        **reading.named(how.notations, "course_id", "line_item_id"),
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
