"""How many learners an experiment needs, so that a difference that is there is found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from edulake.gold.language.distributions import beta_below, normal_above, t_point

if TYPE_CHECKING:
    from collections.abc import Iterator

# Terms of the sum that are left out are less than this.
CLOSE = 1e-15
FEWEST, MOST = 2, 10**9
# So many standard errors away chance has no say.
FAR = 35


def power(effect: float, n: float, ratio: float, alpha: float) -> float:
    """How likely a two-sided t test finds a difference of `effect` standard deviations, of n and ratio x n learners."""
    df, shift = n * (1 + ratio) - 2, effect * math.sqrt(n * ratio / (1 + ratio))
    if shift > FAR:
        return 1.0
    edge = t_point(1 - alpha / 2, df)
    return _above(edge, df, shift) + _above(edge, df, -shift)


def needed(effect: float, ratio: float, alpha: float, wanted: float) -> int | None:
    """The least number in the first of two groups, the second of `ratio` times it, of that power; null over 10^9."""
    low, high = FEWEST, FEWEST
    while power(effect, high, ratio, alpha) < wanted:
        low, high = high, high * 2
        if high > MOST:
            return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power(effect, middle, ratio, alpha) >= wanted else (middle + 1, high)
    return high


def _above(t: float, df: float, shift: float) -> float:
    """Share of the noncentral t that is above t, which is over 0 (Lenth 1989, algorithm AS 243)."""
    x = t * t / (t * t + df)
    below = normal_above(shift)
    for even, odd, n in _weights(shift):
        below += (even * beta_below(n + 0.5, df / 2, x) + odd * beta_below(n + 1, df / 2, x)) / 2
    return max(0.0, 1 - below)


def _weights(shift: float) -> Iterator[tuple[float, float, int]]:
    """Poisson weights of half the squared shift, until all of them are told."""
    half = shift * shift / 2
    even, odd = math.exp(-half), shift * math.exp(-half) / math.sqrt(2) / math.gamma(1.5)
    left, n = 1.0, 0
    while True:
        yield even, odd, n
        left -= even
        n += 1
        if left < CLOSE or (n > half and even < CLOSE):
            return
        even *= half / n
        odd *= half / (n + 0.5)
