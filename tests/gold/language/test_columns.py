"""Columns that are always null are the ones that are declared; estimates have the digits that are told."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from edulake.gold.language.columns import NOWHERE, nowhere, rounded

pytestmark = pytest.mark.once


def test_nowhere_is_what_is_declared(spark: SparkSession) -> None:
    rows = spark.range(1).select(*nowhere())
    assert rows.schema.names == [column.name for column in NOWHERE]
    assert [tuple(row) for row in rows.collect()] == [(None, None, None)]


def test_an_estimate_has_nine_decimal_places() -> None:
    assert [rounded(value) for value in (None, 1 / 3, -2e-10)] == [None, 0.333333333, 0.0]
