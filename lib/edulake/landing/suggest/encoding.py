"""Which encoding a text is in: its mark, UTF-8 where all bytes are that, else what its letters say."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edulake.landing.files.encodings import UTF8, encoding_of

if TYPE_CHECKING:
    from pathlib import Path

# What Western European exports write beyond ASCII: cp1252 has the letters of Latin-1, and quotes and dashes besides.
_WESTERN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ¿¡ªº°«»§·–—‘’‚“”„…€£\u00a0"
# Letters that stand beside letters of ASCII; what other encodings write is signs between them, or words without any.
_LETTERS = frozenset(letter for letter in _WESTERN if letter.isalpha() and letter < "\u0100")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]{3}")


def encoding(path: Path, start: bytes) -> str:
    """The encoding of a text that begins so, as Python calls it; "" where nothing tells.

    `start` may end within a letter.
    """
    marked = encoding_of(path, "utf-8")
    if marked not in UTF8:
        return marked
    if is_utf8(start):
        return "utf-8"
    if _has_every_second(start):
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return "cp1252" if _is_western(start) else _told(start)


def is_utf8(text: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text)
    except UnicodeDecodeError:
        return False
    return b"\0" not in text


def _has_every_second(text: bytes) -> bool:
    """Whether nearly every second byte is zero, as in UTF-16 of letters that ASCII has."""
    return max(text[::2].count(0), text[1::2].count(0)) * 3 > len(text)


def _is_western(text: bytes) -> bool:
    """Whether all beyond ASCII is what Western languages write, here and there in their words."""
    try:
        read = text.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond = [place for place, letter in enumerate(read) if letter > "\x7f"]
    if _FOREIGN.search(read) or not all(read[place] in _WESTERN for place in beyond):
        return False
    return any(
        read[place] in _LETTERS and any(one.isalpha() for one in read[max(place - 1, 0) : place + 2 : 2])
        for place in beyond
    )


def _told(text: bytes) -> str:
    """What charset-normalizer (extra [suggest]) takes it for, where it is there and sure of one."""
    if not find_spec("charset_normalizer"):
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(text).best()
    return best.encoding if best and not best.could_be_from_charset[1:] else ""
