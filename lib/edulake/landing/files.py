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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # The content's hash where a file of this name, size and time is known, and was not touched since; else None.
    Known = Callable[["DeliveredFile", dt.datetime], str | None]

BLOCK = 4 * 1024**2
DATED_FOLDER = re.compile(r"\A(\d{4})-?(\d{2})-?(\d{2})\Z")


@dataclass(frozen=True)
class DeliveredFile:
    """One file below a source's landing folder.

    `name` is relative to the landing folder, so that the same delivery has the same name on every machine.
    `delivered_at` is the date of the innermost dated folder (2025-01-31 or 20250131), else `modified_at`;
    both are UTC. `hidden` files (a name or folder starting with _ or .) are half-written by convention, and
    Spark would skip them without a word. `entry` is the file's name within the archive at `path`, if it is in one.
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


def list_files(landing: Path, source: str, glob: str, known: Known = unknown) -> list[DeliveredFile]:
    """The files of `source` that match `glob`, sorted by name; UnreadableError where one cannot be opened.

    What is `known` is not hashed again.
    """
    if glob.startswith("/") or ".." in Path(glob).parts:
        raise ConfigError(f"source {source}: {glob} leaves the landing folder", "", "give a pattern below it")
    root = landing / source
    with reading(source, root):
        files = [path for path in sorted(root.glob(glob)) if path.is_file() and not is_archive(path)]
        return [_identified(path, landing, known) for path in files]


def is_archive(path: Path) -> bool:
    """Whether a path is a zip, which is read as a folder of that name (archives.py)."""
    return path.suffix.lower() == ".zip"


@contextmanager
def reading(source: str, root: Path) -> Iterator[None]:
    """UnreadableError for what the operating system does not let us read."""
    try:
        yield
    except OSError as error:
        why = f"{type(error).__name__}: {error.strerror}"
        raise UnreadableError(f"source {source} cannot be read", why, f"check the permissions of {root}") from None


def changed_at(path: Path) -> dt.datetime:
    """When a file's content, name or time was last changed: unlike its modification time, nobody can set that."""
    return dt.datetime.fromtimestamp(path.stat().st_ctime, dt.UTC)


def _identified(path: Path, landing: Path, known: Known) -> DeliveredFile:
    file = described(path, landing, sha256="")
    return replace(file, sha256=known(file, changed_at(path)) or digest(path))


def described(path: Path, landing: Path, sha256: str) -> DeliveredFile:
    """The file at `path`, whose content is known already."""
    status = path.stat()
    parts = path.relative_to(landing).parts
    modified_at = dt.datetime.fromtimestamp(status.st_mtime_ns // 1_000_000 / 1000, dt.UTC)
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


def is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(("_", ".")) for part in parts)


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
