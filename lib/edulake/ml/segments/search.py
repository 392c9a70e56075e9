"""How hard segments are looked for: which k, how often, against how many draws."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Search:
    """The numbers of groups that are tried, from `fewest` to `most`, and how often.

    Each k is fitted from `restarts` starts in `rounds` rounds, to the learners, to `resamples` of them and to `nulls`,
    in which nothing belongs together. Of more than `learners` those that come first in hash order are learned from.
    """

    fewest: int = 2
    most: int = 8
    restarts: int = 10
    rounds: int = 15
    resamples: int = 10
    nulls: int = 10
    learners: int = 2_000
    seed: int = 20_261_129

    @property
    def ks(self) -> range:
        return range(self.fewest, self.most + 1)
