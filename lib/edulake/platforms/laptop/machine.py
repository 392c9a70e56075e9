"""What each Spark version needs of a machine, and what this one has: Java, memory, settings.

Standard library only: the set-up reads it before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_HEAP_GIB = 4
JVM_FLAGS = (
    "-XX:+UseParallelGC",
    # Quiet logs, and no word of the JVM on stdout, where jobs answer.
    "-XX:+DisplayVMOutputToStderr",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    # The same sums on every machine, and none that complains of having no libblas.so.3; Spark 3.5's never did.
    *(f"-Ddev.ludovic.netlib.{of}.allowNative=false" for of in ("blas", "lapack", "arpack")),
)
AOT_SINCE = 25
# Where the code of a plan is too long to be compiled Spark goes on without: slower, not wrong, and no news to people.
# A gateway without a level of its own says on every start which one it takes.
LOG4J = """rootLogger.level = error
logger.codegen.name = org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator
logger.codegen.level = off
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""


@dataclass(frozen=True)
class Spark:
    """What one Spark version needs; Java from `java_from` up to, not including, `java_below`."""

    version: str
    delta: str
    extra: str
    java_extra: str
    java_from: int
    java_below: int
    megabytes: int  # what pyspark weighs on the way
    jars: tuple[str, ...]
    # What reads topics of Kafka, where that is asked for. Not on the class path: no archive depends on it.
    connector: tuple[str, ...] = field(repr=False)


BROKER = ("org.apache.kafka:kafka_2.13:4.4.0", "org.apache.kafka:kafka-tools:4.4.0")
POSTGRESQL = "org.postgresql:postgresql:42.7.14"
# Drivers of the other databases that rows are read from, where they are asked for.
DRIVERS = (
    "com.mysql:mysql-connector-j:9.7.0",
    "com.microsoft.sqlserver:mssql-jdbc:13.6.2.jre11",
    "com.oracle.database.jdbc:ojdbc11:23.26.4.0.0",
)
DELTA_42 = ("delta-spark_4.2_2.13", "delta-storage", "delta-kernel-api", "delta-kernel-defaults")
SPARKS = {
    "4.2": Spark(
        version="4.2.0",
        delta="4.4.0",
        extra="local",
        java_extra="java",
        java_from=17,
        java_below=26,
        megabytes=450,
        jars=(
            *(f"io.delta:{name}:4.4.0" for name in (*DELTA_42, "delta-kernel-unitycatalog")),
            "io.unitycatalog:unitycatalog-client:0.6.0",
            "io.unitycatalog:unitycatalog-hadoop:0.6.0",
            "org.locationtech.jts:jts-core:1.20.0",
            "org.roaringbitmap:RoaringBitmap:0.9.25",
            "org.roaringbitmap:shims:0.9.25",
            POSTGRESQL,
        ),
        connector=(
            "org.apache.spark:spark-sql-kafka-0-10_2.13:4.2.0",
            "org.apache.spark:spark-token-provider-kafka-0-10_2.13:4.2.0",
            "org.apache.kafka:kafka-clients:3.9.2",
            "org.apache.commons:commons-pool2:2.13.1",
        ),
    ),
    "3.5": Spark(
        version="3.5.0",
        delta="3.2.0",
        extra="local35",
        java_extra="java35",
        java_from=17,
        java_below=22,
        megabytes=317,
        jars=("io.delta:delta-spark_2.12:3.2.0", "io.delta:delta-storage:3.2.0", POSTGRESQL),
        connector=(
            "org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.0",
            "org.apache.spark:spark-token-provider-kafka-0-10_2.12:3.5.0",
            "org.apache.kafka:kafka-clients:3.4.1",
            "org.apache.commons:commons-pool2:2.11.1",
        ),
    ),
}
# Spark brings its own copies of what else Delta's descriptions ask for, and two on one class path break it.
SPARK_HAS = (
    "com.*",
    "commons-*",
    "io.airlift",
    "javax.*",
    "org.antlr",
    "org.apache.*",
    "org.checkerframework",
    "org.slf4j",
    "org.xerial.*",
)
JAVA_FOLDERS = (
    "/usr/lib/jvm/*/bin/java",
    "/usr/java/*/bin/java",
    "/opt/java/*/bin/java",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java",
    "/opt/homebrew/opt/openjdk*/bin/java",
    "/usr/local/opt/openjdk*/bin/java",
)
# Where systems keep the certificates they trust, after the variable that names another place.
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


@dataclass(frozen=True)
class Java:
    path: Path
    major: int
    name: str


def java_major(text: str) -> int | None:
    """The major version in what `java -version` prints; null if there is none. Java 8 called itself 1.8."""
    found = re.search(r'version "(\d+)(?:\.(\d+))?', text)
    if not found:
        return None
    return int(found[2] or 1) if found[1] == "1" else int(found[1])


def jar_name(coordinate: str) -> str:
    """The file that ivy makes of `group:artifact:version`."""
    group, artifact, version = coordinate.split(":")
    return f"{group}_{artifact}-{version}.jar"


def heap_gib(machine_bytes: int) -> int:
    """Half of the machine's memory, at least 1 GiB and at most 4: other programs live here too."""
    return max(1, min(MAX_HEAP_GIB, machine_bytes // 2**31))


def properties(values: dict[str, str]) -> str:
    """A Spark properties file; ValueError for what its readers, Spark and session.py, read differently."""
    for key, value in values.items():
        if "\\" in value or "\n" in value or value != value.strip():
            message = f"{key} cannot hold a backslash, a line break or outer spaces"
            raise ValueError(message)
    return "".join(f"{key} {value}\n" for key, value in values.items())


def archive_flags(major: int, archive: Path, *, train: bool) -> tuple[str, ...]:
    """JVM flags that make (`train`) or use the archive of loaded classes; Java ignores a misfit."""
    if major >= AOT_SINCE:
        return (f"-XX:AOTCache{'Output' if train else ''}={archive}",)
    if train:
        return (f"-XX:ArchiveClassesAtExit={archive}",)
    return (f"-XX:SharedArchiveFile={archive}", "-Xshare:auto")


def spark_properties(spark: Spark, home: Path, archive: tuple[str, ...]) -> dict[str, str]:
    """Settings of this machine. The JARs are on the class path: not copied per run, and in the archive."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    log4j = f"-Dlog4j2.configurationFile={(home / 'log4j2.properties').as_uri()}"
    flags = (*JVM_FLAGS, log4j, *archive)
    return {
        "spark.master": "local[*]",
        "spark.driver.memory": f"{heap_gib(memory)}g",
        "spark.driver.extraClassPath": ":".join(str(home / "jars" / jar_name(jar)) for jar in spark.jars),
        "spark.driver.extraJavaOptions": " ".join(f'"{flag}"' if " " in flag else flag for flag in flags),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Where JARs go that somebody adds with spark.jars.packages.
        "spark.jars.ivy": str(home / "ivy"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.hadoop.fs.permissions.umask-mode": "077",
        "spark.sql.warehouse.dir": (home / "spark-warehouse").as_uri(),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    }


def find_java(spark: Spark) -> Java | None:
    """The Java of JAVA_HOME, else the newest of PATH and the usual folders, of those that this Spark runs on.

    The newest, because from Java 25 on an archive of classes saves a fifth of a small run. Within an environment of
    edulake's JAVA_HOME is a launcher, and EDULAKE_JAVA what it starts.
    """
    home = os.environ.get("JAVA_HOME")
    java = os.environ.get("EDULAKE_JAVA") or (home and str(Path(home, "bin", "java")))
    named = _fitting(spark, [java])
    usual = (str(path) for pattern in JAVA_FOLDERS for path in sorted(Path("/").glob(pattern[1:])))
    found = named or _fitting(spark, [shutil.which("java"), *usual])
    return max(found, key=lambda java: java.major) if found else None


def _fitting(spark: Spark, paths: Iterable[str | None]) -> list[Java]:
    found = (java_at(Path(path)) for path in paths if path)
    return [java for java in found if java and spark.java_from <= java.major < spark.java_below]


def java_at(path: Path) -> Java | None:
    """The Java behind `path`, by running it: macOS has a `java` that only asks to install one."""
    try:
        done = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    major = java_major(done.stderr)
    if done.returncode or major is None:
        return None
    version = re.search(r'"(.+?)"', done.stderr)
    return Java(path.resolve(), major, f"Java {version[1] if version else major}")


def certificates() -> Path | None:
    """The bundle of certificates that this machine trusts, if it has one in a known place."""
    paths = (os.environ.get("SSL_CERT_FILE"), *CERTIFICATES)
    return next((Path(path) for path in paths if path and Path(path).is_file()), None)
