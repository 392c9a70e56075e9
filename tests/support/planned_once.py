"""A session for tests of frames: what a frame says does not depend on whether Spark plans it again after each stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

ADAPTIVE = "spark.sql.adaptive.enabled"


@pytest.fixture(scope="module", name="spark")
def planned_once(spark: SparkSession) -> Iterator[SparkSession]:
    """Planned once, a frame of a dozen rows takes a fifth less; journeys are planned as jobs are."""
    before = spark.conf.get(ADAPTIVE)
    spark.conf.set(ADAPTIVE, "false")
    yield spark
    spark.conf.set(ADAPTIVE, before)
