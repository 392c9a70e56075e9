"""Choices of early warning: what nobody can mean is a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from from_toml import loaded

from edulake.config.early_warning import EarlyWarning
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize("days", [0, -7, 1, 13, 15])
def test_who_drops_off_is_told_by_whole_weeks(tmp_path: Path, days: int) -> None:
    with pytest.raises(ConfigError, match=rf"early_warning\.dropout_days is {days}"):
        loaded(tmp_path, f"[early_warning]\ndropout_days = {days}")


def test_weeks_may_be_as_many_as_one_likes(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[early_warning]\ndropout_days = 28").early_warning.dropout_days == 28
    assert EarlyWarning().dropout_days == 14
