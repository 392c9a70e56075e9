"""The doctor: what is broken is said with its fix and its exit code, also where pyspark and Java are what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT

from edulake.config.settings import Settings
from edulake.platforms import doctor
from edulake.platforms.doctor import BROKEN, OK, WARNING, Finding, places, programs

pytestmark = pytest.mark.once

LIB = ROOT / "lib"


def settings(folder: Path, **values: Any) -> Settings:
    return Settings(warehouse=str(folder / "warehouse"), landing=str(folder / "landing"), **values)


def made(folder: Path, mode: int = 0o700) -> Path:
    """A warehouse with one commit."""
    commit = folder / "warehouse" / "gold" / "one" / "_delta_log" / "00000000000000000000.json"
    commit.parent.mkdir(parents=True)
    commit.write_text("{}")
    (folder / "warehouse").chmod(mode)
    return commit


def test_it_answers_without_pyspark_and_java(tmp_path: Path) -> None:
    """An interpreter without any package: the answer is a diagnosis, not a traceback."""
    code = (
        "import json, sys; from edulake.config import load as config; from edulake.platforms import doctor; "
        f"found = doctor.examine(config.load(None, {str(tmp_path)!r})); print(json.dumps(found)); "
        "sys.exit(doctor.worst(found))"
    )
    bare = {"PATH": str(tmp_path), "PYTHONPATH": str(LIB), "JAVA_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-S", "-c", code], env=bare, capture_output=True, text=True, check=False)
    found = {finding[0]: Finding(*finding) for finding in json.loads(done.stdout)}
    assert found["Spark"].level == BROKEN
    assert "pip install" in found["Spark"].fix
    assert found["delta-rs"].level == WARNING
    assert done.returncode == 1


def test_all_is_well_where_the_tests_run(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "landing" / "sis").mkdir(parents=True)
    found = doctor.examine(settings(tmp_path))
    assert [finding for finding in found if finding.level == BROKEN] == []
    assert doctor.worst(found) == 0
    assert all(finding.fix for finding in found if finding.level != OK)


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


def test_a_file_is_no_warehouse(tmp_path: Path) -> None:
    (tmp_path / "warehouse").touch()
    finding = places.warehouse(settings(tmp_path))
    assert (finding.level, finding.exit_code) == (BROKEN, 5)
    assert doctor.worst([Finding("a", WARNING, "x"), finding]) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert places.warehouse(settings(tmp_path)).level == BROKEN


def test_a_warehouse_that_does_not_exist_yet_is_no_fault(tmp_path: Path) -> None:
    assert places.warehouse(settings(tmp_path / "a" / "b")).level == OK
    assert places.clock(settings(tmp_path / "a" / "b")).level == OK


@pytest.mark.parametrize(("mode", "level"), [(0o700, OK), (0o750, WARNING), (0o705, WARNING)])
def test_others_must_not_enter(tmp_path: Path, mode: int, level: str) -> None:
    made(tmp_path, mode)
    assert places.permissions(settings(tmp_path)).level == level


def test_a_commit_from_the_future(tmp_path: Path) -> None:
    commit = made(tmp_path)
    assert places.clock(settings(tmp_path)).level == OK
    os.utime(commit, (time.time() + 600,) * 2)
    assert places.clock(settings(tmp_path)).level == WARNING
    assert list((tmp_path / "warehouse").glob(".edulake*")) == []


@pytest.mark.parametrize(("free", "level"), [(2**40, OK), (2**31, WARNING), (2**20, BROKEN)])
def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: usage(free))
    assert places.disk(settings(tmp_path)).level == level


def test_landing(tmp_path: Path) -> None:
    assert places.landing(settings(tmp_path)).level == WARNING
    (tmp_path / "landing").mkdir()
    assert places.landing(settings(tmp_path)).level == WARNING
    (tmp_path / "landing" / "sis").mkdir()
    (tmp_path / "landing" / "_half").mkdir()
    assert places.landing(settings(tmp_path)).found.endswith(": sis")


def test_platforms_bring_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "platform", lambda: "databricks")
    monkeypatch.setattr(programs, "find_java", lambda _: None)
    assert {programs.java().level, programs.delta().level, programs.jars().level} == {OK}
    there = settings(tmp_path, catalog="education")
    assert {places.warehouse(there).level, places.permissions(there).level, places.clock(there).level} == {OK}


def test_the_command_tells_by_words_by_json_and_by_exit_code(tmp_path: Path) -> None:
    testing = pytest.importorskip("typer.testing")
    from edulake.cli import app

    (tmp_path / "warehouse").touch()
    words = ["doctor", "--warehouse", str(tmp_path / "warehouse")]
    said = testing.CliRunner().invoke(app, words)
    assert said.exit_code == 5
    assert "✗ warehouse" in said.stdout
    assert "→ give another --warehouse" in said.stdout
    found = json.loads(testing.CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert {"what", "level", "found", "fix"} == set(found[0])
    assert testing.CliRunner().invoke(app, ["doctor", "--conf", str(tmp_path / "none.toml")]).exit_code == 2
