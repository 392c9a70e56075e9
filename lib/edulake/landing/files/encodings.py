"""Which encoding a text has: what its byte order mark says, else what its source says; and text encoded twice."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import TYPE_CHECKING

from edulake.landing.files.opening import opened

if TYPE_CHECKING:
    from pathlib import Path

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


class Twice:
    """Counts the characters of a UTF-8 text that look as if they had been encoded twice, while blocks are added."""

    def __init__(self) -> None:
        self.found = 0
        self._tail = b""

    def add(self, block: bytes) -> None:
        if b"\xc3" in block or b"\xc3" in self._tail:
            self.found += len(TWICE.findall(self._tail + block)) - len(TWICE.findall(self._tail))
        self._tail = (self._tail[1 - LONGEST_TWICE :] + block[1 - LONGEST_TWICE :])[1 - LONGEST_TWICE :]
