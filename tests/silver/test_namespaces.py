"""Ids of a source with a namespace: those that subjects share are nobody else's, whichever subject bears them."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
# Its source has these alone, and rows name their source beside them: ids of rows, and of what no subject is about.
ROWS = {subject.row_id for subject in SUBJECTS.values()} - {
    *("student_id", "staff_id", "guardian_id", "course_id", "class_id", "line_item_id", "incident_id", "program_id"),
    *("standard_id", "lesson_id", "conversation_id"),
}
OF_ONE_SOURCE = {*ROWS, "resource_id", "session_id", "stop_id", "topic_id", "experiment_id"}
RUNS = {"batch_id", "bronze_batch_id"}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_id_that_subjects_share_is_of_its_source(subject: str, spark: SparkSession) -> None:
    columns = [name for name in SUBJECTS[subject].form.table.column_names if name.startswith("raw_")]
    nothing = dict.fromkeys(name.removeprefix("raw_") for name in columns)
    named = Case({name: "7" for name in nothing if name.endswith("_id")}, {})
    row = outcomes(spark, subject, nothing, {"named": named}, {"s": Notation(id_namespace="north")})["named"]
    ids = {name for name in SUBJECTS[subject].table.column_names if name.endswith("_id")} - RUNS
    assert {name for name in ids if str(row[name]).startswith("north:")} == ids - OF_ONE_SOURCE
    assert {row[name] for name in ids - OF_ONE_SOURCE} <= {"north:7", "north:7/7"}
