from __future__ import annotations

import hashlib

import pytest
from pyspark.sql import functions as F

from edulake.expr import business_key, content_hash

PAIRS = [
    (None, "a"),
    ("a", None),
    (None, None),
    ("", ""),
    ("", None),
    ("a", "b"),
    ("ab", ""),
    ("-", "a"),
    ("1:a", ""),
    ("é", ""),
]


def sha256_of(*values: str | None) -> str:
    text = "".join("-" if value is None else f"{len(value)}:{value}" for value in values)
    return hashlib.sha256(text.encode()).hexdigest()


def test_business_key(spark, ansi):
    table = spark.createDataFrame(PAIRS, "a string, b string")
    keys = [row.key for row in table.select(business_key(F.col("a"), F.col("b")).alias("key")).collect()]
    assert keys == [sha256_of(*pair) for pair in PAIRS]
    assert len(set(keys)) == len(PAIRS)


def test_business_key_of_typed_values(spark, ansi):
    day, score = F.lit("2024-01-05").cast("date"), F.lit("85.50").cast("decimal(5,2)")
    key = spark.range(1).select(business_key(day, score, F.col("id"), F.lit(True)).alias("key")).first().key
    assert key == sha256_of("2024-01-05", "85.50", "0", "true")


def test_what_need_not_be_said_counts_where_it_is(spark, ansi):
    """Without any of it the key is what it was before that counted."""
    table = spark.createDataFrame(PAIRS, "a string, b string")
    key = business_key(F.lit("S1"), F.lit(None), further=[F.col("a"), F.col("b")])
    keys = [row.key for row in table.select(key.alias("key")).collect()]
    assert keys == [sha256_of("S1", None, *(() if pair == (None, None) else pair)) for pair in PAIRS]
    assert len(set(keys)) == len(PAIRS)


def test_content_hash(spark, ansi):
    table = spark.createDataFrame(PAIRS, "a string, b string")
    hashes = table.select(content_hash(F.col("a"), F.col("b")).alias("hash"))
    assert hashes.schema["hash"].dataType.simpleString() == "bigint"
    assert len({row.hash for row in hashes.collect()}) == len(PAIRS)


def test_content_hash_is_the_same_in_every_version(check):
    rows = [(None, "-6698625589789238999"), ("", "-6955412699463271691"), ("abc", "2632047830828564796")]
    check(content_hash, rows, "bigint")


def test_hashes_need_a_column():
    for hashed in (business_key, content_hash):
        with pytest.raises(ValueError, match="at least one column"):
            hashed()
