"""How much is little, and where that is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edulake.config.database import Database
from edulake.config.kafka import Kafka
from edulake.config.rest import Rest
from edulake.config.settings import Settings, SourceSettings
from edulake.store import little
from edulake.store.little import is_little

pytestmark = pytest.mark.once
DATABASE = SourceSettings(database=Database(url="env:X", user="env:X", table="scores", watermark="at"))
LIST = SourceSettings(rest=Rest("https://sis.example/ims/oneroster"))
TOPIC = SourceSettings(kafka=Kafka("127.0.0.1:9092", "days"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Ten bytes are no longer little."""
    monkeypatch.setattr(little, "LITTLE", 10)
    return Settings(warehouse=str(tmp_path / "warehouse"), landing=str(tmp_path / "landing"))


@pytest.mark.parametrize(
    ("files", "due"),
    [
        ({}, True),
        ({"landing/a.csv": 9}, True),
        ({"landing/a.csv": 10}, False),
        ({"landing/a.csv": 5, "warehouse/bronze/t/_delta_log/0.json": 4}, True),
        ({"landing/deep/er/a.csv": 5, "warehouse/bronze/t/p.parquet": 5}, False),
        ({"elsewhere/a.csv": 99}, True),
        ({"landing/a.csv.GZ": 1}, False),
        ({"landing/a.parquet": 1}, False),
        ({"warehouse/a.parquet": 9}, True),
    ],
)
def test_files_of_landing_and_warehouse_count(files: dict[str, int], due: bool, settings: Settings) -> None:
    for name, size in files.items():
        path = Path(settings.landing).parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    assert is_little(settings) is due


def test_what_is_gone_when_it_is_looked_at_is_none(settings: Settings) -> None:
    Path(settings.landing).mkdir()
    Path(settings.landing, "a.csv").symlink_to("nowhere")
    assert is_little(settings)


@pytest.mark.parametrize("place", ["s3a://bucket/x", "abfss://c@a.example/x"])
def test_an_object_store_is_not_asked(place: str, settings: Settings) -> None:
    assert not is_little(Settings(warehouse=place, landing=settings.landing))
    assert not is_little(Settings(warehouse=settings.warehouse, landing=place))


def test_a_platform_is_not_asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDULAKE_PLATFORM", "databricks")
    assert not is_little(settings)


def test_where_a_folder_is_a_link_nobody_knows(settings: Settings) -> None:
    Path(settings.landing).mkdir()
    Path(settings.landing, "sis").symlink_to("/")
    assert not is_little(settings)


def test_tables_of_a_catalog_lie_elsewhere(settings: Settings) -> None:
    assert not is_little(replace(settings, catalog="main"))


@pytest.mark.parametrize("source", [DATABASE, TOPIC, LIST])
def test_what_a_server_holds_is_not_known(source: SourceSettings, settings: Settings) -> None:
    assert not is_little(Settings(warehouse=settings.warehouse, landing=settings.landing, sources={"x": source}))
