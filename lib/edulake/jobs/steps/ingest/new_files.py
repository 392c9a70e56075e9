"""Which delivered files are new, and fit to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.errors import EdulakeError
from edulake.jobs.steps.ingest.looking import look
from edulake.jobs.steps.ingest.notes import notes_on, twice
from edulake.jobs.steps.ingest.refusing import unread_files
from edulake.jobs.steps.ingest.shrunk_snapshots import Guarded, guarded
from edulake.jobs.steps.ingest.unmatched import spelled, spelled_hidden
from edulake.landing.files.archives import list_entries
from edulake.landing.files.listing import list_files
from edulake.landing.files.sqlite import list_tables
from edulake.ops.deliveries import KNOWN

if TYPE_CHECKING:
    import datetime as dt

    from edulake.config.limits import Limits
    from edulake.contract.feed import Feed
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.jobs.steps.ingest.refusing import Quarantine
    from edulake.jobs.steps.ingest.unmatched import Folders
    from edulake.landing.files.listing import DeliveredFile, Known
    from edulake.landing.files.readable import ReadableFile
    from edulake.ops.deliveries import Delivered
    from edulake.ops.runs import Entry
    from edulake.store.store import Store


class New(NamedTuple):
    """Files of one feed that are to be loaded."""

    files: list[ReadableFile]
    notes: dict[str, str]  # what of each is let pass, by its name
    rules: dict[DeliveredFile, str]  # by which each was found fit
    others: str  # what is said of those that nobody loads


def new_files(
    store: Store,
    source: str,
    feed: Feed,
    ledger: Ledger,
    folders: Folders,
    quarantine: Quarantine,
    entry: Entry,
    *,
    accepts: bool,
) -> New:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine.

    A source `accepts` that its snapshots lack what they lack, where a person said so.
    """
    held = [row for row in ledger.of(feed.table) if row.source_system == source and row.status in KNOWN]
    held = _own(held, source, feed, folders)
    rest = folders.rest(source, feed)
    listed = _listed(store.settings.limits, source, feed, ledger, folders)
    files = sorted((file for file in listed if not file.hidden), key=_when)
    hidden = [*rest.hidden, *(file.name.removeprefix(f"{source}/") for file in listed if file.hidden)]
    looked = look(store, feed, files, held, ledger, accepts=accepts)
    loaded = [file for file in looked.readable if file.profile.records != 0 or _says_nothing(file)]
    times = {row.delivered_at for row in held if row.is_snapshot}
    verdict = _guarded(store, source, feed, [file for file in loaded if file.snapshot], times, accepts=accepts)
    for error in verdict.errors:
        quarantine.do_without(error)
    gone = {file for file, _ in verdict.refused}
    loaded = [file for file in loaded if file.file not in gone]
    entry.files_hidden = len(hidden)
    entry.files_redelivered = len(files) - len(looked.rules)
    entry.files_new = sum(file.profile.records != 0 for file in loaded)
    entry.files_refused = quarantine.refuse(source, feed, [*looked.refused, *verdict.refused], looked.rules)
    entry.files_empty = sum(file.profile.records == 0 for file in looked.readable)
    unmatched = spelled(rest.unmatched)
    notes = notes_on(loaded, looked.absent, feed) | verdict.known | ({unmatched, twice(loaded)} - {""})
    entry.note = "; ".join(sorted(notes)) or None
    others = ", ".join(text for text in (unmatched, spelled_hidden(hidden)) if text)
    return New(loaded, _notes_of(loaded, verdict), looked.rules, others)


def _own(held: list[Delivered], source: str, feed: Feed, folders: Folders) -> list[Delivered]:
    """The files of a table but those of its other feeds: what these say comes between no two words of this one."""
    others = [other for other in folders.feeds[source] if other != feed and other.table == feed.table]
    folder = folders.of(source) if others else None

    def is_of(other: Feed, name: str) -> bool:
        parts = tuple(name.split("/")[1:])
        return bool(folder and folder.matching([parts], other.files.pattern)) or parts[-1] == other.files.table

    return [row for row in held if not any(is_of(other, row.source_file) for other in others)]


def _listed(limits: Limits, source: str, feed: Feed, ledger: Ledger, folders: Folders) -> list[DeliveredFile]:
    """What lies there of the feed, by itself, in zips or in databases."""
    known, folder, pattern = _known(ledger, feed, source), folders.of(source), feed.files.pattern
    found = [
        *list_files(folders.landing, source, pattern, known, folder),
        *list_entries(folders.landing, source, pattern, limits, known, folder),
    ]
    found += list_tables(folders.landing, feed.files.table, folder, known) if feed.files.table else []
    return [file for file in found if not feed.files.leaves_out(file.name.split("/")[1:])]


def _guarded(
    store: Store, source: str, feed: Feed, snapshots: list[ReadableFile], times: set[dt.datetime], *, accepts: bool
) -> Guarded:
    """The verdict of the guard; where it cannot read some of the snapshots, these are refused, and the rest judged."""
    try:
        return guarded(store, source, feed, snapshots, times, accepts=accepts)
    except EdulakeError:
        raise
    except Exception:
        bad = unread_files(store, feed, snapshots)
        if not bad:
            raise
    refused = {file for file, _ in bad}
    rest = [file for file in snapshots if file.file not in refused]
    verdict = guarded(store, source, feed, rest, times, accepts=accepts)
    return verdict._replace(refused=[*bad, *verdict.refused])


def _when(file: DeliveredFile) -> tuple[dt.datetime, dt.datetime, str]:
    """The first of two equal contents is the one that is loaded: the order of names says nothing."""
    return file.delivered_at, file.modified_at, file.name


def _notes_of(loaded: list[ReadableFile], verdict: Guarded) -> dict[str, str]:
    return {file.file.name: verdict.notes[at] for file in loaded if (at := file.file.delivered_at) in verdict.notes}


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


def _says_nothing(file: ReadableFile) -> bool:
    """Whether a file says that there is nothing: a snapshot of a header alone. One of no byte says nothing at all."""
    return file.snapshot and file.profile.records == 0 and bool(file.profile.header)
