"""Numbers without an exponent, and without a point where they are whole."""

from __future__ import annotations

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.landing.files.numbers import by_hand, plain_number

TEXTS = {
    "95.50": "95.50",
    "501.0": "501",
    "100": "100",
    "1E+2": "100",
    "12.50e1": "125",
    "1.250e1": "12.50",
    "-0.5e-3": "-0.0005",
    "0.0e0": "0",
    "-0.0": "0",
    "-0.00e-3": "0",
    "-0.010": "-0.010",
    "NaN": "NaN",
    "Infinity": "Infinity",
    None: None,
}
DOUBLES = {
    10012345.0: "10012345",
    0.00005: "0.00005",
    95.5: "95.5",
    0.0: "0",
    -0.5: "-0.5",
    -12345678.25: "-12345678.25",
    1e-20: "0.00000000000000000001",
    1.5e21: "1500000000000000000000",
    float("inf"): "Infinity",
    None: None,
}


def test_texts(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(text,) for text in TEXTS], "text string")
    assert {row[0]: row[1] for row in frame.select("text", by_hand(F.col("text"))).collect()} == TEXTS


def test_numbers_of_eight_and_four_bytes(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(number,) for number in DOUBLES], "number double")
    assert {row[0]: row[1] for row in frame.select("number", plain_number(F.col("number"))).collect()} == DOUBLES
    others = spark.sql("SELECT CAST(0.1 AS FLOAT) AS a, CAST(16777216 AS FLOAT) AS b, -0.0D AS c")
    texts = others.select(*[plain_number(F.col(name)) for name in others.columns]).collect()[0]
    assert tuple(texts) == ("0.1", "16777216", "0")
