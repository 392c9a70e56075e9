"""Typed columns back to text: numbers as they are written, moments and times of day of any unit, what is left out."""

from __future__ import annotations

import json
from pathlib import Path

from lake import Lake
from pyspark.sql import SparkSession

from edulake.silver.learning.assessments import ASSESSMENTS

UNUSUAL = Path(__file__).with_name("unusual.parquet")
CONF = """
[sources.pq]
files = "*.parquet"
format = "parquet"
columns = { assessment_id = "result", student_id = "student", class_id = "who.id", assessment_date = "at", score = "score", score_max = "points", updated_at = "zoned" }
[sources.floats]
files = "*.parquet"
format = "parquet"
columns = { assessment_id = "key", student_id = "student", assessment_date = "at", score = "score" }
"""
RAW = ("assessment_id", "student_id", "class_id", "assessment_date", "score", "score_max", "updated_at")


def test_unusual_columns(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, tmp_path).configured(CONF)
    for source in ("pq", "floats"):
        lake.deliver(f"{source}/unusual.parquet", UNUSUAL.read_bytes())
    entries = {entry.source_system: entry for entry in lake.ingest().entries}
    rows = lake.rows(ASSESSMENTS.form.table, *(f"raw_{name}" for name in RAW), "raw_payload")
    assert sorted((tuple(row.values())[:-1] for row in rows), key=str) == [
        ("0", "504", "d", None, "0", "0", None),
        ("10012345", "501", "a", "2025-03-05T09:05:00.123456Z", "0.00005", "501", "2025-03-05T09:05:00.123456Z"),
        ("2", "502", "b", "1969-12-31T23:59:59.999999Z", "95.5", "80.50", "1970-01-01T00:00:00.000000Z"),
        (None, "503", "c", None, "10000000", None, None),
    ]
    payloads = {(row := json.loads(found["raw_payload"]))["student "]: row for found in rows}
    assert payloads["501"]["bell"] == "09:05:00"
    assert payloads["502"]["bell"] == "23:59:59.123456000"
    assert (payloads["501"]["large"], payloads["503"]["nothing"]) == ("9223372036854775808", None)
    assert {"key", "tags"} & set(payloads["501"]) == set(), "left out, and said"
    note = entries["pq"].note or ""
    assert "column key is left out" in note
    assert "column tags is left out" in note
    assert (entries["floats"].files_new, entries["floats"].files_refused) == (0, 1)
    [refused] = lake.refused("source_file", "reason_codes", "advice")
    assert (refused["source_file"], refused["reason_codes"]) == ("floats/unusual.parquet", ["FILE_FORMAT"])
    assert "key" in refused["advice"]
