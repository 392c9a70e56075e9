"""What is planted: how learners differ, how long levels take, what lessons, topics and experiments do.

Figures are those of the reference's section on the generator. `planted` false keeps the shapes and takes the
differences away: all learners are of one kind, lessons add nothing, and so on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LANGUAGES = ("spanish", "italian", "german", "french", "dutch", "english")
CODES = ("es", "it", "de", "fr", "nl", "en")
# Per mille of the learners, by their first language; a tenth of all learn a second one, from a month later.
LANGUAGE_SHARES = (500, 80, 130, 160, 50, 80)
SECOND_LANGUAGE, SECOND_AFTER = 100, 30
STARTING_LEVELS = (500, 200, 150, 100, 50)  # per mille, from A1
# Days after which half of those who reach a level have reached the next one; the shape of the Weibull distribution.
MEDIANS, EQUAL_MEDIANS, SHAPE = (60, 60, 90, 120, 150), (90, 90, 90, 90, 90), 1.4
ABILITY, GROWTH_SPREAD = 10.0, 0.05  # points, points a day
STEPS = 1024


class Segment(NamedTuple):
    """A kind of learner: how many, and what is usual among them.

    `share` and `active` are per mille, of learners and of days; `messages` are the learner's in a conversation; `talks`
    and `tests` are per mille of active days, `errors` per mille of messages, `ability` is in points, `growth` in points
    a day. Lessons are taken that suit by more than so many deviations (`choosy`). The hazard of dropping out is
    multiplied by `drops`; who `is_regular` keeps weekdays and an hour, others come on one day of a week.
    """

    name: str
    share: int
    active: int
    messages: float
    talks: int
    tests: int
    errors: int
    ability: float
    growth: float
    choosy: float
    drops: float
    is_regular: bool


# Shares of lessons vary most among those who come seldom; as these are more, features are scaled by how they differ.
# Those who struggle leave, but by the last day enough of them are left to be found.
SEGMENTS = (
    Segment("often and sure", 200, 650, 2.5, 800, 500, 60, 9.9, 0.205, 1.0, 0.05, is_regular=True),
    Segment("often and struggling", 220, 650, 2.5, 800, 500, 700, -9.9, 0.107, 1.0, 0.7, is_regular=True),
    Segment("seldom and sure", 260, 140, 3.0, 400, 800, 60, 9.9, 0.205, -0.8, 0.05, is_regular=False),
    Segment("seldom and struggling", 320, 140, 3.0, 400, 800, 700, -9.9, 0.107, -0.8, 1.5, is_regular=False),
)
# Of ability and growth within a segment, so that they are ABILITY and GROWTH_SPREAD in all.
SPREAD, SPREAD_OF_GROWTH = 1.5, 0.01
ONE_KIND = (Segment("alike", 1000, 300, 4.0, 100, 600, 260, 0.0, 0.15, 0.2, 1.0, is_regular=True),)
HAZARD = 50  # per mille of a fortnight


@dataclass(frozen=True)
class World:
    """How many learners, which chance, and whether anything is planted."""

    learners: int
    seed: int
    planted: bool = True

    def draws(self, *keys: str) -> Draws:
        return Draws(self.seed, keys)

    @property
    def segments(self) -> tuple[Segment, ...]:
        return SEGMENTS if self.planted else ONE_KIND

    @property
    def medians(self) -> tuple[int, ...]:
        return MEDIANS if self.planted else EQUAL_MEDIANS

    @property
    def ability_spread(self) -> float:
        return SPREAD if self.planted else ABILITY

    @property
    def growth_spread(self) -> float:
        return SPREAD_OF_GROWTH if self.planted else GROWTH_SPREAD

    def of_segment(self, name: str) -> Column:
        """What is usual in the segment of each row."""
        return one_of(tuple(getattr(segment, name) for segment in self.segments), F.col("segment"))


def one_of(values: Sequence[str] | Sequence[float] | Sequence[bool], index: Column) -> Column:
    """The value at an index from 0; null for a null index."""
    return F.get(F.array(*map(F.lit, values)), index.cast("int"))


def chosen(drawn: Column, shares: Sequence[int]) -> Column:
    """The number of the share, from 0, into which a number from 0 falls; null beyond the last."""
    number, below = F.when(F.lit(False), 0), 0
    for choice, share in enumerate(shares):
        below += share
        number = number.when(drawn < below, choice)
    return number


def drawn(number: Column, per_mille: Mapping[str, int]) -> Column:
    """The word into whose share a number from 0 to 999 falls; null for the rest."""
    return one_of(tuple(per_mille), chosen(number, tuple(per_mille.values())))


def looked_up(values: tuple[int, ...], index: Column) -> Column:
    """The value at an index from 0."""
    return F.get(F.expr(f"array({', '.join(map(str, values))})"), index.cast("int"))


def weibull() -> tuple[int, ...]:
    """Equally likely times of a Weibull distribution with median 1,000, shortest first."""
    quantiles = ((step + 0.5) / STEPS for step in range(STEPS))
    return tuple(round(1000 * (-math.log2(1 - quantile)) ** (1 / SHAPE)) for quantile in quantiles)


def clipped(number: Column, lowest: float, highest: float) -> Column:
    return F.greatest(F.lit(lowest), F.least(F.lit(highest), number))
