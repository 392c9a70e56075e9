"""Which delivered files are new, and fit to be loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from edulake.ingesting.news import News
from edulake.ingesting.shrinking import Guarded, allowed, guarded
from edulake.ingesting.unmatched import spelled, spelled_hidden
from edulake.landing import (
    Delivery,
    ReadableFile,
    Refusal,
    delivery_of,
    has_changed,
    is_archive,
    list_entries,
    list_files,
    printable,
    profile,
    unpacked,
)
from edulake.landing.encodings import UTF8, encoded_twice, encoding_of
from edulake.landing.transcode import as_utf8, inflated, is_worth_a_copy
from edulake.landing.withheld import has_column, said
from edulake.ops import QUARANTINE
from edulake.ops.deliveries import HELD
from edulake.ops.refusals import file_refusal
from edulake.rows import as_frame

if TYPE_CHECKING:
    import datetime as dt

    from edulake.config import Limits
    from edulake.contract import Feed
    from edulake.ingesting.ledger import Ledger
    from edulake.ingesting.unmatched import Folders
    from edulake.landing import DeliveredFile
    from edulake.landing.files import Known
    from edulake.runner import Context
    from edulake.runs import Entry, Run


class New(NamedTuple):
    """Files to load, what of each is noted, by its name, and what is told of files that are not the source's."""

    files: list[ReadableFile]
    notes: dict[str, str]
    others: str


class Looked(NamedTuple):
    """What became of the files that say something new: fit to be loaded, refused (and by which rules), or absent."""

    readable: list[ReadableFile]
    refused: list[tuple[DeliveredFile, Refusal]]
    absent: list[DeliveredFile]
    rules: dict[DeliveredFile, str]


def new_files(
    context: Context, run: Run, source: str, feed: Feed, ledger: Ledger, entry: Entry, folders: Folders
) -> New:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine."""
    limits = context.settings.limits
    mine = [row for row in ledger.of(feed.table) if row.source_system == source]
    known, folder, rest = _known(ledger, feed, source), folders.of(source), folders.rest(source, feed)
    listed = [
        *list_files(context.landing, source, feed.files, known, folder),
        *list_entries(context.landing, source, feed.files, limits, known, folder),
    ]
    files = sorted((file for file in listed if not file.hidden), key=_when)
    hidden = [*rest.hidden, *(file.name.removeprefix(f"{source}/") for file in listed if file.hidden)]
    held = [row for row in mine if row.status == HELD]
    readable = [file for file in files if file.sha256]
    looked = _settled(_look(context, source, feed, readable, News(feed, held, readable), ledger))
    _refuse_unread(looked, files)
    loaded = [file for file in looked.readable if file.profile.records != 0 or _says_nothing(file)]
    times = {row.delivered_at for row in held if row.is_snapshot}
    found = guarded(context, run, source, feed, [file for file in loaded if file.snapshot], times)
    refused = _refuse(context, run, source, feed, [*looked.refused, *found.refused], looked.rules)
    gone = {file for file, _ in (*looked.refused, *found.refused)}
    loaded = [file for file in loaded if file.file not in gone]
    entry.files_hidden = len(hidden)
    entry.files_redelivered = len(files) - len(looked.rules)
    entry.files_new = sum(file.profile.records != 0 for file in loaded)
    entry.files_refused = refused
    entry.files_empty = sum(file.profile.records == 0 for file in looked.readable)
    unmatched = spelled(rest.unmatched)
    notes = _notes(loaded, looked.absent, feed) | found.told | ({unmatched, _twice(loaded, feed, limits)} - {""})
    entry.note = "; ".join(sorted(notes)) or None
    others = [told for told in (unmatched, spelled_hidden(hidden)) if told]
    return New(loaded, _of_loaded(loaded, found), ", ".join(others))


def _settled(looked: Looked) -> Looked:
    """What was found out of files that are still those that were listed; the others are being written, and refused."""
    changed = Refusal("FILE_CHANGED", "it changed while it was looked at: the next run tries it again")
    moving = [file.file for file in looked.readable if has_changed(file.file)]
    refused = [(file, changed if has_changed(file) else why) for file, why in looked.refused]
    calm = [file for file in looked.readable if file.file not in moving]
    return looked._replace(readable=calm, refused=[*refused, *((file, changed) for file in moving)])


def _refuse_unread(looked: Looked, files: list[DeliveredFile]) -> None:
    """Refuse what could not be opened to be listed; each by its name, since nobody knows its content."""
    for file in files:
        if not file.sha256:
            why = Refusal("FILE_UNREADABLE", "it cannot be opened: check its permissions; the next run tries it again")
            looked.rules[file] = f"unread {file.name}"
            looked.refused.append((file, why))


def _when(file: DeliveredFile) -> tuple[dt.datetime, dt.datetime, str]:
    """The first of two equal contents is the one that is loaded: the order of names says nothing."""
    return file.delivered_at, file.modified_at, file.name


def _of_loaded(loaded: list[ReadableFile], found: Guarded) -> dict[str, str]:
    return {file.file.name: found.notes[at] for file in loaded if (at := file.file.delivered_at) in found.notes}


def _known(ledger: Ledger, feed: Feed, source: str) -> Known:
    """The hashes of files that bronze or quarantine know by name, size and time, unless they were touched since.

    Quarantine is asked only about a file that bronze does not know.
    """
    loaded = {
        (row.source_file, row.source_file_bytes, row.source_file_modified_at): (row.source_file_sha256, since)
        for row in ledger.of(feed.table)
        if row.source_system == source and (since := row.ingestion_timestamp)
    }

    def known(file: DeliveredFile, changed_at: dt.datetime) -> str | None:
        identity = (file.name, file.bytes, file.modified_at)
        found = loaded.get(identity) or ledger.refused[str(feed.table)].known.get(identity)
        return found[0] if found and changed_at < found[1] else None

    return known


def _look(context: Context, source: str, feed: Feed, files: list[DeliveredFile], news: News, ledger: Ledger) -> Looked:
    """Each content once: what was found fit is a repeat under another name; what was refused or ignored is not."""
    looked = Looked([], [], [], {})
    refused: set[tuple[str, str]] = set()
    for file in files:
        if not news.is_news(file):
            continue
        delivery = _delivery(file, feed, context.settings.limits)
        rules = _rule_version(context, source, delivery, feed)
        looked.rules[file] = rules
        if (file.sha256, rules) in refused or (file.sha256, rules) in ledger.refused[str(feed.table)].verdicts:
            continue
        verdict = _verdict(context, file, feed, delivery)
        if isinstance(verdict, ReadableFile):
            news.add(file)
            looked.readable.append(verdict)
        elif verdict is None:
            looked.absent.append(file)
        else:
            refused.add((file.sha256, rules))
            looked.refused.append(verdict)
    return looked


def _refuse(
    context: Context,
    run: Run,
    source: str,
    feed: Feed,
    refused: list[tuple[DeliveredFile, Refusal]],
    rules: dict[DeliveredFile, str],
) -> int:
    """Say which files are refused and why, and write it down; how many there are: equal ones are one."""
    each: dict[tuple[str, str], tuple[DeliveredFile, Refusal]] = {}
    for file, why in refused:
        each.setdefault((file.sha256, rules[file]), (file, why))
    for file, refusal in each.values():
        context.say(f"bronze  {source}, {printable(file.name)}: {refusal.code}, {refusal.advice}")
    if each and not context.dry_run:
        rows = [file_refusal(file, why, source, str(feed.table), rules[file], run) for file, why in each.values()]
        context.store.merge(QUARANTINE, as_frame(context.store.spark, rows, QUARANTINE.struct()))
    return len(each)


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


def _rule_version(context: Context, source: str, delivery: Delivery | Refusal | None, feed: Feed) -> str:
    """Fingerprint of what decides on a file: one refused under other settings, or once accepted, is tried again."""
    shrink = "" if feed.snapshot is False else f"{allowed(context, source)}"
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
    is_text = feed.dialect.format != "parquet" and path.stat().st_size <= limits.file_bytes
    if is_text and (encoding := encoding_of(path, feed.dialect.encoding)) not in UTF8:
        path = as_utf8(replace(file, path=path), encoding, context.store.staging_folder(), limits)
    found = profile(path, feed.dialect, limits)
    if feed.dialect.format == "csv" and found.header:
        _check_header(found.header, feed)
    if not context.dry_run and is_worth_a_copy(path, is_local=context.store.local):
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


def _twice(loaded: list[ReadableFile], feed: Feed, limits: Limits) -> str:
    """What is said of texts that read as encoded twice: they are loaded as they are."""
    if feed.dialect.format == "parquet":
        return ""
    found = {file.file.name: count for file in loaded if (count := encoded_twice(file.path, limits))}
    if not found:
        return ""
    characters, first = sum(found.values()), printable(next(iter(found)))
    return f"{characters} characters read as encoded twice, in {len(found)} files ({first} ...): correct the export"


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
