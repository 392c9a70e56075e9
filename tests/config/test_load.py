from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from from_toml import loaded

from edulake.config.load import load, shipped
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_later_wins(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "lock_timeout_seconds = 7\nwarehouse = 'from file'\n[gold]\nsplit_date = 2024-09-01\n")
    assert settings.lock_timeout_seconds == 7
    assert settings.gold.split_date == dt.date(2024, 9, 1)
    assert load(str(tmp_path / "conf.toml"), warehouse="given").warehouse == "given"
    assert {"lms_system_a", "assessment_platform_b", "school_database_c"} <= set(settings.sources)


def test_a_source_by_configuration(tmp_path: Path) -> None:
    block = (
        '[sources.act]\nfiles = "*.csv"\nformat = "csv"\nscore_max = 36\n[sources.act.columns]\nstudent_id = "who"\n'
    )
    source = loaded(tmp_path, block).sources["act"]
    assert (source.score_min, source.score_max, source.delimiter) == (Decimal(0), Decimal(36), ",")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lock_timeout_second = 7", "did you mean lock_timeout_seconds"),
        ("[gold]\nsplit = 2024-01-01", "unknown setting gold.split"),
        ("lock_timeout_seconds = 'long'", "lock_timeout_seconds has the wrong type"),
        ("lock_timeout_seconds = true", "lock_timeout_seconds has the wrong type"),
        ("[sources.x]\nfiles = '*'", "sources.x.format is missing"),
        ("[sources.x]\nfiles = '*'\nformat = 'csv'\ndecimal_coma = true", "did you mean decimal_comma"),
        ("[sources.x]\nfiles = '*'\nformat = 'xml'", "choose from csv, jsonl, json, parquet"),
        ("not toml", "is not valid TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, text)
    assert says in " ".join(error.value.lines())


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match=r"cannot read nowhere\.toml"):
        load("nowhere.toml")


@pytest.mark.parametrize("platform", ["local", "databricks", "aidp"])
def test_shipped_files_are_valid(platform: str) -> None:
    assert load(platform=platform).warehouse


@pytest.mark.parametrize(("name", "system"), [("district", "district"), ("language", "babblr")])
def test_blocks_that_no_run_has_unless_it_asks(name: str, system: str) -> None:
    alone = shipped(name)
    assert {block.system for block in alone.sources.values()} == {system}
    assert not set(alone.sources) & set(load().sources)
    asked = load(str(Path(__file__).parents[2] / "conf" / f"{name}.toml"))
    assert alone.sources == {block: asked.sources[block] for block in alone.sources}
    assert alone.experiments == asked.experiments
    assert not load().experiments
