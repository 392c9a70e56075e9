"""Which delivered files are new, and fit to be loaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.ingesting.shrinking import refuse_shrunk
from edulake.landing import (
    Delivery,
    ReadableFile,
    Refusal,
    delivery_of,
    is_archive,
    list_entries,
    list_files,
    profile,
    unpacked,
)
from edulake.landing.transcode import as_utf8
from edulake.ops import QUARANTINE
from edulake.ops.refusals import file_refusal
from edulake.rows import as_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.config import Limits
    from edulake.contract import Feed, Table
    from edulake.landing import DeliveredFile
    from edulake.ops.refusals import Refused
    from edulake.runner import Context
    from edulake.runs import Entry, Run


class Ledger(NamedTuple):
    """What a bronze table holds: contents, and times of snapshots, by source; its last batch; and what was refused,
    which is asked for only where a file is new.
    """

    contents: dict[str, set[str]]
    snapshots: dict[str, set[dt.datetime]]
    last_batch: int
    refused: Callable[[], Refused]


def ledger(context: Context, table: Table, refused: Callable[[], Refused]) -> Ledger:
    """What is known of a table's files."""
    if not context.store.exists(table):
        return Ledger({}, {}, 0, refused)
    content, snapshot = F.col("source_file_sha256"), F.col("is_snapshot")
    dated = F.concat(content, F.lit("@"), F.unix_seconds("delivered_at"))
    aggregates = {
        "contents": F.array_union(F.collect_set(content), F.collect_set(dated)),
        "snapshots": F.collect_set(F.when(snapshot, F.unix_micros("delivered_at"))),
        "last": F.max("batch_number"),
    }
    rows = context.store.read(table).groupBy("source_system")
    held = rows.agg(*[value.alias(name) for name, value in aggregates.items()]).collect()
    contents = {row["source_system"]: set(row["contents"]) for row in held}
    snapshots = {row["source_system"]: {_moment(micros) for micros in row["snapshots"]} for row in held}
    return Ledger(contents, snapshots, max((row["last"] for row in held), default=0), refused)


def _moment(micros: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)


def new_files(context: Context, run: Run, source: str, feed: Feed, held: Ledger, entry: Entry) -> list[ReadableFile]:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine."""
    limits = context.settings.limits
    files = [
        *list_files(context.landing, source, feed.files),
        *list_entries(context.landing, source, feed.files, limits),
    ]
    entry.files_hidden = sum(file.hidden for file in files)
    unseen = _unseen([file for file in files if not file.hidden], feed, held.contents.get(source, set()))
    entry.files_redelivered = len(files) - entry.files_hidden - len(unseen)
    deliveries = {file: _delivery(file, feed, limits) for file in unseen}
    rules = {file: _rule_version(delivery, feed, limits) for file, delivery in deliveries.items()}
    refused_before = held.refused()[str(feed.table)] if unseen else set()
    untried = [file for file in unseen if (file.sha256, rules[file]) not in refused_before]
    verdicts = [_verdict(context, file, feed, deliveries[file]) for file in untried]
    readable = [verdict for verdict in verdicts if isinstance(verdict, ReadableFile)]
    loaded = [file for file in readable if file.profile.records != 0]
    refused = [verdict for verdict in verdicts if isinstance(verdict, tuple)]
    snapshots = [file for file in loaded if file.snapshot]
    refused += refuse_shrunk(context, source, feed, snapshots, held.snapshots.get(source, ()))
    for file, refusal in refused:
        context.say(f"bronze  {file.name}: {refusal.code}, {refusal.advice}")
    if refused and not context.dry_run:
        rows = [file_refusal(file, why, source, str(feed.table), rules[file], run) for file, why in refused]
        context.store.merge(QUARANTINE, as_frame(context.store.spark, rows, QUARANTINE.struct()))
    gone = {file for file, _ in refused}
    loaded = [file for file in loaded if file.file not in gone]
    entry.files_new, entry.files_refused = len(loaded), len(refused)
    entry.files_empty = sum(file.profile.records == 0 for file in readable)
    notes = {note for file in loaded for note in _missing_columns(file, feed)}
    absent = [file for file, verdict in zip(untried, verdicts, strict=True) if verdict is None]
    notes |= {f"{file.name} is called absent by its manifest" for file in absent}
    entry.note = "; ".join(sorted(notes)) or None
    return loaded


def _unseen(files: list[DeliveredFile], feed: Feed, held: set[str]) -> list[DeliveredFile]:
    """Files whose content is not in the table; where snapshots come, the same content of another day is news."""
    seen, unseen = set(held), []
    for file in files:
        dated = feed.snapshot is not False and file.delivered_at != file.modified_at
        identity = f"{file.sha256}@{int(file.delivered_at.timestamp())}" if dated else file.sha256
        if identity not in seen:
            unseen.append(file)
        seen.add(identity)
    return unseen


def _delivery(file: DeliveredFile, feed: Feed, limits: Limits) -> Delivery | Refusal | None:
    """What a file that has a manifest was delivered with, or why that cannot be known; None without manifests."""
    if feed.snapshot is not None:
        return None
    try:
        return delivery_of(file, limits)
    except Refusal as refusal:
        return refusal


def _rule_version(delivery: Delivery | Refusal | None, feed: Feed, limits: Limits) -> str:
    """Fingerprint of what decides on a file: one refused under other settings is tried again."""
    shrink = "" if feed.snapshot is False else f"{limits.snapshot_shrink}"
    beside = delivery.fingerprint if isinstance(delivery, Delivery) else ""
    return f"{feed.dialect}{sorted(feed.columns.items())}{shrink}{beside}"


def _verdict(
    context: Context, file: DeliveredFile, feed: Feed, delivery: Delivery | Refusal | None
) -> ReadableFile | tuple[DeliveredFile, Refusal] | None:
    """The file, checked; why it is refused; or None for one that its manifest tells us to ignore."""
    if isinstance(delivery, Refusal):
        return file, delivery
    try:
        snapshot = delivery.is_snapshot() if delivery else feed.snapshot
        return None if snapshot is None else _readable(context, file, feed, snapshot=snapshot)
    except Refusal as refusal:
        return file, refusal


def _readable(context: Context, file: DeliveredFile, feed: Feed, *, snapshot: bool) -> ReadableFile:
    """The file, checked; Refusal where it cannot be what its source says."""
    limits = context.settings.limits
    path = unpacked(file, context.store.staging_folder(), limits) if is_archive(file.path) else file.path
    if feed.dialect.encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig"):
        path = as_utf8(replace(file, path=path), feed.dialect.encoding, context.store.staging_folder())
    found = profile(path, feed.dialect, limits)
    if feed.dialect.format == "csv" and found.header:
        _check_header(found.header, feed)
    return ReadableFile(file, found, path, snapshot)


def _check_header(header: tuple[str, ...], feed: Feed) -> None:
    present = set(header) & set(feed.columns.values())
    missing = [feed.columns[raw] for raw in feed.required if feed.columns[raw] not in present]
    if not present:
        raise Refusal(
            "FILE_NO_HEADER", f"no known column in the first line: expected {', '.join(feed.columns.values())}"
        )
    if missing:
        raise Refusal(
            "FILE_SCHEMA", f"column {', '.join(missing)} is missing: correct the export or the source's columns"
        )


def _missing_columns(file: ReadableFile, feed: Feed) -> set[str]:
    header = file.profile.header
    return {f"column {name} is missing" for name in feed.columns.values() if header and name not in header}
