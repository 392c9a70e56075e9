"""Objective results: how a student did in one standard, by an assessment or by a teacher's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import business_key, whole_number
from edulake.silver import columns, reading
from edulake.silver.learning import outcomes
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, refusals, undecided, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "objective_results_raw",
        "Results in standards as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            standard_id="Standard",
            assessment_id="Assessment",
            date="Day",
            score="Score",
            score_max="Highest score",
            score_min="Lowest score",
            level="Level reached",
            status="How it went",
            attempt="Number of the attempt",
            subject="Subject",
            objective_result_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "standard_id", "date"),
    identity=("raw_objective_result_id",),
    or_identity=("raw_student_id", "raw_assessment_id", "raw_standard_id", "raw_date", "raw_attempt"),
)


DATE = "date"
BUSINESS = (
    columns.STUDENT_ID,
    Column("date", "DATE", "Day", nullable=False),
    columns.SOURCE_SYSTEM,
    Column(
        "objective_result_id",
        "STRING",
        "The source's id of the row, else a hash of who, which assessment, which standard, when and which attempt",
        nullable=False,
        personal="direct",
    ),
    Column("standard_id", "STRING", "Standard, with the source's namespace if it has one", nullable=False),
    Column("assessment_id", "STRING", "Assessment as the source calls it, where it says", personal="direct"),
    *outcomes.COLUMNS,
    Column("attempt", "INT", "Number of the attempt, where the source says"),
    Column("subject", "STRING", "Subject, where the source says"),
    columns.ISSUE_CODES,
    columns.SCHOOL_ID,
    columns.SCHOOL_YEAR,
    columns.TERM,
    columns.KNOWN_AT,
)
OBJECTIVE_RESULTS_TABLE = Table(
    layer="silver",
    name="objective_results",
    meaning="One row per result of a student in a standard: typed, validated, its newest version.",
    columns=(*BUSINESS, *columns.KEPT),
    key=("source_system", "objective_result_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    no_id("standard_id"),
    undecided("objective_result_id", "assessment_id", needed=("student_id", "standard_id")),
    outcomes.SCORE_OUT_OF_SCALE,
)
ISSUES = (
    *outcomes.ISSUES,
    unread("BAD_ATTEMPT", "a number of the attempt that is no plain whole number", "tried", "attempt"),
    *left_out("assessment_id", "school_id", own="objective_result_id"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "RESULT_ABOVE_LEAF",
        "a result in a standard that has parts, closed ones among them: only those of the parts count in it",
        "SELECT source_system, objective_result_id FROM {table}"
        " WHERE standard_id IN (SELECT parent_id FROM {silver.standards})",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_date",
            **outcomes.words(),
            tried="raw_attempt",
            subject="raw_subject",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_objective_result_id",
            standard_id="raw_standard_id",
            assessment_id="raw_assessment_id",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        **outcomes.values(how),
        "attempt": number(how.notations, "tried", whole_number),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    [assessment] = reading.as_said("assessment_id")
    own = [reading.who(), assessment, F.col("standard_id"), reading.day_as_read(DATE)]
    attempt = F.coalesce(F.col("attempt").cast("string"), F.col("tried"))
    return {
        "objective_result_id": F.coalesce("source_id", business_key(F.col("source_system"), *own, further=[attempt])),
        **outcomes.derived(how),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "standard_id", "school_id"),
    }


OBJECTIVE_RESULTS = Subject(
    name="objective_results",
    form=FORM,
    table=OBJECTIVE_RESULTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"SCORE_OUT_OF_SCALE"}),
    refers=reading.refers("student_id", "standard_id"),
    coded=outcomes.CODED,
    checks=CHECKS,
)
