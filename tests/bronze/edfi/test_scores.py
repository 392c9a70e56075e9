"""Which of the scores of a test counts; what they become as results stands in test_results.py."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import listed
from edulake.bronze.edfi.scores import BOUNDED, SCORED, by_method

pytestmark = pytest.mark.once
RAW = '[{"assessmentReportingMethodDescriptor": "#Raw score", "result": "9"}]'
UP_TO_10 = '[{"assessmentReportingMethodDescriptor": "#Raw score", "maximumScore": "10", "minimumScore": "1"}]'
CASES = [
    (RAW, UP_TO_10, None, ("Raw score", "9", "10", "1")),
    (RAW, UP_TO_10, "12", ("Raw score", "9", "10", "1")),
    (RAW, None, "12", ("Raw score", "9", "12", None)),
    (RAW, None, None, ("Raw score", None, None, None)),
    (RAW.replace("Raw", "Scale"), None, "12", ("Scale score", None, None, None)),
    (RAW.replace("Raw score", "Percentile"), None, "12", None),
    ("9", UP_TO_10, "12", None),
    (None, None, None, None),
]


def test_the_first_method_that_says_out_of_what(spark: SparkSession) -> None:
    rows = [(at, *case[:3]) for at, case in enumerate(CASES)]
    said = spark.createDataFrame(rows, "at int, scores string, bounds string, most string")
    found = said.select("at", by_method(listed("scores", SCORED), listed("bounds", BOUNDED), F.col("most")).alias("it"))
    due = {at: case[3] for at, case in enumerate(CASES)}
    assert {row["at"]: row["it"] and tuple(row["it"]) for row in found.collect()} == due
