from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import kafka
import mariadb
import postgres
import pyspark
import pytest
from kafka import Broker
from lake import Lake
from postgres import Server
from pyspark import SparkContext
from pyspark.sql import SparkSession

from edulake.config.load import load
from edulake.store import session

UNTIL = float(os.environ.get("EDULAKE_TEST_UNTIL", "inf"))
APART = {"server": "postgres", "mariadb_server": "postgres", "broker": "kafka", "browser": "browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for a server of a database, a broker or a browser is told by that, so that it can run apart."""
    for item in items:
        for fixture, marker in APART.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test begins after EDULAKE_TEST_UNTIL (seconds since 1970): what there was no time for is skipped, and said."""
    if time.time() > UNTIL:
        pytest.skip("no time was left for it")


# Hadoop renames a commit and its checksum by way of a shell: ten processes for every commit, a sixth of a journey.
# With these the same files are written without; what is killed in a process of its own writes as everywhere else.
MANAGERS = "org.apache.spark.sql.execution.streaming."
WITHOUT_A_SHELL = {
    "spark.delta.logStore.file.impl": "io.delta.storage.LocalLogStore",
    "spark.sql.streaming.checkpointFileManagerClass": MANAGERS
    + ("" if pyspark.__version__.startswith("3.") else "checkpointing.")
    + "FileSystemBasedCheckpointFileManager",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """One session for all tests, built as the jobs build theirs; with EDULAKE_TEST_CONNECT=1 through Spark Connect.

    With EDULAKE_TEST_KAFKA=1 it reads topics.
    """
    if os.environ.get("EDULAKE_TEST_CONNECT"):
        os.environ["EDULAKE_CONNECT"] = "local[2]"
    settings = load()
    connector = session.jars_of("kafka") if os.environ.get("EDULAKE_TEST_KAFKA") else {}
    # A dozen rows a table: compiling code for them costs more than it saves. The jobs that test_kills.py starts
    # run with compiled code, as much data does.
    built = session.local(replace(settings, spark={**settings.spark, **WITHOUT_A_SHELL, **connector}), interpreted=True)
    for partitions in ("spark.sql.shuffle.partitions", "spark.sql.adaptive.coalescePartitions.initialPartitionNum"):
        built.conf.set(partitions, "2")
    yield built
    built.stop()


@pytest.fixture(scope="module", autouse=True)
def _logs_are_let_go() -> Iterator[None]:
    """Delta keeps the log of each table for an hour: thousands of warehouses of tests fill the JVM's memory with them."""
    yield
    context = SparkContext._active_spark_context
    if context is not None:
        context._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lake:
    """An empty landing folder and warehouse, with the jobs to run on them."""
    return Lake(spark, tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = postgres.programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt install postgresql)")
    with postgres.running(folder) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb_server(spark: SparkSession) -> Iterator[mariadb.Server]:
    """A MariaDB, which the session has a driver for."""
    program, drivers = mariadb.programs(), mariadb.drivers()
    if program is None:
        pytest.skip("no MariaDB server is installed here (Debian: apt install mariadb-server-core mariadb-client-core)")
    if drivers is None:
        pytest.skip("no drivers of databases are here: ./spark-submit.sh test fetches them")
    mariadb.load(spark, drivers)
    with mariadb.running(program) as server:
        yield server


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    jars = kafka.programs()
    if jars is None:
        pytest.skip("no Kafka broker is here: ./spark-submit.sh test fetches one")
    with kafka.running(jars) as broker:
        yield broker
