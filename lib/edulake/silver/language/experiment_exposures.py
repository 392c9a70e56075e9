"""Exposures to experiments: when a learner met what an experiment is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import experiments, languages
from edulake.silver.rules import left_out, no_id, refusals, undecided
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "experiment_exposures_raw",
        "Exposures to experiments as delivered, every one of them, with payload and provenance.",
        as_delivered(
            exposure_id="The source's id of the exposure",
            student_id="Learner",
            experiment_id="Experiment",
            variant="Variant that was shown",
            exposed_at="Moment of the exposure",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "experiment_id", "exposed_at"),
    identity=("raw_exposure_id",),
    or_identity=("raw_student_id", "raw_experiment_id", "raw_exposed_at", "raw_variant"),
)

DATE, MOMENT = "date", "exposed_at"
EXPERIMENT_EXPOSURES_TABLE = Table(
    layer="silver",
    name="experiment_exposures",
    meaning="One row per exposure of a learner to an experiment: typed, validated, its newest version.",
    columns=(
        STUDENT_ID,
        Column("date", "DATE", "Day of the exposure in the time zone of the source", nullable=False),
        SOURCE_SYSTEM,
        Column(
            "exposure_id",
            "STRING",
            "The source's id of the exposure, else a hash of experiment, learner, moment and variant",
            nullable=False,
            personal="direct",
        ),
        experiments.EXPERIMENT_ID,
        Column("variant", "STRING", "Variant that was shown, where the source says"),
        Column("exposed_at", "TIMESTAMP", "Moment of the exposure, UTC", nullable=False),
        *languages.ON_A_DAY,
        ISSUE_CODES,
        KNOWN_AT,
        *KEPT,
    ),
    key=("source_system", "exposure_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(DATE),
    no_id("experiment_id"),
    undecided("exposure_id", needed=("student_id", "experiment_id")),
)
ISSUES = (*left_out("experiment_id", "school_id", own="exposure_id"), *languages.BAD_VERSION)


def _words() -> dict[str, SparkColumn]:
    return {**experiments.words(MOMENT), **reading.ids(source_id="raw_exposure_id")}


def _values(how: Reading) -> dict[str, SparkColumn]:
    return experiments.values(how, DATE, MOMENT)


def _derived(how: Reading) -> dict[str, SparkColumn]:
    moment = F.coalesce(F.unix_micros(MOMENT).cast("string"), F.col("day"))
    of = [F.col("source_system"), F.col("experiment_id"), reading.who(), moment, F.col("variant")]
    return {
        "exposure_id": F.coalesce("source_id", business_key(*of)),
        **experiments.derived(how, DATE, MOMENT),
    }


EXPERIMENT_EXPOSURES = Subject(
    name="experiment_exposures",
    form=FORM,
    table=EXPERIMENT_EXPOSURES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id"),
)
