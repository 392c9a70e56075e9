"""What an object refers to by fields: which of the objects so named counts, and who waits."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.bronze.edfi.named import id_of, only, waiting_unless, with_named
from edulake.bronze.edfi.resources import resource

pytestmark = pytest.mark.once
ROOMS = resource("rooms", "rooms", {"floor": "Floor", "number": "Number"}).known_by("raw_floor", "raw_number")


def test_an_object_is_named_by_all_of_its_fields(spark: SparkSession) -> None:
    rooms = [("a", "1", "7", True), ("b", "2", "7", False), (None, "2", "8", False), ("c", None, "9", True)]
    said = spark.createDataFrame(rooms, "raw_id string, raw_floor string, raw_number string, is_new boolean")
    facts = [("one", "1", "7", False), ("two", "2", "7", False), ("bulk", "2", "8", True), ("none", None, "9", False)]
    rows = spark.createDataFrame(facts, "fact string, raw_floor string, raw_number string, revisit boolean")
    joined = with_named(rows, {ROOMS.feed.table: said}, ROOMS, {"_room": id_of(ROOMS)})
    assert sorted(map(tuple, joined.select("fact", "_room", "revisit").collect())) == [
        ("bulk", "2/8", True),
        ("none", None, False),
        ("one", "a", True),
        ("two", "b", False),
    ]


@pytest.mark.more
def test_what_is_called_otherwise(spark: SparkSession) -> None:
    said = spark.createDataFrame(
        [("a", "1", "7", True)], "raw_id string, raw_floor string, raw_number string, is_new boolean"
    )
    facts = [("one", "1", "7", "0"), ("two", "2", "7", "1")]
    named = spark.createDataFrame(facts, "fact string, raw_floor string, raw_number string, raw_level string")
    rows = named.withColumn("revisit", F.lit(False))
    joined = with_named(rows, {ROOMS.feed.table: said}, ROOMS, {"_room": id_of(ROOMS)}, raw_floor="raw_level")
    assert sorted(map(tuple, joined.select("fact", "raw_floor", "_room").collect())) == [
        ("one", "1", None),
        ("two", "2", "a"),
    ]


@pytest.mark.more
def test_who_waits(spark: SparkSession) -> None:
    """What is wrong with a row already stays said."""
    rows = spark.createDataFrame([(1, None), (2, "BAD_JSON"), (3, None)], "n int, parse_issue string")
    told = waiting_unless(F.col("n") == 3, rows).orderBy("n").collect()
    assert [row["parse_issue"] for row in told] == ["WAITING_FOR_REFERENCE", "BAD_JSON", None]


def test_only(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(["a"],), (["a", "b"],), ([],), (None,)], "words array<string>")
    assert [row[0] for row in rows.select(only(F.col("words"))).collect()] == ["a", None, None, None]
