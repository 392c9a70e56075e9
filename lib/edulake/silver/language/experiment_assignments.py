"""Assignments to experiments: which variant a learner was given, where a source assigns learners itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import experiments, languages
from edulake.silver.rules import destroyed, left_out, no_id, refusals
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "experiment_assignments_raw",
        "Assignments to experiments as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Learner",
            experiment_id="Experiment",
            variant="Variant",
            assigned_at="Moment of the assignment",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "experiment_id", "variant", "assigned_at"),
    identity=("raw_student_id", "raw_experiment_id"),
)

DATE, MOMENT = "date", "assigned_at"
EXPERIMENT_ASSIGNMENTS_TABLE = Table(
    layer="silver",
    name="experiment_assignments",
    meaning="One row per learner and experiment: the variant that the source assigned, its newest version.",
    columns=(
        STUDENT_ID,
        Column("date", "DATE", "Day of the assignment in the time zone of the source", nullable=False),
        SOURCE_SYSTEM,
        Column("assignment_id", "STRING", "Hash of source, experiment and learner", nullable=False, personal="direct"),
        experiments.EXPERIMENT_ID,
        Column("variant", "STRING", "Variant as the settings call it", nullable=False),
        Column("assigned_at", "TIMESTAMP", "Moment of the assignment, UTC", nullable=False),
        *languages.ON_A_DAY,
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "assignment_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    no_id("experiment_id"),
    destroyed("student_id", "experiment_id"),
    Rule("NULL_VARIANT", "no variant", lambda: F.col("variant").isNull()),
)
ISSUES = (*left_out("school_id"), *languages.BAD_VERSION)


def _words() -> dict[str, SparkColumn]:
    return experiments.words(MOMENT)


def _values(how: Reading) -> dict[str, SparkColumn]:
    return experiments.values(how, DATE, MOMENT)


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "assignment_id": business_key(F.col("source_system"), F.col("experiment_id"), reading.who()),
        **experiments.derived(how, DATE, MOMENT),
    }


EXPERIMENT_ASSIGNMENTS = Subject(
    name="experiment_assignments",
    form=FORM,
    table=EXPERIMENT_ASSIGNMENTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id"),
)
