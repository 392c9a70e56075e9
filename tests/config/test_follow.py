"""The pace of follow: what there can be, and what it is by default."""

from __future__ import annotations

import pytest

from edulake.config.follow import Follow
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_all_answers_come_with_each_tick_unless_some_are_named() -> None:
    assert (Follow().every, Follow().products, Follow(gold_every=0, score_every=0).gold_every) == (60, [], 0)


@pytest.mark.parametrize("wrong", [{"every": 0}, {"every": -1}, {"gold_every": -1}, {"score_every": -60}])
def test_a_pace_that_there_cannot_be(wrong: dict[str, int]) -> None:
    [(name, value)] = wrong.items()
    with pytest.raises(ConfigError, match=f"follow.{name} cannot be {value}"):
        Follow(**wrong)
