"""Which number of groups is told of, or none: what is stable, apart beyond chance, and large enough to be told of."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

READY, NO_SEGMENTS, TOO_FEW = "READY", "NO_SEGMENTS", "TOO_FEW"
# Why a number of groups is not the one.
UNSTABLE, LESS_APART, CHANCE, TOO_SMALL = "UNSTABLE", "LESS_APART", "CHANCE", "TOO_SMALL"
HALVES, PASSED, CHOSEN = "HALVES", "PASSED", "CHOSEN"
# Two groups halve whatever there is, a single cloud as well.
FEWEST_GROUPS = 3
LOWEST_AGREEMENT = 0.95
BELOW_BEST = 0.05
BEYOND_CHANCE = 3
SMALLEST_GROUP, MOST_GROUPS = 10, 20
# So many learners can be three groups that are large enough.
FEWEST_LEARNERS = FEWEST_GROUPS * SMALLEST_GROUP


@dataclass(frozen=True)
class Figures:
    """What is known of one number of groups `k`.

    `agreements` are those of the resamples with the learners, `silhouette` is that of the learners (null of a single
    group), `null_silhouettes` those of the nulls; `smallest` is how many learners the smallest group has, 0 where there
    are fewer groups than asked for.
    """

    k: int
    learners: int
    agreements: tuple[float, ...]
    silhouette: float | None
    null_silhouettes: tuple[float, ...]
    smallest: int

    @property
    def stability(self) -> float:
        """The mean agreement; 0 without a resample: what was never tried is not stable."""
        return _mean(self.agreements) if self.agreements else 0.0

    @property
    def null_mean(self) -> float | None:
        return _mean(self.null_silhouettes) if self.null_silhouettes else None

    @property
    def null_deviation(self) -> float | None:
        """The sample's standard deviation; None of a single null."""
        return statistics.stdev(self.null_silhouettes) if len(self.null_silhouettes) > 1 else None

    @property
    def fewest(self) -> int:
        """How many learners make a group large enough: a twentieth of them, rounded up, but no less than 10."""
        return max(SMALLEST_GROUP, -(-self.learners // MOST_GROUPS))

    @property
    def is_of_few(self) -> bool:
        """Whether a group is too small: its centre is nearly what one learner does."""
        return self.smallest < self.fewest


def verdicts(found: Sequence[Figures]) -> dict[int, str]:
    """What is said of each k: the largest that nothing speaks against is CHOSEN, if there is one.

    The best silhouette is that of the numbers of groups that count. What would do, were no larger one there, PASSED.
    """
    best = max((one.silhouette for one in found if one.k >= FEWEST_GROUPS and one.silhouette is not None), default=0.0)
    said = {one.k: _verdict(one, best) for one in found}
    chosen = max((k for k, word in said.items() if word == PASSED), default=None)
    return {k: CHOSEN if k == chosen else word for k, word in said.items()}


def _verdict(one: Figures, best: float) -> str:
    if one.k < FEWEST_GROUPS:
        return HALVES
    if one.is_of_few:
        return TOO_SMALL
    if one.stability < LOWEST_AGREEMENT:
        return UNSTABLE
    mean, deviation = one.null_mean, one.null_deviation
    if one.silhouette is None or mean is None or deviation is None:
        return CHANCE
    if one.silhouette <= mean + BEYOND_CHANCE * deviation:
        return CHANCE
    return LESS_APART if one.silhouette < best - BELOW_BEST else PASSED


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
