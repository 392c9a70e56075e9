"""Files that name people, in the landing folder and elsewhere, and which of landing bronze holds as they are.

A file is looked through as bytes, unpacked where it is packed by gzip or zip. What it holds otherwise packed, as
Parquet and databases are, nobody finds here: such files are counted.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import zipfile
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from edulake.bronze import sources
from edulake.landing.files.taken import taken, taken_zips
from edulake.ops.deliveries import by_table
from edulake.ops.tables import DELIVERIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from edulake.bronze.naming import Namespaces
    from edulake.contract.feed import Feed
    from edulake.jobs.steps.erase.people import Person
    from edulake.landing.files.listing import DeliveredFile
    from edulake.store.store import Store

CHUNK = 1024 * 1024
# Longer than any id.
OVERLAP = 1024
PACKED = (".parquet", ".sqlite", ".sqlite3", ".db", ".7z", ".bz2", ".xz", ".zst", ".tar", ".tgz")
WORD = rb"[A-Za-z0-9_-]"
# What may not stand before and after an id, by encoding. The byte order of UTF-16 shows in the zeros: what stands at
# the very beginning or end of a file of the other order has none.
EDGES = (
    (rb"(?<!" + WORD + rb")", rb"(?!" + WORD + rb")", ("utf-8", "latin-1")),
    (rb"(?<!" + WORD + rb"\x00)", rb"(?!" + WORD + rb"(?:\x00|\Z))", ("utf-16-le",)),
    (
        rb"(?<!\x00" + WORD + rb")(?<!\A" + WORD + rb")(?<!\xff\xfe" + WORD + rb")",
        rb"(?!\x00" + WORD + rb")",
        ("utf-16-be",),
    ),
)


class Found(NamedTuple):
    """The files that name somebody, and how many could not be looked into."""

    files: list[Path]
    closed: int


def naming(folder: Path, ids: Iterable[str], *, deep: bool = True) -> Found:
    """The files of a folder that hold one of the ids as a word, in what they say or in their name or those of folders.

    Folders in it are looked into where it is to be `deep`.
    """
    pattern = words(ids)
    found, closed = [], 0
    paths = (folder.rglob("*") if deep else folder.iterdir()) if folder.is_dir() else ()
    for path in sorted(path for path in paths if path.is_file()):
        if pattern.search(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")):
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
    every = sorted(set(ids), key=len, reverse=True)
    parts = []
    for before, after, encodings in EDGES:
        forms = dict.fromkeys(form for id_ in every for encoding in encodings if (form := _whole(id_, encoding)))
        if forms:
            parts.append(before + rb"(?:" + b"|".join(map(re.escape, forms)) + rb")" + after)
    return re.compile(b"|".join(parts) or rb"(?!)")


def _whole(id_: str, encoding: str) -> bytes:
    """An id in an encoding; nothing where that lacks one of its letters."""
    try:
        return id_.encode(encoding)
    except UnicodeEncodeError:
        return b""


def held(store: Store, landing: Path) -> dict[Path, DeliveredFile]:
    """The files of the landing folder of which bronze holds all, for every table that they feed, as they are now.

    Of a zip one of its files, where that is so of each.
    """
    if not landing.is_dir() or not store.exists(DELIVERIES):
        return {}
    feeds: dict[str, dict[Feed, None]] = defaultdict(dict)
    for source in sources(store.settings.sources):
        feeds[source.name].update(dict.fromkeys(source.feeds))
    ledger, now, found = by_table(store), dt.datetime.now(dt.UTC), list["DeliveredFile"]()
    for name, own in feeds.items():
        found += taken(landing, name, own, ledger, now)
        found += taken_zips(landing, name, own, ledger, now, store.settings.limits)
    return {file.path: file for file in found}


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
