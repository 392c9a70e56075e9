"""A part of a table becomes what a run found, and nothing is committed where that is what it held."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.table import Column, Table
from edulake.store.replace import replace_part

pytestmark = pytest.mark.once

LISTS = Table(
    layer="gold",
    name="lists_of_a_test",
    meaning="For this test.",
    columns=(
        Column("student_id", "STRING", "Key", nullable=False),
        Column("model", "STRING", "Key and part", nullable=False),
        Column("risk", "DOUBLE", "A sum of doubles"),
        Column("processing_timestamp", "TIMESTAMP", "Stamp"),
    ),
    key=("model", "student_id"),
    cluster_by=("student_id", "model"),
    deletion_vectors=True,
)


def found(lake: Lake, rows: list[tuple[str, str, str | None]], hour: int) -> Any:
    at = F.lit(dt.datetime(2025, 1, 6, hour, tzinfo=dt.UTC))
    return frame(lake.spark, rows, "student_id model risk", risk="double").withColumn("processing_timestamp", at)


def held(lake: Lake) -> set[tuple[str, str, float | None, int]]:
    columns = ("student_id", "model", "risk", F.hour("processing_timestamp").alias("hour"))
    return {tuple(row) for row in lake.frame(LISTS).select(*columns).collect()}


def test_a_part_becomes_what_was_found(lake: Lake) -> None:
    store = lake.store

    def replaced(hour: int, *rows: tuple[str, str, str | None]) -> int:
        replace_part(store, LISTS, found(lake, list(rows), hour), "model = 'a'", "processing_timestamp")
        return store.version(LISTS)

    store.append(LISTS, found(lake, [("S1", "a", "0.1"), ("S2", "a", "0.2"), ("S3", "b", "0.3")], 1))
    before = store.version(LISTS)
    version = replaced(2, ("S1", "a", "0.5"), ("S4", "a", None), ("S2", "a", "0.2"))
    assert version == before + 1
    kept = {("S1", "a", 0.5, 2), ("S4", "a", None, 2), ("S2", "a", 0.2, 1), ("S3", "b", 0.3, 1)}
    assert held(lake) == kept, "changed, new, as it was with its own stamp, and of another part"

    nearly = str(0.5 + 1e-11)
    assert replaced(3, ("S2", "a", "0.2"), ("S1", "a", nearly), ("S4", "a", None)) == version
    assert held(lake) == kept, "the last digits of a sum are those of an order of rows"

    assert replaced(4, ("S1", "a", "0.500000002")) == version + 1
    assert held(lake) == {("S1", "a", 0.500000002, 4), ("S3", "b", 0.3, 1)}, "what was not found again is gone"
    store.clear_staging()
