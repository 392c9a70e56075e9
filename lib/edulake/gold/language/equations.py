"""Least squares from sums of products, solved on the driver: what is told by other columns has no coefficient.

Of p columns it takes p^3 steps of plain Python, a second or two for 300.
"""

from __future__ import annotations

import math
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A column of which others leave this share of its squares, or less, is told by them.
TOLD = 1e-9
# Parts of a column that a linear relation has by rounding alone.
NO_PART = 1e-6


class Solved(NamedTuple):
    """`values` are the coefficients of columns by name, and `inverse` holds the rows of the inverse of their products.

    `bound` says of each column that has no coefficient of its own which columns tell it. Those have a value only
    because it was left out: of none of a bound set is anything known.
    """

    values: dict[str, float]
    inverse: dict[str, dict[str, float]]
    bound: dict[str, tuple[str, ...]]


def solved(products: Mapping[tuple[str, str], float], columns: Sequence[str], outcome: str) -> Solved:
    """Coefficients of `columns` on the outcome, from sums of products by pairs in either order; what lacks is 0.

    In their order: of columns that tell each other the last one is left out.
    """

    def product(a: str, b: str) -> float:
        return products.get((a, b), products.get((b, a), 0.0))

    kept: list[str] = []
    lower: list[list[float]] = []
    bound: dict[str, tuple[str, ...]] = {}
    for column in columns:
        row: list[float] = []
        for other, below in zip(kept, lower, strict=True):
            row.append((product(column, other) - math.fsum(map(mul, row, below))) / below[-1])
        square = product(column, column)
        left = square - math.fsum(map(mul, row, row))
        if left > TOLD * square:
            kept.append(column)
            lower.append([*row, math.sqrt(left)])
        else:
            parts = _back(lower, row)
            bound[column] = tuple(name for name, part in zip(kept, parts, strict=True) if abs(part) > NO_PART)
    size = len(kept)
    inverse = [_back(lower, _forward(lower, [float(n == place) for n in range(size)])) for place in range(size)]
    values = _back(lower, _forward(lower, [product(name, outcome) for name in kept]))
    return Solved(
        dict(zip(kept, values, strict=True)),
        {name: dict(zip(kept, row, strict=True)) for name, row in zip(kept, inverse, strict=True)},
        bound,
    )


def clustered_errors(
    inverse: Mapping[str, Mapping[str, float]], scores: Mapping[tuple[str, str], float]
) -> dict[str, float]:
    """The standard error of each coefficient, from the inverse and the sums of products of clusters' scores.

    A cluster's score of a column is the sum of the column times what is left of the outcome: Liang and Zeger's
    sandwich, without corrections for few clusters.
    """
    within = [[scores.get((a, b), scores.get((b, a), 0.0)) for b in inverse] for a in inverse]

    def error(weights: list[float]) -> float:
        return math.sqrt(max(0.0, sum(map(mul, weights, (sum(map(mul, weights, row)) for row in within)))))

    return {name: error(list(row.values())) for name, row in inverse.items()}


def _forward(lower: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    found: list[float] = []
    for row, value in zip(lower, right, strict=True):
        found.append((value - math.fsum(map(mul, row, found))) / row[-1])
    return found


def _back(lower: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    found = list(right)
    for place in range(len(found) - 1, -1, -1):
        found[place] /= lower[place][place]
        for before in range(place):
            found[before] -= lower[place][before] * found[place]
    return found
