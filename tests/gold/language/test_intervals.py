"""Limits of shares and rates: published ones, those of nothing, and those that may not leave the scale."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.gold.language import intervals

pytestmark = pytest.mark.once

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
WILSON = [
    ("81", "263", "0.3080", "0.2553", "0.3662"),
    ("15", "148", "0.1014", "0.0624", "0.1605"),
    ("0", "20", "0.0000", "0.0000", "0.1611"),
    ("1", "29", "0.0345", "0.0061", "0.1718"),
    ("20", "20", "1.0000", "0.8389", "1.0000"),
    ("1", "1", "1.0000", "0.2065", "1.0000"),
    ("0", "0", None, None, None),
]


def test_shares_and_their_limits_are_those_that_were_published(spark: SparkSession) -> None:
    rows = frame(spark, WILSON, "part whole share lower upper", part="int", whole="int")
    part, whole = F.col("part"), F.col("whole")
    found = rows.select(
        "share", "lower", "upper", intervals.share(part, whole), *intervals.wilson(part, whole)
    ).collect()
    assert [tuple(None if value is None else str(value) for value in row[3:]) for row in found] == [
        tuple(row[:3]) for row in found
    ]


# Of learners: errors and messages of each, and the limits of 100 x errors / messages.
CLUSTERED = {
    "alike": ([(1, 10), (2, 20), (4, 40)], "10.00", "10.00"),
    # r = 4/20; deviations 1, -1: 2 / 1 x 2 / 400 = 0.01, of which 1.96 roots are 19.6 of 100.
    "two": ([(3, 10), (1, 10)], "0.40", "39.60"),
    # r = 10/100, deviations 9, -9: the lower limit would be far below nothing.
    "one makes all": ([(10, 10), (0, 90)], "0.00", "45.28"),
    "one learner": ([(3, 10)], None, None),
}


def test_learners_and_not_messages_are_what_varies(spark: SparkSession) -> None:
    given = [(name, str(a), str(b)) for name, (learners, *_) in CLUSTERED.items() for a, b in learners]
    rows = frame(spark, given, "name a b", a="bigint", b="bigint").groupBy("name")
    pairs = {f"{x}{y}": intervals.products(x, y).alias(f"{x}{y}") for x, y in (("a", "a"), ("a", "b"), ("b", "b"))}
    summed = rows.agg(F.sum("a").alias("a"), F.sum("b").alias("b"), F.count("a").alias("n"), *pairs.values())
    limits = intervals.clustered(F.col("a"), F.col("b"), F.col("n"), 100, "decimal(9,2)")
    found = {name: (lower, upper) for name, lower, upper in summed.select("name", *limits).collect()}
    assert {name: tuple(None if value is None else str(value) for value in of) for name, of in found.items()} == {
        name: (lower, upper) for name, (_, lower, upper) in CLUSTERED.items()
    }
