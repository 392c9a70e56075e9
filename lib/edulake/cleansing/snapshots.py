"""Deliveries that hold everything: which is the newest of a source, and what it has replaced."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.cleansing.batches import any_of, batches

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column, DataFrame, Row

    from edulake.bronze import Source
    from edulake.cleansing.pending import Pending
    from edulake.contract import Table
    from edulake.runner import Context
    from edulake.silver import Subject


class Snapshot(NamedTuple):
    """One snapshot of a source: when it was delivered, a file of it, the content of all, and their last batch."""

    delivered_at: dt.datetime
    file: str
    contents: tuple[str, ...]
    last_batch: int


def takes_snapshots(source: Source, table: Table) -> bool:
    """Whether a delivery of a source into a table may hold everything."""
    return any(feed.snapshot is not False and feed.table == table for feed in source.feeds)


def every(context: Context, source: Source, table: Table) -> list[Snapshot]:
    """All snapshots of a source, oldest first: the files of one delivery time.

    Of a file that was replaced in place, the one modified last counts.
    """
    if not takes_snapshots(source, table):
        return []
    mine = context.store.read(table).where((F.col("source_system") == source.name) & F.col("is_snapshot"))
    content = F.max_by("source_file_sha256", "source_file_modified_at").alias("content")
    each = mine.groupBy("delivered_at", "source_file").agg(content, F.max("batch_number").alias("batch")).collect()
    by_time: dict[dt.datetime, list[Row]] = defaultdict(list)
    for file in each:
        by_time[file["delivered_at"]].append(file)
    return [_snapshot(at, files) for at, files in sorted(by_time.items())]


def _snapshot(at: dt.datetime, files: list[Row]) -> Snapshot:
    contents = tuple(sorted(file["content"] for file in files))
    return Snapshot(at, min(file["source_file"] for file in files), contents, max(file["batch"] for file in files))


def superseded(part: list[Pending]) -> Column:
    """True for bronze rows of deliveries before the newest snapshot of their source, or replaced in it."""
    conditions = []
    for pending in part:
        if pending.newest:
            at = F.lit(pending.newest.delivered_at)
            replaced = F.col("is_snapshot") & ~F.col("source_file_sha256").isin(list(pending.newest.contents))
            older = (F.col("delivered_at") < at) | ((F.col("delivered_at") == at) & replaced)
            conditions.append((F.col("source_system") == pending.source.name) & older)
    return any_of(conditions) if conditions else F.lit(False)


def not_gone() -> dict[str, Column]:
    return {"is_gone": F.lit(False), "gone_at": F.lit(None).cast("timestamp")}


def with_gone(context: Context, pending: Pending, rows: DataFrame) -> DataFrame:
    """Rows that facts refer to with `is_gone`: whether their source's newest snapshot lacks them; and since when.

    The same as `superseded`, without an action of its own: it is asked of tables that facts are joined with anyway.
    """
    if not pending.takes_snapshots:
        return rows.withColumns(not_gone())
    mine = (F.col("source_system") == pending.source.name) & F.col("is_snapshot")
    every_file = context.store.read(pending.table).where(mine & (F.col("batch_number") <= pending.last))
    content = F.max_by("source_file_sha256", "source_file_modified_at").alias("content")
    files = every_file.groupBy("delivered_at", "source_file").agg(content)
    times = files.groupBy("delivered_at").agg(F.collect_list("content").alias("contents"))
    newest = times.agg(
        F.max("delivered_at").alias("_at"),
        F.max_by("contents", "delivered_at").alias("_contents"),
        F.collect_list("delivered_at").alias("_times"),
    )
    replaced = F.col("is_snapshot") & ~F.array_contains("_contents", F.col("source_file_sha256"))
    older = (F.col("delivered_at") < F.col("_at")) | ((F.col("delivered_at") == F.col("_at")) & replaced)
    marked = rows.crossJoin(F.broadcast(newest)).withColumn("is_gone", F.coalesce(older, F.lit(False)))
    later = F.array_min(F.filter("_times", lambda time: time > F.col("delivered_at")))
    gone_at = F.when(F.col("is_gone"), F.coalesce(later, "_at"))
    return marked.withColumn("gone_at", gone_at).drop("_at", "_contents", "_times")


def once_more(context: Context, subject: Subject, rows: DataFrame, replaced: list[Pending]) -> DataFrame:
    """Bronze rows known before that must be weighed again now that their sources have newer snapshots.

    Those from which the subject's table holds a row, which may be gone, and what came earlier of the same snapshot.
    """
    known = any_of(batches(p.source.name, 0, p.done) for p in replaced)
    current = any_of(
        (F.col("source_system") == p.source.name) & F.col("source_file_sha256").isin(list(p.newest.contents))
        for p in replaced
        if p.newest
    )
    held = rows.where(known & ~current).join(*_held(context, subject, replaced), how="left_semi")
    return held.unionByName(rows.where(known & current))


def _held(context: Context, subject: Subject, replaced: list[Pending]) -> tuple[DataFrame, Column]:
    """Which records the subject's table holds, or which files, of a source that sums its rows; and how they match."""
    of_sources = F.col("source_system").isin([p.source.name for p in replaced])
    summed = F.col("source_system").isin([p.source.name for p in replaced if p.source.sums])
    file = {"_source": "source_system", "_file": "source_file", "_modified": "source_file_modified_at"}
    held = context.store.read(subject.table).where(of_sources)
    keys = held.select(
        *[F.col(column).alias(name) for name, column in file.items()],
        F.when(~summed, F.col("record_hash")).alias("_record"),
    )
    record = F.when(~summed, F.xxhash64("raw_payload", "payload_form"))
    same = [F.col(column) == F.col(name) for name, column in file.items()]
    return keys.distinct(), reduce(lambda a, b: a & b, same, record.eqNullSafe(F.col("_record")))
