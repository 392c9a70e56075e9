"""Python, Java, Spark, Delta and its JARs: what is missing, and what does not fit what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.platforms.doctor import BROKEN, OK, WARNING, programs
from edulake.platforms.laptop.machine import SPARKS, Java

pytestmark = pytest.mark.once


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The packages that are installed, as a test says it."""
    found: dict[str, str] = {}
    monkeypatch.setattr(programs, "installed", found.get)
    monkeypatch.setattr(programs, "platform", lambda: "local")
    return found


def test_missing_java_and_misfits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_java", lambda _: None)
    assert programs.java().level == BROKEN
    assert "setup" in programs.java().fix
    versions = {"pyspark": "4.2.0", "delta-spark": "3.2.0"}
    monkeypatch.setattr(programs, "installed", versions.get)
    assert (programs.delta().level, programs.delta().fix) == (BROKEN, "pip install delta-spark==4.4.0")
    versions["pyspark"] = "3.4.1"
    assert programs.spark().level == WARNING


def test_missing_jars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = tmp_path / "spark.conf"
    names = [tmp_path / programs.jar_name(jar) for jar in programs.wanted().jars]
    conf.write_text(f"# made here\nspark.driver.extraClassPath {':'.join(map(str, names))}\n")
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(conf))
    assert programs.jars().level == BROKEN
    for name in names:
        name.touch()
    assert programs.jars().level == OK
    conf.write_text(f"spark.driver.extraClassPath {names[-1]}\n")
    assert "not on the class path" in programs.jars().found


def test_platforms_bring_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "platform", lambda: "databricks")
    monkeypatch.setattr(programs, "find_java", lambda _: None)
    monkeypatch.setattr(programs, "installed", lambda _: None)
    assert {programs.java().level, programs.delta().level, programs.jars().level} == {OK}
    assert programs.java().found == "given by the platform"


@pytest.mark.parametrize(("version", "level"), [((3, 10, 14), BROKEN), ((3, 11, 0), OK), ((4, 0, 0), OK)])
def test_the_oldest_python(monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], level: str) -> None:
    monkeypatch.setattr(programs.sys, "version_info", version)
    finding = programs.python()
    assert (finding.level, finding.found) == (level, ".".join(map(str, version)))
    assert level == OK or "apt install python3.11 python3.11-venv" in finding.fix


@pytest.mark.parametrize(
    ("version", "level"),
    [(None, BROKEN), ("4.2.0", OK), ("4.2.1.dev0", OK), ("3.5.9", OK), ("4.20.0", WARNING), ("4", WARNING)],
)
def test_spark_by_its_first_two_numbers(versions: dict[str, str], version: str | None, level: str) -> None:
    """Another one may work: it is a warning only, that names those which are tested."""
    versions.update({"pyspark": version} if version else {})
    finding = programs.spark()
    assert finding.level == level
    assert level != WARNING or finding.found == f"pyspark {version}; tested are 4.2.0 and 3.5.0"


@pytest.mark.parametrize(
    ("pyspark", "delta", "level"),
    [
        ("4.2.0", None, WARNING),
        ("4.2.0", "4.4.7", OK),
        ("3.5.3", "3.2.0", OK),
        ("3.5.3", "4.4.0", BROKEN),
        # Of a Spark that is not known, or none, the newest that edulake knows is asked for.
        ("9.9.9", "4.4.0", OK),
        (None, "3.2.0", BROKEN),
    ],
)
def test_delta_must_fit_spark(versions: dict[str, str], pyspark: str | None, delta: str | None, level: str) -> None:
    versions.update({name: of for name, of in (("pyspark", pyspark), ("delta-spark", delta)) if of})
    assert programs.delta().level == level


def test_java_is_the_one_that_this_spark_takes(versions: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(programs, "find_java", asked.append)
    versions["pyspark"] = "3.5.1"
    assert programs.java().found == "none of the versions 17 to 21 that Spark 3.5.0 runs on"
    versions["pyspark"] = "4.2.0"
    assert programs.java().found == "none of the versions 17 to 25 that Spark 4.2.0 runs on"
    assert asked == [SPARKS["3.5"], SPARKS["4.2"]]
    monkeypatch.setattr(programs, "find_java", lambda _: Java(Path("/opt/java"), 21, "Java 21.0.1"))
    assert (programs.java().level, programs.java().found) == (OK, "Java 21.0.1, /opt/java")


def test_jars_among_those_of_spark_itself(
    versions: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the set-up wrote no settings; a JAR of another name is none of Delta's."""
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(tmp_path / "none.conf"))
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "spark-delta.jar").touch()
    assert programs.jars().level == WARNING
    assert programs.jars().fix.endswith("spark.jars.packages=io.delta:delta-spark_4.2_2.13:4.4.0")
    (tmp_path / "jars" / "delta-spark_4.2_2.13-4.4.0.jar").touch()
    assert (programs.jars().level, programs.jars().found) == (OK, f"in {tmp_path / 'jars'}")
    monkeypatch.delenv("SPARK_HOME")
    monkeypatch.setattr(programs.util, "find_spec", lambda _: None)
    assert programs.spark_jars() is None
    assert programs.jars().level == WARNING


@pytest.mark.parametrize("flag", ["-XX:AOTCache", "-XX:SharedArchiveFile"])
def test_the_class_archive_is_only_speed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    conf, archive = tmp_path / "spark.conf", tmp_path / "classes"
    conf.write_text(f"spark.driver.extraJavaOptions -Xshare:auto {flag}={archive} -Xlog:disable\n")
    monkeypatch.setenv("EDULAKE_SPARK_CONF", str(conf))
    assert programs.class_archive().found == "none: Spark takes some seconds more to start"
    (tmp_path / "classes-1.failed").touch()
    assert programs.class_archive().found.endswith(f"; {tmp_path / 'archive.log'} says why")
    archive.write_bytes(b"x" * 3_000_000)
    assert programs.class_archive().found == "3 MB: Spark starts fast"
    monkeypatch.delenv("EDULAKE_SPARK_CONF")
    assert programs.class_archive().level == OK


def test_looking_at_tables_is_slower_without_delta_rs(versions: dict[str, str]) -> None:
    assert programs.viewer().level == WARNING
    versions["deltalake"] = "1.2.0"
    assert (programs.viewer().level, programs.viewer().found) == (OK, "deltalake 1.2.0: tables are shown without Spark")


def test_what_is_installed() -> None:
    assert programs.installed("pytest") == pytest.__version__
    assert programs.installed("no-such-package-anywhere") is None
