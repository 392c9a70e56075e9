"""What lies in the landing folder and is no delivery of anybody: counted, and named with what to do about it.

A file that no pattern matches would otherwise be lost without a word: a spreadsheet, a folder whose name is misspelt.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.feed import Files
from edulake.landing.files.archives import entries_of
from edulake.landing.files.listing import looked_into
from edulake.landing.files.manifest import MANIFEST
from edulake.landing.files.names import is_archive, is_hidden, printable
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.sqlite import PATTERNS, is_beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from edulake.config.limits import Limits
    from edulake.config.settings import Settings
    from edulake.contract.feed import Feed
    from edulake.landing.files.folder import Folder

NAMED = 10
NOT_MATCHED, LEFT_ALONE = "not matched", "left alone"
# What people put beside data to explain it.
EXPLAINS = re.compile(r"(?i)\A(?:read[ _-]?me|licen[cs]e|notice|changelog)(?:\.(?:txt|md|rst|pdf|html?))?\Z")
NO_PATTERN = "no pattern of its source matches: rename it, or correct files of the source"
SPREADSHEET = "a spreadsheet: export it as CSV, or let edulake suggest FILE --tidy DIR write it"
PACKED = "packed in a way that is not read: unpack it, or use zip"
KINDS = {
    SPREADSHEET: (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers"),
    PACKED: (".7z", ".rar", ".tar", ".tgz", ".xz", ".zst", ".bz", ".lz4"),
}
EMPTY_ZIP = "a zip that holds no file: pack it again"
NOTHING_IN_ZIP = "a zip in which no pattern of its source matches: rename what is in it, or correct files of the source"
OF_NO_SOURCE = "in no source's folder: put it into the folder of its source"
WHY_LEFT_ALONE = "by the name half-written, or not data: rename it if it is"


class Rest(NamedTuple):
    """Names below a source's folder that no feed matches: those that are no data, and others with what to do."""

    hidden: tuple[str, ...]
    unmatched: Mapping[str, str]


class Folders:
    """The landing folder as one run sees it: each source's folder is looked at once, for all of its `feeds`."""

    def __init__(self, settings: Settings, feeds: Mapping[str, Iterable[Feed]]) -> None:
        self.landing = Path(settings.landing)
        self.settings = settings
        self.feeds = {name: [feed for feed in each if isinstance(feed.arrives, Files)] for name, each in feeds.items()}
        self.known: dict[str, Folder] = {}

    def of(self, source: str) -> Folder:
        if source not in self.known:
            globs = [feed.files.pattern for feed in self.feeds[source]]
            globs += PATTERNS if any(feed.files.table for feed in self.feeds[source]) else ()
            out = self.settings.follow_links_out
            self.known[source] = looked_into(self.landing, source, globs, follow_links_out=out)
        return self.known[source]

    def rest(self, source: str, feed: Feed) -> Rest:
        """What no feed of the source matches, told with the first of them: once."""
        feeds = self.feeds[source]
        if feed != feeds[0]:
            return Rest((), {})
        return rest(self.of(source), self.settings.limits, with_manifest=any(f.snapshot is None for f in feeds))

    def look_again(self) -> None:
        """Forget what was seen: meanwhile another run loaded something."""
        self.known.clear()


def rest(folder: Folder, limits: Limits, *, with_manifest: bool) -> Rest:
    """What lies in a source's folder and no pattern of it matches, but for what only explains the data."""
    unmatched = [parts for parts in folder.files if not folder.is_matched(parts) and not is_beside(folder, parts)]
    advice = {parts: _advice(parts[-1]) for parts in unmatched}
    for zip_ in folder.archives:
        advice |= _in_zip(folder, zip_, limits)
    advice |= folder.odd
    expected = {MANIFEST} if with_manifest else set()
    listed = {parts: why for parts, why in advice.items() if not parts or not _explains(parts[-1], expected)}
    return Rest(
        tuple("/".join(parts) for parts in sorted(listed) if is_hidden(parts)),
        {"/".join(parts) or folder.root.name: listed[parts] for parts in sorted(listed) if not is_hidden(parts)},
    )


def strays(landing: Path, sources: Collection[str]) -> dict[str, str]:
    """What lies in the landing folder itself and is no source's folder, with what to do about it."""
    with os.scandir(landing) as entries:
        is_folder = {entry.name: entry.is_dir() for entry in entries}
    others = [name for name in sorted(is_folder) if not is_hidden([name]) and not _explains(name, ())]
    return {
        f"{name}/" if is_folder[name] else name: _misnamed(name, sources) if is_folder[name] else OF_NO_SOURCE
        for name in others
        if not (is_folder[name] and name in sources)
    }


def spelled(unmatched: Mapping[str, str]) -> str:
    """How many there are, and the first of them by what is to be done: `2 not matched: a.xlsx, b.xlsx (a ...)`."""
    by_advice: dict[str, list[str]] = {}
    for name in list(unmatched)[:NAMED]:
        by_advice.setdefault(unmatched[name], []).append(printable(name))
    named = [f"{', '.join(names)} ({advice})" for advice, names in by_advice.items()]
    more = [f"and {len(unmatched) - NAMED} more"] if len(unmatched) > NAMED else []
    return f"{len(unmatched)} {NOT_MATCHED}: {'; '.join([*named, *more])}" if unmatched else ""


def spelled_hidden(names: Collection[str]) -> str:
    """The first of the names that were left alone, and why."""
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{LEFT_ALONE}: {', '.join(printable(name) for name in sorted(names)[:NAMED])}{more} ({WHY_LEFT_ALONE})"


def _in_zip(folder: Folder, zip_: tuple[str, ...], limits: Limits) -> dict[tuple[str, ...], str]:
    """What of a zip no pattern matches: the zip itself where nothing does. One that must not be opened is refused."""
    entries = entries_of(folder, zip_, limits)
    if entries is None or isinstance(entries, Refusal):
        return {}
    names = [(*zip_, *name.split("/")) for name in entries]
    unmatched = [parts for parts in names if not folder.is_matched(parts)]
    if not names:
        return {zip_: EMPTY_ZIP}
    if all(parts in unmatched or is_hidden(parts) for parts in names):
        return {zip_: NOTHING_IN_ZIP}
    return {parts: _advice(parts[-1]) for parts in unmatched}


def _advice(name: str) -> str:
    return next((advice for advice, endings in KINDS.items() if PurePath(name).suffix.lower() in endings), NO_PATTERN)


def _explains(name: str, expected: Collection[str]) -> bool:
    return name.lower() in expected or bool(EXPLAINS.match(name))


def _misnamed(name: str, sources: Collection[str]) -> str:
    """What to do about a folder that is called like no source."""
    if is_archive(PurePath(name)):
        return OF_NO_SOURCE
    by_alike = {source.lower(): source for source in sources}
    near = difflib.get_close_matches(name.lower(), by_alike, n=1, cutoff=0.8)
    hint = (
        f"rename it to {by_alike[near[0]]}"
        if near
        else f"rename it, or describe the source [sources.{printable(name)}], as edulake suggest does"
    )
    return f"no source is called so: {hint}"
