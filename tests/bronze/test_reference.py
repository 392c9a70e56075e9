"""Which of the rows that facts refer to counts: the newest, and one that is gone only where there is no other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.bronze.reference import Reference, current, refused_reference
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

NAMES = ("key", "payload", "delivered", "modified", "file", "gone")


def at(day: int) -> dt.datetime:
    return dt.datetime(2025, 1, day, tzinfo=dt.UTC)


CASES: dict[str, tuple[list[tuple[Any, ...]], str]] = {
    "delivered later": ([("old", 1, 9, "z", False), ("new", 2, 1, "a", False)], "new"),
    "modified later": ([("old", 1, 1, "z", False), ("new", 1, 2, "a", False)], "new"),
    "of equal rows the later name": ([("same", 1, 1, "a", False), ("same", 1, 1, "b", False)], "same"),
    "gone, and another is there": ([("there", 1, 1, "a", False), ("gone", 2, 2, "b", True)], "there"),
    "gone, and no other": ([("first", 1, 1, "a", True), ("last", 2, 2, "b", True)], "last"),
}


def test_the_newest_row_of_each_key(spark: SparkSession) -> None:
    rows = [
        (case, payload, at(day), at(modified), name, str(is_gone))
        for case, (found, _) in CASES.items()
        for payload, day, modified, name, is_gone in found
    ]
    kinds = (T.StringType(), T.StringType(), T.TimestampType(), T.TimestampType(), T.StringType(), T.StringType())
    schema = T.StructType([T.StructField(name, kind) for name, kind in zip(NAMES, kinds, strict=True)])
    frame = as_frame(spark, rows, schema).select(
        "key",
        F.col("payload").alias("raw_payload"),
        F.col("delivered").alias("delivered_at"),
        F.col("modified").alias("source_file_modified_at"),
        F.col("file").alias("source_file"),
        (F.col("gone") == "True").alias("is_gone"),
    )
    reference = Reference(STUDENTS_TABLE, ("key",))
    found = {row["key"]: row["raw_payload"] for row in current(frame, reference).select("key", "raw_payload").collect()}
    assert found == {case: expected for case, (_, expected) in CASES.items()}


def test_where_rows_say_when_they_changed_that_counts_before_their_delivery(spark: SparkSession) -> None:
    """An old version that is delivered once more takes nobody's place; one that says nothing is of its delivery."""
    changed = {"old": "2025-01-01T08:00:00Z", "new": "2025-01-02T08:00:00.5Z", "silent": None}
    rows = [("one", "old", 9), ("one", "new", 1), ("one", "silent", 2), ("two", "silent", 3), ("two", "new", 9)]
    kinds = {
        "key": T.StringType(),
        "raw_payload": T.StringType(),
        "delivered_at": T.TimestampType(),
        "changed": T.StringType(),
    }
    schema = T.StructType([T.StructField(name, kind) for name, kind in kinds.items()])
    frame = as_frame(spark, [(key, payload, at(day), changed[payload]) for key, payload, day in rows], schema)
    frame = frame.withColumns(
        {
            "source_file_modified_at": F.col("delivered_at"),
            "source_file": F.lit("f"),
            "payload_form": F.lit("verbatim"),
            "is_gone": F.lit(False),
        }
    )
    found = (
        current(frame, Reference(STUDENTS_TABLE, ("key",), updated="changed")).select("key", "raw_payload").collect()
    )
    assert {row["key"]: row["raw_payload"] for row in found} == {"one": "new", "two": "silent"}
    snapshots = Reference(STUDENTS_TABLE, ("key",), updated="changed", snapshot=True)
    found = current(frame, snapshots).select("key", "raw_payload").collect()
    assert {row["key"]: row["raw_payload"] for row in found} == {"one": "old", "two": "new"}, "the newest snapshot"
    by_first = current(frame, Reference(STUDENTS_TABLE, ("key",), is_first=True)).select("key", "raw_payload").collect()
    assert {row["key"]: row["raw_payload"] for row in by_first} == {"one": "new", "two": "silent"}


ROWS = [
    (None, "a", "b", None),
    ("RAGGED", None, None, "UNREADABLE"),
    (None, None, "b", "NULL_REFERENCE_KEY"),
    (None, "a", "  ", "NULL_REFERENCE_KEY"),
    (None, "", "", "NULL_REFERENCE_KEY"),
]


def test_rows_that_cannot_be_referred_to(spark: SparkSession) -> None:
    schema = T.StructType([T.StructField(name, T.StringType()) for name in ("parse_issue", "x", "y", "expected")])
    frame = as_frame(spark, ROWS, schema)
    for code, condition in refused_reference(("x", "y")).items():
        wrong = frame.where(f"({condition}) <> (expected <=> '{code}')")
        assert wrong.collect() == []
