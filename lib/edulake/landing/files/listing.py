"""Which files have been delivered, and who they are: a file is known by its content, not by its name."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from edulake.errors import ConfigError, UnreadableError
from edulake.landing.files.folder import Folder
from edulake.landing.files.names import is_database, is_hidden

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    # The content's hash where a file of this name, size and time is known, and was not touched since; else None.
    Known = Callable[["DeliveredFile", dt.datetime], str | None]

BLOCK = 4 * 1024**2
LOG = "-wal"
DATED_FOLDER = re.compile(r"\A(\d{4})-?(\d{2})-?(\d{2})\Z")


@dataclass(frozen=True)
class DeliveredFile:
    """One file below a source's landing folder.

    `name` is relative to the landing folder, so that the same delivery has the same name on every machine.
    `delivered_at` is the date of the innermost dated folder (2025-01-31 or 20250131), else `modified_at`;
    both are UTC. `hidden` files are no data by their name (names.py): half-written, or somebody else's.
    What cannot be read has an empty `sha256`. `entry` is the file's name within the archive at `path`, if it is in one.
    """

    path: Path
    name: str
    sha256: str
    bytes: int
    modified_at: dt.datetime
    delivered_at: dt.datetime
    hidden: bool
    entry: str = ""


def unknown(_file: DeliveredFile, _changed_at: dt.datetime) -> None:
    """Knows no file, so that every content is hashed."""


def list_files(
    landing: Path, source: str, glob: str, known: Known = unknown, folder: Folder | None = None
) -> list[DeliveredFile]:
    """The files of `source` that match `glob`, sorted by name; UnreadableError where its folder cannot be opened.

    What is `known` is not hashed again. A file that cannot be read has no hash; one that is gone again is left out.
    """
    if glob.startswith("/") or ".." in Path(glob).parts:
        raise ConfigError(f"source {source}: {glob} leaves the landing folder", "", "give a pattern below it")
    folder = folder or looked_into(landing, source)
    paths = [folder.root.joinpath(*parts) for parts in folder.matching(folder.files, glob)]
    return [file for path in paths if (file := _identified(path, landing, known))]


def looked_into(landing: Path, source: str, globs: Iterable[str] = (), *, follow_links_out: bool = False) -> Folder:
    """What lies in a source's folder; UnreadableError where that cannot be opened."""
    with reading(source, landing / source):
        return Folder(landing, source, globs, follow_links_out=follow_links_out)


@contextmanager
def reading(source: str, root: Path) -> Iterator[None]:
    """UnreadableError for what the operating system does not let us read."""
    try:
        yield
    except OSError as error:
        why = error.strerror or "the system does not let it be read"
        raise UnreadableError(f"source {source} cannot be read", why, f"check the permissions of {root}") from None


def changed_at(path: Path) -> dt.datetime:
    """When a file's content, name or time was last changed: unlike its modification time, nobody can set that."""
    return dt.datetime.fromtimestamp(path.stat().st_ctime, dt.UTC)


def has_changed(file: DeliveredFile) -> bool:
    """Whether a file, or the zip that it lies in, is no longer the one that was listed: somebody may be writing it."""
    try:
        status = file.path.stat()
    except OSError:
        return True
    return _modified_at(file.path, status) != file.modified_at or (not file.entry and status.st_size != file.bytes)


def _identified(path: Path, landing: Path, known: Known) -> DeliveredFile | None:
    """The file at a path, without a hash where it cannot be read; None where it is gone."""
    try:
        file = described(path, landing, sha256="")
        found = known(file, changed_at(path))
    except OSError:
        return None
    return replace(file, sha256=found or digest_if_readable(path))


def digest_if_readable(path: Path) -> str:
    """SHA-256 of a file's content; nothing where it cannot be read, for whatever reason."""
    try:
        return digest(path)
    except Exception:  # noqa: BLE001 - what nobody foresaw of one file is no reason to stop the others
        return ""


def log_of(path: Path) -> Path | None:
    """The log of changes that a database of SQLite has not taken in yet; None where there is none."""
    log = path.with_name(f"{path.name}{LOG}")
    return log if is_database(path) and log.is_file() and log.stat().st_size else None


def _modified_at(path: Path, status: os.stat_result) -> dt.datetime:
    """When a file was modified, or the log beside it."""
    log = log_of(path)
    return max(_moment(status), _moment(log.stat())) if log else _moment(status)


def _moment(status: os.stat_result) -> dt.datetime:
    return dt.datetime.fromtimestamp(status.st_mtime_ns // 1_000_000 / 1000, dt.UTC)


def described(path: Path, landing: Path, sha256: str) -> DeliveredFile:
    """The file at `path`, whose content is known already."""
    status = path.stat()
    parts = path.relative_to(landing).parts
    modified_at = _modified_at(path, status)
    return DeliveredFile(
        path=path,
        name="/".join(parts),
        sha256=sha256,
        bytes=status.st_size,
        modified_at=modified_at,
        delivered_at=delivered_at("/".join(parts), modified_at),
        hidden=is_hidden(parts[1:]),
    )


def delivered_at(name: str, modified_at: dt.datetime) -> dt.datetime:
    """When the file of that name below the landing folder was delivered: see DeliveredFile."""
    return _dated(tuple(name.split("/")[1:-1])) or modified_at


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return digest_of(stream)


def digest_of(stream: IO[bytes]) -> str:
    """SHA-256 of what is left of a stream."""
    hashed = hashlib.sha256()
    while block := stream.read(BLOCK):
        hashed.update(block)
    return hashed.hexdigest()


def _dated(folders: tuple[str, ...]) -> dt.datetime | None:
    for folder in reversed(folders):
        match = DATED_FOLDER.match(folder)
        if match:
            try:
                return dt.datetime(*map(int, match.groups()), tzinfo=dt.UTC)
            except ValueError:
                continue
    return None
