"""What settings make of themselves: places as paths, and defaults that nobody shares."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from from_toml import loaded

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings, SourceSettings
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_warehouse_and_landing_are_held_as_the_paths_that_their_urls_mean() -> None:
    said = Settings(warehouse="file:///data/my%20lake", landing="file:/in")
    assert (said.warehouse, said.landing) == ("/data/my lake", "/in")
    assert replace(said, landing="file:///other").landing == "/other"
    for name in ("warehouse", "landing"):
        with pytest.raises(ConfigError, match="is no folder"):
            Settings(**{name: "file://machine/lake"})


def test_a_warehouse_on_a_disk_has_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative one is below the folder that one stands in, and stays the same place when one goes elsewhere."""
    monkeypatch.chdir(tmp_path)
    folder = Settings(warehouse="lake").folder
    monkeypatch.chdir("/")
    assert folder == tmp_path / "lake"
    assert Settings(warehouse="/data/lake").folder == Path("/data/lake")


@pytest.mark.parametrize("elsewhere", [{"warehouse": "s3a://b/lake"}, {"catalog": "education"}])
def test_elsewhere_there_is_no_folder(elsewhere: dict[str, str]) -> None:
    assert Settings(**elsewhere).folder is None


def test_settings_are_values() -> None:
    """Equal ones hash alike, whatever tables they hold, and none is changed in place."""
    sources = {"a": SourceSettings(format="csv", columns={"student_id": "id"})}
    one, other = (Settings(sources=dict(sources), spark={"spark.x": "1"}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != replace(other, spark={})
    with pytest.raises(FrozenInstanceError):
        one.catalog = "education"  # type: ignore[misc]


def test_no_default_is_shared() -> None:
    """A list or table that one block fills is not that of the next."""
    for kind in (Settings, SourceSettings, EarlyWarning):
        one, other = kind(), kind()
        lists = [f.name for f in fields(kind) if isinstance(getattr(one, f.name), list | dict)]
        assert lists
        assert [name for name in lists if getattr(one, name) is getattr(other, name)] == []


def defaults(settings: Any, path: str = "") -> dict[str, Any]:
    """Every value below `settings`, by its path."""
    if not is_dataclass(settings):
        return {path: settings}
    found: dict[str, Any] = {}
    for one in fields(settings):
        found |= defaults(getattr(settings, one.name), f"{path}.{one.name}".lstrip("."))
    return found


def test_nothing_is_let_out_or_let_in_unless_somebody_says_so() -> None:
    plain = defaults(Settings())
    closed = ("follow_links_out", "s3_single_driver", "alerts.webhook", "alerts.email", "tracking.mlflow_uri")
    assert [name for name in closed if plain[name]] == []
    block = defaults(SourceSettings())
    assert (block["score_above_maximum"], block["snapshot"], block["no_engagement_is_zero"]) == ("refuse", False, False)


@pytest.mark.parametrize("day", ["02-29", "13-01", "10-1", "10-01 ", "2024-10-01", "first of October", ""])
def test_a_census_day_is_one_of_every_year(tmp_path: Path, day: str) -> None:
    assert loaded(tmp_path, "[gold]\ncensus_day = '02-28'").gold.census_day == "02-28"
    with pytest.raises(ConfigError, match=re.escape(f"gold.census_day cannot be {day}")):
        loaded(tmp_path, f"[gold]\ncensus_day = '{day}'")
