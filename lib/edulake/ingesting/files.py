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
from edulake.landing.transcode import as_utf8, inflated, is_large_and_packed
from edulake.landing.withheld import has_column, said
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


class Looked(NamedTuple):
    """What became of the files that bronze does not hold: fit to be loaded, refused (and by which rules), or absent."""

    readable: list[ReadableFile]
    refused: list[tuple[DeliveredFile, Refusal]]
    absent: list[DeliveredFile]
    rules: dict[DeliveredFile, str]


def new_files(context: Context, run: Run, source: str, feed: Feed, held: Ledger, entry: Entry) -> list[ReadableFile]:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine."""
    limits, known = context.settings.limits, held.contents.get(source, set())
    listed = [
        *list_files(context.landing, source, feed.files),
        *list_entries(context.landing, source, feed.files, limits),
    ]
    files = [file for file in listed if not file.hidden]
    unseen = [file for file in files if _identity(file, feed) not in known]
    looked = _look(context, feed, unseen, held)
    loaded = [file for file in looked.readable if file.profile.records != 0 or _says_nothing(file)]
    snapshots = [file for file in loaded if file.snapshot]
    refused = [*looked.refused, *refuse_shrunk(context, source, feed, snapshots, held.snapshots.get(source, ()))]
    _refuse(context, run, source, feed, refused, looked.rules)
    gone = {file for file, _ in refused}
    loaded = [file for file in loaded if file.file not in gone]
    entry.files_hidden = len(listed) - len(files)
    entry.files_redelivered = len(files) - len(looked.rules)
    entry.files_new = sum(file.profile.records != 0 for file in loaded)
    entry.files_refused = len(refused)
    entry.files_empty = sum(file.profile.records == 0 for file in looked.readable)
    entry.note = "; ".join(sorted(_notes(loaded, looked.absent, feed))) or None
    return loaded


def _look(context: Context, feed: Feed, unseen: list[DeliveredFile], held: Ledger) -> Looked:
    """Each content once: what was found fit is a repeat under another name; what was refused or ignored is not."""
    looked, taken = Looked([], [], [], {}), set()
    refused_before = held.refused()[str(feed.table)] if unseen else set()
    for file in unseen:
        if _identity(file, feed) in taken:
            continue
        delivery = _delivery(file, feed, context.settings.limits)
        looked.rules[file] = _rule_version(delivery, feed, context.settings.limits)
        if (file.sha256, looked.rules[file]) in refused_before:
            continue
        verdict = _verdict(context, file, feed, delivery)
        if isinstance(verdict, ReadableFile):
            taken.add(_identity(file, feed))
            looked.readable.append(verdict)
        elif verdict is None:
            looked.absent.append(file)
        else:
            looked.refused.append(verdict)
    return looked


def _refuse(
    context: Context,
    run: Run,
    source: str,
    feed: Feed,
    refused: list[tuple[DeliveredFile, Refusal]],
    rules: dict[DeliveredFile, str],
) -> None:
    """Say which files are refused and why, and write it down."""
    for file, refusal in refused:
        context.say(f"bronze  {file.name}: {refusal.code}, {refusal.advice}")
    if refused and not context.dry_run:
        rows = [file_refusal(file, why, source, str(feed.table), rules[file], run) for file, why in refused]
        context.store.merge(QUARANTINE, as_frame(context.store.spark, rows, QUARANTINE.struct()))


def _identity(file: DeliveredFile, feed: Feed) -> str:
    """What is loaded once: a content, or where snapshots come the content of a day: the same of another is news."""
    dated = feed.snapshot is not False and file.delivered_at != file.modified_at
    return f"{file.sha256}@{int(file.delivered_at.timestamp())}" if dated else file.sha256


def _says_nothing(file: ReadableFile) -> bool:
    """Whether a file says that there is nothing: a snapshot of a header alone. One of no byte says nothing at all."""
    return file.snapshot and file.profile.records == 0 and bool(file.profile.header)


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
    if context.store.local and not context.dry_run and is_large_and_packed(path):
        path = inflated(replace(file, path=path), context.store.staging_folder())
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


def _notes(loaded: list[ReadableFile], absent: list[DeliveredFile], feed: Feed) -> set[str]:
    """What a person should know of the files: columns that they lack, that one is to be ignored, or says nothing."""
    missing = {
        f"column {name} is missing"
        for file in loaded
        for name in feed.columns.values()
        if file.profile.header and name not in file.profile.header
    }
    ignored = {f"{file.name} is called absent by its manifest" for file in absent}
    kept_out = said(feed.dialect.withheld, lambda name: any(has_column(file, name) for file in loaded))
    return (
        missing
        | ignored
        | set(kept_out if loaded else ())
        | {f"{file.file.name} has no record" for file in loaded if file.profile.records == 0}
    )
