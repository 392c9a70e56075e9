"""How likely a figure is by chance: normal, Student's t, chi square and F, in plain Python.

Spark has none of them. Tails are given as such, since 1 - (nearly 1) says nothing. Incomplete beta and gamma are those
of the NIST Digital Library of Mathematical Functions, 8.17.22 and 8.7.1, 8.9.2, by Lentz's way of continued fractions.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Where a series has come to its end, and a number that is not quite 0, by which one may divide.
CLOSE, TINY = 1e-16, 1e-300
MOST_TERMS = 100_000


def normal_above(z: float) -> float:
    """Share of a standard normal that is above `z`."""
    return math.erfc(z / math.sqrt(2)) / 2


def normal_point(share: float) -> float:
    """The value with that share of a standard normal below it; `share` is over 0 and under 1."""
    return NormalDist().inv_cdf(share)


def t_above(t: float, df: float) -> float:
    """Share of Student's t with `df` degrees of freedom, which need not be whole, that is above `t`."""
    square = t * t
    within = -math.log1p(df / square) if square else -math.inf
    tail = _beta(df / 2, 0.5, -math.log1p(square / df), within) / 2
    return tail if t >= 0 else 1 - tail


def t_point(share: float, df: float) -> float:
    """The value with that share of Student's t below it; `share` is over 0 and under 1."""
    if share < 0.5:
        return -t_point(1 - share, df)
    return _where(lambda t: t_above(t, df) <= 1 - share)


def chi2_above(x: float, df: float) -> float:
    """Share of a chi square with `df` degrees of freedom that is above `x`."""
    return 1.0 if x <= 0 else gamma_above(df / 2, x / 2)


def f_above(f: float, df: float, df_within: float) -> float:
    """Share of F with those degrees of freedom that is above `f`."""
    if f <= 0:
        return 1.0
    ratio = df * f / df_within
    return _beta(df_within / 2, df / 2, -math.log1p(ratio), -math.log1p(1 / ratio))


def beta_below(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b), for x of 0 to 1."""
    if not 0 < x < 1:
        return 0.0 if x <= 0 else 1.0
    return _beta(a, b, math.log(x), math.log1p(-x))


def gamma_above(a: float, x: float) -> float:
    """The regularized incomplete gamma function Q(a, x), for x over 0."""
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        return 1 - scale * _series(a, x)
    return scale * _fraction(((-n * (n - a), x + 2 * n + 1 - a) for n in range(1, MOST_TERMS)), x + 1 - a)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for n in range(1, MOST_TERMS):
        term *= x / (a + n)
        total += term
        if term < total * CLOSE:
            break
    return total


def _beta(a: float, b: float, log_x: float, log_rest: float) -> float:
    """I_x(a, b) of the logarithms of x and 1 - x, so that neither is lost beside the other."""
    x = math.exp(log_x)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_fraction(b, a, log_rest, log_x)
    return _beta_fraction(a, b, log_x, log_rest)


def _beta_fraction(a: float, b: float, log_x: float, log_rest: float) -> float:
    if log_x == -math.inf:
        return 0.0
    x = math.exp(log_x)

    def terms() -> Iterator[tuple[float, float]]:
        for n in range(MOST_TERMS):
            yield -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)), 1.0
            m = n + 1
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return math.exp(a * log_x + b * log_rest - _log_beta(a, b)) / a * _fraction(terms(), 1.0)


def _fraction(terms: Iterator[tuple[float, float]], first: float) -> float:
    """1 / (first + a1 / (b1 + a2 / (b2 + ...))), as far as it changes."""
    c, d = 1 / TINY, 1 / (first or TINY)
    result = d
    for above, below in terms:
        d = 1 / ((below + above * d) or TINY)
        c = (below + above / c) or TINY
        result *= c * d
        if abs(c * d - 1) < CLOSE * 10:
            break
    return result


def _log_beta(a: float, b: float) -> float:
    """The logarithm of beta(a, b): of large arguments gammas are nearly equal, and their difference is taken first."""
    small, large = sorted((a, b))
    if large < 10:
        return math.lgamma(small) + math.lgamma(large) - math.lgamma(small + large)
    both = small + large
    ratio = -(large - 0.5) * math.log1p(small / large) - small * math.log(both) + small
    return math.lgamma(small) + ratio + _beyond_stirling(large) - _beyond_stirling(both)


def _beyond_stirling(x: float) -> float:
    """What Stirling's formula lacks of lgamma(x), for x of 10 and more (DLMF 5.11.1)."""
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * x * x)) / (x * x)) / (x * x)) / (x * x)) / x


def _where(is_reached: Callable[[float], bool]) -> float:
    """The least value from 0 on at which it is reached."""
    low, high = 0.0, 1.0
    while not is_reached(high):
        low, high = high, high * 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if is_reached(middle) else (middle, high)
    return high
