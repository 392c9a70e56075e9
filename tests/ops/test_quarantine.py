"""What was refused: which files are not looked at again, and what each refused record is known by."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.ops.quarantine import PASSING, Refusals, record_refusals, refused_files
from edulake.ops.runs import Run
from edulake.ops.tables import QUARANTINE
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked, by_spark

pytestmark = pytest.mark.once

MONDAY = dt.datetime(2025, 1, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


def quarantine(spark: SparkSession, *rows: dict[str, Any]) -> DataFrame:
    usual = {"source_system": "sis", "quarantined_at": MONDAY, "subject": "bronze.a", "status": "OPEN", "run_id": "r"}
    usual |= {"payload_form": "file", "source_file_modified_at": TUESDAY, "reason_codes": ["FILE_CORRUPT"]}
    return as_frame(
        spark, [[{**usual, **row}.get(name) for name in QUARANTINE.column_names] for row in rows], QUARANTINE.struct()
    )


def file(name: str, sha256: str | None, rules: str = "v1", size: int = 10, **more: Any) -> dict[str, Any]:
    return {
        "source_file": name,
        "source_file_sha256": sha256,
        "rule_version": rules,
        "source_file_bytes": size,
        **more,
    }


def refused(rows: DataFrame | None) -> dict[str, Refusals]:
    def values(table: Table, asked: Asked) -> list[dict[str, Any]]:
        return [] if rows is None else by_spark(rows, table, asked)

    store: Any = SimpleNamespace(exists=lambda table: rows is not None, values=values)
    return refused_files(store)


def test_files_refused_for_what_they_are(spark: SparkSession) -> None:
    """Not those whose verdict may be another a moment later, though for a lasting reason as well; and no records."""
    rows = quarantine(
        spark,
        file("a.csv", "sha-a"),
        file("a.csv", "sha-a", "v2", status="RESOLVED"),
        file("copy.csv", "sha-a", size=11),
        file("b.zip", "sha-b", subject="bronze.b", reason_codes=["FILE_LIMIT", "FILE_CORRUPT"]),
        *[file(f"{code}.csv", code, reason_codes=[code]) for code in PASSING],
        file("both.csv", "both", reason_codes=["FILE_CORRUPT", PASSING[0]]),
        file("record.csv", "sha-r", payload_form="json"),
        file("record.csv", "sha-r", payload_form=None),
    )
    found = refused(rows)
    assert found.keys() == {"bronze.a", "bronze.b"}
    assert found["bronze.a"].verdicts == {("sha-a", "v1"), ("sha-a", "v2")}
    assert found["bronze.a"].known == {
        ("a.csv", 10, TUESDAY): ("sha-a", MONDAY),
        ("copy.csv", 11, TUESDAY): ("sha-a", MONDAY),
    }
    assert found["bronze.b"].verdicts == {("sha-b", "v1")}


def test_nothing_is_held_against_a_table_that_nobody_complained_of(spark: SparkSession) -> None:
    assert refused(None)["bronze.a"] == Refusals()
    assert refused(quarantine(spark))["bronze.a"] == Refusals()


RECORDS = (
    "source_system string, source_file_sha256 string, source_file string, raw_payload string, payload_form string, "
    "ordinal int, batch_id string, reason_codes array<string>, record_hash bigint, source_file_bytes bigint, "
    "source_file_modified_at timestamp, further string"
)
SOUND = ("sis", "sha-a", "a.csv", '{"id": 1}', "json", 1, "sis-3", ["BAD_DATE"], 7, 10, TUESDAY, "x")
RUN = Run("silver_cleanse", run_id="run-7", started_at=MONDAY)


def records(spark: SparkSession, *changes: dict[int, Any]) -> DataFrame:
    rows = [[change.get(at, value) for at, value in enumerate(SOUND)] for change in changes]
    return record_refusals(as_frame(spark, rows, schema(spark)), "assessments", RUN)


def schema(spark: SparkSession) -> Any:
    columns = [part.strip().split(" ", 1) for part in RECORDS.split(", ")]
    return spark.range(0).selectExpr(*[f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns]).schema


def test_a_refused_record_is_a_row_of_quarantine(spark: SparkSession) -> None:
    rows = records(spark, {})
    assert [(field.name, field.dataType) for field in rows.schema] == [
        (field.name, field.dataType) for field in QUARANTINE.struct()
    ]
    [row] = rows.selectExpr("*", "unix_micros(quarantined_at) AS micros").collect()
    told = {name: row[name] for name in ("subject", "status", "run_id", "bronze_batch_id", "reason_codes", "ordinal")}
    assert told == {
        "subject": "assessments",
        "status": "OPEN",
        "run_id": "run-7",
        "bronze_batch_id": "sis-3",
        "reason_codes": ["BAD_DATE"],
        "ordinal": 1,
    }
    assert row["micros"] == int(MONDAY.timestamp()) * 1_000_000 + 123_456
    assert [row[name] for name in ("advice", "rule_version", "resolved_at", "resolved_run_id")] == [None] * 4


def test_what_a_refused_record_is_known_by(spark: SparkSession) -> None:
    """Source, subject, content of the file, payload, and its number among equal ones: not the file's name or load."""
    same: list[dict[int, Any]] = [{}, {2: "b.csv"}, {6: "sis-9"}, {7: ["NULL_STUDENT_ID"]}, {8: 8}]
    others: list[dict[int, Any]] = [{0: "lms"}, {1: "sha-b"}, {3: '{"id": 2}'}, {5: 2}]
    ids = [row["quarantine_id"] for row in records(spark, *same, *others).select("quarantine_id").collect()]
    assert len(set(ids[: len(same)])) == 1
    assert len(set(ids)) == 1 + len(others)
    assert all(len(known) == 64 for known in ids)


def test_a_record_without_a_payload_is_known_as_well(spark: SparkSession) -> None:
    """Of a source that keeps columns out; it is none with an empty one less."""
    ids = [row["quarantine_id"] for row in records(spark, {3: None}, {3: ""}, {3: None, 5: 2}).collect()]
    assert ids[0] == ids[1] != ids[2]
