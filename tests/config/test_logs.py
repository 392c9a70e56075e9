"""The form of log lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.load import load
from edulake.config.logs import Logs
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_words_are_the_default(tmp_path: Path) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text("[logs]\nformat = 'json'\n")
    assert (load().logs.format, load(str(conf)).logs.format) == ("text", "json")


def test_a_form_that_nobody_reads() -> None:
    with pytest.raises(ConfigError, match=r"logs\.format cannot be xml") as refused:
        Logs("xml")
    assert refused.value.fix == "choose from text, json"
