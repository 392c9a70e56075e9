"""Which session a job gets: the platform's as it is, or one of our own that is private to this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.config.database import Database
from edulake.config.kafka import Kafka
from edulake.config.load import load
from edulake.config.settings import Settings, SourceSettings
from edulake.store import session
from edulake.store.little import COMPILED, INTERPRETED

pytestmark = pytest.mark.once

DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog"


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


class Context:
    """What a session of this machine is told, beside its settings."""

    def __init__(self) -> None:
        self.level = ""

    def setLogLevel(self, level: str) -> None:  # noqa: N802
        self.level = level


@pytest.fixture
def here(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """No platform, no spark-submit, no Connect, and nothing known of this machine."""
    builder.built = SimpleNamespace(sparkContext=Context())
    for name in ("EDULAKE_PLATFORM", "EDULAKE_CONNECT", "EDULAKE_SPARK_CONF", "PYSPARK_GATEWAY_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    return builder


def test_a_session_of_our_own_is_private(here: Builder) -> None:
    """On loopback, without a page of its own, its files for the owner alone."""
    made: Any = session.local(Settings())
    assert made.sparkContext.level == "ERROR"
    assert here.values == {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.hadoop.fs.permissions.umask-mode": "077",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": DELTA_CATALOG,
    }


def test_what_the_machine_says_comes_before_what_is_usual_and_settings_before_both(
    here: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "spark.conf"
    conf.write_text("spark.driver.memory 2g\nspark.ui.enabled true\nspark.sql.extensions none\n")
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(conf))
    session.local(Settings(spark={"spark.driver.memory": "3g"}))
    assert (here.values["spark.driver.memory"], here.values["spark.ui.enabled"]) == ("3g", "true")
    assert here.values["spark.sql.extensions"].startswith("io.delta"), "without Delta there are no tables"


def test_an_interpreted_session_makes_no_code_unless_settings_say_so(here: Builder) -> None:
    session.for_platform(Settings(), interpreted=True)
    assert INTERPRETED.items() <= here.values.items()
    of_settings = {"spark.sql.codegen.wholeStage": "true"}
    session.local(Settings(spark=of_settings), interpreted=True)
    assert of_settings.items() <= here.values.items()
    session.local(Settings())
    assert of_settings.items() <= here.values.items(), "nobody says so"
    session.local(Settings(), interpreted=False)
    assert COMPILED.items() <= here.values.items()


def test_through_connect_there_is_no_master(here: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(here, "remote", lambda url: asked.append(url) or here, raising=False)
    monkeypatch.setenv("EDULAKE_CONNECT", "local[2]")
    conf = tmp_path / "spark.conf"
    conf.write_text("spark.master local[*]\n")
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(conf))
    here.built = object()
    assert session.local(Settings()) is here.built
    assert (asked, "spark.master" in here.values) == (["local[2]"], False)


def known(catalog: str | None, kind: str = "in-memory", module: str = "pyspark.sql.session") -> Any:
    """A session with this catalog."""
    values = {"spark.sql.catalogImplementation": kind, "spark.sql.catalog.spark_catalog": catalog}
    made = type("Session", (), {"__module__": module})()
    made.conf = SimpleNamespace(get=lambda key, default=None: values[key] or default)
    return made


@pytest.mark.parametrize(
    ("made", "connect", "own"),
    [
        (known(DELTA_CATALOG), "", True),
        (known(None), "", True),
        (known("org.example.Catalog"), "", False),
        (known(DELTA_CATALOG, "hive"), "", False),
        (known(DELTA_CATALOG, module="pyspark.sql.connect.session"), "sc://host", False),
        (known(DELTA_CATALOG, module="pyspark.sql.connect.session"), "", False),
        (known(DELTA_CATALOG, module="pyspark.sql.connect.session"), "local[2]", True),
    ],
)
def test_whose_catalog_it_is(made: Any, connect: str, own: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A metastore, a catalog service and somebody's Connect server are shared: nothing is made there for a look."""
    monkeypatch.setenv("EDULAKE_CONNECT", connect)
    assert session.has_its_own_catalog(made) == own


@pytest.mark.parametrize("line", ["a.b c=d e", "a.b=c=d e", "a.b: c=d e", "  a.b   c=d e  "])
def test_a_line_of_settings_is_read_as_spark_reads_it(line: str) -> None:
    assert session.properties(f"# a comment\n! another\n\nalone\n{line}\n") == {"a.b": "c=d e"}


def test_of_two_lines_with_one_key_the_later_counts() -> None:
    assert session.properties("a 1\nb 2\na 3\n") == {"a": "3", "b": "2"}


def test_nothing_is_known_of_a_machine_of_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDULAKE_SPARK_CONF", raising=False)
    assert session.machine_properties() == {}


def test_which_process_is_the_jvm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that this Python started; under spark-submit, the one that started this Python; else none is known."""
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    ours: Any = SimpleNamespace(_sc=SimpleNamespace(_gateway=SimpleNamespace(proc=SimpleNamespace(pid=77))))
    submitted: Any = SimpleNamespace(_sc=SimpleNamespace(_gateway=SimpleNamespace()))
    remote: Any = SimpleNamespace()
    assert [session.jvm_process(one) for one in (ours, submitted, remote)] == [77, None, None]
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    assert [session.jvm_process(one) for one in (ours, submitted)] == [77, os.getppid()]


def test_only_a_session_that_reads_topics_or_databases_loads_what_reads_them(
    here: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "spark.conf"
    conf.touch()
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(conf))
    with_topic = Settings(sources={"devices": SourceSettings(kafka=Kafka("127.0.0.1:9092", "days"))})
    session.local(with_topic)
    assert "spark.jars" not in here.values, "it is not there"
    (tmp_path / "kafka").mkdir()
    jars = [tmp_path / "kafka" / f"{name}.jar" for name in ("a", "b")]
    for jar in jars:
        jar.touch()
    session.local(Settings())
    assert "spark.jars" not in here.values
    session.local(with_topic)
    assert here.values["spark.jars"] == f"{jars[0]},{jars[1]}"
    (tmp_path / "databases").mkdir()
    driver = tmp_path / "databases" / "c.jar"
    driver.touch()
    session.local(with_topic)
    assert here.values["spark.jars"] == f"{jars[0]},{jars[1]}", "it reads no database"
    table = Database(url="env:X", user="env:X", table="scores", watermark="at")
    session.local(replace(with_topic, sources={**with_topic.sources, "sis": SourceSettings(database=table)}))
    assert here.values["spark.jars"] == f"{jars[0]},{jars[1]},{driver}"
