"""The guard of snapshots: one that lacks too much of the one before it is refused as a whole.

An export that broke halfway looks like a school that half its students have left.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.errors import ShrunkError
from edulake.landing import Refusal, read_records

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.contract import Feed
    from edulake.landing import DeliveredFile, ReadableFile
    from edulake.runner import Context

ID, AT = "_id", "_at"


def refuse_shrunk(
    context: Context, source: str, feed: Feed, snapshots: list[ReadableFile]
) -> list[tuple[DeliveredFile, Refusal]]:
    """The files of snapshots that lack more than the allowed share of the records of the one before.

    A snapshot is all files with one delivery time; the run then ends with exit code 4.
    """
    if feed.identity is None or not snapshots:
        return []
    by_time = sorted(snapshots, key=lambda file: file.file.delivered_at)
    waiting = {at: list(files) for at, files in groupby(by_time, key=lambda file: file.file.delivered_at)}
    allowed, refused = context.settings.limits.snapshot_shrink, []
    while waiting:
        lost = _lost(context, source, feed, waiting)
        shrunk = next((at for at in sorted(waiting) if lost.get(at, 0) > allowed), None)
        if shrunk is None:
            break
        advice = f"lacks {lost[shrunk]:.0%} of the records of the snapshot before it, more than {allowed:.0%}"
        files = waiting.pop(shrunk)
        refused += [(file.file, Refusal("SNAPSHOT_SHRUNK", advice)) for file in files]
        context.fail_at_end(
            ShrunkError(
                f"{files[0].file.name} was refused",
                f"it {advice}: those students would become inactive",
                "deliver it again whole, or, if it is right, raise limits.snapshot_shrink for one run",
            )
        )
    return refused


def _lost(
    context: Context, source: str, feed: Feed, waiting: dict[dt.datetime, list[ReadableFile]]
) -> dict[dt.datetime, float]:
    """For each new snapshot, the share of the one before it, old or new, that it lacks."""
    ids = _held(context, source, feed)
    for at, files in waiting.items():
        new = read_records(context.store.spark, files, feed.dialect, feed.columns)
        ids = ids.unionByName(new.select(F.trim(str(feed.identity)).alias(ID), F.lit(at).alias(AT)))
    ids = ids.where(F.col(ID) != "").distinct()
    times = ids.select(AT).distinct().withColumn("_rank", F.expr("row_number() over (order by _at)"))
    ranked = ids.join(F.broadcast(times), on=AT)
    next_one = ranked.select(ID, (F.col("_rank") - 1).alias("_rank"), F.lit(1).alias("_kept"))
    kept = ranked.join(next_one, on=[ID, "_rank"], how="left").groupBy("_rank")
    share = (1 - F.count("_kept") / F.count(F.lit(1))).alias("lost")
    after = times.withColumn("_rank", F.col("_rank") - 1)
    rows = kept.agg(share).join(after, on="_rank").where(F.col(AT).isin(list(waiting))).select(AT, "lost").collect()
    utc = {at.timestamp(): at for at in waiting}
    return {utc[row[AT].timestamp()]: row["lost"] for row in rows}


def _held(context: Context, source: str, feed: Feed) -> DataFrame:
    rows = context.store.read(feed.table).where((F.col("source_system") == source) & F.col("is_snapshot"))
    return rows.select(F.trim(str(feed.identity)).alias(ID), F.col("delivered_at").alias(AT))
