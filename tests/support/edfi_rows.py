"""What objects of Ed-Fi become for each subject: rows of bronze, and candidates of them, without a job."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.bronze.edfi import EDFI
from edulake.bronze.reference import current
from edulake.contract.feed import Feed
from edulake.contract.table import Table
from edulake.store.small_frame import as_frame

Json = dict[str, Any]
# What a delivery holds: objects by resource, and ids by deletes/resource.
Delivery = dict[str, list[Json]]
SOURCES = {source.subject: source for source in EDFI}
FEEDS: dict[Table, Feed] = {feed.table: feed for source in EDFI for feed in source.feeds}
EVERY = tuple(dict.fromkeys(feed for source in EDFI for feed in source.feeds))
PROVENANCE = ("parse_issue", "raw_payload", "source_file", "source_file_modified_at", "delivered_at", "is_gone")
# Versions of the standard; of most resources they differ in a name or two.
BOTH = (pytest.param("5", marks=pytest.mark.more), "6")
OF_ALL = {"source_system": "edfi", "payload_form": "verbatim"}


def folder(feed: Feed) -> str:
    """Students of the resource, deletes/students of its deletes."""
    return feed.files.pattern.removeprefix("**/").rpartition("/")[0]


def bronze(spark: SparkSession, feed: Feed, *deliveries: Delivery) -> DataFrame:
    """The rows that its table has of a feed's files; each delivery is a batch, a day later than the one before."""
    rows: list[tuple[Any, ...]] = []
    folders = [folder(other) for other in EVERY if other.table == feed.table]
    for number, delivery in enumerate(deliveries, start=1):
        day = f"2025-02-0{number}"
        for resource, said in [(name, one) for name in folders for one in delivery.get(name, [])]:
            values = [_text(said, path) for path in feed.columns.values()]
            rows.append((*values, None, json.dumps(said), f"{day}/{resource}/1.jsonl", day, day, False, number))
    texts = [T.StructField(name, T.StringType()) for name in (*feed.columns, *PROVENANCE[:-1])]
    others = [T.StructField("is_gone", T.BooleanType()), T.StructField("batch_number", T.LongType())]
    schema = T.StructType([*texts, *others])
    return as_frame(spark, rows, schema).withColumns({name: F.lit(value) for name, value in OF_ALL.items()})


def candidates(spark: SparkSession, subject: str, *deliveries: Delivery, new: int = 0) -> list[dict[str, Any]]:
    """The candidates of all deliveries, in order; references of batches from `new` on are news."""
    source = SOURCES[subject]
    facts = bronze(spark, FEEDS[source.facts], *deliveries).withColumn("arrives", F.col("batch_number") >= new)
    found = source.candidates(facts, references(spark, subject, *deliveries, new=new))
    assert source.provides <= set(found.columns)
    # Put in order here: to sort costs Spark two jobs more.
    return [row.asDict(recursive=True) for row in sorted(found.collect(), key=lambda row: row["batch_number"])]


def references(spark: SparkSession, subject: str, *deliveries: Delivery, new: int = 0) -> dict[Table, DataFrame]:
    return {
        ref.table: current(bronze(spark, FEEDS[ref.table], *deliveries), ref).withColumn(
            "is_new", F.col("batch_number") >= new
        )
        for ref in SOURCES[subject].references
    }


def picked(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def _text(said: Json, path: str) -> str | None:
    """A value as bronze has it: a text as it is, all else as JSON."""
    value: Any = said
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if value is None or isinstance(value, str) else json.dumps(value)
