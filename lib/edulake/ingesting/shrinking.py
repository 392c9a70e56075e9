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
    from collections.abc import Collection

    from edulake.contract import Feed
    from edulake.landing import DeliveredFile, ReadableFile
    from edulake.runner import Context

    Moment = dt.datetime


def refuse_shrunk(
    context: Context, source: str, feed: Feed, snapshots: list[ReadableFile], held: Collection[Moment]
) -> list[tuple[DeliveredFile, Refusal]]:
    """The files of snapshots that lack more than the allowed share of the records of the one before.

    A snapshot is all files with one delivery time, `held` are the times of those that bronze has; the run then ends
    with exit code 4.
    """
    if feed.identity is None:
        return []
    by_time = sorted(snapshots, key=lambda file: file.file.delivered_at)
    waiting = {at: list(files) for at, files in groupby(by_time, key=lambda file: file.file.delivered_at)}
    allowed, refused = context.settings.limits.snapshot_shrink, []
    while waiting:
        lost = _lost(context, source, feed, waiting, held)
        shrunk = next((at for at in sorted(lost) if lost[at] > allowed), None)
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
    context: Context, source: str, feed: Feed, waiting: dict[Moment, list[ReadableFile]], held: Collection[Moment]
) -> dict[Moment, float]:
    """For each new snapshot, the share of the one before it, old or new, that it lacks."""
    times = sorted({*held, *waiting})
    before = {at: times[place - 1] for place, at in enumerate(times) if place and at in waiting}
    if not before:
        return {}
    known = context.store.read(feed.table).where((F.col("source_system") == source) & F.col("is_snapshot"))
    olds = sorted(set(before.values()) - set(waiting))
    ids = known.where(F.col("delivered_at").isin(olds)).select(str(feed.identity), "delivered_at")
    for files in waiting.values():
        new = read_records(context.store.spark, files, feed.dialect, feed.columns)
        ids = ids.unionByName(new.select(str(feed.identity), "delivered_at"))
    someone = ids.select(F.trim(str(feed.identity)).alias("id"), "delivered_at").where("id <> ''")
    seen = someone.groupBy("id").agg(F.collect_set("delivered_at").alias("seen"))
    gone = []
    for at, earlier in before.items():
        was, still = (F.array_contains("seen", F.lit(moment)) for moment in (earlier, at))
        gone.append(F.avg(F.when(was, F.when(still, 0.0).otherwise(1.0))))
    shares = seen.agg(*gone).collect()[0]
    return {at: share or 0.0 for at, share in zip(before, shares, strict=True)}
