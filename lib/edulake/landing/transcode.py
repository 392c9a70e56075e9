"""Copies of files that Spark cannot read as they are, or only with one core: in another encoding, or packed."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

from edulake.landing.files import BLOCK
from edulake.landing.opening import OPENERS, opened
from edulake.landing.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.landing.files import DeliveredFile


# A packed file beyond this is unpacked first: its lines are then read by all cores, and copying takes a second or two.
WORTH_A_COPY_BYTES = 4 * 1024**2


def is_large_and_packed(path: Path) -> bool:
    return path.suffix in OPENERS and path.stat().st_size > WORTH_A_COPY_BYTES


def inflated(file: DeliveredFile, folder: Path) -> Path:
    """An unpacked copy in `folder` of a file that was unpacked without a fault before."""
    copy = _copy_of(file, folder)
    with opened(file.path) as stream, copy.open("wb") as target:
        shutil.copyfileobj(stream, target, BLOCK)
    return copy


def with_line_feeds(file: DeliveredFile, folder: Path) -> Path:
    """An unpacked copy in `folder` of lines of JSON, in which no carriage return ends a line, nor stands in a text."""
    copy = _copy_of(file, folder)
    with opened(file.path) as stream, copy.open("wb") as target:
        while block := stream.read(BLOCK):
            target.write(block.replace(b"\r", b"\n"))
    return copy


def as_utf8(file: DeliveredFile, encoding: str, folder: Path) -> Path:
    """A UTF-8 copy of `file` in `folder`; Refusal where its bytes are not text of `encoding`."""
    copy = _copy_of(file, folder)
    try:
        with (
            opened(file.path) as stream,
            io.TextIOWrapper(stream, encoding, newline="") as text,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(text, target, BLOCK)
    except (UnicodeError, EOFError, OSError) as error:
        raise Refusal(
            "FILE_ENCODING", f"not {encoding} ({type(error).__name__}): correct the source's encoding"
        ) from None
    return copy


def _copy_of(file: DeliveredFile, folder: Path) -> Path:
    """Where the copy lies: its name ends as that of the file within."""
    return folder / f"{file.sha256}{''.join(suffix for suffix in file.path.suffixes if suffix not in OPENERS)}"
