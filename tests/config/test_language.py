"""Choices about learning a language: what is said of them counts, and what nobody can mean is a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from from_toml import loaded

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.errors import ConfigError
from edulake.gold.product import OF_LANGUAGE

pytestmark = pytest.mark.once


def test_only_what_is_not_at_its_default_counts(tmp_path: Path) -> None:
    assert "language" not in Gold().chosen(OF_LANGUAGE)
    said = loaded(tmp_path, "[gold.language]\nreturn_days = 7\nmin_spells = 30\nhorizons = [7, 14]").gold
    assert said.chosen(OF_LANGUAGE)["language"] == {"return_days": 7, "horizons": [7, 14]}
    assert said.chosen() == Gold().chosen(), "few products are made with them"
    assert hash(said) != hash(Gold())


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("drop_off_days = 0", "drop_off_days is 0"),
        ("continuation_messages = -1", "continuation_messages is -1"),
        ("active_gap_minutes = 31", "session_gap_minutes is under active_gap_minutes"),
        ("horizons = []", "horizons is empty"),
        ("horizons = [30, 30]", "horizons is 30, 30"),
        ("horizons = [90, 30]", "horizons is 90, 30"),
        ("horizons = [0, 30]", "horizons is 0, 30"),
        ("min_learners = 1", "min_learners is 1"),
    ],
)
def test_what_nobody_can_mean_is_a_mistake(tmp_path: Path, said: str, wrong: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"gold.language.{wrong}")):
        loaded(tmp_path, f"[gold.language]\n{said}")


def test_the_longest_pause_of_an_active_learner_may_be_that_of_a_session() -> None:
    assert Language(active_gap_minutes=30).session_gap_minutes == 30
