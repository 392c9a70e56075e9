from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from engagement_rows import CONF
from lake import Lake
from postgres import PASSWORD, Server
from pyspark.sql import SparkSession


@pytest.fixture
def database(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """An empty table student_engagement, and the environment that leads to it."""
    server.empty_table()
    monkeypatch.setenv("EDTECH_URL", server.url)
    monkeypatch.setenv("EDTECH_USER", "edtech")
    monkeypatch.setenv("EDTECH_PASSWORD", PASSWORD)
    return server


@pytest.fixture
def connected(spark: SparkSession, tmp_path: Path, database: Server) -> Callable[..., Lake]:
    """A lake with the source edtech_platform; its settings altered, or followed by further ones of the database."""

    def build(further: str = "", replaced: tuple[str, str] = ("", "")) -> Lake:
        assert replaced[0] in CONF
        return Lake(spark, tmp_path).configured(CONF.replace(*replaced, 1) + further)

    return build
