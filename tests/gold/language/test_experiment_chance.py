"""Experiments by chance, thousands of times: how often limits hold, and how often a difference is seen that is not there.

Section 11 of the reference: limits of 95 % hold in .935 to .965 of worlds, daily looks alarm in .05 at most, an arm that
loses 6 % is found in .95, and even ones are suspected in .002 at most.
"""

from __future__ import annotations

import random
from statistics import fmean

import pytest
from experiment_arms_of import arm

from edulake.gold.language.comparisons import PAIRS, VALUES, Arm, always, covariate, figure, sample_ratio, welch

pytestmark = pytest.mark.once
RHO, PLANTED = 0.7, 2.0


def side(chance: random.Random, n: int, effect: float = 0.0) -> tuple[list[float], list[float]]:
    """Figures with a standard deviation of 10, and those before, with a correlation of .7."""
    past = [chance.gauss(50, 10) for _ in range(n)]
    rest = 10 * (1 - RHO**2) ** 0.5
    return [50 + RHO * (x - 50) + chance.gauss(0, rest) + effect for x in past], past


@pytest.mark.slow
def test_limits_hold_as_often_as_they_say_and_the_past_makes_them_narrower() -> None:
    chance = random.Random(20)
    held, held_adjusted, shares = [], [], []
    for _ in range(2_000):
        sides = [side(chance, 60), side(chance, 60, PLANTED)]
        arms = [arm(now, c=past) for now, past in sides]  # type: ignore[arg-type]
        by = covariate(arms)
        assert by
        control, other = (figure(one) for one in arms)
        control_moved, other_moved = (figure(one, *by) for one in arms)
        assert control
        assert other
        assert control_moved
        assert other_moved
        plain, moved = welch(other, control, 0.05), welch(other_moved, control_moved, 0.05)
        assert plain
        assert moved
        held.append(plain.lower <= PLANTED <= plain.upper)
        held_adjusted.append(moved.lower <= PLANTED <= moved.upper)
        shares.append(moved.error**2 / plain.error**2)
    assert 0.935 <= fmean(held) <= 0.965
    assert 0.935 <= fmean(held_adjusted) <= 0.965
    assert abs(fmean(shares) - (1 - RHO**2)) <= 0.05


@pytest.mark.slow
def test_who_looks_each_day_is_not_alarmed() -> None:
    """28 looks at two arms that are alike, 20 learners more in each on every day; a fixed test is alarmed in a quarter."""
    chance = random.Random(21)
    alarms = fixed_alarms = 0
    worlds, days, a_day = 200, 28, 20
    for _ in range(worlds):
        arms = [_nobody(), _nobody()]
        alarmed = fixed = False
        for _ in range(days):
            arms = [_more(one, [chance.gauss(50, 10) for _ in range(a_day)]) for one in arms]
            control, other = (figure(one) for one in arms)
            assert control
            assert other
            daily = always(other, control, 0.05, 2 * days * a_day)
            once = welch(other, control, 0.05)
            assert daily
            assert once
            alarmed = alarmed or not daily.lower <= 0 <= daily.upper
            fixed = fixed or once.p < 0.05
        alarms += alarmed
        fixed_alarms += fixed
    assert alarms / worlds <= 0.05
    assert fixed_alarms / worlds > 0.15


def test_an_arm_that_loses_some_is_found_and_even_ones_are_not_suspected() -> None:
    chance = random.Random(22)
    weights = {"control": 0.5, "short": 0.5}
    lost, even = [], []
    for _ in range(400):
        of_one = _binomial(chance, 30_000, 0.5)
        kept = _binomial(chance, 30_000 - of_one, 0.94)
        lost.append((sample_ratio({"control": of_one, "short": kept}, weights) or 0) < 0.001)
    for _ in range(4_000):
        of_one = _binomial(chance, 30_000, 0.5)
        even.append((sample_ratio({"control": of_one, "short": 30_000 - of_one}, weights) or 0) < 0.001)
    assert fmean(lost) >= 0.95
    assert fmean(even) <= 0.002


def _binomial(chance: random.Random, n: int, share: float) -> int:
    """By the normal distribution, which of so many is close enough."""
    return round(chance.gauss(n * share, (n * share * (1 - share)) ** 0.5))


def _nobody() -> Arm:
    return Arm(0, dict.fromkeys(VALUES, 0.0), dict.fromkeys(PAIRS, 0.0))


def _more(one: Arm, values: list[float]) -> Arm:
    new = arm(values)
    return Arm(
        one.n + new.n,
        {name: one.sums[name] + new.sums[name] for name in VALUES},
        {pair: one.products[pair] + new.products[pair] for pair in PAIRS},
    )
