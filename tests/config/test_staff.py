"""What excuses staff and what they have to learn: by default, and what is said of what nobody can mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from edulake.config import staff
from edulake.config.settings import Gold
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_the_usual_ones_are_known() -> None:
    staff.absences_must_be_known(staff.usual())
    assert Gold().required_hours == {}
    assert Gold().chosen().keys() == {"split_date", "chronic_absence", "minimum_days"}


def test_an_absence_that_nobody_knows_excuses_nobody() -> None:
    with pytest.raises(ConfigError, match="excused_absences"):
        Gold(excused_absences=["jury"])


@pytest.mark.parametrize(
    "rule",
    [
        {"hours": 30},
        {"hours": Decimal("37.5"), "by_fte": True},
        {"hours": Decimal("99999.99"), "years": 1},
        {"hours": 100, "years": 5, "since": 2024},
    ],
)
def test_hours_that_may_be_required(rule: dict[str, Any]) -> None:
    assert Gold(required_hours={"Teacher": rule}).chosen()["required_hours"] == {"Teacher": rule}


@pytest.mark.parametrize(
    ("role", "rule"),
    [
        ("teacher", {"hours": 30}),
        ("Teacher", {}),
        ("Teacher", {"hours": 0}),
        ("Teacher", {"hours": True}),
        ("Teacher", {"hours": "30"}),
        ("Teacher", {"hours": 100_000}),
        ("Teacher", {"hours": Decimal("7.125")}),
        ("Teacher", {"hours": 30, "years": 0}),
        ("Teacher", {"hours": 30, "years": 21, "since": 2024}),
        ("Teacher", {"hours": 30, "years": 2}),
        ("Teacher", {"hours": 30, "years": 2, "since": "2024"}),
        ("Teacher", {"hours": 30, "fte": True}),
        ("Teacher", {"hours": 30, "by_fte": 1}),
    ],
)
def test_hours_that_nobody_can_learn_are_a_mistake(role: str, rule: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="required_hours"):
        Gold(required_hours={role: rule})
