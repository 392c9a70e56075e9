"""How jobs start elsewhere: as tasks that must fail loudly, in sessions that are not theirs, on clusters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lake import Lake

from edulake.config.load import PLATFORMS, load, platform
from edulake.errors import ConfigError, UnreadableError

pytestmark = pytest.mark.once


def test_the_platform_is_what_its_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EDULAKE_PLATFORM", "DATABRICKS_RUNTIME_VERSION", "AIDP_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    assert platform() == "local"
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "17.3")
    assert platform() == "databricks"
    monkeypatch.setenv("EDULAKE_PLATFORM", "cluster")
    assert platform() == "cluster"
    monkeypatch.setenv("EDULAKE_PLATFORM", "clusters")
    with pytest.raises(ConfigError, match="EDULAKE_PLATFORM is clusters"):
        platform()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_settings(platform: str) -> None:
    settings = load(platform=platform)
    assert bool(settings.catalog) == (platform in ("databricks", "aidp"))
    assert not (settings.spark and settings.catalog), "the session is the platform's"


def test_what_was_staged_in_a_volume_is_cleared(lake: Lake, tmp_path: Path) -> None:
    """Where a catalog holds the tables, the warehouse is a folder for staging: copies of students must not stay."""
    store = lake.store
    store.settings = replace(lake.settings, catalog="education", warehouse=str(tmp_path / "volume"))
    store.root = None
    staged = store.staging_folder()
    (staged / "part.parquet").write_text("a student")
    store.clear_staging()
    assert not staged.exists()


def test_copies_cannot_be_made_on_an_object_store(lake: Lake) -> None:
    store = lake.store
    store.settings, store.root = replace(lake.settings, warehouse="abfss://c@a/lake"), None
    with pytest.raises(UnreadableError, match="an archive or encoding needs a copy"):
        store.staging_folder()
    store.clear_staging()
