"""Random choices that depend on nothing but a seed, a purpose and the keys of a row.

rand() depends on the partition a row happens to be in; a hash of the row's keys does not. Whole numbers and
plain IEEE arithmetic only: the JVM's log and cos may differ in the last bit from machine to machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

PER_MILLE = 1000

# A bell from the sum of four 16-bit numbers: mean 4 * 65535 / 2, variance 4 * (65536^2 - 1) / 12.
_BELL_PARTS = (0, 16, 32, 48)
_BELL_MEAN = 131_070.0
_BELL_DEVIATION = 37_837.0


@dataclass(frozen=True)
class Draws:
    """Choices for each row of a frame, told apart by the key columns (BIGINT, never null)."""

    seed: int
    keys: tuple[str, ...]

    def bits(self, purpose: str) -> Column:
        """64 random bits as BIGINT, independent between purposes."""
        digest = hashlib.sha256(f"{self.seed}/{purpose}".encode()).digest()
        base = int.from_bytes(digest[:8], "big", signed=True)
        return F.xxhash64(F.lit(base).cast("bigint"), *(F.col(key) for key in self.keys))

    def between(self, purpose: str, lowest: int, highest: int) -> Column:
        """Whole number as BIGINT, every one from lowest to highest equally likely."""
        return F.pmod(self.bits(purpose), F.lit(highest - lowest + 1).cast("bigint")) + F.lit(lowest)

    def one_of(self, purpose: str, words: Sequence[str]) -> Column:
        """One of the words, every one equally likely."""
        return F.array(*map(F.lit, words))[self.between(purpose, 0, len(words) - 1).cast("int")]

    def happens(self, purpose: str, per_mille: int) -> Column:
        return self.between(purpose, 0, PER_MILLE - 1) < per_mille

    def bell(self, purpose: str) -> Column:
        """DOUBLE with mean 0 and deviation 1, bell-shaped, never beyond 3.5."""
        bits = self.bits(purpose)
        parts = [F.shiftrightunsigned(bits, shift).bitwiseAND(F.lit(0xFFFF).cast("bigint")) for shift in _BELL_PARTS]
        return (parts[0] + parts[1] + parts[2] + parts[3] - F.lit(_BELL_MEAN)) / F.lit(_BELL_DEVIATION)
