"""Files that name people: those of the landing folder, and what lies beside the warehouse.

A file is looked through as bytes, unpacked where it is packed by gzip or zip. What it holds otherwise packed, as
Parquet and databases are, nobody finds here: such files are counted.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from edulake.landing.files.archives import WITHIN
from edulake.ops.deliveries import HELD, by_table
from edulake.ops.tables import DELIVERIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from edulake.bronze.naming import Namespaces
    from edulake.jobs.steps.erase.people import Person
    from edulake.store.store import Store

CHUNK = 1024 * 1024
# Longer than any id.
OVERLAP = 1024
PACKED = (".parquet", ".sqlite", ".sqlite3", ".db", ".7z", ".bz2", ".xz", ".zst", ".tar", ".tgz")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
WORD = rb"[A-Za-z0-9_-]"


class Found(NamedTuple):
    """The files that name somebody, and how many could not be looked into."""

    files: list[Path]
    closed: int


def naming(folder: Path, ids: Iterable[str], apart: Iterable[Path] = ()) -> Found:
    """The files below a folder that hold one of the ids as a word, in their name or in what they say.

    Those below the folders `apart` are not looked at.
    """
    pattern = words(ids)
    found, closed = [], 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ():
        if any(other in path.parents for other in apart):
            continue
        if pattern.search(path.name.encode()):
            found.append(path)
        elif path.suffix.lower() in PACKED:
            closed += 1
        else:
            names = _names_one(path, pattern)
            closed += names is None
            found += [path] if names else []
    return Found(found, closed)


def words_of(people: Iterable[Person], spaces: Mapping[str, Namespaces]) -> set[str]:
    """Their ids, as silver has them and as sources write them."""
    ids = {person.id for person in people}
    return ids | {id_.removeprefix(f"{name}:") for id_ in ids for of in spaces.values() for name in of if name}


def words(ids: Iterable[str]) -> re.Pattern[bytes]:
    """What finds an id as a word, in the usual encodings; never as a part of a longer one."""
    forms = {id_.encode(encoding, "ignore") for id_ in ids for encoding in ENCODINGS} - {b""}
    parts = b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rb"(?<!" + WORD + rb")(?:" + parts + rb")(?!" + WORD + rb")")


class Held(NamedTuple):
    """What bronze holds of the landing folder: files by name and size, and archives of which it holds a file."""

    files: frozenset[tuple[str, int]]
    archives: frozenset[str]

    def has(self, path: Path, landing: Path) -> bool:
        name = path.relative_to(landing).as_posix()
        return name in self.archives or (name, path.stat().st_size) in self.files


def held(store: Store) -> Held:
    """The files that bronze holds, as ops.deliveries has them."""
    every = by_table(store).values() if store.exists(DELIVERIES) else ()
    rows = [row for of_table in every for row in of_table if row.status == HELD]
    archives = {row.source_file.partition(WITHIN)[0] for row in rows if WITHIN in row.source_file}
    return Held(frozenset((row.source_file, row.source_file_bytes) for row in rows), frozenset(archives))


def _names_one(path: Path, pattern: re.Pattern[bytes]) -> bool | None:
    """Whether a file has a word; None where it cannot be read."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return any(_has(cast("BinaryIO", archive.open(entry)), pattern) for entry in archive.infolist())
        if path.suffix.lower() == ".gz":
            return _has(cast("BinaryIO", gzip.open(path)), pattern)
        return _has(path.open("rb"), pattern)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None


def _has(opened: BinaryIO, pattern: re.Pattern[bytes]) -> bool:
    with opened:
        return any(pattern.search(part) for part in _parts(opened))


def _parts(opened: BinaryIO) -> Iterator[bytes]:
    """The content in parts, each of which begins with the end of the one before."""
    before = b""
    while read := opened.read(CHUNK):
        yield before + read
        before = (before + read)[-OVERLAP:]
