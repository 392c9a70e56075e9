"""Pseudonyms: one value and one key always give the same text; without the key there is no way back or forth."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

BLOCK = 64
INNER, OUTER = 0x36, 0x5C


def key_blocks(key: bytes) -> bytes:
    """The two blocks that RFC 2104 makes of a key, inner then outer, for `pseudonym`; as secret as the key itself."""
    short = hashlib.sha256(key).digest() if len(key) > BLOCK else key
    padded = short.ljust(BLOCK, b"\0")
    return bytes(byte ^ pad for pad in (INNER, OUTER) for byte in padded)


def pseudonym(value: Column, blocks: Column) -> Column:
    """HMAC-SHA256 of the value's UTF-8 text, as 64 hex digits; null for null, but not for ''.

    `blocks` (BINARY) is what `key_blocks` makes of the key. It must be a column of a table, never a literal: plans
    show literals, and the blocks give the key away. See `edulake.masked.pseudonymised`.
    """
    inner = F.sha2(F.concat(F.substring(blocks, 1, BLOCK), value.cast("binary")), 256)
    return F.sha2(F.concat(F.substring(blocks, BLOCK + 1, BLOCK), F.unhex(inner)), 256)
