"""Payloads read again under another mapping give what the files would give, numbers included."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from readable_files import readable

from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.landing.files.records import read_records
from edulake.landing.files.rereading import reread
from edulake.silver.learning.assessments import ASSESSMENTS

BEFORE = {"raw_id": "id", "raw_score": "wrong", "raw_student": "student.id"}
AFTER = {"raw_id": "id", "raw_score": "score", "raw_student": "student.id"}
CSV = {"a.csv": "id,score,student.id\n1,95.50,S1\n2\n", "b.csv": 'score,id\n"a\nb",3\n', "c.csv": "score,id\n7.0,4\n"}
JSON = {
    "a.json": '{"id": 1, "score": 95.50, "student": {"id": 501.0}}\nnone\n',
    "b.json": '[\n{"id": 2.0, "score": 0.00005, "student.id": 1e2},\n{"id": "3", "score": "5.0"}]',
}


@pytest.mark.parametrize(
    ("dialect", "files"),
    [
        (Dialect("csv"), CSV),
        (Dialect("json"), JSON),
        (Dialect("json", withheld=Withheld(omit=("secret",))), JSON),
    ],
    ids=["csv", "json", "json without"],
)
def test_what_was_mapped_wrong_is_read_again(
    spark: SparkSession, tmp_path: Path, dialect: Dialect, files: dict[str, str]
) -> None:
    found = [readable(tmp_path / "sis" / name, content, dialect) for name, content in files.items()]
    feed = Feed(ASSESSMENTS.form.table, BEFORE, Files("*", dialect))
    delivered = read_records(spark, found, dialect, BEFORE)
    wanted = read_records(spark, found, dialect, AFTER).select(*AFTER).collect()
    again = reread(delivered, F.lit(True), replace(feed, columns=AFTER))
    assert again.columns == delivered.columns
    assert sorted(again.select(*AFTER).collect(), key=str) == sorted(wanted, key=str)
    assert any(row["raw_score"] == "95.50" for row in wanted)
    untouched = reread(delivered, F.col("source_file") == "sis/none", replace(feed, columns=AFTER)).select(*AFTER)
    assert {row["raw_score"] for row in untouched.collect()} == {None}


def test_a_payload_of_typed_columns_is_texts_already(spark: SparkSession) -> None:
    payload = json.dumps({"id": "501", "score": "95.50", "student": {"id": "1.0E7"}})
    rows = spark.createDataFrame(
        [(None, None, None, payload, "json", None)],
        "raw_id string, raw_score string, raw_student string, raw_payload string, payload_form string, parse_issue string",
    )
    feed = Feed(ASSESSMENTS.form.table, AFTER, Files("*", Dialect("parquet")))
    [row] = reread(rows, F.lit(True), feed).collect()
    assert (row["raw_id"], row["raw_score"], row["raw_student"]) == ("501", "95.50", "1.0E7")
