"""Names, texts and types as SQL and Spark write them: nothing that comes from outside can leave its quotes."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from edulake.contract.sql import literal, quoted, spark_type

pytestmark = pytest.mark.once


A, B = T.StructField("a", T.DecimalType(5, 2)), T.StructField("b", T.ArrayType(T.IntegerType()))


@pytest.mark.parametrize("name", ["students", "_batch", "Raw_2", "a" * 128])
def test_names(name: str) -> None:
    assert quoted(name) == f"`{name}`"


@pytest.mark.parametrize("name", ["", "2nd", "a b", "a`b", "a.b", "a-b", "\u00e9", "a\n", "a" * 129])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="not a table or column name"):
        quoted(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "''"),
        ("north", "'north'"),
        ("it's", r"'it\'s'"),
        ("a\\", r"'a\\'"),
        ("\\' OR true --", r"'\\\' OR true --'"),
    ],
)
def test_literals(text: str, expected: str) -> None:
    assert literal(text) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("STRING", T.StringType()),
        ("INT", T.IntegerType()),
        ("DOUBLE", T.DoubleType()),
        ("BIGINT", T.LongType()),
        ("DATE", T.DateType()),
        ("TIMESTAMP", T.TimestampType()),
        ("BOOLEAN", T.BooleanType()),
        ("DECIMAL(5,2)", T.DecimalType(5, 2)),
        ("DECIMAL(10, 0)", T.DecimalType(10, 0)),
        ("ARRAY<STRING>", T.ArrayType(T.StringType())),
        ("STRUCT<a_1: INT>", T.StructType([T.StructField("a_1", T.IntegerType())])),
        ("ARRAY<STRUCT<a: DECIMAL(5, 2), b: ARRAY<INT>>>", T.ArrayType(T.StructType([A, B]))),
        ("ARRAY<DECIMAL(5,2)>", T.ArrayType(T.DecimalType(5, 2))),
    ],
)
def test_types(sql: str, expected: T.DataType) -> None:
    assert spark_type(sql) == expected


def test_a_list_of_structs_is_what_spark_reads_in_it(spark: SparkSession) -> None:
    sql = "ARRAY<STRUCT<skill: STRING, total: INT, score: DECIMAL(5,2)>>"
    assert spark_type(sql) == spark.sql(f"SELECT CAST(null AS {sql}) AS c").schema["c"].dataType


def test_a_type_that_no_contract_has() -> None:
    with pytest.raises(KeyError):
        spark_type("MAP<STRING,STRING>")
