"""How far a share or a rate may be off by chance: 95 % limits.

Their roots are reckoned in floating point, from exact counts, and rounded once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

# Of a normal distribution, 95 % lies within so many standard deviations of its mean.
Z95 = 1.959963984540054
SHARE_TYPE = "DECIMAL(5,4)"
# Of so many in a hundred.
RATE_TYPE = "DECIMAL(9,2)"


def share(part: Column, whole: Column) -> Column:
    """Part / whole of counts, DECIMAL(5,4), rounded half up; null for no whole."""
    return (part.cast("decimal(12,0)") / F.when(whole > 0, whole).cast("decimal(12,0)")).cast(SHARE_TYPE)


def wilson(part: Column, whole: Column) -> tuple[Column, Column]:
    """Lower and upper limit of a share, part of whole that are independent of each other; null for no whole.

    The score interval (Wilson 1927), which never leaves 0 to 1 and is no point where all or none are part.
    """
    n = F.when(whole > 0, whole).cast("double")
    p = part.cast("double") / n
    middle = p + Z95 * Z95 / (2 * n)
    reach = Z95 * F.sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n))
    wide = 1 + Z95 * Z95 / n
    lower, upper = _at_least_0((middle - reach) / wide), (middle + reach) / wide
    return lower.cast(SHARE_TYPE), F.when(upper > 1, 1.0).otherwise(upper).cast(SHARE_TYPE)


def products(one: str, other: str) -> Column:
    """Sum of the products of two counts of each learner, which `clustered` reads."""
    return F.sum(F.col(one).cast("decimal(12,0)") * F.col(other).cast("decimal(12,0)"))


def clustered(over: Column, under: Column, n: Column, scale: int, type_: str) -> tuple[Column, Column]:
    """Lower and upper limit of `scale` x over / under; null under two learners `n`.

    Over and under are sums of n learners, of whom one has a and b; the columns aa, ab and bb hold the sums of their
    `products`. What one learner does is not independent, so that the variance is that of a ratio between learners (the
    delta method), n / (n - 1) x sum of (a - r b)^2 / under^2 with r = over / under. The lower limit is 0 at least.
    """
    size = F.when((n > 1) & (under > 0), n).cast("double")
    below = under.cast("double")
    ratio = over.cast("double") / below
    aa, ab, bb = (F.col(name).cast("double") for name in ("aa", "ab", "bb"))
    # Where all learners are alike it is 0, which rounding may miss on either side.
    apart = _at_least_0(aa - 2 * ratio * ab + ratio * ratio * bb)
    reach = Z95 * F.sqrt(size / (size - 1) * apart) / below
    lower = _at_least_0(scale * (ratio - reach))
    return lower.cast(type_), (scale * (ratio + reach)).cast(type_)


def _at_least_0(value: Column) -> Column:
    """The value, 0 for one below it; null for null, unlike the greatest of both."""
    return F.when(value < 0, 0.0).otherwise(value)
