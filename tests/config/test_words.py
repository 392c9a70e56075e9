"""What was found in a configuration, in words of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import get_type_hints

import pytest

from edulake.config.limits import Limits
from edulake.config.load import load
from edulake.config.settings import Settings, SourceSettings
from edulake.config.words import kind_for, kind_of, why_unread
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true or false"),
        (7, "a whole number"),
        (Decimal("0.5"), "a number"),
        ("", "a text"),
        ([], "a list"),
        ({}, "a table"),
        (dt.date(2025, 1, 31), "a date"),
        (dt.datetime(2025, 1, 31, tzinfo=dt.UTC), "a moment"),
        (dt.time(9, 5), "a time of day"),
    ],
)
def test_each_kind_of_toml_has_words(value: object, words: str) -> None:
    assert kind_of(value) == words


def test_what_is_wanted_is_said_of_every_setting() -> None:
    wanted = {name: kind_for(hint) for name, hint in get_type_hints(SourceSettings).items()}
    assert wanted["columns"] == "a table"
    assert wanted["constants"] == "a table, each value a text"
    assert wanted["date_formats"] == "a list, each entry a text"
    assert wanted["score_max"] == "a number"
    assert wanted["database"] == "a table"
    assert kind_for(get_type_hints(Limits)["columns"]) == "a whole number"
    assert kind_for(get_type_hints(Settings)["source_groups"]) == "a table, each value a list, each entry a text"
    assert kind_for(dt.date | None) == "a date"
    assert all("class" not in words for words in wanted.values())
    assert {field.name for field in fields(SourceSettings)} == set(wanted)


@pytest.mark.parametrize(
    ("text", "why", "fix"),
    [
        ("lock_timeout_seconds = 'long'", "a text was given", "give a whole number"),
        ("[gold]\nchronic_absence = 'half'", "a text was given", "give a number"),
        ("[sources.x]\nfiles = ['*']\nformat = 'csv'", "a list was given", "give a text"),
        ("sources = 2", "a whole number was given", "give a table, each value a table"),
    ],
)
def test_a_wrong_type_is_said_without_a_class_of_python(tmp_path: Path, text: str, why: str, fix: str) -> None:
    path = tmp_path / "conf.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        load(str(path))
    assert (error.value.why, error.value.fix) == (why, fix)


def test_why_a_file_was_not_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as missing:
        load(str(tmp_path / "none.toml"))
    assert missing.value.why == "the system says: No such file or directory"
    path = tmp_path / "conf.toml"
    path.write_bytes(b'warehouse = "\xe4"')
    with pytest.raises(ConfigError) as latin:
        load(str(path))
    assert latin.value.why == "it is not UTF-8: byte 14 of what was read is no letter"
    assert why_unread(OSError()) == "the system refuses it"
