"""Segments in plain Python, pair by pair: what the SQL says by sums is said here by definition."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from math import comb

Point = Sequence[int]


def squared(one: Point, other: Point) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def nearest(point: Point, centres: Sequence[Point]) -> int:
    """The first of those at the least distance."""
    return min(range(len(centres)), key=lambda number: (squared(point, centres[number]), number))


def improved(points: Sequence[Point], weights: Sequence[int], centres: Sequence[Point]) -> list[Point | None]:
    """Means of the points nearest to each centre, half up; None of one that has none."""
    groups: list[list[tuple[Point, int]]] = [[] for _ in centres]
    for point, weight in zip(points, weights, strict=True):
        groups[nearest(point, centres)].append((point, weight))
    return [_mean(group) if group else None for group in groups]


def _mean(group: Sequence[tuple[Point, int]]) -> Point:
    weight = sum(one for _, one in group)
    totals = [sum(point[axis] * one for point, one in group) for axis in range(len(group[0][0]))]
    return tuple((2 * total + weight) // (2 * weight) for total in totals)


def cost(points: Sequence[Point], weights: Sequence[int], centres: Sequence[Point]) -> int:
    return sum(w * squared(p, centres[nearest(p, centres)]) for p, w in zip(points, weights, strict=True))


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    """By counting pairs of learners that are together in one, in the other, and in both."""
    pairs = list(combinations(range(len(one)), 2))
    in_one = {(a, b) for a, b in pairs if one[a] == one[b]}
    in_other = {(a, b) for a, b in pairs if other[a] == other[b]}
    expected = len(in_one) * len(in_other) / comb(len(one), 2)
    most = (len(in_one) + len(in_other)) / 2
    return 1.0 if most == expected else (len(in_one & in_other) - expected) / (most - expected)


def silhouette(points: Sequence[Point], labels: Sequence[int]) -> float | None:
    """The mean over all points; None where there is one group."""
    if len(set(labels)) < 2:
        return None
    return sum(_of_one(points, labels, at) for at in range(len(points))) / len(points)


def _of_one(points: Sequence[Point], labels: Sequence[int], at: int) -> float:
    def mean(label: int) -> float | None:
        others = [squared(points[at], p) for n, p in enumerate(points) if labels[n] == label and n != at]
        return sum(others) / len(others) if others else None

    own = mean(labels[at])
    other = min(m for label in set(labels) - {labels[at]} if (m := mean(label)) is not None)
    return 0.0 if own is None or max(own, other) == 0 else (other - own) / max(own, other)


def planted(centres: Sequence[Point], size: int, spread: float, seed: int) -> list[tuple[int, list[int]]]:
    """So many points about each centre, in turn, with the number of their centre."""
    chance = random.Random(seed)
    return [
        (number, [round(value + chance.gauss(0, spread)) for value in centre])
        for _ in range(size)
        for number, centre in enumerate(centres)
    ]
