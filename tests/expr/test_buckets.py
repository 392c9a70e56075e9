"""Variants by hash: alike in SQL and in hashlib, in shares by weight, and of two salts independent."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.expr.buckets import BUCKETS, below, bucket, variant

LEARNERS = [*[f"S{n}" for n in range(2_000)], "", "ü 学", " a ", "north:17"]
WEIGHTS = {"b": Decimal("0.5"), "a": Decimal("0.25"), "c": Decimal("0.25"), "never": Decimal(0)}


def by_python(salt: str, learner: str) -> int:
    return int(hashlib.sha256(f"{salt}:{learner}".encode()).hexdigest()[:13], 16)


def test_buckets_and_variants_are_those_of_hashlib(spark: SparkSession) -> None:
    rows = frame(spark, [(learner,) for learner in LEARNERS], "id")
    found = rows.select(
        "id", bucket("s 1", F.col("id")).alias("n"), variant("s 1", F.col("id"), WEIGHTS).alias("v")
    ).collect()
    for row in found:
        n = by_python("s 1", row["id"])
        assert row["n"] == n
        assert row["v"] == ("a" if n / BUCKETS < 0.25 else "b" if n / BUCKETS < 0.75 else "c")
    assert len(found) == len(LEARNERS)


def test_nobody_has_no_variant(spark: SparkSession) -> None:
    rows = frame(spark, [(None,)], "id")
    told = rows.select(bucket("s", F.col("id")).alias("n"), variant("s", F.col("id"), WEIGHTS).alias("v")).first()
    assert told is not None
    assert tuple(told) == (None, None)


@pytest.mark.once
def test_edges_are_exact_and_the_last_one_is_the_end() -> None:
    thirds = {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}
    assert below(thirds) == {"a": -(-BUCKETS // 3), "b": -(-2 * BUCKETS // 3), "c": BUCKETS}
    assert below({"x": Decimal(0), "y": Decimal("0.1"), "z": Decimal("0.3")}) == {"y": BUCKETS // 4, "z": BUCKETS}


@pytest.mark.once
def test_two_salts_have_nothing_to_do_with_each_other() -> None:
    """Of 20,000 learners half are on one side of both, within four standard deviations; in each in its share."""
    half = BUCKETS // 2
    sides = [(by_python("one", f"S{n}") < half, by_python("two", f"S{n}") < half) for n in range(20_000)]
    assert abs(sum(a == b for a, b in sides) - 10_000) < 4 * 5_000**0.5
    assert abs(sum(a for a, _ in sides) - 10_000) < 4 * 5_000**0.5
