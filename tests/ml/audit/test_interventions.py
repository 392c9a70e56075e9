"""What help must achieve to pay: cost over value, of those alone who are at risk."""

from __future__ import annotations

import pytest

from edulake.ml.audit import interventions

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("precision", "cost", "value", "effect"),
    [
        (0.5, 500, 10_000, 0.1),
        (1.0, 500, 10_000, 0.05),
        (0.04, 500, 10_000, 1.25),  # it never does
        (0.5, 0, 10_000, 0.0),
        (0.0, 500, 10_000, None),
        (0.5, 500, 0, None),
    ],
)
def test_the_effect_at_which_help_pays(precision: float, cost: float, value: float, effect: float | None) -> None:
    found = interventions.break_even(precision, cost, value)
    assert found == (None if effect is None else pytest.approx(effect))


def test_each_assumed_effect_has_its_value_per_student() -> None:
    """Without an effect the cost is lost, and also where nobody who is helped is at risk."""
    found = interventions.assumed(0.5, 500, 10_000)
    assert [of.effect for of in found] == list(interventions.ASSUMED_EFFECTS)
    assert [of.net_value for of in found] == pytest.approx([-500, -300, -50, 750])
    assert {of.net_value for of in interventions.assumed(0.0, 500, 10_000)} == {-500}


def test_an_effect_pays_from_the_break_even_on() -> None:
    needed = interventions.break_even(0.4, 500, 10_000)
    assert needed is not None
    assert all((of.net_value >= 0) == (of.effect >= needed) for of in interventions.assumed(0.4, 500, 10_000))
