from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from edulake.platforms.laptop.environment import locked, write
from edulake.platforms.laptop.machine import (
    SHIM,
    SPARKS,
    archive_flags,
    find_java,
    heap_gib,
    jar_name,
    java_major,
    properties,
    spark_properties,
)
from edulake.platforms.laptop.set_up import PACKAGE, zip_package
from edulake.store import session

pytestmark = pytest.mark.once

CHECKOUT = PACKAGE.parents[1]
DOOR = CHECKOUT / "spark-submit.sh"


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
    monkeypatch.setattr("edulake.platforms.laptop.machine.JAVA_FOLDERS", (f"{tmp_path}/*/bin/java",))
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
    monkeypatch.setattr("edulake.platforms.laptop.machine.JAVA_FOLDERS", ())
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert find_java(SPARKS["4.2"]) is None


def test_jar_names_are_what_ivy_writes():
    assert jar_name("io.delta:delta-storage:3.2.0") == "io.delta_delta-storage-3.2.0.jar"
    assert {name: len(spark.jars) for name, spark in SPARKS.items()} == {"4.2": 11, "3.5": 3}


def test_pins_agree_with_setup_py():
    text = (CHECKOUT / "setup.py").read_text("utf-8")
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


def test_the_shim_drops_one_argument_and_keeps_the_rest(tmp_path):
    shim = tmp_path / "java"
    write(shim, SHIM.format(java="/bin/echo"), mode=0o700)
    words = ["-cp", "a b", "--add-modules=jdk.incubator.vector", "", "*"]
    assert subprocess.check_output([shim, *words], text=True) == "-cp a b  *\n"


def test_one_set_up_at_a_time(tmp_path, capfd):
    code = (
        "import sys; from pathlib import Path; from edulake.platforms.laptop.environment import locked\n"
        "with locked(Path(sys.argv[1])): print('inside')"
    )
    command = [sys.executable, "-c", code, tmp_path / "lock"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with locked(tmp_path / "lock"):
        other = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            other.communicate(timeout=1)
    assert other.communicate(timeout=10)[0] == "inside\n"
    assert "waiting" in capfd.readouterr().err


def test_set_up_needs_nothing_but_the_standard_library():
    code = "import edulake.platforms.laptop.set_up, sys; sys.exit('pyspark' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    subprocess.run([sys.executable, "-S", "-c", code], env=environment, check=True)


def test_the_zip_holds_the_package_and_its_configuration(tmp_path):
    zip_package(tmp_path / "edulake.zip")
    names = zipfile.ZipFile(tmp_path / "edulake.zip").namelist()
    assert {"edulake/platforms/laptop/set_up.py", "edulake/conf/base.toml"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]
    assert [path.name for path in tmp_path.iterdir()] == ["edulake.zip"]


def test_help_of_the_door_sets_nothing_up(tmp_path):
    environment = {**os.environ, "EDULAKE_HOME": str(tmp_path / "home")}
    done = subprocess.run([DOOR, "--help"], env=environment, capture_output=True, text=True, check=True)
    assert "Usage: ./spark-submit.sh COMMAND" in done.stdout
    assert not list((tmp_path / "home").iterdir())
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_the_door_adds_what_a_file_of_settings_says(tmp_path):
    """Behind those of this machine, and for the session that the job builds as well; spark-submit is a recorder."""
    spark, home = tmp_path / "spark", tmp_path / "home"
    submit = spark / "bin" / "spark-submit"
    submit.parent.mkdir(parents=True)
    write(submit, '#!/bin/sh\ncat "$2"; [ "$2" = "$EDULAKE_SPARK_CONF" ]\n', mode=0o700)
    (home / "spark-4.2").mkdir(parents=True)
    write(home / "spark-4.2" / "spark.conf", "spark.master local[*]\nspark.ui.enabled false\n")
    variables = {"EDULAKE_JAVA": "/bin/sh", "PYSPARK_PYTHON": sys.executable, "SPARK_HOME": spark}
    variables["EDULAKE_SPARK_CONF"] = home / "spark-4.2" / "spark.conf"
    lines = (f"export {name}={shlex.quote(str(value))}\n" for name, value in variables.items())
    write(home / "spark-4.2" / "environment.sh", "".join(lines))
    (home / "spark-4.2" / stamp()).touch()
    write(tmp_path / "mine.conf", "spark.ui.enabled true\n")
    environment = {**os.environ, "EDULAKE_HOME": str(home), "EDULAKE_PROPERTIES": str(tmp_path / "mine.conf")}
    done = subprocess.run([DOOR, "pipeline"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "spark.master local[*]\nspark.ui.enabled false\nspark.ui.enabled true\n"
    assert session.properties(done.stdout) == {"spark.master": "local[*]", "spark.ui.enabled": "true"}


def stamp():
    """The name of the file by which the door knows that a set-up for jobs is there."""
    texts = [CHECKOUT / "setup.py", PACKAGE / "platforms/laptop/set_up.py", PACKAGE / "platforms/laptop/machine.py"]
    content = str(CHECKOUT).encode() + b"".join(path.read_bytes() for path in texts)
    found = subprocess.run(["cksum"], input=content, stdout=subprocess.PIPE, check=True)
    return f"ready-{found.stdout.decode().strip().replace(' ', '_')}-cli+view+report"
