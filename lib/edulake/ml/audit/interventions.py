"""What help must achieve to be worth its cost. Effects are assumptions: no model knows what help changes."""

from __future__ import annotations

from typing import NamedTuple

# Share of those who would fail that help keeps from it. EWIMS (73 high schools, randomised) found none on credits;
# a randomised trial in 4,000 schools of Guatemala 4 %, 9 % among those who complied; 25 % is what the notebook that
# this subject follows takes for granted, without a source.
ASSUMED_EFFECTS = (0.0, 0.04, 0.09, 0.25)


class Assumed(NamedTuple):
    """Net value per selected student, in the currency of cost and value, if help had this effect."""

    effect: float
    net_value: float


def break_even(precision: float, cost: float, value: float) -> float | None:
    """The effect at which help pays: cost / (precision x value). Above 1 it never does; null if nobody is at risk."""
    return cost / (precision * value) if precision * value > 0 else None


def assumed(precision: float, cost: float, value: float) -> list[Assumed]:
    """Net value per selected student for each assumed effect: effect x precision x value - cost."""
    return [Assumed(effect, effect * precision * value - cost) for effect in ASSUMED_EFFECTS]
