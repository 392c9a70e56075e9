"""The only place that builds a Spark session, and the only one that knows how a laptop differs.

On a platform the given session is used as it is: its settings are shared with others. Locally the settings
are those of conf/local.toml and of the properties file that the door wrote for this machine.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import SparkSession

from edulake import config

if TYPE_CHECKING:
    from edulake.config import Settings

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
# Loopback only, no UI, files for the owner alone: student data is private by default.
PRIVATE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.hadoop.fs.permissions.umask-mode": "077",
}


def for_platform(settings: Settings) -> SparkSession:
    """The session that a platform gives, or one of our own."""
    given = SparkSession.getActiveSession() if config.platform() != "local" else None
    return given or local(settings)


def local(settings: Settings) -> SparkSession:
    """A session of our own on this machine, or on the cluster that spark-submit names."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("edulake")
    values = {**PRIVATE, **machine_properties(), **DELTA, **settings.spark}
    remote = os.environ.get("EDULAKE_CONNECT")
    if remote:
        values.pop("spark.master", None)
        builder = builder.remote(remote)
    for key, value in values.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    if remote:
        return session
    session.sparkContext.setLogLevel("ERROR")
    return session


def machine_properties() -> dict[str, str]:
    """What the door found out about this machine (class path, memory, JVM flags); empty on a cluster."""
    path = os.environ.get("EDULAKE_SPARK_CONF")
    if not path:
        return {}
    lines = (line.strip() for line in Path(path).read_text("utf-8").splitlines())
    pairs = (line.split(None, 1) for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def jvm_process(session: SparkSession) -> int | None:
    """The process id of a local session's JVM: a lock outlives this Python until that JVM is gone."""
    context = getattr(session, "_sc", None)
    gateway = getattr(context, "_gateway", None)
    child = getattr(gateway, "proc", None)
    if child is not None:
        return child.pid
    return os.getppid() if "PYSPARK_GATEWAY_PORT" in os.environ else None
