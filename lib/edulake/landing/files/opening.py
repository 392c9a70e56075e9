"""A file's bytes, decompressed, within the limits of what a file may be."""

from __future__ import annotations

import bz2
import gzip
from typing import IO, TYPE_CHECKING

from edulake.landing.files.listing import BLOCK
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edulake.config.limits import Limits

OPENERS = {".gz": gzip.open, ".bz2": bz2.open}
MAGIC = {b"\x1f\x8b": ".gz", b"BZh": ".bz2"}


def packing(path: Path) -> str:
    """The ending that says how a file is packed, in lower case; "" for one that is not."""
    return path.suffix.lower() if path.suffix.lower() in OPENERS else ""


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, decompressed."""
    return OPENERS[packing(path)](path, "rb") if packing(path) else path.open("rb")


def blocks(path: Path, limits: Limits) -> Iterator[bytes]:
    """The file's bytes, decompressed; Refusal as soon as they are more than is allowed."""
    ceiling = max(path.stat().st_size, BLOCK) * limits.compression_ratio
    total = 0
    with opened(path) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > min(ceiling, limits.file_bytes):
                raise Refusal("FILE_LIMIT", "decompresses to more than is allowed")
            yield block


def check_magic(path: Path) -> None:
    """Refusal unless the name says what the content is: Spark reads gzip named .csv as nothing at all."""
    with path.open("rb") as stream:
        head = stream.read(4)
    found, named = next((suffix for magic, suffix in MAGIC.items() if head.startswith(magic)), ""), packing(path)
    if head.startswith(b"PK\x03\x04"):
        why = "a workbook or an archive under another name: export as CSV (as edulake suggest does), or name a zip .zip"
        raise Refusal("FILE_FORMAT", why)
    if head and found != named:
        raise Refusal("FILE_CORRUPT", f"content is {found or 'plain'}, the name says {named or 'plain'}: rename it")
    if path.suffix.lower() in (".xz", ".zst", ".7z"):
        raise Refusal("FILE_FORMAT", f"{path.suffix} is not read: unpack it, or use .gz or .zip")
