"""Records of earlier deliveries under the mappings of today: those refused, or all of a source."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.cleansing.batches import any_of, batches
from edulake.landing import reread
from edulake.ops import QUARANTINE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.cleansing.pending import Pending
    from edulake.runner import Context
    from edulake.silver import Subject


def refused_before(context: Context, subject: Subject, table: DataFrame, part: list[Pending]) -> DataFrame:
    """Bronze rows of records that stand open in quarantine, taken apart again."""
    keys, same = _open(context, subject, part)
    known = table.where(any_of(batches(p.source.name, 0, p.done) for p in part)).join(keys, same, "left_semi")
    return reread_all(known, part)


def with_refused_again(context: Context, subject: Subject, rows: DataFrame, part: list[Pending]) -> DataFrame:
    """Bronze rows, those of records that stand open in quarantine taken apart again and marked `again`."""
    keys, same = _open(context, subject, part)
    marked = rows.join(keys.withColumn("_open", F.lit(True)), same, "left")
    marked = marked.withColumn("again", F.col("_open").isNotNull()).drop("_open", "_source", "_file", "_record")
    return reread_all(marked, part, F.col("again"))


def _open(context: Context, subject: Subject, part: list[Pending]) -> tuple[DataFrame, Column]:
    """Which records stand open, and how bronze rows match them."""
    names = [pending.source.name for pending in part]
    refused = context.store.read(QUARANTINE).where(
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
    return reduce(
        lambda read, named: reread(read, wanted & (F.col("source_system") == named[0]), named[1]), feeds, rows
    )
