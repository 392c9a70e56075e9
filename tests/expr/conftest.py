from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
from chispa import assert_column_equality
from planned_once import planned_once
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.store.small_frame import as_frame

__all__ = ["planned_once"]

Rows = Iterable[tuple[str | None, str | None]]
Check = Callable[..., None]


@pytest.fixture(scope="module", params=["true", "false"], ids=["ansi", "no-ansi"])
def ansi(request: pytest.FixtureRequest, spark: SparkSession) -> Iterator[str]:
    """Every expression gives the same rows whether or not the session follows the ANSI rules."""
    before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    yield request.param
    spark.conf.set("spark.sql.ansi.enabled", before)


@pytest.fixture(scope="module")
def check(spark: SparkSession, ansi: str) -> Check:
    """Compares an expression, in its string form and its type, with a table of (input, expected)."""

    def compare(expression: Callable[[Column], Column], rows: Rows, data_type: str = "string") -> None:
        table = as_frame(spark, list(rows), T.StructType().add("raw", "string").add("expected", "string"))
        actual = expression(F.col("raw"))
        assert table.select(actual.alias("actual")).schema["actual"].dataType.simpleString() == data_type
        assert_column_equality(table.withColumn("actual", actual.cast("string")), "actual", "expected")

    return compare
