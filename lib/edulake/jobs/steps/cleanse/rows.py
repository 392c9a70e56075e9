"""Rows of bronze: by the batch that loaded them, and taken apart again under the mappings of today."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import EMPTY
from edulake.landing.files.rereading import reread_each
from edulake.ops.tables import QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column, DataFrame

    from edulake.bronze import Source
    from edulake.contract.table import Table
    from edulake.jobs.steps.cleanse.work import Pending
    from edulake.silver import Subject
    from edulake.store.store import Store


def batches(source: str, after: int, to: int) -> Column:
    """True for the records of a source's bronze batches `after` < number <= `to`."""
    number = F.col("batch_number")
    return (F.col("source_system") == source) & (number > after) & (number <= to) & is_record()


def is_record() -> Column:
    """True for bronze rows that hold a record: all but the one that an empty snapshot leaves."""
    return F.col("payload_form") != EMPTY


def any_of(conditions: Iterable[Column]) -> Column:
    return reduce(lambda a, b: a | b, conditions)


def rows_of(store: Store, source: Source, table: Table, after: int, to: int) -> DataFrame:
    """Rows of a table that the source reads, whichever system delivers them."""
    return store.read(table).where(batches(source.delivering(table), after, to))


def refused_before(store: Store, subject: Subject, table: DataFrame, part: list[Pending]) -> DataFrame:
    """Bronze rows of records that stand open in quarantine, taken apart again."""
    keys, same = _open(store, subject, part)
    known = table.where(any_of(batches(p.source.name, 0, p.done) for p in part)).join(keys, same, "left_semi")
    return reread_all(known, part)


def with_refused_again(store: Store, subject: Subject, rows: DataFrame, part: list[Pending]) -> DataFrame:
    """Bronze rows, those of records that stand open in quarantine taken apart again and marked `again`."""
    keys, same = _open(store, subject, part)
    marked = rows.join(keys.withColumn("_open", F.lit(True)), same, "left")
    marked = marked.withColumn("again", F.col("_open").isNotNull()).drop("_open", "_source", "_file", "_record")
    return reread_all(marked, part, F.col("again"))


def _open(store: Store, subject: Subject, part: list[Pending]) -> tuple[DataFrame, Column]:
    """Which records stand open, and how bronze rows match them."""
    names = [pending.source.name for pending in part]
    refused = store.read(QUARANTINE).where(
        (F.col("status") == "OPEN") & (F.col("subject") == subject.name) & F.col("source_system").isin(names)
    )
    record = {"source_system": "_source", "source_file_sha256": "_file", "record_hash": "_record"}
    keys = refused.select(*[F.col(name).alias(alias) for name, alias in record.items()]).distinct()
    same = (
        (F.col("source_system") == F.col("_source"))
        & (F.col("source_file_sha256") == F.col("_file"))
        & (F.xxhash64("raw_payload", "payload_form") == F.col("_record"))
    )
    return keys, same


def reread_all(rows: DataFrame, part: list[Pending], where: Column | None = None) -> DataFrame:
    """Bronze `rows` of sources that share a table taken apart again, all of them or those `where` it is said."""
    feeds = [(p.source.name, feed) for p in part for feed in p.source.feeds if feed.table == p.table]
    wanted = F.lit(True) if where is None else where
    return reread_each(rows, [(wanted & (F.col("source_system") == name), feed) for name, feed in feeds])
