"""Who is in which variant of an experiment: by a hash, so that everybody who knows the salt says the same.

The hash is SHA-256 of "salt:id", of which the first 13 hexadecimal digits count: two salts have nothing to do with each
other, as they would with a hash of one pass.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pyspark.sql import Column

DIGITS = 13
BUCKETS = 16**DIGITS


def bucket(salt: str, unit: Column) -> Column:
    """BIGINT of 0 to 16^13 - 1, alike in any language with SHA-256 of UTF-8; null for a null id."""
    hashed = F.sha2(F.concat(F.lit(f"{salt}:"), unit), 256)
    return F.conv(F.substring(hashed, 1, DIGITS), 16, 10).cast("bigint")


def variant(salt: str, unit: Column, weights: Mapping[str, Decimal]) -> Column:
    """The variant of a unit: shares of all buckets, by weight, in the order of the names; null for a null id."""
    edges = below(weights)
    number = bucket(salt, unit)
    first, *others = edges.items()
    found = F.when(number < first[1], first[0])
    return reduce(lambda so_far, edge: so_far.when(number < edge[1], edge[0]), others, found)


def below(weights: Mapping[str, Decimal]) -> dict[str, int]:
    """The bucket at which each variant with a weight ends, which is the next one's first."""
    total = sum(map(Fraction, weights.values()))
    edges, so_far = {}, Fraction(0)
    for name, weight in sorted(weights.items()):
        so_far += Fraction(weight)
        if weight:
            edges[name] = -(-(so_far * BUCKETS) // total)
    return {name: int(edge) for name, edge in edges.items()}
