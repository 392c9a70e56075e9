"""Times to an end in plain Python: product-limit shares as fractions, their limits, and the shares of two ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

# How long, and what ended it: reached, dropped or still_there.
Spell = tuple[int, str]
Z = 1.959963984540054


class Step(NamedTuple):
    """What is known at a time at which any spell ends."""

    time: int
    at_risk: int
    survival: Fraction
    greenwood: Fraction | None
    shares: dict[str, Fraction]
    variances: dict[str, float]


def steps(spells: Iterable[Spell]) -> list[Step]:
    """Each time in order; what is at risk at a time lasts to it or longer."""
    told = list(spells)
    survival, there, greenwood = Fraction(1), Fraction(1), Fraction(0)
    shares = {"reached": Fraction(0), "dropped": Fraction(0)}
    found: list[Step] = []
    past: list[tuple[int, dict[str, int], Fraction, dict[str, Fraction]]] = []
    for time in sorted({time for time, _ in told}):
        n = sum(lasted >= time for lasted, _ in told)
        ends = {one: sum((lasted, how) == (time, one) for lasted, how in told) for one in shares}
        for one, number in ends.items():
            shares[one] += there * Fraction(number, n)
        past.append((n, ends, there, dict(shares)))
        reached, gone = ends["reached"], sum(ends.values())
        survival *= 1 - Fraction(reached, n)
        there *= 1 - Fraction(gone, n)
        greenwood += Fraction(reached, n * (n - reached)) if n > reached else 0
        variances = {one: float(_variance(past, one)) for one in shares}
        found.append(Step(time, n, survival, greenwood if survival else None, dict(shares), variances))
    return found


def _variance(past: Sequence[tuple[int, dict[str, int], Fraction, dict[str, Fraction]]], one: str) -> Fraction:
    """Of the share that has met one of two ends, as Dinse and Larson write it: three sums over the times so far."""
    now = past[-1][3][one]
    total = Fraction(0)
    for n, ends, there, shares in past:
        gone, own, since = sum(ends.values()), ends[one], now - shares[one]
        total += since**2 * Fraction(gone, n * (n - gone)) if n > gone else 0
        total += there**2 * Fraction(own * (n - own), n**3)
        total -= 2 * since * there * Fraction(own, n**2)
    return total


def limits(share: Fraction, error: float) -> tuple[float, float] | None:
    """By log(-log); `error` is the standard error as a part of the share. None for 0 and 1."""
    if not 0 < share < 1:
        return None
    log = math.log(-math.log(share))
    off = Z * error / abs(math.log(share))
    return math.exp(-math.exp(log + off)), math.exp(-math.exp(log - off))


def survival_limits(step: Step) -> tuple[float, float] | None:
    return None if step.greenwood is None else limits(step.survival, math.sqrt(step.greenwood))


def share_limits(step: Step, one: str) -> tuple[float, float] | None:
    share = step.shares[one]
    return limits(share, math.sqrt(step.variances[one]) / float(share)) if share else None


def first(found: Sequence[Step], holds: Callable[[Step], bool]) -> int | None:
    return next((step.time for step in found if holds(step)), None)


def median(found: Sequence[Step]) -> tuple[int | None, int | None, int | None]:
    """The first time at which at most half are left, and the same of both limits."""

    def half(which: int) -> Callable[[Step], bool]:
        def holds(step: Step) -> bool:
            known = survival_limits(step)
            return known[which] <= 0.5 if known else which == 0 and step.survival == 0

        return holds

    return (
        first(found, lambda step: step.survival <= Fraction(1, 2)),
        first(found, half(0)),
        first(found, half(1)),
    )


def at(found: Sequence[Step], time: int) -> Step | None:
    """What is known at a time; None before any end."""
    return next((step for step in reversed(found) if step.time <= time), None)


def as_rows(spells: Iterable[Spell], **group: Any) -> list[dict[str, Any]]:
    return [{**group, "time": time, "outcome": how} for time, how in spells]
