"""Doses that gold asks for: by default, and what is said of those that nobody can have."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edulake.config import doses
from edulake.config.settings import Gold
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_the_usual_ones_are_known() -> None:
    doses.must_be_known(doses.usual())
    assert Gold().required_doses["MMR"] == {"All": 2}


@pytest.mark.parametrize(
    "required", [{"mmr": {"All": 2}}, {"MMR": {"7th grade": 1}}, {"MMR": {"All": 0}}, {"MMR": {"All": "2"}}]
)
def test_what_would_be_required_of_nobody_is_a_mistake(required: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ConfigError, match="required_doses"):
        Gold(required_doses=required)


def test_a_ratio_is_above_0() -> None:
    with pytest.raises(ConfigError, match="risk_ratio"):
        Gold(risk_ratio=Decimal(0))
