"""Copies of files that Spark cannot read as they are, or only with one core: in another encoding, or packed."""

from __future__ import annotations

import codecs
import gzip
import shutil
import zlib
from typing import TYPE_CHECKING

from edulake.landing.files.listing import BLOCK
from edulake.landing.files.opening import OPENERS, blocks, opened
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from edulake.config.limits import Limits
    from edulake.landing.files.listing import DeliveredFile


# A packed file beyond this is unpacked first: its lines are then read by all cores, and copying takes a second or two.
WORTH_A_COPY_BYTES = 4 * 1024**2
# What a path of Hadoop cannot have in a name.
NOT_A_PATH = ":"


def is_worth_a_copy(path: Path, *, is_local: bool) -> bool:
    """Whether a file is packed, and so called that Spark does not see it (.GZ), or large where copies are cheap."""
    is_packed, is_seen = path.suffix.lower() in OPENERS, path.suffix in OPENERS
    return is_packed and (not is_seen or (is_local and path.stat().st_size > WORTH_A_COPY_BYTES))


def inflated(file: DeliveredFile, folder: Path) -> Path:
    """An unpacked copy in `folder` of a file that was unpacked without a fault before."""
    copy = _copy_of(file, folder)
    with opened(file.path) as stream, copy.open("wb") as target:
        shutil.copyfileobj(stream, target, BLOCK)
    return copy


def named_for_spark(file: DeliveredFile, folder: Path) -> Path:
    """A copy in `folder` of a file whose path has a colon, under a name without."""
    copy = _named(file, folder, file.path.suffixes[-2:])
    with file.path.open("rb") as stream, copy.open("wb") as target:
        shutil.copyfileobj(stream, target, BLOCK)
    return copy


def with_line_feeds(file: DeliveredFile, folder: Path) -> Path:
    """An unpacked copy in `folder` of lines of JSON, in which no carriage return ends a line, nor stands in a text."""
    copy = folder / f"{file.sha256}.lines.json"
    with opened(file.path) as stream, copy.open("wb") as target:
        while block := stream.read(BLOCK):
            target.write(block.replace(b"\r", b"\n"))
    return copy


def as_utf8(file: DeliveredFile, encoding: str, folder: Path, limits: Limits) -> Path:
    """A UTF-8 copy of `file` in `folder`; Refusal where its bytes are not text of `encoding`, or too many."""
    copy = _copy_of(file, folder)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with copy.open("wb") as target:
            for block in blocks(file.path, limits):
                target.write(decoder.decode(block).encode())
            target.write(decoder.decode(b"", final=True).encode())
    except UnicodeError:
        why = f"its bytes are not all {encoding}: export it again, or correct the source's encoding"
        raise Refusal("FILE_ENCODING", why) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Refusal("FILE_CORRUPT", "it cannot be unpacked, perhaps half-written: deliver it again") from None
    return copy


def _copy_of(file: DeliveredFile, folder: Path) -> Path:
    """Where the copy lies: its name ends as that of the file within."""
    return _named(file, folder, [suffix for suffix in file.path.suffixes if suffix.lower() not in OPENERS])


def _named(file: DeliveredFile, folder: Path, suffixes: Sequence[str]) -> Path:
    """A file in `folder` that is called by its content, and nothing that a path cannot have."""
    return folder / f"{file.sha256}{''.join(suffixes).replace(NOT_A_PATH, '_')}"
