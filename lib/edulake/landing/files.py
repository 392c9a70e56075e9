"""Which files have been delivered, and who they are: a file is known by its content, not by its name."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from edulake.errors import ConfigError, UnreadableError

BLOCK = 4 * 1024**2
DATED_FOLDER = re.compile(r"\A(\d{4})-?(\d{2})-?(\d{2})\Z")


@dataclass(frozen=True)
class DeliveredFile:
    """One file below a source's landing folder.

    `name` is relative to the landing folder, so that the same delivery has the same name on every machine.
    `delivered_at` is the date of the innermost dated folder (2025-01-31 or 20250131), else `modified_at`;
    both are UTC. `hidden` files (a name or folder starting with _ or .) are half-written by convention, and
    Spark would skip them without a word.
    """

    path: Path
    name: str
    sha256: str
    bytes: int
    modified_at: dt.datetime
    delivered_at: dt.datetime
    hidden: bool


def list_files(landing: Path, source: str, glob: str) -> list[DeliveredFile]:
    """The files of `source` that match `glob`, sorted by name; UnreadableError where one cannot be opened."""
    if glob.startswith("/") or ".." in Path(glob).parts:
        raise ConfigError(f"source {source}: {glob} leaves the landing folder", "", "give a pattern below it")
    root = landing / source
    try:
        return [_identified(path, landing) for path in sorted(root.glob(glob)) if path.is_file()]
    except OSError as error:
        why = f"{type(error).__name__}: {error.strerror}"
        raise UnreadableError(f"source {source} cannot be read", why, f"check the permissions of {root}") from None


def _identified(path: Path, landing: Path) -> DeliveredFile:
    status = path.stat()
    parts = path.relative_to(landing).parts
    modified_at = dt.datetime.fromtimestamp(status.st_mtime_ns // 1_000_000 / 1000, dt.UTC)
    return DeliveredFile(
        path=path,
        name="/".join(parts),
        sha256=_sha256(path),
        bytes=status.st_size,
        modified_at=modified_at,
        delivered_at=_dated(parts[1:-1]) or modified_at,
        hidden=any(part.startswith(("_", ".")) for part in parts[1:]),
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _dated(folders: tuple[str, ...]) -> dt.datetime | None:
    for folder in reversed(folders):
        match = DATED_FOLDER.match(folder)
        if match:
            try:
                return dt.datetime(*map(int, match.groups()), tzinfo=dt.UTC)
            except ValueError:
                continue
    return None
