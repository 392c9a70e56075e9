"""What rows of babblr become for each subject: rows of bronze, and candidates of them, without a job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from babblr import Tables
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from edulake.bronze.babblr import BABBLR
from edulake.contract.feed import Feed
from edulake.contract.table import Table
from edulake.store.small_frame import as_frame

SOURCES = {source.subject: source for source in BABBLR}
DAY = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
FLAGS = ("is_new", "is_gone")
FURTHER = (*[T.StructField(name, T.BooleanType()) for name in FLAGS], T.StructField("records", T.IntegerType()))
USUAL = {
    "source_system": "babblr",
    "batch_number": 1,
    "batch_id": "babblr-1",
    "ingestion_timestamp": DAY,
    "delivered_at": DAY,
    "source_file_sha256": "sha",
    "payload_form": "json",
    "raw_payload": "as delivered",
    **dict.fromkeys(FLAGS, False),
    "records": 1,
}


def bronze(spark: SparkSession, table: Table, tables: Tables, feeds: tuple[Feed, ...]) -> DataFrame:
    """The rows of a bronze table that its `feeds` have; what a row says of it as a row begins with a plus."""
    schema = T.StructType([*table.struct().fields, *FURTHER])
    rows = [
        {**USUAL, "source_file": f"babblr/2024-08-01/{feed.files.table}.parquet", **_row(feed, said)}
        for feed in dict.fromkeys(feeds)
        if feed.table == table
        for said in tables.get(feed.files.table, ())
    ]
    return as_frame(spark, [[row.get(name) for name in schema.names] for row in rows], schema)


def candidates(spark: SparkSession, subject: str, tables: Tables) -> list[dict[str, Any]]:
    """The candidates of a subject, in the order of their ids."""
    source = SOURCES[subject]
    current = {one.table: bronze(spark, one.table, tables, source.feeds) for one in source.references}
    found = source.candidates(bronze(spark, source.facts, tables, source.feeds), current)
    assert source.provides <= set(found.columns)
    # Put in order here: to sort costs Spark two jobs more.
    return [row.asDict() for row in sorted(found.collect(), key=lambda row: (row["source_file"], row["raw_id"] or ""))]


def picked(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Columns of candidates, raw ones named without their prefix."""
    return [tuple(row[f"raw_{name}" if f"raw_{name}" in row else name] for name in names) for row in rows]


def _row(feed: Feed, said: Mapping[str, Any]) -> dict[str, Any]:
    texts = {raw: _text(said.get(name)) for raw, name in feed.columns.items()}
    return {**texts, **{name[1:]: value for name, value in said.items() if name.startswith("+")}}


def _text(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)
