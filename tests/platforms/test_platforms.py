"""How jobs start elsewhere: as tasks that must fail loudly, in sessions that are not theirs, on clusters."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from edulake.config.load import PLATFORMS, load, platform
from edulake.errors import ConfigError, UnreadableError
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store import session

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


class Builder:
    """A session builder that remembers; the real one would build a second session here."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.built = object()

    def appName(self, name: str) -> Builder:  # noqa: N802 - as Spark spells it
        return self

    def config(self, key: str, value: str) -> Builder:
        self.values[key] = value
        return self

    def getOrCreate(self) -> object:  # noqa: N802
        return self.built


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    made = Builder()
    monkeypatch.setattr(SparkSession, "builder", made)
    monkeypatch.setattr(SparkSession, "getActiveSession", classmethod(lambda cls: None))
    return made


@pytest.mark.parametrize("platform", ["databricks", "aidp"])
def test_a_platforms_session_is_taken_as_it_is(
    platform: str, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDULAKE_PLATFORM", platform)
    assert session.for_platform(load(platform=platform)) is builder.built
    assert builder.values == {}


def test_a_cluster_keeps_its_own_addresses_and_sizes(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDULAKE_PLATFORM", "cluster")
    assert session.for_platform(load(platform="cluster")) is builder.built
    assert builder.values["spark.sql.extensions"] == "io.delta.sql.DeltaSparkSessionExtension"
    assert builder.values["spark.ui.enabled"] == "false"
    fixed = [key for key in builder.values if "host" in key.lower() or "bind" in key.lower() or "partitions" in key]
    assert fixed == []


@pytest.mark.slow
def test_a_laptops_settings_are_refused_on_a_cluster(tmp_path: Path) -> None:
    """spark-submit's own master decides: this one is a cluster that would never answer."""
    program = tmp_path / "p.py"
    program.write_text(
        "from edulake.config.load import load\nfrom edulake.store import session\nsession.for_platform(load())\n"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("EDULAKE_SPARK_CONF", "EDULAKE_PLATFORM")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    submit = Path(os.environ["SPARK_HOME"], "bin", "spark-submit")
    done = subprocess.run(
        [submit, "--master", "spark://127.0.0.1:1", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ConfigError: spark-submit names the cluster spark://127.0.0.1:1" in done.stdout + done.stderr


class Refusing:
    """Spark settings as serverless has them: what is not on its short list cannot be set."""

    def get(self, key: str, default: Any = None) -> Any:
        return default

    def set(self, key: str, value: str) -> None:
        raise PySparkException(f"[CONFIG_NOT_AVAILABLE] Configuration {key} is not available.")


def test_optimize_does_without_a_setting_that_serverless_refuses(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    store = lake.store
    store.ensure(STUDENT_ASSESSMENTS_CLEAN)
    ran: list[str] = []

    class Session:
        conf = Refusing()

        def sql(self, statement: str) -> None:
            ran.append(statement)

    monkeypatch.setattr(store, "spark", Session())
    store.optimize(STUDENT_ASSESSMENTS_CLEAN, 1024)
    assert ran == [f"OPTIMIZE {store.name(STUDENT_ASSESSMENTS_CLEAN)}"]


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
