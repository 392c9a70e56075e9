"""Files of the landing folder that are needed no longer: bronze took them, for every table that is fed by them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edulake.contract.feed import Files
from edulake.landing.files.archives import entries_of, list_entries
from edulake.landing.files.listing import changed_at, has_changed, list_files, looked_into
from edulake.landing.files.names import is_archive, is_database
from edulake.ops.deliveries import KNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from edulake.config.limits import Limits
    from edulake.contract.feed import Feed
    from edulake.landing.files.listing import DeliveredFile
    from edulake.ops.deliveries import Delivered

    # What bronze tables took, by the table's name.
    Ledger = Mapping[str, Iterable[Delivered]]


def taken(
    landing: Path, source: str, feeds: Iterable[Feed], ledger: Ledger, before: dt.datetime
) -> list[DeliveredFile]:
    """The source's files that every feed with a say in them loaded before a moment, and that are as they were then.

    Zips and databases stay, since they may hold what no feed knows; so do links, and copies of what came under another
    name: only what bronze has by this name is known to be the delivery that it has.
    """
    of_files = [feed for feed in feeds if isinstance(feed.arrives, Files)]
    if not (landing / source).is_dir():
        return []
    folder = looked_into(landing, source, [feed.files.pattern for feed in of_files])

    def listed(glob: str) -> list[DeliveredFile]:
        return list_files(landing, source, glob, _unasked, folder)

    return [file for file in _loaded(source, of_files, ledger, before, listed) if _is_plain(file)]


def taken_zips(
    landing: Path, source: str, feeds: Iterable[Feed], ledger: Ledger, before: dt.datetime, limits: Limits
) -> list[DeliveredFile]:
    """One file of each of the source's zips of which every file was loaded so: nothing lies in them that no feed knows.

    Zips that must not be opened stay.
    """
    of_files = [feed for feed in feeds if isinstance(feed.arrives, Files)]
    if not (landing / source).is_dir():
        return []
    folder = looked_into(landing, source, [feed.files.pattern for feed in of_files])

    def listed(glob: str) -> list[DeliveredFile]:
        return list_entries(landing, source, glob, limits, _unasked, folder)

    within: dict[Path, list[DeliveredFile]] = defaultdict(list)
    for file in _loaded(source, of_files, ledger, before, listed):
        within[file.path].append(file)
    found = []
    for zip_ in folder.archives:
        entries, files = entries_of(folder, zip_, limits), within[folder.root.joinpath(*zip_)]
        is_whole = isinstance(entries, dict) and entries.keys() == {file.entry for file in files}
        found += files[:1] if is_whole and not any(file.hidden or file.path.is_symlink() for file in files) else []
    return found


def _loaded(
    source: str,
    feeds: Iterable[Feed],
    ledger: Ledger,
    before: dt.datetime,
    listed: Callable[[str], list[DeliveredFile]],
) -> list[DeliveredFile]:
    """What is listed by the feeds' globs and was loaded for each of those that match, as it is now."""
    found: dict[str, DeliveredFile] = {}
    verdicts: dict[str, list[bool]] = {}
    for feed in feeds:
        loaded = {
            (row.source_file, row.source_file_bytes, row.source_file_modified_at): row.ingestion_timestamp
            for row in ledger.get(str(feed.table), ())
            if row.source_system == source and row.status in KNOWN
        }
        for file in listed(feed.files.pattern):
            if feed.files.leaves_out(file.name.split("/")[1:]):
                continue
            at = loaded.get((file.name, file.bytes, file.modified_at))
            found[file.name] = file
            verdicts.setdefault(file.name, []).append(at is not None and changed_at(file.path) < at < before)
    return [found[name] for name, said in sorted(verdicts.items()) if all(said)]


def delete(files: Iterable[DeliveredFile]) -> int:
    """Delete files but those that changed meanwhile; how many went."""
    gone = [file for file in files if not has_changed(file)]
    for file in gone:
        file.path.unlink(missing_ok=True)
    return len(gone)


def _unasked(_file: DeliveredFile, _changed_at: dt.datetime) -> str:
    """Stands for a hash: contents are not read to be known."""
    return "not asked"


def _is_plain(file: DeliveredFile) -> bool:
    return not (file.hidden or file.path.is_symlink() or is_archive(file.path) or is_database(file.path))
