"""Two groups compared by sums over their units: means, shares and ratios, with limits for one look or for many."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from edulake.gold.language.distributions import chi2_above, normal_above, normal_point, t_above, t_point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Of each unit: what is summed, of how many, the same before exposure, and of how many that is known.
VALUES = ("a", "b", "c", "h")
PAIRS = tuple((x, y) for n, x in enumerate(VALUES) for y in VALUES[n:])
# The share of what is added up that is left by rounding alone: as little is no square.
ROUNDING = 1e-13


class Arm(NamedTuple):
    """A group of `n` units: sums of their VALUES, and of the products of PAIRS."""

    n: int
    sums: Mapping[str, float]
    products: Mapping[tuple[str, str], float]

    def squares(self, weights: Mapping[str, float]) -> float:
        """The sum of squares of weighted sums of each unit's values; 0 where it is that but for rounding."""
        terms = self._terms(weights, weights)
        total = math.fsum(terms)
        return total if total > ROUNDING * math.fsum(map(abs, terms)) else 0.0

    def product(self, one: Mapping[str, float], other: Mapping[str, float]) -> float:
        """The sum of products of two weighted sums of each unit's values."""
        return math.fsum(self._terms(one, other))

    def _terms(self, one: Mapping[str, float], other: Mapping[str, float]) -> list[float]:
        return [
            one.get(x, 0.0) * other.get(y, 0.0) * self.products[min(x, y), max(x, y)] for x in VALUES for y in VALUES
        ]


class Figure(NamedTuple):
    """A mean or ratio with the variance of it."""

    value: float
    variance: float
    n: int


class Difference(NamedTuple):
    """A figure less another: p of no difference, limits, and p of its being worse by a margin or more (`p_worse`)."""

    value: float
    error: float
    lower: float
    upper: float
    p: float
    p_worse: float | None = None


def figure(arm: Arm, theta: float = 0.0, before: float = 0.0) -> Figure | None:
    """Sum of a by sum of b, less theta times what c is beside `before`; null where nothing varies or is known.

    The variance is that of a ratio between units (the delta method), which of a mean of learners is s^2 / n.
    """
    if arm.n < 2 or arm.sums["b"] <= 0:
        return None
    moved = arm.sums["a"] - theta * (arm.sums["c"] - before * arm.sums["h"])
    value = moved / arm.sums["b"]
    left = arm.squares({"a": 1.0, "b": -value, "c": -theta, "h": theta * before})
    return Figure(value, left / (arm.n - 1) * arm.n / arm.sums["b"] ** 2, arm.n)


def covariate(arms: Sequence[Arm]) -> tuple[float, float] | None:
    """Theta of CUPED, and the mean before exposure, over all arms; null where the past tells nothing (Deng 2013).

    Theta is cov(y, x) / var(x) within arms. Who has no past counts as the mean of those who have.
    """
    known = [arm for arm in arms if arm.sums["h"] > 0 and arm.sums["b"] > 0]
    if not known:
        return None
    before = math.fsum(arm.sums["c"] for arm in known) / math.fsum(arm.sums["h"] for arm in known)
    together, alone = [], []
    for arm in known:
        past = {"c": 1.0, "h": -arm.sums["c"] / arm.sums["h"]}
        together.append(arm.product({"a": 1.0, "b": -arm.sums["a"] / arm.sums["b"]}, past))
        alone.append(arm.squares(past))
    spread = math.fsum(alone)
    return (math.fsum(together) / spread, before) if spread > 0 else None


def welch(one: Figure, other: Figure, alpha: float, harmless: float | None = None) -> Difference | None:
    """One less the other, with Satterthwaite's degrees of freedom; null where nothing varies.

    `harmless` is by how much the difference may be under 0, or where it is negative, over it.
    """
    variance = one.variance + other.variance
    if variance <= 0:
        return None
    df = variance**2 / (one.variance**2 / (one.n - 1) + other.variance**2 / (other.n - 1))
    value, error = one.value - other.value, math.sqrt(variance)
    reach = t_point(1 - alpha / 2, df) * error
    p = 2 * t_above(abs(value) / error, df)
    worse = None if harmless is None else t_above(_above_margin(value, harmless) / error, df)
    return Difference(value, error, value - reach, value + reach, p, worse)


def shares(one: Figure, other: Figure, alpha: float, harmless: float | None = None) -> Difference | None:
    """One share less the other: p by the variance of both together, limits by that of each."""
    both = (one.value * one.n + other.value * other.n) / (one.n + other.n)
    pooled = both * (1 - both) * (1 / one.n + 1 / other.n)
    if pooled <= 0:
        return None
    value = one.value - other.value
    error = math.sqrt(sum(part.value * (1 - part.value) / part.n for part in (one, other)))
    reach = normal_point(1 - alpha / 2) * error
    p = 2 * normal_above(abs(value) / math.sqrt(pooled))
    worse = None if harmless is None else _normal_above(_above_margin(value, harmless), error)
    return Difference(value, error, value - reach, value + reach, p, worse)


def always(one: Figure, other: Figure, alpha: float, planned: int, harmless: float | None = None) -> Difference | None:
    """One less the other, with limits that hold on all days at once, and p likewise: a confidence sequence.

    That of Waudby-Smith and others (2021) for a normal mixture, closest at the `planned` number of both arms.
    """
    variance, n = one.variance + other.variance, one.n + other.n
    if variance <= 0:
        return None
    value, error = one.value - other.value, math.sqrt(variance)
    log = -2 * math.log(alpha)
    r2 = (log + math.log(1 + log)) / planned
    wide = n * r2 + 1
    reach = error * math.sqrt(2 * wide / (n * r2) * math.log(math.sqrt(wide) / alpha))

    def p(distance: float) -> float:
        return min(1.0, math.sqrt(wide) * math.exp(-(distance**2) * n * r2 / (2 * variance * wide)))

    worse = None if harmless is None else p(max(0.0, _above_margin(value, harmless)))
    return Difference(value, error, value - reach, value + reach, p(value), worse)


def _normal_above(distance: float, error: float) -> float:
    """Share of a normal about 0 that is above a distance; without an error all of it is 0."""
    if error > 0:
        return normal_above(distance / error)
    return 0.0 if distance > 0 else 1.0


def _above_margin(value: float, harmless: float) -> float:
    return value + harmless if harmless > 0 else -value - harmless


def sample_ratio(counts: Mapping[str, int], weights: Mapping[str, float]) -> float | None:
    """How likely chance alone divides learners so: chi square over variants with a weight; null for nobody.

    0 where anybody has a variant without one.
    """
    total = sum(counts.values())
    if not total:
        return None
    if any(n and not weights.get(name) for name, n in counts.items()):
        return 0.0
    parts = {name: weight for name, weight in weights.items() if weight > 0}
    expected = {name: total * weight / math.fsum(parts.values()) for name, weight in parts.items()}
    distance = math.fsum((counts.get(name, 0) - due) ** 2 / due for name, due in expected.items())
    return chi2_above(distance, len(parts) - 1)
