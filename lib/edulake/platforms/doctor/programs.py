"""Python, Java, Spark, Delta and its JARs, as far as this machine must bring them itself."""

from __future__ import annotations

import os
import re
import sys
from importlib import metadata, util
from pathlib import Path

from edulake.config.load import platform
from edulake.platforms.doctor.finding import BROKEN, OK, WARNING, Finding
from edulake.platforms.laptop.machine import SPARKS, Spark, find_java, jar_name

OLDEST_PYTHON = (3, 11)
SET_UP = "./spark-submit.sh setup"


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        fix = (
            f"sudo apt install python{oldest} python{oldest}-venv, brew install python@3.12, or uv python install 3.12"
        )
        return Finding("Python", BROKEN, version, fix)
    return Finding("Python", OK, version)


def java() -> Finding:
    """The Java that Spark would take here."""
    if platform() != "local":
        return Finding("Java", OK, "given by the platform")
    needs = wanted()
    found = find_java(needs)
    if found:
        return Finding("Java", OK, f"{found.name}, {found.path}")
    span = f"{needs.java_from} to {needs.java_below - 1}"
    fix = f"install Java {needs.java_from}, or run {SET_UP}, which takes one from PyPI"
    return Finding("Java", BROKEN, f"none of the versions {span} that Spark {needs.version} runs on", fix)


def spark() -> Finding:
    version = installed("pyspark")
    tested = " and ".join(each.version for each in SPARKS.values())
    if version is None:
        return Finding("Spark", BROKEN, "pyspark is not installed", f"run {SET_UP}, or pip install 'edulake[local]'")
    if not any(version.split(".")[:2] == each.version.split(".")[:2] for each in SPARKS.values()):
        return Finding("Spark", WARNING, f"pyspark {version}; tested are {tested}", f"run {SET_UP}")
    return Finding("Spark", OK, f"pyspark {version}")


def delta() -> Finding:
    if platform() != "local":
        return Finding("Delta", OK, "given by the platform")
    version, needs = installed("delta-spark"), wanted()
    if version is None:
        return Finding("Delta", WARNING, "delta-spark is not installed; the JARs alone are enough", f"run {SET_UP}")
    if version.split(".")[:2] != needs.delta.split(".")[:2]:
        fix = f"pip install delta-spark=={needs.delta}"
        return Finding("Delta", BROKEN, f"delta-spark {version} does not fit Spark {needs.version}", fix)
    return Finding("Delta", OK, f"delta-spark {version}")


def jars() -> Finding:
    """Delta's JARs: those that the set-up named in its settings, else what lies among Spark's own."""
    if platform() != "local":
        return Finding("Delta JARs", OK, "given by the platform")
    named = class_path()
    missing = [path.name for path in named if not path.is_file()]
    if missing:
        return Finding("Delta JARs", BROKEN, f"{len(missing)} of {len(named)} are missing: {missing[0]}", SET_UP)
    if named:
        needed = {jar_name(jar) for jar in wanted().jars if jar.startswith("io.delta:")}
        lacking = sorted(needed - {path.name for path in named})
        if lacking:
            return Finding("Delta JARs", BROKEN, f"not on the class path: {lacking[0]}", SET_UP)
        return Finding("Delta JARs", OK, f"{len(named)} in {named[0].parent}")
    folder = spark_jars()
    if folder and list(folder.glob("delta-s*.jar")):
        return Finding("Delta JARs", OK, f"in {folder}")
    first = next(jar for jar in wanted().jars if jar.startswith("io.delta:delta-spark"))
    fix = f"start jobs through ./spark-submit.sh, or set spark.jars.packages={first}"
    return Finding("Delta JARs", WARNING, "not among Spark's own; settings may name them", fix)


def class_archive() -> Finding:
    """Only speed: a Spark session starts in half the time."""
    found = re.search(r"(?:AOTCache|SharedArchiveFile)=(\S+)", settings_text())
    if found and Path(found[1]).is_file():
        return Finding("class archive", OK, f"{Path(found[1]).stat().st_size / 1e6:,.0f} MB: Spark starts fast")
    home = Path(os.environ.get("EDULAKE_SPARK_CONF", "/none")).parent
    why = f"; {home / 'archive.log'} says why" if list(home.glob("classes-*.failed")) else ""
    return Finding("class archive", OK, f"none: Spark takes some seconds more to start{why}")


def viewer() -> Finding:
    version = installed("deltalake")
    if version is None:
        fix = "pip install 'edulake[view]': tables are then shown in a second"
        return Finding("delta-rs", WARNING, "not installed: looking at tables starts Spark", fix)
    return Finding("delta-rs", OK, f"deltalake {version}: tables are shown without Spark")


def wanted() -> Spark:
    """What the installed Spark needs; the newest that edulake knows, if there is none."""
    version = (installed("pyspark") or "").split(".")[:2]
    return next(
        (each for each in SPARKS.values() if each.version.split(".")[:2] == version), next(iter(SPARKS.values()))
    )


def installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def settings_text() -> str:
    """The Spark settings that the set-up wrote for this machine; empty without one."""
    path = Path(os.environ.get("EDULAKE_SPARK_CONF", ""))
    return path.read_text("utf-8") if path.is_file() else ""


def class_path() -> list[Path]:
    found = re.search(r"^spark\.driver\.extraClassPath\s+(.+)$", settings_text(), re.MULTILINE)
    return [Path(part) for part in found[1].strip().split(":")] if found else []


def spark_jars() -> Path | None:
    """The folder of Spark's own JARs: of SPARK_HOME, else of the pyspark that Python would import."""
    if "SPARK_HOME" in os.environ:
        return Path(os.environ["SPARK_HOME"], "jars")
    spec = util.find_spec("pyspark")
    return Path(spec.origin).parent / "jars" if spec and spec.origin else None
