"""What each Spark needs of a machine, and what is found on one: Java, memory, settings, certificates."""

from __future__ import annotations

import os
import re
from pathlib import Path
from zipfile import ZipFile

import pyspark
import pytest
from checkout import ROOT

from edulake.platforms.laptop import machine
from edulake.platforms.laptop.environment import write
from edulake.platforms.laptop.machine import (
    SPARKS,
    archive_flags,
    find_java,
    heap_gib,
    jar_name,
    java_at,
    java_major,
    properties,
    spark_properties,
)

pytestmark = pytest.mark.once


def test_no_library_of_numbers_is_looked_for_on_the_machine() -> None:
    """ALS asked for the one of LAPACK, and said on every screen that it is not there."""
    jars = (Path(pyspark.__file__).parent / "jars").glob("*.jar")
    inside = {name for jar in jars if re.match("blas|lapack|arpack", jar.name) for name in ZipFile(jar).namelist()}
    asking = {
        name.split("/")[3] for name in inside if re.fullmatch(r"dev/ludovic/netlib/\w+/InstanceBuilder.class", name)
    }
    assert asking == {"blas", "lapack", "arpack"}
    assert {f"-Ddev.ludovic.netlib.{of}.allowNative=false" for of in asking} <= set(machine.JVM_FLAGS)


@pytest.mark.parametrize(
    ("printed", "major"),
    [
        ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime', 17),
        ('openjdk version "25" 2025-09-16 LTS', 25),
        ('java version "1.8.0_411"', 8),
        ('Picked up JAVA_TOOL_OPTIONS: -Xss4m\nopenjdk version "21-ea" 2023', 21),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
        ("", None),
    ],
)
def test_java_major(printed, major):
    assert java_major(printed) == major


def test_find_java_takes_the_newest_that_fits_and_only_what_runs(tmp_path, monkeypatch):
    for name, version in (("old", "11.0.2"), ("fair", "17.0.1"), ("new", "21.0.1"), ("too_new", "99.0.1")):
        java = tmp_path / name / "bin" / "java"
        java.parent.mkdir(parents=True)
        write(java, f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", mode=0o700)
    monkeypatch.setattr(machine, "JAVA_FOLDERS", (f"{tmp_path}/*/bin/java",))
    monkeypatch.delenv("EDULAKE_JAVA", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'fair' / 'bin'}:{os.defpath}")
    found = find_java(SPARKS["4.2"])
    assert (found.path, found.major, found.name) == (tmp_path / "new" / "bin" / "java", 21, "Java 21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "fair"))
    assert find_java(SPARKS["4.2"]).major == 17
    monkeypatch.setenv("EDULAKE_JAVA", str(tmp_path / "new" / "bin" / "java"))
    assert find_java(SPARKS["4.2"]).major == 21, "a launcher was taken for a Java: it would start itself for ever"
    monkeypatch.delenv("EDULAKE_JAVA")
    monkeypatch.setattr(machine, "JAVA_FOLDERS", ())
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert find_java(SPARKS["4.2"]) is None


def test_jar_names_are_what_ivy_writes():
    assert jar_name("io.delta:delta-storage:3.2.0") == "io.delta_delta-storage-3.2.0.jar"
    assert {name: len(spark.jars) for name, spark in SPARKS.items()} == {"4.2": 11, "3.5": 3}


def test_pins_agree_with_setup_py():
    text = (ROOT / "setup.py").read_text("utf-8")
    for spark in SPARKS.values():
        assert f'"pyspark=={spark.version}", "delta-spark=={spark.delta}"' in text
        assert f'"{spark.extra}": [' in text
        assert f'"{spark.java_extra}": [' in text


@pytest.mark.parametrize(("machine_gib", "heap"), [(1, 1), (4, 2), (8, 4), (64, 4)])
def test_heap_leaves_half_of_the_machine(machine_gib, heap):
    assert heap_gib(machine_gib * 2**30) == heap


def test_properties_are_lines_that_both_readers_understand():
    assert properties({"spark.master": "local[*]", "a": "b c"}) == "spark.master local[*]\na b c\n"
    for bad in ("back\\slash", "two\nlines", " outer"):
        with pytest.raises(ValueError, match="cannot hold"):
            properties({"key": bad})


def test_settings_survive_a_folder_with_a_space_and_stay_private():
    home = Path("/home/a b/spark-4.2")
    values = spark_properties(SPARKS["4.2"], home, archive_flags(17, home / "x.jsa", train=False))
    assert '"-XX:SharedArchiveFile=/home/a b/spark-4.2/x.jsa"' in values["spark.driver.extraJavaOptions"]
    assert "file:///home/a%20b/spark-4.2/log4j2.properties" in values["spark.driver.extraJavaOptions"]
    assert values["spark.driver.host"] == values["spark.driver.bindAddress"] == "127.0.0.1"
    assert values["spark.hadoop.fs.permissions.umask-mode"] == "077"


@pytest.mark.parametrize(
    ("major", "train", "flags"),
    [
        (17, True, ("-XX:ArchiveClassesAtExit=/a",)),
        (17, False, ("-XX:SharedArchiveFile=/a", "-Xshare:auto")),
        (25, True, ("-XX:AOTCacheOutput=/a",)),
        (25, False, ("-XX:AOTCache=/a",)),
    ],
)
def test_archive_flags(major, train, flags):
    assert archive_flags(major, Path("/a"), train=train) == flags


@pytest.mark.parametrize("script", ["echo 'no version' >&2", "echo 'openjdk version \"21\"' >&2; exit 1", "exit 0"])
def test_what_is_called_java_and_is_none(tmp_path, script):
    """MacOS has one that only asks to install one."""
    write(tmp_path / "java", f"#!/bin/sh\n{script}\n", mode=0o700)
    assert java_at(tmp_path / "java") is None
    assert java_at(tmp_path / "nothing") is None
    assert java_at(tmp_path) is None


def test_java_is_where_a_link_leads(tmp_path):
    """A link may lead elsewhere tomorrow."""
    write(tmp_path / "java-21", "#!/bin/sh\necho 'openjdk version \"21.0.1\"' >&2\n", mode=0o700)
    (tmp_path / "java").symlink_to("java-21")
    assert java_at(tmp_path / "java").path == tmp_path / "java-21"


def test_the_class_path_is_all_jars_of_this_spark(tmp_path):
    for spark in SPARKS.values():
        named = spark_properties(spark, tmp_path, ())["spark.driver.extraClassPath"].split(":")
        assert named == [str(tmp_path / "jars" / jar_name(jar)) for jar in spark.jars]
        assert properties(spark_properties(spark, tmp_path, ())).count("\n") == len(
            spark_properties(spark, tmp_path, ())
        )


def test_certificates_are_those_that_somebody_named_else_the_systems(tmp_path, monkeypatch):
    """A name that leads to no file counts for nothing."""
    usual, named = tmp_path / "usual.pem", tmp_path / "named.pem"
    monkeypatch.setattr(machine, "CERTIFICATES", (str(tmp_path / "none.pem"), str(usual)))
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    assert machine.certificates() is None
    usual.touch()
    assert machine.certificates() == usual
    named.touch()
    assert machine.certificates() == named
    monkeypatch.delenv("SSL_CERT_FILE")
    assert machine.certificates() == usual
