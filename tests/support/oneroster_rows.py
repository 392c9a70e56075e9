"""What OneRoster's files become for each subject: rows of bronze, and candidates of them, without a job."""

from __future__ import annotations

import csv
import io
from typing import Any

import oneroster_sets as sets
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oneroster.tables import USERS
from edulake.bronze.reference import current
from edulake.contract.feed import Feed
from edulake.contract.table import Table
from edulake.store.small_frame import as_frame

FEEDS = {feed.files.pattern.removeprefix("**/").removesuffix(".csv*"): feed for s in ONEROSTER for feed in s.feeds}
SOURCES = {source.subject: source for source in ONEROSTER}
# Versions of the standard, which differ in a few names.
BOTH = (pytest.param("1.1", marks=pytest.mark.more), "1.2")
BY_TABLE: dict[Table, Feed] = {feed.table: feed for source in ONEROSTER for feed in source.feeds}


def bronze(
    spark: SparkSession,
    feed: Feed,
    *deliveries: sets.Files,
    gone: int = 0,
    snapshot: bool = True,
    changes: int = 0,
    arrive: tuple[int, ...] | None = None,
) -> DataFrame:
    """The rows that a feed's files hold, as bronze has them; each delivery is a batch, those before `gone` are gone.

    Those from `changes` on are no snapshots, and all arrive unless it is said which.
    """
    rows: list[tuple[Any, ...]] = []
    names = [*feed.columns, "parse_issue", "raw_payload", "source_file", "source_file_modified_at", "delivered_at"]
    names += ["is_gone", "gone_at", "batch_number", "is_snapshot", "arrives"]
    for number, files in enumerate(deliveries, start=1):
        text = files.get(f"{feed.files.pattern.removeprefix('**/').removesuffix('*')}", b"").decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            values = [row.get(name) for name in feed.columns.values()]
            full, new = snapshot and not 0 < changes <= number, arrive is None or number in arrive
            day, went = f"2025-02-0{number}", f"2025-02-0{gone}" if number < gone else None
            rows.append((*values, None, str(row), f"{number}.csv", day, day, number < gone, went, number, full, new))
    flags = dict.fromkeys(("is_gone", "is_snapshot", "arrives"), T.BooleanType())
    types = {"batch_number": T.LongType(), **flags}
    return as_frame(spark, rows, T.StructType([T.StructField(n, types.get(n, T.StringType())) for n in names]))


def candidates(
    spark: SparkSession, subject: str, *deliveries: sets.Files, new: int = 0, gone: int = 0
) -> dict[str, dict[str, Any]]:
    """The newest candidate row of each id; references of batches from `new` on are news, those before `gone` gone."""
    source, found = SOURCES[subject], references(spark, subject, *deliveries, new=new, gone=gone)
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries)
    # Put in order here: to sort costs Spark two jobs more.
    rows = sorted(source.candidates(facts, found).collect(), key=lambda row: row["batch_number"])
    return {row["raw_sourced_id"]: row.asDict() for row in rows}


def references(
    spark: SparkSession, subject: str, *deliveries: sets.Files, new: int = 0, gone: int = 0
) -> dict[Table, DataFrame]:
    return {
        ref.table: current(bronze(spark, BY_TABLE[ref.table], *deliveries, gone=gone), ref).withColumn(
            "is_new", F.col("batch_number") >= new
        )
        for ref in SOURCES[subject].references
    }


def picked(rows: dict[str, dict[str, Any]], *names: str) -> dict[str, Any]:
    found = {key: tuple(row[name] for name in names) for key, row in rows.items()}
    return {key: values[0] if len(names) == 1 else values for key, values in found.items()}


def absent(spark: SparkSession, *deliveries: sets.Files, **given: int) -> set[tuple[str, str]]:
    """Who went by what roles.csv says, and since when."""
    absences = SOURCES["students"].absences
    assert absences is not None
    users = bronze(spark, BY_TABLE[USERS.table], *deliveries)
    rows = absences(users, references(spark, "students", *deliveries, **given)).collect()
    return {(row["raw_student_id"], row["at"]) for row in rows}
