"""The doctor: what is broken is said with its fix and its exit code, also where pyspark and Java are what is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT
from doctored import made, settings

from edulake.config.settings import Settings
from edulake.errors import ConfigError
from edulake.platforms import doctor
from edulake.platforms.doctor import BROKEN, OK, WARNING, Finding

pytestmark = pytest.mark.once


LIB = ROOT / "lib"


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


@pytest.mark.parametrize(
    ("levels", "code"),
    [([], 0), ([OK, WARNING], 0), ([WARNING, BROKEN], 5), ([BROKEN, BROKEN], 5)],
)
def test_the_first_that_is_broken_sets_the_exit_code(levels: list[str], code: int) -> None:
    """Warnings keep no job from running, whatever code they bear."""
    codes = {WARNING: 3, BROKEN: 5, OK: 0}
    findings = [Finding("a", level, "x", exit_code=codes[level]) for level in levels]
    assert doctor.worst([*findings, Finding("last", OK, "x", exit_code=9)]) == code
    assert doctor.worst([Finding("first", BROKEN, "x", exit_code=2), *findings]) == 2


def test_what_the_system_refuses_to_tell_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The others are looked at all the same, programs before places; the path is not told, for it may name somebody."""

    def program() -> Finding:
        raise PermissionError(13, "Permission denied", "/home/somebody")

    def place(given: Settings) -> Finding:
        return Finding("place", OK, given.warehouse)

    monkeypatch.setattr(doctor, "PROGRAMS", (program,))
    monkeypatch.setattr(doctor, "PLACES", (place,))
    assert doctor.examine(settings(tmp_path)) == [
        Finding("program", BROKEN, "the system says: Permission denied", "check paths and permissions", 5),
        Finding("place", OK, str(tmp_path / "warehouse")),
    ]


def test_an_error_of_ours_is_no_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def program() -> Finding:
        raise ValueError("a mistake in the doctor")

    monkeypatch.setattr(doctor, "PROGRAMS", (program,))
    with pytest.raises(ValueError, match="a mistake"):
        doctor.examine(settings(tmp_path))


def test_settings_that_cannot_be_understood_are_a_finding(tmp_path: Path) -> None:
    """The other checks go on, for the places that nobody named."""
    found = doctor.examine(ConfigError("my.toml is not valid TOML", "line 1", "close the bracket"))
    [mistake] = [finding for finding in found if finding.what == "settings"]
    assert mistake == Finding("settings", BROKEN, "my.toml is not valid TOML: line 1", "close the bracket", 2)
    assert {"Python", "Java", "warehouse", "landing"} <= {finding.what for finding in found}
    assert "settings" not in {finding.what for finding in doctor.examine(settings(tmp_path))}
