"""The door on a machine that lacks what it needs, what it tells a shell, and which extras it sets up for a command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edulake.platforms.laptop.environment import write
from edulake.platforms.laptop.set_up import PACKAGE

pytestmark = pytest.mark.once

DOOR = PACKAGE.parents[1] / "spark-submit.sh"


def bare(tmp_path, version):
    """A PATH without any Python but a `python3` of that version that has no venv, or without it."""
    place = tmp_path / "bare"
    place.mkdir()
    for name in ("bash", "cat", "chmod", "cksum", "dirname", "env", "mkdir", "rm", "tr"):
        (place / name).symlink_to(shutil.which(name))
    if version:
        # Asked for its version it tells it, asked whether it is old it answers, asked for venv it fails.
        old = int(tuple(map(int, version.split("."))) < (3, 11))
        script = f'case "$2" in *print*) echo {version} ;; *venv*) exit 1 ;; *) exit {old} ;; esac'
        write(place / "python3", f"#!/bin/sh\n{script}\n", mode=0o700)
    return {"PATH": str(place), "HOME": str(tmp_path), "EDULAKE_HOME": str(tmp_path / "home")}


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("", "there is no python3 on the PATH"),
        ("3.9", "python3 is 3.9"),
        ("3.11", "python3 is 3.11, without venv or newer than that"),
    ],
)
def test_a_machine_without_the_python_is_told_how_to_get_it(tmp_path, version, why):
    done = subprocess.run([DOOR, "demo"], env=bare(tmp_path, version), capture_output=True, text=True, check=False)
    assert done.returncode == 9
    assert done.stderr.splitlines()[:2] == [
        "error: Spark 4.2 needs Python 3.11 to 3.14 with its venv module",
        f"why:   {why}",
    ]
    assert all(word in done.stderr for word in ("do:    sudo apt install", "brew install", "uv python install"))


def completed(at, *words, **environment):
    done = subprocess.run(
        [DOOR, "complete", str(at), "./spark-submit.sh", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.fixture
def home(tmp_path):
    """Of a door whose set-up is there, as far as a shell asks it."""
    place = tmp_path / "home" / "spark-4.2"
    place.mkdir(parents=True)
    write(place / "environment.sh", f"export PYSPARK_PYTHON={shlex.quote(sys.executable)}\n")
    return tmp_path / "home"


def test_a_shell_completes_jobs_and_commands(tmp_path, home):
    """Jobs and words of the door are known before anything is set up; commands and tables, where it is."""
    nothing = str(tmp_path / "nothing")
    assert completed(1, "gold", EDULAKE_HOME=nothing) == ["gold_aggregate"]
    assert completed(1, "co", EDULAKE_HOME=nothing) == ["completion"]
    assert completed(2, "pipeline", "--w", EDULAKE_HOME=nothing) == ["--warehouse"]
    assert completed(2, "show", "gold.course", EDULAKE_HOME=nothing) == []
    pytest.importorskip("typer")
    there = {"EDULAKE_HOME": str(home), "PYTHONPATH": str(PACKAGE.parent)}
    assert completed(2, "show", "gold.course", **there) == ["gold.course_completion"]
    assert set(completed(1, "cl", **there)) == {"clustering"}
    assert completed(2, "show", "--ver", **there) == ["--version"]


def test_what_a_shell_is_to_run_is_a_script(tmp_path):
    """Which gives to the shell what the door says."""
    environment = {**os.environ, "EDULAKE_HOME": str(tmp_path)}
    code = 'eval "$("$0" completion)"; COMP_WORDS=("$0" gen); COMP_CWORD=1; _edulake_door; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", code, DOOR], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("generate\n", "")


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        (["pipeline"], ""),
        (["demo", "--students", "9"], ""),
        (["demo", "--quiet", "--mine", "school"], ",suggest"),
        (["demo", "--mine=school"], ",suggest"),
        (["suggest", "school"], ",suggest"),
        (["publish"], ",publish"),
        (["dashboard", "--port", "8700"], ",dashboard"),
        (["mcp", "--warehouse", "suggest"], ",agents"),
        (["tables", "suggest"], ""),
    ],
)
def test_a_command_has_its_own_extras_set_up_and_no_more(tmp_path: Path, words: list[str], extras: str) -> None:
    """By what the set-up is asked for, in the place of which a Python stands that only says so."""
    asked, python = tmp_path / "asked", tmp_path / "bin" / "python3"
    python.parent.mkdir()
    write(python, f'#!/bin/sh\ncase "$*" in *set-up*) echo "$*" >"{asked}"; exit 3;; esac\n', mode=0o700)
    environment = {**os.environ, "EDULAKE_HOME": str(tmp_path / "home"), "PATH": f"{python.parent}:{os.defpath}"}
    door = [DOOR, *words]
    done = subprocess.run(door, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"--extras cli,view,report{extras} --stamp" in asked.read_text()
