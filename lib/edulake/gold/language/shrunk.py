"""What is left of many estimates beside each other: the more of their spread is chance, the nearer to their mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from edulake.gold.language.distributions import chi2_above

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of fewer nobody can tell how much they differ.
FEWEST = 3


class Shrunk(NamedTuple):
    """Estimates as parts of a population of them.

    `variance` is that of the true values, `mean` theirs and `error` its standard error, `p` how likely estimates differ
    as much where the true values do not (Cochran's Q); `values` and `errors` are those of each after shrinking.
    """

    variance: float
    mean: float
    error: float
    p: float
    values: list[float]
    errors: list[float]


def shrunk(estimates: Sequence[float], errors: Sequence[float]) -> Shrunk | None:
    """Empirical Bayes by moments; None for fewer than three estimates. Standard errors are over 0.

    The variance of the true values is that of the estimates less the mean of their squared errors, 0 at least; each
    estimate moves to the weighted mean by the share of its variance that is chance. The error of the mean counts too,
    so that estimates that do not differ at all are known as well as their mean, and not better.
    """
    n = len(estimates)
    if n < FEWEST:
        return None
    squares = [error**2 for error in errors]
    middle = math.fsum(estimates) / n
    spread = math.fsum((estimate - middle) ** 2 for estimate in estimates) / (n - 1)
    variance = max(0.0, spread - math.fsum(squares) / n)
    mean, weight = _weighted(estimates, [1 / (variance + square) for square in squares])
    kept = [variance / (variance + square) for square in squares]
    return Shrunk(
        variance,
        mean,
        1 / math.sqrt(weight),
        chi2_above(_distance(estimates, squares), n - 1),
        [mean + share * (estimate - mean) for estimate, share in zip(estimates, kept, strict=True)],
        [math.sqrt(square * share + (1 - share) ** 2 / weight) for square, share in zip(squares, kept, strict=True)],
    )


def false_discovery(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's q of each p: among those of that q or less, the expected share found by chance."""
    n, lowest = len(p), 1.0
    found = [0.0] * n
    for rank, place in enumerate(sorted(range(n), key=lambda place: -p[place])):
        lowest = min(lowest, p[place] * n / (n - rank))
        found[place] = lowest
    return found


def family_wise(p: Sequence[float]) -> list[float]:
    """Holm's p of each p: under a level, there is no false one among those below it, but for that level's share."""
    n, highest = len(p), 0.0
    found = [0.0] * n
    for rank, place in enumerate(sorted(range(n), key=lambda place: p[place])):
        highest = max(highest, min(1.0, p[place] * (n - rank)))
        found[place] = highest
    return found


def _weighted(values: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    total = math.fsum(weights)
    return math.fsum(value * weight for value, weight in zip(values, weights, strict=True)) / total, total


def _distance(estimates: Sequence[float], squares: Sequence[float]) -> float:
    """Cochran's Q: squared distances from the common mean, in standard errors."""
    mean, _ = _weighted(estimates, [1 / square for square in squares])
    return math.fsum((value - mean) ** 2 / square for value, square in zip(estimates, squares, strict=True))
