"""Deliveries that hold everything: which there are of a source, and what the rows that they lack have gone by.

Moments are whole microseconds of UTC: a collected timestamp is a local one in Python, and on the Sunday when clocks
are put back an hour of it says two things.

A snapshot closes only what it can vouch for. A record that was refused, but names its row, says that it is there and
nothing else; one that names nobody may be anybody's, so that its snapshot closes nobody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.jobs.steps.cleanse import columns
from edulake.jobs.steps.cleanse.rows import any_of, is_record
from edulake.jobs.steps.cleanse.work import Snapshot
from edulake.landing.files.listing import delivered_at
from edulake.ops.tables import QUARANTINE
from edulake.store.small_rows import micros, utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyspark.sql import Column, DataFrame, Row

    from edulake.bronze import Reference
    from edulake.contract.table import Table
    from edulake.jobs.steps.cleanse.work import Pending
    from edulake.ops.runs import Entry
    from edulake.store.store import Store


class Delivered(NamedTuple):
    """The deliveries of a source: its snapshots, oldest first; and whether a new one is `late`.

    That is one before which another was known whose meaning it may change: a snapshot older than something known, or
    anything older than a known snapshot. `partial` are the moments of snapshots of which a file was refused, and has
    not come again in its place: what they lack may be in it.
    """

    snapshots: list[Snapshot]
    late: bool
    partial: set[int]


def every(store: Store, pending: Pending) -> Delivered:
    """What a source has delivered, up to the last batch that this run looks at.

    A snapshot is the files of one delivery time. Of a file that was replaced in place, the one modified last counts.
    One of wide files that lacks a column of the one before is partial as well; the next that lacks it is believed.
    """
    if not pending.takes_snapshots:
        return Delivered([], late=False, partial=set())
    mine = (F.col("source_system") == pending.source.name) & (F.col("batch_number") <= pending.last)
    files = store.read(pending.table).where(mine)
    each = files.groupBy("is_snapshot", F.unix_micros("delivered_at").alias("at"), "source_file").agg(
        F.max_by("source_file_sha256", F.struct("source_file_modified_at", "source_file_sha256")).alias("content"),
        *(columns.kept() if pending.source.spreads else []),
        F.min("batch_number").alias("first"),
        F.max("batch_number").alias("last"),
        F.max(F.unix_micros("source_file_modified_at")).alias("modified"),
    )
    found = each.collect()
    by_time: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        if row["is_snapshot"]:
            by_time[row["at"]].append(row)
    snapshots = [_snapshot(moment, of_time) for moment, of_time in sorted(by_time.items())]
    lacking = columns.narrower(by_time, pending) if pending.source.spreads else set()
    return Delivered(snapshots, _late(found, pending.done), _partial(store, pending, by_time) | lacking)


def _snapshot(moment: int, files: list[Row]) -> Snapshot:
    contents = tuple(sorted(row["content"] for row in files))
    return Snapshot(moment, min(row["source_file"] for row in files), contents, max(row["last"] for row in files))


def _late(files: Iterable[Row], done: int) -> bool:
    known: dict[bool, int] = {}
    new: dict[bool, int] = {}
    for row in files:
        full, moment = row["is_snapshot"], row["at"]
        if row["first"] <= done:
            known[full] = max(moment, known.get(full, moment))
        if row["last"] > done:
            new[full] = min(moment, new.get(full, moment))
    return any(new[is_new] <= known[is_known] for is_new in new for is_known in known if is_new or is_known)


def _partial(store: Store, pending: Pending, by_time: dict[int, list[Row]]) -> set[int]:
    if not by_time:
        return set()
    refused = moments_of_refused_files(store, pending.source.name, pending.table)
    loaded = {(row["at"], row["source_file"]): row["modified"] for files in by_time.values() for row in files}
    return {
        delivered
        for name, of_name in refused.items()
        for modified, delivered in of_name
        if delivered in by_time and loaded.get((delivered, name), modified - 1) < modified
    }


def at(column: str = "delivered_at") -> Column:
    """A moment of a row in microseconds."""
    return F.unix_micros(column)


def moments(times: Collection[int]) -> Column:
    """Moments as an array."""
    return F.array(*[F.lit(time) for time in times]).cast("array<bigint>")


def up_to(times: Collection[int], moment: Column, *, including: bool = True) -> Column:
    """How many of the `times` are not after a moment, or are before it."""
    return F.size(F.filter(moments(times), lambda time: time <= moment if including else time < moment))


def replaced(snapshots: Collection[Snapshot]) -> Column:
    """True for rows of a snapshot's file that came again, changed, in the same snapshot."""
    contents = [f"{sha}@{snapshot.at}" for snapshot in snapshots for sha in snapshot.contents]
    identity = F.concat_ws("@", "source_file_sha256", at().cast("string"))
    return F.col("is_snapshot") & ~identity.isin(contents)


def doubtful(nameless: DataFrame, of_sources: Iterable[Pending]) -> dict[str, set[int]]:
    """By source, the moments of the snapshots that close nobody: an action, on what is staged.

    They hold one of the records that are `nameless`, lack a file that was refused, or a column of the one before.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for pending in of_sources:
        found[pending.source.name] |= pending.partial
    for row in nameless.select("source_system", at().alias("at")).distinct().collect():
        found[row["source_system"]].add(row["at"])
    return found


def among(times: dict[str, set[int]], moment: Column) -> Column:
    """Whether a moment is one of those of the row's source."""
    found = [
        (F.col("source_system") == source) & F.unix_micros(moment).isin(sorted(of_source))
        for source, of_source in times.items()
    ]
    return any_of(found) if found else F.lit(False)


def tell(closes_nobody: dict[str, set[int]], entries: Iterable[Entry]) -> None:
    """Say in the entries of the facts which snapshots closed nobody."""
    for entry in entries:
        days = sorted({utc(moment).date().isoformat() for moment in closes_nobody.get(entry.source_system or "", ())})
        if days:
            why = "a refused record names nobody, a file was refused, or a column is missing"
            said = f"the snapshot of {', '.join(days)} closes nobody: {why}"
            entry.note = "; ".join(filter(None, (entry.note, said)))


def not_gone() -> dict[str, Column]:
    return {"is_gone": F.lit(False), "gone_at": F.lit(None).cast("timestamp")}


def with_gone(store: Store, pending: Pending, rows: DataFrame, reference: Reference) -> DataFrame:
    """Rows that facts refer to, refused ones among them, with `is_gone`: whether a snapshot lacks them; and since when.

    Without an action of its own: it is asked of tables that facts are joined with anyway.
    """
    if not pending.takes_snapshots:
        return rows.withColumns(not_gone())
    mine = (F.col("source_system") == pending.source.delivering(pending.table)) & F.col("is_snapshot")
    every_row = store.read(pending.table).where(mine & (F.col("batch_number") <= pending.last))
    nameless = is_record() & ~_named(reference)
    content = F.max_by(
        F.struct("source_file_sha256", "nameless"), F.struct("source_file_modified_at", "source_file_sha256")
    )
    of_content = every_row.groupBy("delivered_at", "source_file", "source_file_modified_at", "source_file_sha256")
    files = of_content.agg(F.max(nameless).alias("nameless")).groupBy("delivered_at", "source_file")
    current = (
        files.agg(content.alias("file"))
        .groupBy(F.unix_micros("delivered_at").alias("_time"))
        .agg(F.collect_set("file.source_file_sha256").alias("_contents"), F.max("file.nameless").alias("_doubtful"))
    )
    times = current.agg(
        F.map_from_entries(F.collect_list(F.struct("_time", "_contents"))).alias("_files"),
        F.collect_list(F.when(~F.col("_doubtful"), F.col("_time"))).alias("_vouching"),
    )
    time = at()
    old = F.col("is_snapshot") & ~F.array_contains(F.element_at("_files", time), F.col("source_file_sha256"))
    placed = rows.crossJoin(F.broadcast(times)).withColumns({"_time": time, "_old": F.coalesce(old, F.lit(False))})
    told = F.when(F.col("is_snapshot") & ~F.col("_old"), F.col("_time"))
    present = F.collect_set(told).over(Window.partitionBy(*[F.trim(name) for name in reference.key]))
    lacking = F.array_except("_vouching", present)
    # A row of a file that was replaced stands before its own snapshot.
    later = F.filter(lacking, lambda moment: (moment > F.col("_time")) | ((moment == F.col("_time")) & F.col("_old")))
    gone = placed.withColumn("_gone", F.array_min(later))
    known = {"is_gone": F.col("_gone").isNotNull(), "gone_at": F.timestamp_micros("_gone")}
    return gone.withColumns(known).drop("_files", "_vouching", "_time", "_old", "_gone")


def _named(reference: Reference) -> Column:
    """Whether a row names what it is about."""
    said = [F.coalesce(F.trim(name) != "", F.lit(False)) for name in reference.key]
    named = said[0]
    for part in said[1:]:
        named = named & part
    return named


def moments_of_refused_files(store: Store, source: str, table: Table) -> dict[str, list[tuple[int, int]]]:
    """Of a source's files for a bronze table that were refused: by name, when modified and delivered, microseconds."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if store.exists(QUARANTINE):
        of_table = (F.col("subject") == str(table)) & (F.col("source_system") == source)
        rows = store.read(QUARANTINE).where((F.col("payload_form") == "file") & of_table)
        for name, modified in rows.select("source_file", F.unix_micros("source_file_modified_at")).collect():
            delivered = delivered_at(name, utc(modified))
            found[name].append((modified, micros(delivered)))
    return found
