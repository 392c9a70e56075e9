"""Which delivered files are new, and fit to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.errors import EdulakeError
from edulake.jobs.steps.ingest.news import News
from edulake.jobs.steps.ingest.notes import notes_on, twice
from edulake.jobs.steps.ingest.preparing import prepared, unreadable
from edulake.jobs.steps.ingest.refusing import CHANGED, refuse, unread_files
from edulake.jobs.steps.ingest.shrunk_snapshots import Guarded, allowed, guarded
from edulake.jobs.steps.ingest.unmatched import spelled, spelled_hidden
from edulake.landing.files.archives import list_entries
from edulake.landing.files.listing import has_changed, list_files
from edulake.landing.files.manifest import Delivery, delivery_of
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal
from edulake.ops.deliveries import HELD

if TYPE_CHECKING:
    import datetime as dt

    from edulake.config.settings import Limits
    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Context
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.jobs.steps.ingest.unmatched import Folders
    from edulake.landing.files.listing import DeliveredFile, Known
    from edulake.ops.runs import Entry, Run


class New(NamedTuple):
    """Files to load, what of each is noted, by its name, by which rules each was found fit; what is told of others."""

    files: list[ReadableFile]
    notes: dict[str, str]
    rules: dict[DeliveredFile, str]
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
    found = _guarded(context, run, source, feed, [file for file in loaded if file.snapshot], times)
    refused = refuse(context, run, source, feed, [*looked.refused, *found.refused], looked.rules)
    gone = {file for file, _ in found.refused}
    loaded = [file for file in loaded if file.file not in gone]
    entry.files_hidden = len(hidden)
    entry.files_redelivered = len(files) - len(looked.rules)
    entry.files_new = sum(file.profile.records != 0 for file in loaded)
    entry.files_refused = refused
    entry.files_empty = sum(file.profile.records == 0 for file in looked.readable)
    unmatched = spelled(rest.unmatched)
    notes = notes_on(loaded, looked.absent, feed) | found.told | ({unmatched, twice(loaded)} - {""})
    entry.note = "; ".join(sorted(notes)) or None
    others = [told for told in (unmatched, spelled_hidden(hidden)) if told]
    return New(loaded, _of_loaded(loaded, found), looked.rules, ", ".join(others))


def _guarded(
    context: Context, run: Run, source: str, feed: Feed, snapshots: list[ReadableFile], times: set[dt.datetime]
) -> Guarded:
    """The verdict of the guard; where it cannot read some of the snapshots, these are refused, and the rest judged."""
    try:
        return guarded(context, run, source, feed, snapshots, times)
    except EdulakeError:
        raise
    except Exception:
        bad = unread_files(context.store, feed, snapshots)
        if not bad:
            raise
    refused = {file for file, _ in bad}
    found = guarded(context, run, source, feed, [file for file in snapshots if file.file not in refused], times)
    return found._replace(refused=[*bad, *found.refused])


def _settled(looked: Looked) -> Looked:
    """What was found out of files that are still those that were listed; the others are being written, and refused."""
    moving = [file.file for file in looked.readable if has_changed(file.file)]
    refused = [(file, CHANGED if has_changed(file) else why) for file, why in looked.refused]
    calm = [file for file in looked.readable if file.file not in moving]
    return looked._replace(readable=calm, refused=[*refused, *((file, CHANGED) for file in moving)])


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
    except Exception as error:  # noqa: BLE001 - of what lies beside one file
        return unreadable(error)


def _rule_version(context: Context, source: str, delivery: Delivery | Refusal | None, feed: Feed) -> str:
    """Fingerprint of what decides on a file: one refused under other settings, or once accepted, is tried again."""
    shrink = "" if feed.snapshot is False else f"{allowed(context, source)}"
    beside = delivery.fingerprint if isinstance(delivery, Delivery) else ""
    return f"{feed.dialect}{feed.dialect.records}{sorted(feed.columns.items())}{shrink}{beside}"


def _verdict(
    context: Context, file: DeliveredFile, feed: Feed, delivery: Delivery | Refusal | None
) -> ReadableFile | tuple[DeliveredFile, Refusal] | None:
    """The file, checked; why it is refused; or None for one that its manifest tells us to ignore."""
    if isinstance(delivery, Refusal):
        return file, delivery
    try:
        snapshot = delivery.is_snapshot() if delivery else feed.snapshot
        return None if snapshot is None else prepared(context, file, feed, snapshot=snapshot)
    except Refusal as refusal:
        return file, refusal
    except Exception as error:  # noqa: BLE001 - what nobody foresaw of one file is no reason to stop the others
        return file, unreadable(error)
