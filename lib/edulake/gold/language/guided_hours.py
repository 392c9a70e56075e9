"""How many hours of lessons schools plan for a level: context for a time to it, never a norm.

The framework of levels sets no hours. Cambridge English says how many a learner has had in all by the time of a level;
LanguageCert, and the Instituto Cervantes as its schools tell its least, say how many a level takes by itself.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

CAMBRIDGE_IN_ALL = {
    "A1": (90, 100),
    "A2": (180, 200),
    "B1": (350, 400),
    "B2": (500, 600),
    "C1": (700, 800),
    "C2": (1000, 1200),
}
LANGUAGECERT = {"A1": 95, "A2": 95, "B1": 180, "B2": 180, "C1": 200, "C2": 250}
CERVANTES = {"A1": 60, "A2": 90, "B1": 120, "B2": 150, "C1": 180, "C2": 210}


class Hours(NamedTuple):
    """The fewest and the most that anybody plans."""

    fewest: int
    most: int


def for_the_next() -> dict[str, Hours]:
    """By level the hours from it to the next, over all that say any; without the highest."""
    return {
        level: _range(following, [after - before for after, before in zip(in_all, so_far, strict=True)])
        for (level, so_far), (following, in_all) in pairwise(CAMBRIDGE_IN_ALL.items())
    }


def _range(level: str, cambridge: list[int]) -> Hours:
    planned = [*cambridge, LANGUAGECERT[level], CERVANTES[level]]
    return Hours(min(planned), max(planned))
