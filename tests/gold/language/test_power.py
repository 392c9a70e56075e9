"""Numbers of learners as statsmodels' TTestIndPower gives them."""

from __future__ import annotations

import pytest

from edulake.gold.language.power import needed, power

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("effect", "n", "ratio", "alpha", "due"),
    [
        (0.2, 100, 1, 0.05, 0.29064587167),
        (0.5, 20, 2, 0.01, 0.21129483891),
        (0.1, 1571, 1, 0.05, 0.80006668205),
        (0.05, 10_000, 0.5, 0.05, 0.82293415249),
        (1, 3, 1, 0.05, 0.15879087001),
    ],
)
def test_power(effect: float, n: float, ratio: float, alpha: float, due: float) -> None:
    assert power(effect, n, ratio, alpha) == pytest.approx(due, rel=1e-9)


@pytest.mark.parametrize(
    ("effect", "ratio", "alpha", "wanted", "due"),
    [
        (0.2, 1, 0.05, 0.8, 394),
        (0.05, 1, 0.05, 0.9, 8_407),
        (0.5, 0.25, 0.01, 0.8, 237),
        (2, 1, 0.05, 0.8, 6),
        (0.01, 1, 0.05, 0.8, 156_979),
        (1_000, 1, 0.05, 0.8, 2),
        (1e-6, 1, 0.05, 0.8, None),
    ],
)
def test_the_least_number_of_that_power(
    effect: float, ratio: float, alpha: float, wanted: float, due: int | None
) -> None:
    assert needed(effect, ratio, alpha, wanted) == due
    if due and due > 2:
        assert power(effect, due - 1, ratio, alpha) < wanted <= power(effect, due, ratio, alpha)


def test_without_an_effect_power_is_alpha() -> None:
    assert power(0, 50, 1, 0.05) == pytest.approx(0.05, rel=1e-9)
