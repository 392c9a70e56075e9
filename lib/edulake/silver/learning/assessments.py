"""Assessments: typed, one row per result of a student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import (
    business_key,
    engagement_category,
    grade_code,
    grade_level,
    is_open,
    minutes,
    performance_category,
    quality_score,
    standing_of_a_record,
    valid_engagement,
)
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.learning import scores
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, UNKNOWN_GRADE_LEVEL, left_out, refusals, undecided, unmapped, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "student_assessments_raw",
        "Assessment records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            assessment_date="Day of the assessment",
            subject="Subject",
            score="Score",
            grade_level="Grade level",
            completion_time="Minutes needed",
            engagement_score="Engagement",
            assessment_id="The source's id of one student's result",
            updated_at="When the source last changed the record",
            class_id="Class",
            line_item_id="What was assessed: the line item",
            score_max="Highest score of this assessment",
            score_min="Lowest score of this assessment",
            status="Status of the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "assessment_date"),
    identity=("raw_assessment_id",),
    or_identity=("raw_student_id", "raw_assessment_date", "raw_subject", "raw_class_id", "raw_line_item_id"),
)


DATE = "assessment_date"
BUSINESS = (
    STUDENT_ID,
    Column("assessment_date", "DATE", "Day of the assessment", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "assessment_id",
        "STRING",
        "The source's id of this result (OULAD: with the student's), else a hash of who, what, when, where, how well",
        nullable=False,
        personal="direct",
    ),
    Column("subject", "STRING", "What was assessed; Unknown where the source does not say", nullable=False),
    Column("score", "DECIMAL(5,2)", "Score on the scale 0 to 100; null if not valid", personal="indirect"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("grade_level_code", "STRING", "CEDS code of the grade level: KG, 01 … 12, UG; null for Unknown"),
    Column("completion_time", "DECIMAL(6,2)", "Minutes needed"),
    Column("engagement_score", "INT", "Engagement 0 to 100; null if not valid", personal="indirect"),
    Column(
        "performance_category", "STRING", "High from 85, Medium from 70, Low; Unknown without a score", nullable=False
    ),
    Column(
        "engagement_category", "STRING", "High from 80, Medium from 60, Low; Unknown without engagement", nullable=False
    ),
    Column("is_valid_score", "BOOLEAN", "Whether the score is a plain number on its scale", nullable=False),
    Column("is_valid_engagement", "BOOLEAN", "Whether engagement is a plain number from 0 to 100", nullable=False),
    Column("data_quality_score", "DECIMAL(3,2)", "Mean of the two flags", nullable=False),
    ISSUE_CODES,
    Column(
        "is_deleted",
        "BOOLEAN",
        "Whether the source has taken the result back, by a status such as deleted: no product counts it",
        nullable=False,
    ),
    Column("class_id", "STRING", "Class, where the source says"),
    Column("line_item_id", "STRING", "What was assessed: the line item, where the source says"),
    Column("score_raw", "STRING", "Score as delivered, trimmed", personal="direct"),
    Column("score_max", "DECIMAL(9,2)", "Highest score of the assessment, where given, else of the source's scale"),
    Column("score_scale", "STRING", "The scale, the assessment's own or the source's: lowest-highest, or percent"),
    SCHOOL_ID,
    Column("school_year", "INT", "Year in which the school year ends (from July), unless the source says"),
    Column("term", "STRING", "Term or presentation, where the source says"),
    KNOWN_AT,
)
STUDENT_ASSESSMENTS_CLEAN = Table(
    layer="silver",
    name="student_assessments_clean",
    meaning="One row per result of a student: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "assessment_id"),
    cluster_by=("student_id", "assessment_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)


REFUSALS = (
    *refusals(DATE),
    undecided("assessment_id", "class_id", "line_item_id", "school_id"),
    Rule(
        "NO_VALID_MEASURE",
        "neither a valid score nor a valid engagement",
        lambda: ~F.col("is_valid_score") & ~F.col("is_valid_engagement") & ~F.col("is_deleted"),
    ),
)
ISSUES = (
    *scores.ISSUES,
    Rule("MISSING_ENGAGEMENT", "no engagement", lambda: F.col("engagement").isNull(), "raw_engagement_score"),
    Rule(
        "BAD_ENGAGEMENT",
        "engagement that is no plain number from 0 to 100",
        lambda: F.col("engagement").isNotNull() & ~F.col("is_valid_engagement"),
    ),
    Rule("MISSING_COMPLETION_TIME", "no completion time", lambda: F.col("minutes").isNull(), "raw_completion_time"),
    unread("BAD_COMPLETION_TIME", "a completion time that is no plain number of minutes", "minutes", "completion_time"),
    UNKNOWN_GRADE_LEVEL,
    Rule("MISSING_SUBJECT", "no subject", lambda: F.col("topic").isNull(), "raw_subject"),
    unmapped("said"),
    *left_out("class_id", "line_item_id", "school_id", own="assessment_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            topic="raw_subject",
            score_raw="raw_score",
            highest="raw_score_max",
            lowest="raw_score_min",
            grade="raw_grade_level",
            minutes="raw_completion_time",
            engagement="raw_engagement_score",
            standing="raw_status",
            updated="raw_updated_at",
            day="raw_assessment_date",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_assessment_id",
            class_id="raw_class_id",
            line_item_id="raw_line_item_id",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        **scores.measured(how),
        **scores.bounds(how.notations),
        "subject": F.coalesce("topic", F.lit("Unknown")),
        "grade_level": grade_level(F.col("grade")),
        "completion_time": number(how.notations, "minutes", minutes),
        "engagement_score": number(how.notations, "engagement", valid_engagement),
        "said": standing_of_a_record(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    has_score, has_engagement = F.col("score").isNotNull(), F.col("engagement_score").isNotNull()
    return {
        "assessment_id": F.coalesce("source_id", _fallback_id()),
        "grade_level_code": grade_code(F.col("grade_level")),
        "performance_category": performance_category(F.col("score")),
        "engagement_category": engagement_category(F.col("engagement_score")),
        "is_deleted": ~is_open(F.col("said")),
        "is_valid_score": has_score,
        "is_valid_engagement": has_engagement,
        "data_quality_score": quality_score(has_score, has_engagement),
        **scores.scale(how),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "class_id", "line_item_id", "school_id"),
    }


def _fallback_id() -> SparkColumn:
    """Only true repeats may look alike, so every business column counts, whether it could be read or not.

    What a record need not say of the class, the line item and the scale counts where it is said: rows without it keep
    the ids that they always had.
    """
    measures = (("score", "score_raw"), ("completion_time", "minutes"), ("engagement_score", "engagement"))
    read = [F.coalesce(F.col(value).cast("string"), F.col(word)) for value, word in measures]
    [class_id, line_item_id, school_id] = reading.as_said("class_id", "line_item_id", "school_id")
    words = [F.col("topic"), F.col("grade"), school_id, F.col("term")]
    # As text with few digits: a zero with eighteen is 0E-18, or not, as the session's settings have it.
    bounds = [
        F.coalesce(F.col(f"{word}_score").cast("decimal(18,6)").cast("string"), F.col(word))
        for word in ("highest", "lowest")
    ]
    return business_key(
        F.col("source_system"),
        reading.who(),
        *words,
        reading.day_as_read(DATE),
        *read,
        further=[class_id, line_item_id, *bounds],
    )


ASSESSMENTS = Subject(
    name="assessments",
    form=FORM,
    table=STUDENT_ASSESSMENTS_CLEAN,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "class_id"),
)
