"""What agents may ask: limits that are some."""

from __future__ import annotations

import pytest

from edulake.config.agents import Agents
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize("values", [{"rows": 0}, {"rows": -1}, {"seconds": 0.0}, {"hours_kept": -1.0}])
def test_a_limit_is_more_than_nothing(values: dict[str, float]) -> None:
    [name] = values
    with pytest.raises(ConfigError, match=f"agents.{name} cannot be"):
        Agents(**values)  # type: ignore[arg-type]


def test_cells_may_be_kept_for_no_time() -> None:
    assert Agents(hours_kept=0).hours_kept == 0
