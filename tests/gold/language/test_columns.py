"""Columns that are always null are the ones that are declared."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from edulake.gold.language.columns import NOWHERE, nowhere

pytestmark = pytest.mark.once


def test_nowhere_is_what_is_declared(spark: SparkSession) -> None:
    rows = spark.range(1).select(*nowhere())
    assert rows.schema.names == [column.name for column in NOWHERE]
    assert [tuple(row) for row in rows.collect()] == [(None, None, None)]
