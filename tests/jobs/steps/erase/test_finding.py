"""Which rows hold somebody, table by table: theirs go, those of others stay without them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import functions as F
from texts import frame

from edulake import bronze, gold, ml, silver
from edulake.bronze.naming import Namespaces
from edulake.contract.table import Table
from edulake.jobs.steps.erase.finding import Finding, holds
from edulake.jobs.steps.erase.people import Person
from edulake.jobs.steps.erase.removing import counted, remove, with_counterparts
from edulake.ops.tables import DELIVERIES, ERASURES, JOB_RUNS, QUARANTINE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once
TABLES = {str(table): table for table in (*bronze.TABLES, *silver.TABLES, *gold.TABLES, *ml.TABLES)}
SPACES = {"lms": Namespaces("", ""), "north": Namespaces("north", ""), "gate": Namespaces("", "gate")}
USUAL: dict[str, Any] = {
    "STRING": "x",
    "BIGINT": 1,
    "INT": 1,
    "BOOLEAN": False,
    "DOUBLE": 1.0,
    "DATE": dt.date(2025, 1, 6),
}
NOON = dt.datetime(2025, 1, 6, 12, tzinfo=dt.UTC)


def put(lake: Lake, name: str, *rows: dict[str, Any]) -> Table:
    """Rows of a table; what is required and not given is something usual."""
    table = QUARANTINE if name == "ops.quarantine" else TABLES[name]
    written = []
    for row in rows:
        given = {"payload_form": "json", **row} if "payload_form" in table.column_names else row
        values = {}
        for column in table.columns:
            value = given.get(column.name)
            if value is None and not column.nullable:
                value = NOON if column.type == "TIMESTAMP" else USUAL.get(column.type)
            if value is None and not column.nullable:
                value = [] if column.type.startswith("ARRAY") else 1
            values[column.name] = value
        written.append(list(values.values()))
    lake.store.append(table, as_frame(lake.spark, written, table.struct()))
    return table


def erase(lake: Lake, *people: Person) -> dict[str, int]:
    everybody = with_counterparts(lake.store, people, SPACES)
    finding = Finding(lake.store, everybody, SPACES)
    kinds = {one.kind for one in everybody}
    tables = [t for t in lake.store.existing([QUARANTINE, *TABLES.values()]) if holds(t, kinds)]
    counts = counted(finding, tables)
    remove(finding, tables)
    assert not any(counted(Finding(lake.store, everybody, SPACES), tables).values()), "nothing is left"
    return {str(table): count for table, count in counts.items() if count}


def test_bronze_by_column_by_word_and_by_source(lake: Lake) -> None:
    students = put(
        lake,
        "bronze.students_raw",
        {"source_system": "lms", "raw_student_id": "S1", "raw_payload": "1"},
        {"source_system": "lms", "raw_student_id": "S11", "raw_payload": "2"},
        {"source_system": "north", "raw_student_id": "S1", "raw_payload": "3"},
        {"source_system": "gone", "raw_student_id": "S1", "raw_payload": "4"},
        {"source_system": "lms", "raw_payload": "torn,S1", "parse_issue": "COLUMNS"},
        {"source_system": "lms", "raw_payload": "torn,S11", "parse_issue": "COLUMNS"},
    )
    put(
        lake,
        "ops.quarantine",
        {
            "source_system": "lms",
            "source_file_sha256": "x",
            "raw_payload": "torn,S1",
            "record_hash": hashed(lake, "torn,S1"),
        },
        {"source_system": "lms", "source_file_sha256": "x", "raw_payload": "2", "record_hash": hashed(lake, "2")},
    )
    assert erase(lake, Person("student", "S1")) == {"bronze.students_raw": 3, "ops.quarantine": 1}
    assert {row["raw_payload"] for row in lake.rows(students)} == {"2", "3", "torn,S11"}
    assert [row["raw_payload"] for row in lake.rows(QUARANTINE)] == ["2"]
    assert erase(lake, Person("student", "north:S1")) == {"bronze.students_raw": 1}


def hashed(lake: Lake, payload: str) -> int:
    return frame(lake.spark, [(payload,)], "a").select(F.xxhash64("a", F.lit("json"))).collect()[0][0]


@pytest.mark.more
def test_only_what_one_source_delivered(lake: Lake) -> None:
    table = put(
        lake,
        "silver.attendance",
        {"source_system": "lms", "student_id": "S1", "attendance_id": "1"},
        {"source_system": "sis", "student_id": "S1", "attendance_id": "2"},
    )
    assert erase(lake, Person("student", "S1", "lms")) == {"silver.attendance": 1}
    assert [row["source_system"] for row in lake.rows(table)] == ["sis"]
    assert erase(lake, Person("staff", "S1")) == {}, "staff S1 is not student S1"


@pytest.mark.more
def test_what_mixes_sources_is_computed_from_the_others_or_goes(lake: Lake) -> None:
    put(lake, "gold.student_performance_summary", {"student_id": "S1"})
    put(lake, "gold.learner_segments", {"student_id": "S1"})
    assert erase(lake, Person("student", "S1", "lms")) == {"gold.learner_segments": 1}
    assert erase(lake, Person("student", "S1")) == {"gold.student_performance_summary": 1}


@pytest.mark.more
def test_records_of_others_stay_without_them(lake: Lake) -> None:
    incidents = put(
        lake,
        "bronze.incidents_raw",
        {"source_system": "lms", "raw_reporter_id": "T1", "raw_payload": "by T1"},
        {"source_system": "lms", "raw_reporter_id": "T2", "raw_payload": "by T2"},
    )
    made = put(lake, "silver.incidents", {"source_system": "lms", "incident_id": "1", "reporter_id": "T1"})
    users = put(
        lake,
        "bronze.oneroster_users_raw",
        {"source_system": "lms", "raw_sourced_id": "T1", "raw_payload": "T1"},
        {"source_system": "lms", "raw_sourced_id": "U2", "raw_agent_sourced_ids": "T1,U3", "raw_payload": "U2"},
    )
    counts = erase(lake, Person("staff", "T1"))
    assert counts == {"bronze.incidents_raw": 1, "silver.incidents": 1, "bronze.oneroster_users_raw": 2}
    found = {(row["raw_reporter_id"], row["raw_payload"], row["payload_form"]) for row in lake.rows(incidents)}
    assert found == {(None, None, "withheld"), ("T2", "by T2", "json")}
    assert [row["reporter_id"] for row in lake.rows(made)] == [None]
    assert [(row["raw_sourced_id"], row["raw_agent_sourced_ids"]) for row in lake.rows(users)] == [("U2", "U3")]


@pytest.mark.more
def test_refused_records_of_others_lose_their_text(lake: Lake) -> None:
    """They are found again by what is left of their record: their own erasure takes them away."""
    put(
        lake,
        "bronze.incidents_raw",
        {"source_system": "lms", "raw_incident_id": "1", "raw_reporter_id": "T1", "raw_payload": "by T1"},
        {"source_system": "lms", "raw_incident_id": "2", "raw_reporter_id": "T2", "raw_payload": "by T2"},
    )
    refused = {"source_system": "lms", "source_file_sha256": "x"}
    put(
        lake,
        "ops.quarantine",
        *[
            {
                **refused,
                "quarantine_id": text,
                "raw_payload": text,
                "payload_form": "json",
                "record_hash": hashed(lake, text),
            }
            for text in ("by T1", "by T2")
        ],
    )
    assert erase(lake, Person("staff", "T1")) == {"bronze.incidents_raw": 1, "ops.quarantine": 1}
    [left] = (
        lake.store.read(TABLES["bronze.incidents_raw"])
        .where("raw_incident_id = '1'")
        .select(F.xxhash64("raw_payload", "payload_form").alias("hash"))
        .collect()
    )
    found = {(row["raw_payload"], row["payload_form"], row["record_hash"]) for row in lake.rows(QUARANTINE)}
    assert found == {(None, "withheld", left["hash"]), ("by T2", "json", hashed(lake, "by T2"))}


@pytest.mark.more
def test_what_hangs_on_a_record_of_theirs(lake: Lake) -> None:
    """Answers of their responses, deletes of their records, ids that a crosswalk or an application gives them."""
    put(lake, "silver.survey_responses", {"source_system": "lms", "response_id": "R1", "student_id": "S1"})
    answers = put(
        lake,
        "silver.survey_answers",
        {"source_system": "lms", "response_id": "R1", "answer_id": "1"},
        {"source_system": "lms", "response_id": "R2", "answer_id": "2"},
    )
    put(lake, "bronze.edfi_students_raw", {"source_system": "lms", "raw_id": "g1", "raw_student_unique_id": "S1"})
    deletes = put(
        lake,
        "bronze.edfi_students_deletes_raw",
        {"source_system": "lms", "raw_id": "g1", "raw_payload": "{}"},
        {"source_system": "lms", "raw_id": "g2", "raw_payload": '{"keyValues":{"studentUniqueId":"S1"}}'},
        {"source_system": "lms", "raw_id": "g3", "raw_payload": '{"keyValues":{"studentUniqueId":"S2"}}'},
    )
    put(
        lake,
        "bronze.crosswalk_raw",
        {"source_system": "lms", "raw_source": "gate", "raw_id": "77", "raw_student_id": "S1"},
    )
    logins = put(
        lake,
        "bronze.student_engagement_raw",
        {"source_system": "gate", "raw_student_id": "77", "raw_payload": "1"},
        {"source_system": "lms", "raw_student_id": "77", "raw_payload": "2"},
    )
    stages = put(lake, "silver.application_stages", {"source_system": "lms", "applicant_id": "A1", "student_id": "S1"})
    counts = erase(lake, Person("student", "S1"))
    assert counts["silver.survey_answers"] == 1
    assert counts["bronze.edfi_students_deletes_raw"] == 2
    assert [row["response_id"] for row in lake.rows(answers)] == ["R2"]
    assert [row["raw_id"] for row in lake.rows(deletes)] == ["g3"]
    assert [row["raw_payload"] for row in lake.rows(logins)] == ["2"]
    assert lake.rows(stages) == []


@pytest.mark.parametrize(
    ("table", "kinds", "expected"),
    [
        ("bronze.students_raw", {"student"}, True),
        ("bronze.students_raw", {"staff"}, False),
        ("bronze.oneroster_users_raw", {"guardian"}, True),
        ("bronze.edfi_students_deletes_raw", {"student"}, True),
        ("bronze.edfi_courses_raw", {"student"}, False),
        ("silver.survey_answers", {"applicant"}, True),
        ("silver.courses", {"student"}, False),
        ("gold.student_performance_summary", {"student"}, True),
        ("gold.subject_performance_analytics", {"student"}, False),
    ],
)
def test_tables_that_may_hold_them(table: str, kinds: set[Any], expected: bool) -> None:
    assert holds(TABLES[table], kinds) is expected


def test_of_the_tables_about_the_work_only_quarantine_holds_anybody() -> None:
    every = {"student", "staff", "guardian", "applicant"}
    assert [holds(table, every) for table in (QUARANTINE, JOB_RUNS, DELIVERIES, ERASURES)] == [
        True,
        False,
        False,
        False,
    ]
