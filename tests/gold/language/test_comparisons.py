"""Comparisons of two groups as scipy gives them, as they were published, and by their own formulas."""

from __future__ import annotations

import math
import random
from statistics import correlation, mean, variance

import pytest
from experiment_arms_of import arm

from edulake.gold.language.comparisons import Figure, always, covariate, figure, sample_ratio, shares, welch

pytestmark = pytest.mark.once
X, Y = [3, 5, 4, 8, 9.5, 2, 6], [1, 2, 2.5, 3, 7, 4]


def test_means_are_compared_as_scipy_does() -> None:
    """ttest_ind(equal_var=False)."""
    one, other = figure(arm(X)), figure(arm(Y))
    assert one
    assert other
    assert one == (pytest.approx(mean(X)), pytest.approx(variance(X) / 7), 7)
    found = welch(one, other, 0.05)
    assert found
    assert (found.value, found.p) == (pytest.approx(2.107142857142857), pytest.approx(0.14085727645006413))
    assert (found.lower, found.upper) == (pytest.approx(-0.8163915817803353), pytest.approx(5.030677296066049))


def test_cookie_cats() -> None:
    """Players who came back on day 7 with a gate at level 40 and at level 30; the division of players is not even."""
    found = shares(Figure(8_279 / 45_489, 0, 45_489), Figure(8_502 / 44_700, 0, 44_700), 0.05)
    assert found
    assert [round(value, 4) for value in (found.value, found.lower, found.upper, found.p)] == [
        -0.0082,
        -0.0133,
        -0.0031,
        0.0016,
    ]
    assert sample_ratio({"30": 44_700, "40": 45_489}, {"30": 1, "40": 1}) == pytest.approx(0.00860798781)


@pytest.mark.parametrize(
    ("counts", "weights", "due"),
    [
        ({"a": 50, "b": 50}, {"a": 1, "b": 1}, 1.0),
        ({"a": 10, "b": 20, "c": 30}, {"a": 1, "b": 2, "c": 3}, 1.0),
        ({"a": 60, "b": 40}, {"a": 0.5, "b": 0.5}, 0.0455002638963584),
        ({"a": 60, "b": 40, "c": 0}, {"a": 0.5, "b": 0.5, "c": 0}, 0.0455002638963584),
        ({"a": 60}, {"a": 1, "b": 1}, 9.485737571073856e-15),
        ({"a": 50, "b": 50, "c": 1}, {"a": 1, "b": 1, "c": 0}, 0.0),
        ({"a": 50, "b": 50, "other": 1}, {"a": 1, "b": 1}, 0.0),
        ({}, {"a": 1, "b": 1}, None),
        ({"a": 0}, {"a": 1, "b": 1}, None),
    ],
)
def test_division_of_learners(counts: dict[str, int], weights: dict[str, float], due: float | None) -> None:
    assert sample_ratio(counts, weights) == (None if due is None else pytest.approx(due))


def test_a_ratio_varies_between_learners_and_not_between_messages() -> None:
    """The delta method: residuals of each learner's errors beside the common rate."""
    errors, messages = [1.0, 0, 5, 2], [10.0, 5, 10, 15]
    rate = 8 / 40
    left = [e - rate * m for e, m in zip(errors, messages, strict=True)]
    found = figure(arm(errors, messages))
    assert found == (pytest.approx(rate), pytest.approx(sum(x * x for x in left) / 3 * 4 / 40**2), 4)


def test_classes_are_the_units_where_they_are_assigned() -> None:
    """A mean of learners by sums of classes is a ratio: its variance is that of classes."""
    sums, sizes = [30.0, 80.0, 55.0], [3.0, 10.0, 5.0]
    found = figure(arm(sums, sizes))
    assert found
    assert found.value == pytest.approx(165 / 18)
    assert found.variance == pytest.approx(
        sum((a - 165 / 18 * b) ** 2 for a, b in zip(sums, sizes, strict=True)) / 2 * 3 / 18**2
    )


@pytest.mark.parametrize(("a", "b"), [([], None), ([1.0], None), ([0.0, 0.0], [0.0, 0.0])])
def test_of_one_unit_nothing_is_known(a: list[float], b: list[float] | None) -> None:
    assert figure(arm(a, b)) is None


def test_where_nothing_varies_nothing_is_compared() -> None:
    alike = figure(arm([2.0] * 40))
    assert alike == (2.0, 0.0, 40)
    assert (
        welch(alike, alike, 0.05)
        is shares(Figure(1, 0, 9), Figure(1, 0, 9), 0.05)
        is always(alike, alike, 0.05, 100)
        is None
    )


def test_the_past_takes_off_what_it_foretells() -> None:
    """Variance falls to 1 - r^2 of before; without a past a learner counts as the mean."""
    chance = random.Random(3)
    past = [[chance.gauss(50, 10) for _ in range(2_000)] for _ in range(2)]
    now = [[0.7 * (x - 50) + 50 + chance.gauss(0, 51**0.5) + 2 * n for x in side] for n, side in enumerate(past)]
    arms = [arm(a, c=c) for a, c in zip(now, past, strict=True)]
    found = covariate(arms)
    assert found
    theta, before = found
    assert theta == pytest.approx(0.7, abs=0.03)
    assert before == pytest.approx(mean(past[0] + past[1]))
    plain, moved = ([figure(one, *by) for one in arms] for by in ((0.0, 0.0), found))
    share = sum(one.variance for one in moved if one) / sum(one.variance for one in plain if one)
    r2 = sum(correlation(a, c) ** 2 for a, c in zip(now, past, strict=True)) / 2
    assert share == pytest.approx(1 - r2, abs=0.01)
    by_hand = [y - theta * (x - before) for y, x in zip(now[0], past[0], strict=True)]
    assert moved[0] == (pytest.approx(mean(by_hand)), pytest.approx(variance(by_hand) / 2_000), 2_000)


def test_a_past_that_says_nothing() -> None:
    assert covariate([arm([1.0, 2.0]), arm([1.0, 3.0])]) is None
    assert covariate([arm([1.0, 2.0], c=[5.0, 5.0]), arm([1.0, 3.0], c=[7.0, None])]) is None
    some = [arm([1.0, 2.0, 9.0], c=[1.0, 2.0, None]), arm([1.0, 3.0], c=[1.0, 3.0])]
    assert covariate(some) == (pytest.approx(1.0), pytest.approx(7 / 4))
    unknown = figure(some[0], 1.0, 7 / 4)
    assert unknown
    assert unknown.value == pytest.approx((12 - (3 - 2 * 7 / 4)) / 3)


def test_limits_that_hold_on_all_days() -> None:
    """By the formula as it was published; wider than those of one look, and p agrees with them."""
    one, other = Figure(1.0, 0.02, 400), Figure(0.5, 0.02, 400)
    found, once = always(one, other, 0.05, 1_000), welch(one, other, 0.05)
    assert found
    assert once
    n, s, a = 800, math.sqrt(0.04 * 800), 0.05
    r = math.sqrt((-2 * math.log(a) + math.log(1 - 2 * math.log(a))) / 1_000)
    half = s * math.sqrt(2 * (n * r**2 + 1) * math.log(math.sqrt(n * r**2 + 1) / a) / (n * r) ** 2)
    assert (found.upper - found.lower) / 2 == pytest.approx(half)
    assert half > (once.upper - once.lower) / 2
    edge = always(Figure(half, 0.02, 400), Figure(0.0, 0.02, 400), 0.05, 1_000)
    assert edge
    assert (edge.lower, edge.p) == (pytest.approx(0, abs=1e-12), pytest.approx(0.05))


def test_no_harm_is_shown_against_a_margin() -> None:
    """One-sided; of what should be few, a difference over 0 is the harm."""
    one, other = Figure(-0.1, 0.01, 500), Figure(0.0, 0.01, 500)
    harmless, strict, few = (welch(one, other, 0.05, margin) for margin in (0.5, 0.1, -0.1))
    assert harmless
    assert strict
    assert few
    assert harmless.p_worse is not None
    assert harmless.p_worse < 0.003
    assert strict.p_worse == pytest.approx(0.5)
    assert few.p_worse == pytest.approx(0.0788, abs=0.0005)
    day = always(one, other, 0.05, 1_000, 0.1)
    far = always(one, other, 0.05, 1_000, 0.9)
    assert day
    assert far
    assert day.p_worse == 1.0
    assert far.p_worse is not None
    assert far.p_worse < 0.01


@pytest.mark.parametrize(
    ("one", "other", "margin", "worse"), [(1.0, 0.0, 0.1, 0.0), (0.0, 1.0, 0.1, 1.0), (0.0, 1.0, 1.0, 1.0)]
)
def test_all_on_one_side_and_none_on_the_other(one: float, other: float, margin: float, worse: float) -> None:
    """Limits of shares of 0 and 1 are the shares: what is apart of the margin is so for sure."""
    found = shares(Figure(one, 0.0, 40), Figure(other, 0.0, 50), 0.05, margin)
    assert found
    assert (found.value, found.error, found.p_worse) == (one - other, 0.0, worse)
    assert found.p < 0.001


@pytest.mark.parametrize(("one", "other"), [(61.67, 70.33), (0.1, 0.7), (4.67, 1.52)])
def test_what_rounding_leaves_is_no_variance(one: float, other: float) -> None:
    """All of a group alike: no difference is sure, and no past foretells, because a mean is not exact."""
    left, right = figure(arm([one] * 40)), figure(arm([other] * 33))
    assert left
    assert right
    assert (left.variance, right.variance, welch(left, right, 0.05)) == (0.0, 0.0, None)
    assert covariate([arm([1.0, 2.0, 7.0] * 11, c=[one] * 33), arm([2.0, 9.0, 4.0] * 11, c=[other] * 33)]) is None
