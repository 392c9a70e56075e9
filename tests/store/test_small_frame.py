"""Rows of Python as a frame, value by value as they were: in one text, which the JVM takes apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.store.small_frame import as_frame

SCHEMA = T.StructType(
    [
        T.StructField("text", T.StringType(), nullable=False),
        T.StructField("number", T.LongType()),
        T.StructField("sure", T.BooleanType()),
        T.StructField("words", T.ArrayType(T.StringType())),
        T.StructField("at", T.TimestampType()),
        T.StructField("day", T.DateType()),
        T.StructField("share", T.DoubleType()),
        T.StructField("exact", T.DecimalType(20, 9)),
    ]
)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NEW_YORK = dt.timezone(dt.timedelta(hours=-5))
ROWS: list[tuple[Any, ...]] = [
    (
        "plain",
        1,
        True,
        ["a", "b"],
        dt.datetime(2025, 1, 6, 12, 30, 15, 123456, tzinfo=dt.UTC),
        dt.date(2025, 1, 6),
        0.1 + 0.2,
        Decimal("12345678901.123456789"),
    ),
    (
        '"quotes", \\ and \n\t\x00',
        2**63 - 1,
        False,
        [],
        dt.datetime(2025, 1, 6, tzinfo=dt.UTC),
        dt.date(1, 1, 1),
        5e-324,
        Decimal("-0.000000001"),
    ),
    (
        "ü 学 🎓",
        -(2**63),
        None,
        ["", "🎓"],
        dt.datetime(2025, 1, 5, 19, tzinfo=NEW_YORK),
        dt.date(9999, 12, 31),
        -1.7976931348623157e308,
        Decimal("1E-9"),
    ),
    (
        "null",
        0,
        True,
        ["null", "NaN"],
        dt.datetime(1899, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
        dt.date(1969, 12, 31),
        0.0,
        Decimal("1E+3"),
    ),
    ("", None, None, None, None, None, None, None),
    (None, None, None, None, None, None, None, None),
]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_every_value_is_as_it_was(spark: SparkSession, zone: str) -> None:
    """In their order; moments to the microsecond, whichever zone they were given in and the session has."""
    before = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        frame = as_frame(spark, ROWS, SCHEMA)
        found = frame.withColumn("at", F.unix_micros("at")).collect()
    finally:
        spark.conf.set("spark.sql.session.timeZone", before)
    micros = [row[4] and (row[4] - EPOCH) // dt.timedelta(microseconds=1) for row in ROWS]
    assert [tuple(row) for row in found] == [(*row[:4], at, *row[5:]) for row, at in zip(ROWS, micros, strict=True)]


def test_all_columns_may_be_null_and_their_types_are_those_asked_for(spark: SparkSession) -> None:
    schema = as_frame(spark, [], SCHEMA).schema
    assert [(field.name, field.dataType) for field in schema] == [(field.name, field.dataType) for field in SCHEMA]
    assert all(field.nullable for field in schema)


def test_no_rows_are_none(spark: SparkSession) -> None:
    assert as_frame(spark, [], SCHEMA).collect() == []


def test_what_has_no_form_is_an_error_rather_than_null(spark: SparkSession) -> None:
    nothing = [None] * 5
    with pytest.raises(TypeError, match="no form for a bytes"):
        as_frame(spark, [(b"x", 1, True, *nothing)], SCHEMA)
    for number in (float("nan"), float("inf"), -float("inf")):
        with pytest.raises(ValueError, match="not JSON compliant"):
            as_frame(spark, [("x", 1, True, [], None, None, number, None)], SCHEMA)
    with pytest.raises(ValueError, match=r"shorter|longer|argument"):
        as_frame(spark, [("x", 1)], SCHEMA)
