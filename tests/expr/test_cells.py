"""Lines of CSV as cells, and headers as names."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr.cells import cells, names, unique

LINES = {
    None: None,
    "": [""],
    "a": ["a"],
    ";": ["", ""],
    ";a;": ["", "a", ""],
    'a;"b;c";d': ["a", "b;c", "d"],
    '"say ""hi""";""': ['say "hi"', ""],
    '"a"b;c': ["a", "c"],
    '"never closed;b': ['"never closed', "b"],
    'it is 5" long;b': ['it is 5" long', "b"],
    " a ; b": [" a ", " b"],
}
HEADERS = {
    None: None,
    "a|b": ["a", "b"],
    "a|a|b|a": ["a (1)", "a (2)", "b", "a (3)"],
    "a||": ["a", "column 2", "column 3"],
    " a \u00a0 b\u200b|\ufeffa": ["a b", "a"],
}


def test_cells_of_a_line(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(line,) for line in LINES], "line string")
    found = rows.select("line", cells(F.col("line"), ";").alias("cells")).collect()
    assert {row["line"]: row["cells"] for row in found} == LINES


@pytest.mark.parametrize("delimiter", [",", "|", "\t", "^"])
def test_cells_are_parted_by_any_delimiter(spark: SparkSession, delimiter: str) -> None:
    rows = spark.createDataFrame([(delimiter.join(["a", "", '"b"']),)], "line string")
    assert rows.select(cells(F.col("line"), delimiter)).collect()[0][0] == ["a", "", "b"]


def test_names_tell_columns_apart(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(header,) for header in HEADERS], "header string")
    found = rows.select("header", unique(names(cells(F.col("header"), "|"))).alias("names")).collect()
    assert {row["header"]: row["names"] for row in found} == HEADERS
