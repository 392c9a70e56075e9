"""What lies in a source's landing folder, looked at once for all of its feeds.

Links are followed as long as they stay within the landing folder: a link out of it would let a supplier deliver any
file of this machine. A folder that is reached by several names is looked into once, by its own name if it has one here,
so that links in a circle come to an end.
"""

from __future__ import annotations

import heapq
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.files.names import alike, is_archive, is_hidden, matches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zipfile import ZipInfo

    from edulake.landing.files.refusal import Refusal

    Parts = tuple[str, ...]


LINK_OUT = "a link out of the landing folder: copy the file, or set follow_links_out = true"
LINK_TO_NOTHING = "a link that leads nowhere: deliver the file itself"
NO_FILE = "no file: deliver files and folders"
NO_NAME = "its name is not UTF-8: rename it"
CLOSED = "cannot be opened: check its permissions"


class Lying(NamedTuple):
    """What lies at a path: what a link leads to is a folder, a file, or neither."""

    path: Path
    is_link: bool
    is_folder: bool
    is_file: bool


class Folder:
    """The files and zips of a source by their names below its folder, and what is neither, with what to do about it.

    `globs` are those of all its feeds. `packed` holds what is known of the zips: their entries by name, or why they
    must not be opened; `hashed` the contents of databases.
    """

    def __init__(
        self, landing: Path, source: str, globs: Iterable[str] = (), *, follow_links_out: bool = False
    ) -> None:
        self.root = landing / source
        self.globs = tuple(dict.fromkeys(globs))
        self.files: list[Parts] = []
        self.archives: list[Parts] = []
        self.odd: dict[Parts, str] = {}
        self.packed: dict[Path, dict[str, ZipInfo] | Refusal] = {}
        self.hashed: dict[Path, str] = {}
        self._within = None if follow_links_out else Path(os.path.realpath(landing))
        self._walk()

    def matching(self, names: Iterable[Parts], glob: str) -> list[Parts]:
        """Those of `names` that a glob matches: to the letter, or in any case where no other glob is closer."""
        return [parts for parts in names if self._is_match(parts, glob)]

    def is_matched(self, parts: Parts) -> bool:
        """Whether any feed's glob matches."""
        return any(self._is_match(parts, glob) for glob in self.globs)

    def _is_match(self, parts: Parts, glob: str) -> bool:
        steps = PurePosixPath(glob).parts
        if matches(parts, steps):
            return True
        if not matches(alike(parts), alike(steps)):
            return False
        return not any(matches(parts, PurePosixPath(other).parts) for other in self.globs if other != glob)

    def _walk(self) -> None:
        """Own folders first, then those behind links, and those that are hidden last: their names count least."""
        waiting: list[tuple[bool, bool, Parts, str]] = []
        self._add((), _lying(self.root), waiting, behind_link=False)
        seen: set[str] = set()
        while waiting:
            _, behind_link, parts, real = heapq.heappop(waiting)
            if real in seen:
                continue
            seen.add(real)
            for name, found in self._listed(parts):
                self._add((*parts, name), found, waiting, behind_link=behind_link)
        self.files.sort()
        self.archives.sort()

    def _listed(self, parts: Parts) -> list[tuple[str, Lying]]:
        """What lies in a folder, by name; OSError for the source's own folder."""
        try:
            with os.scandir(self.root.joinpath(*parts)) as entries:
                return [(entry.name, _of_entry(entry)) for entry in entries]
        except OSError:
            if not parts:
                raise
            self.odd[parts] = CLOSED
            return []

    def _add(
        self, parts: Parts, found: Lying, waiting: list[tuple[bool, bool, Parts, str]], *, behind_link: bool
    ) -> None:
        if not _is_text(parts):
            self.odd[tuple(part.encode("utf-8", "replace").decode() for part in parts)] = NO_NAME
        elif found.is_link and self._within and not Path(os.path.realpath(found.path)).is_relative_to(self._within):
            self.odd[parts] = LINK_OUT
        elif found.is_folder:
            place = (is_hidden(parts), behind_link or found.is_link, parts, os.path.realpath(found.path))
            heapq.heappush(waiting, place)
        elif found.is_file and parts:
            (self.archives if is_archive(found.path) else self.files).append(parts)
        elif parts:
            self.odd[parts] = LINK_TO_NOTHING if found.is_link else NO_FILE


def _of_entry(entry: os.DirEntry[str]) -> Lying:
    """What an entry of a folder is; only of a link anything must be asked."""
    if entry.is_symlink():
        return _lying(Path(entry.path))
    return Lying(Path(entry.path), False, entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False))


def _lying(path: Path) -> Lying:
    return Lying(path, path.is_symlink(), os.path.isdir(path), os.path.isfile(path))  # noqa: PTH112, PTH113 - never raise


def _is_text(parts: Parts) -> bool:
    try:
        "".join(parts).encode()
    except UnicodeEncodeError:
        return False
    return True
