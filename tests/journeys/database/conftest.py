from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lake import Lake
from postgres import PASSWORD, Server
from pyspark.sql import SparkSession

CONF = """
[sources.edtech_platform]
subject = "engagement"
format = "jdbc"

[sources.edtech_platform.columns]
student_id = "student_id"
course_id = "course_id"
engaged_at = "login_time"
progress_percentage = "progress_percentage"
engagement_score = "engagement_score"
updated_at = "last_modified"

[sources.edtech_platform.database]
url = "env:EDTECH_URL"
user = "env:EDTECH_USER"
password = "env:EDTECH_PASSWORD"
table = "student_engagement"
watermark = "last_modified"
"""


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
