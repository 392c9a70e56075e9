"""The archive of classes: made once, after the job that asked for it, and never in anybody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edulake.platforms.laptop import archive
from edulake.platforms.laptop.environment import Environment, locked, write
from edulake.platforms.laptop.machine import SPARKS, Java
from edulake.platforms.laptop.set_up import PACKAGE

pytestmark = pytest.mark.once

JAVA = Java(Path("/opt/java"), 25, "Java 25.0.1")
SPARK = SPARKS["4.2"]
# A spark-submit that says what it was asked for; a training run, which has the warm-up as its third word, does more.
SUBMIT = """#!/bin/sh
echo "$*" >>"{home}/asked"
[ "$3" = --version ] && exit {version}
grep -q AOTCacheOutput={home}/training/archive "$2" || exit 7
touch {home}/training/archive
exit {code}
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Callable[..., Environment]]:
    """Environments whose spark-submit ends as a test says."""
    home = tmp_path / "spark-4.2"
    submit = home / "venv/lib/python3.11/site-packages/pyspark/bin/spark-submit"
    submit.parent.mkdir(parents=True)
    with locked(tmp_path / "lock") as held:

        def made(code: int = 0, version: int = 0) -> Environment:
            write(submit, SUBMIT.format(home=home, code=code, version=version), mode=0o700)
            return Environment(SPARK, home, held)

        yield made


def asked(environment: Environment) -> list[str]:
    path = environment.home / "asked"
    return path.read_text().splitlines() if path.exists() else []


def test_it_is_made_once_and_tried_before_it_counts(environment: Callable[..., Environment]) -> None:
    made = environment()
    assert archive.flags(SPARK, made.home, JAVA) == ()
    assert archive.train(made, JAVA)
    conf = made.home / "training.conf"
    assert asked(made) == [
        f"--properties-file {conf} {archive.WARM_UP} {made.home / 'training' / 'demo'}",
        f"--properties-file {conf} --version",
    ]
    path = archive.path_of(SPARK, made.home, JAVA)
    assert archive.flags(SPARK, made.home, JAVA) == (f"-XX:AOTCache={path}",)
    assert archive.train(made, JAVA)
    assert len(asked(made)) == 2
    assert not conf.exists()
    assert not (made.home / "training").exists()


@pytest.mark.parametrize("ends", [{"code": 1}, {"version": 1}])
def test_what_fails_is_not_tried_at_every_job(environment: Callable[..., Environment], ends: dict[str, int]) -> None:
    """The run, or a start with what it made: jobs go on without, until there is a new set-up."""
    made = environment(**ends)
    assert not archive.train(made, JAVA)
    seen = asked(made)
    failed = archive.path_of(SPARK, made.home, JAVA).with_suffix(".failed")
    assert list(made.home.glob("classes-*")) == [failed]
    assert not archive.train(made, JAVA)
    assert asked(made) == seen
    assert archive.flags(SPARK, made.home, JAVA) == ()
    assert not archive.train(made, JAVA)
    assert asked(made) == [*seen, *seen]


def test_another_java_has_another_archive_and_the_old_one_goes(environment: Callable[..., Environment]) -> None:
    made = environment()
    archive.train(made, JAVA)
    other = Java(Path("/opt/java-26"), 26, "Java 26")
    assert archive.path_of(SPARK, made.home, other) != archive.path_of(SPARK, made.home, JAVA)
    assert archive.flags(SPARK, made.home, other) == ()
    assert not list(made.home.glob("classes-*"))


def test_settings_name_it_when_it_is_made(environment: Callable[..., Environment]) -> None:
    made = environment()
    archive.make(SPARK, made.home, JAVA)
    assert f" -XX:AOTCache={archive.path_of(SPARK, made.home, JAVA)}" in (made.home / "spark.conf").read_text()


def test_it_waits_for_the_job(tmp_path: Path) -> None:
    """Of which it knows the process; it ends with nothing done where no Java runs."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "EDULAKE_JAVA": "/nothing"}
    job = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    words = ["--home", tmp_path, "--spark", "4.2", "--after", str(job.pid)]
    waiting = subprocess.Popen([sys.executable, "-m", "edulake.platforms.laptop.archive", *words], env=environment)
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(timeout=2)
    assert os.getsid(waiting.pid) == waiting.pid, "it would end with the terminal"
    job.communicate()
    assert waiting.wait(timeout=30) == 0
