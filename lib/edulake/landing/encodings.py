"""Which encoding a text has: what its byte order mark says, else what its source says; and text encoded twice."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import TYPE_CHECKING

from edulake.landing.profile import blocks, opened

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.config import Limits

# The mark of UTF-32 begins like one of UTF-16.
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UTF8 = ("utf-8", "utf-8-sig")
# UTF-8 that somebody took for Latin-1 or cp1252, and encoded again. What was one letter begins with one of A with
# circumflex, tilde, dots or ring, of Cyrillic with eth or N with tilde; a quotation mark with a, circumflex, euro sign.
TWICE = re.compile(
    rb"""(?x)
    \xc3[\x82\x83] \xc2[\x80-\xbf]
    | \xc3[\x84\x85\x90\x91] \xc2[\x80-\x9f\xa1-\xbf]    # but not before a blank that does not break
    | \xc3[\x82-\x85\x90\x91] (?: \xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe] | \xc6\x92 | \xcb[\x86\x9c]
        | \xe2\x80[\x93-\xba] | \xe2\x82\xac | \xe2\x84\xa2 )
    | \xc3\xa2 (?: \xe2\x82\xac | \xc2\x80 )
    """
)
LONGEST_TWICE = 5


def encoding_of(path: Path, said: str) -> str:
    """The encoding of a text file, as Python calls it: what its byte order mark says wins over what is `said`."""
    try:
        with opened(path) as stream:
            head = stream.read(4)
    except (EOFError, zlib.error, OSError):
        head = b""
    marked = next((name for mark, name in MARKS.items() if head.startswith(mark)), None)
    return marked or ("utf-8" if codecs.lookup(said).name in UTF8 else said)


def encoded_twice(path: Path, limits: Limits) -> int:
    """How many characters of a UTF-8 text look as if it had been encoded twice, as far as it can be read."""
    found, tail = 0, b""
    try:
        for block in blocks(path, limits):
            if b"\xc3" in block or b"\xc3" in tail:
                found += len(TWICE.findall(tail + block)) - len(TWICE.findall(tail))
            tail = (tail + block)[1 - LONGEST_TWICE :]
    except (EOFError, zlib.error, OSError):
        pass
    return found
