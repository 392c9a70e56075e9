"""Rows of a few figures, one in the other."""

from __future__ import annotations

import json

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.steps.generate.district.truths.nested import nested

pytestmark = pytest.mark.once


def test_figures_stand_below_their_keys_in_order(spark: SparkSession) -> None:
    rows = spark.sql(
        "SELECT * FROM VALUES ('b', 1, 2.50, 7), ('a', 2, NULL, 8), ('a', 1, -0.10, 9) AS t (name, year, amount, n)"
    )
    told = nested(rows.withColumn("year", rows["year"].cast("string")), "name", "year")
    assert told == {
        "a": {"1": {"amount": "-0.10", "n": 9}, "2": {"amount": None, "n": 8}},
        "b": {"1": {"amount": "2.50", "n": 7}},
    }
    assert [*told] == ["a", "b"]
    assert json.loads(json.dumps(told)) == told


def test_nothing_is_nothing(spark: SparkSession) -> None:
    assert nested(spark.range(0), "id") == {}
