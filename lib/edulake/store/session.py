"""The only place that builds a Spark session, and the only one that knows how a laptop differs.

On a platform the given session is used as it is: its settings are shared with others. Locally the settings
are those of conf/local.toml and of the properties file that the door wrote for this machine.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import SparkSession

from edulake.config import load
from edulake.errors import ConfigError
from edulake.store.little import COMPILED, INTERPRETED

if TYPE_CHECKING:
    from edulake.config.settings import Settings

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
# Loopback only, no UI, files for the owner alone: student data is private by default.
LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
PRIVATE = {"spark.ui.enabled": "false", "spark.hadoop.fs.permissions.umask-mode": "077"}
# Settings by `interpreted`; None leaves a session as it is.
CODE = {True: INTERPRETED, False: COMPILED, None: {}}


class SessionNeeded(BaseException):
    """Somebody asked for Spark where none is started yet. Nobody who takes care of errors is to take care of it."""


class NotStarted:
    """Stands where a session would, while it is found out whether one is needed: who asks it for anything needs one."""

    def __getattr__(self, name: str) -> Any:
        raise SessionNeeded(name)


def is_started() -> bool:
    """Whether this process has a session, or the JVM of spark-submit around it."""
    return "PYSPARK_GATEWAY_PORT" in os.environ or SparkSession.getActiveSession() is not None


def for_platform(settings: Settings, *, interpreted: bool | None = None) -> SparkSession:
    """The session that a platform gives as it is, or one of our own; on one machine it may be `interpreted`."""
    platform = load.platform()
    if platform in ("databricks", "aidp"):
        return SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
    return on_cluster(settings) if platform == "cluster" else local(settings, interpreted=interpreted)


def on_cluster(settings: Settings) -> SparkSession:
    """A session on the cluster that spark-submit names: addresses and sizes are spark-submit's."""
    builder = SparkSession.builder.appName("edulake")
    for key, value in {**PRIVATE, **DELTA, **settings.spark}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def local(settings: Settings, *, interpreted: bool | None = None) -> SparkSession:
    """A session of our own on this machine; ConfigError if spark-submit names a cluster.

    An `interpreted` one makes no code for its queries (little.py), unless the settings say otherwise; one that is there
    already becomes so, or no longer is. Without a word of that it stays as it is.
    """
    _must_be_local()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("edulake")
    values = {
        **LOOPBACK,
        **PRIVATE,
        **CODE[interpreted],
        **machine_properties(),
        **DELTA,
        **beside(settings),
        **settings.spark,
    }
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


def has_its_own_catalog(session: SparkSession) -> bool:
    """Whether what is made in the session's catalog is seen by nobody else, and ends with the session's process.

    A Hive metastore, a catalog service and a Spark Connect server of others are shared.
    """
    if "connect" in type(session).__module__ and not os.environ.get("EDULAKE_CONNECT", "").startswith("local"):
        return False
    catalog = session.conf.get("spark.sql.catalog.spark_catalog", None)
    kind = session.conf.get("spark.sql.catalogImplementation")
    return kind == "in-memory" and catalog in (None, DELTA["spark.sql.catalog.spark_catalog"])


def _must_be_local() -> None:
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        return
    from pyspark import SparkConf, SparkContext

    # Without the JVM that spark-submit started, SparkConf knows nothing of what spark-submit was told.
    SparkContext._ensure_initialized()  # noqa: SLF001 # pyright: ignore[reportAttributeAccessIssue]
    master = SparkConf().get("spark.master") or "local"
    if not master.startswith("local"):
        raise ConfigError(
            f"spark-submit names the cluster {master}, the settings are those of one machine",
            "a driver on loopback is out of the executors' reach",
            "set EDULAKE_PLATFORM=cluster where the driver runs (deploy/cluster/)",
        )


def machine_properties() -> dict[str, str]:
    """What the door found out about this machine (class path, memory, JVM flags); empty on a cluster."""
    path = os.environ.get("EDULAKE_SPARK_CONF")
    return properties(Path(path).read_text("utf-8")) if path else {}


def beside(settings: Settings) -> dict[str, str]:
    """What a session needs for the topics and databases that are read: JARs of the set-up, if they are there."""
    sources = settings.sources.values()
    reads = {
        "kafka": any(source.kafka for source in sources),
        "databases": any(source.database for source in sources),
    }
    return jars_of(*(folder for folder, is_read in reads.items() if is_read))


def jars_of(*folders: str) -> dict[str, str]:
    """JARs that the set-up fetches where it is asked to.

    Beside the class path, to which the archive of classes belongs.
    """
    conf = os.environ.get("EDULAKE_SPARK_CONF")
    places = [Path(conf).with_name(name) for name in folders] if conf else []
    jars = [str(path) for place in places for path in sorted(place.glob("*.jar"))]
    return {"spark.jars": ",".join(jars)} if jars else {}


def properties(text: str) -> dict[str, str]:
    """A Spark properties file as Spark reads it, but for escapes; of two lines with one key the later."""
    lines = (line.strip() for line in text.splitlines())
    found = (
        re.fullmatch(r"([^\s=:]+)(?:\s*[=:]\s*|\s+)(.+)", line) for line in lines if not line.startswith(("#", "!"))
    )
    return {pair[1]: pair[2] for pair in found if pair}


def jvm_process(session: SparkSession | NotStarted) -> int | None:
    """The process id of a local session's JVM: a lock outlives this Python until that JVM is gone."""
    if isinstance(session, NotStarted):
        return None
    context = getattr(session, "_sc", None)
    gateway = getattr(context, "_gateway", None)
    child = getattr(gateway, "proc", None)
    if child is not None:
        return child.pid
    return os.getppid() if "PYSPARK_GATEWAY_PORT" in os.environ else None
