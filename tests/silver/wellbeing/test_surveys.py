"""Which response is meant, and which only tried the survey."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from subjects import hashed
from texts import frame

from edulake.silver.wellbeing import surveys

pytestmark = pytest.mark.once
RAW = "raw_survey_id raw_response_id raw_is_test raw_school_id"


def test_a_response_is_of_its_source_and_survey(spark: SparkSession) -> None:
    rows = [
        ("s", "V", "R1", None), ("t", "V", "R1", None), ("s", "W", "R1", None), ("s", "V", " R1 ", None),
        ("s", None, "R1", None), ("s", "V", None, None), ("s", "V", "{{id}}", None),
    ]  # fmt: skip
    raw = frame(spark, [(*row, None) for row in rows], f"source_system {RAW}")
    found = raw.withColumns(surveys.words()).select(surveys.response_id().alias("id")).collect()
    due = [hashed("s", "V", "R1"), hashed("t", "V", "R1"), hashed("s", "W", "R1"), hashed("s", "V", "R1")]
    assert [row["id"] for row in found] == [*due, None, None, None]


def test_what_is_a_test(spark: SparkSession) -> None:
    due = {"yes": True, "Survey-Preview": True, "test": True, "no": False, "IP Address": False, "": False, None: False}
    raw = frame(spark, [("V", "R", said, None) for said in due], RAW)
    found = raw.withColumns(surveys.words()).select("is_test").collect()
    assert [row["is_test"] for row in found] == list(due.values())


def test_an_id_that_a_mailing_did_not_fill(spark: SparkSession) -> None:
    raw = frame(spark, [("S1", "@ID@"), ("S1", "T1"), (None, None), ("<<id>>", None)], "raw_a raw_b")
    rule = surveys.placeholder("a", "b")
    found = raw.select(rule.broken().alias("broken"), surveys.unless_placeholder("raw_a").alias("a")).collect()
    assert [tuple(row) for row in found] == [(True, "S1"), (False, "S1"), (False, None), (True, None)]
