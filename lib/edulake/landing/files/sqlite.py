"""Databases of SQLite in a landing folder: each table that a feed asks for is delivered like a file of its own.

A database is known by its content, a log of later changes (-wal) beside it included. It is never opened where it lies:
whoever reads one may write beside it. A table that is to be loaded becomes lines of JSON, all values as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.files.archives import WITHIN
from edulake.landing.files.delimited import clean
from edulake.landing.files.listing import BLOCK, LOG, changed_at, described, digest, log_of, unknown
from edulake.landing.files.names import is_database
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edulake.config.limits import Limits
    from edulake.landing.files.folder import Folder, Parts
    from edulake.landing.files.listing import DeliveredFile, Known

PATTERNS = ("**/*.db", "**/*.sqlite", "**/*.sqlite3")
JOURNAL = "-journal"
# What SQLite writes beside a database: the last is nothing but memory that its readers share.
BESIDE = (LOG, JOURNAL, "-shm")
# How the journal of a change begins that was not finished.
UNFINISHED = bytes.fromhex("d9d505f920a163d7")
# A table with rows of its own, and no view or program that is called like one.
TABLE = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND lower(name) = lower(?)"
DAMAGED = "not a whole SQLite database: deliver it again"


class Lines(NamedTuple):
    """A table as lines of JSON, and what its columns are called."""

    path: Path
    columns: tuple[str, ...]


def list_tables(landing: Path, table: str, folder: Folder, known: Known = unknown) -> list[DeliveredFile]:
    """The databases of a source's folder, each as the file that its table of this name is; sorted by name.

    What is `known` is not read to be hashed again. A database that cannot be read has no hash; one that is gone again
    is left out.
    """
    paths = dict.fromkeys(parts for pattern in PATTERNS for parts in folder.matching(folder.files, pattern))
    found = [_listed(folder, folder.root.joinpath(*parts), landing, table, known) for parts in sorted(paths)]
    return [file for file in found if file]


def is_beside(folder: Folder, parts: Parts) -> bool:
    """Whether SQLite wrote a file beside a database that is there."""
    names = [parts[-1].removesuffix(ending) for ending in BESIDE if parts[-1].endswith(ending)]
    of = [(*parts[:-1], name) for name in names]
    return any(name in folder.files and folder.is_matched(name) for name in of)


def is_table(file: DeliveredFile) -> bool:
    """Whether a delivered file is a table of a database."""
    return bool(file.entry) and is_database(file.path)


def as_lines(file: DeliveredFile, folder: Path, copies: Path, limits: Limits) -> Lines:
    """The table of a database as lines of JSON in `folder`: values as text, those that are none in base 64.

    The database is copied, and checked, once for all of its tables: its copy stays in `copies`. Refusal for what is no
    whole database, has no such table, or is no longer the one that was listed.
    """
    if file.bytes > limits.file_bytes:
        raise Refusal("FILE_LIMIT", f"larger than {limits.file_bytes} bytes: deliver its tables as Parquet")
    try:
        with closing(_opened(_copied(file, copies))) as opened:
            return _written(opened, file.entry, folder / f"{file.sha256}.jsonl")
    except sqlite3.Error:
        raise Refusal("FILE_CORRUPT", DAMAGED) from None


def _listed(folder: Folder, path: Path, landing: Path, table: str, known: Known) -> DeliveredFile | None:
    """The table of the database at `path`, without a hash where that cannot be read; None where it is gone."""
    try:
        database, log = described(path, landing, sha256=""), log_of(path)
        size = database.bytes + (log.stat().st_size if log else 0)
        touched = max(changed_at(one) for one in (path, log) if one)
    except OSError:
        return None
    file = replace(database, name=f"{database.name}{WITHIN}{table}", bytes=size, entry=table)
    try:
        return replace(file, sha256=known(file, touched) or _of_table(_content(folder, path), table))
    except FileNotFoundError:
        return None
    except OSError:
        return file


def _content(folder: Folder, path: Path) -> str:
    """The identity of a database, found out once for all of its tables."""
    if path not in folder.hashed:
        folder.hashed[path] = _hashed(path)
    return folder.hashed[path]


def _hashed(path: Path) -> str:
    log = log_of(path)
    return digest(path) + (digest(log) if log else "")


def _of_table(content: str, table: str) -> str:
    """The identity of a table: two of one database are not one content."""
    return hashlib.sha256(f"{content}/{table}".encode()).hexdigest()


def _copied(file: DeliveredFile, copies: Path) -> Path:
    """A whole copy of the database with its log; Refusal where it was being changed.

    What is known of its content is written beside it when it is whole: a copy without that is made again.
    """
    listed = f"{file.path.absolute()}/{file.bytes}/{file.modified_at.isoformat()}"
    folder = copies / hashlib.sha256(listed.encode()).hexdigest()
    copy, known = folder / "copy.db", folder / "content"
    if not known.is_file():
        folder.mkdir(mode=0o700, exist_ok=True)
        content = _copy(file, copy)
        with closing(_opened(copy)) as opened:
            if opened.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Refusal("FILE_CORRUPT", DAMAGED)
        known.write_text(content, "utf-8")
    if _of_table(known.read_text("utf-8"), file.entry) != file.sha256:
        raise Refusal("FILE_CORRUPT", "the database changed while it was read: deliver it again")
    return copy


def _copy(file: DeliveredFile, copy: Path) -> str:
    """Copies the database and its log; the identity of what was copied."""
    journal = file.path.with_name(f"{file.path.name}{JOURNAL}")
    if journal.is_file() and _begins(journal) == UNFINISHED:
        raise Refusal("FILE_CORRUPT", "a change of it was not finished: close the app, and deliver it again")
    log = log_of(file.path)
    for part, ending in ((file.path, ""), (log, LOG)):
        if part:
            with part.open("rb") as stream, copy.with_name(f"{copy.name}{ending}").open("wb") as target:
                shutil.copyfileobj(stream, target, BLOCK)
    return _hashed(copy)


def _opened(copy: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    opened.execute("PRAGMA trusted_schema = OFF")
    return opened


def _begins(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(len(UNFINISHED))


def _written(opened: sqlite3.Connection, table: str, path: Path) -> Lines:
    # Bytes that are no text go on as they are: the record that they are in is told as one that cannot be read.
    opened.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    opened.execute("BEGIN")
    named = opened.execute(TABLE, (table,)).fetchone()
    if named is None:
        raise Refusal("FILE_SCHEMA", f"it has no table {table}: deliver the app's database")
    quoted = named[0].replace('"', '""')
    rows = opened.execute(f'SELECT * FROM "{quoted}"')
    columns = tuple(column[0] for column in rows.description)
    with path.open("wb") as target:
        target.writelines(_lines(columns, rows))
    return Lines(path, tuple(clean(name) for name in columns))


def _lines(columns: tuple[str, ...], rows: sqlite3.Cursor) -> Iterator[bytes]:
    for row in rows:
        record = {name: _text(value) for name, value in zip(columns, row, strict=True)}
        yield json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


def _text(value: str | float | bytes | None) -> str | None:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return None if value is None else str(value)
