"""A copy in UTF-8 of what is looked at: all of a file, or of a large one blocks that are spread over it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from edulake.landing.files.listing import BLOCK
from edulake.landing.files.opening import opened, packing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# So many blocks stand for a large file, the first and the last among them.
BLOCKS = 40


def as_text(path: Path, encoding: str, copy: Path, whole: int) -> str:
    """Writes the copy; what of the file it is, "" for all of it. UnicodeError where bytes are not of the encoding."""
    size = path.stat().st_size
    if not packing(path) and size > whole and encoding == "utf-8":
        _spread(path, copy, size, whole // BLOCKS)
        return f"{whole // 1_000_000} of {size // 1_000_000} MB, in {BLOCKS} blocks spread over the file"
    decoder, left = codecs.getincrementaldecoder(encoding)(), whole
    with opened(path) as stream, copy.open("wb") as target:
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            target.write(decoder.decode(block).encode())
            left -= len(block)
        more = bool(stream.read(1))
        if not more:
            target.write(decoder.decode(b"", final=True).encode())
    return f"the first {whole // 1_000_000} MB of what it holds" if more else ""


def _spread(path: Path, copy: Path, size: int, length: int) -> None:
    """Blocks of whole lines: of each but the first the line that it begins within is left out, and the last of each."""
    with path.open("rb") as stream, copy.open("wb") as target:
        for start in _starts(size, length):
            stream.seek(start)
            block = stream.read(length)
            first = block.find(b"\n") + 1 if start else 0
            target.write(block[first : block.rfind(b"\n") + 1])


def _starts(size: int, length: int) -> Iterator[int]:
    for number in range(BLOCKS):
        yield (size - length) * number // (BLOCKS - 1)
