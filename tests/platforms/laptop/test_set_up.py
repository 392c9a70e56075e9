from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest

from edulake.platforms.laptop import set_up
from edulake.platforms.laptop.environment import SetUpError, locked, write
from edulake.platforms.laptop.machine import SPARKS, Java
from edulake.platforms.laptop.set_up import PACKAGE, zip_package
from edulake.store import session

pytestmark = pytest.mark.once

CHECKOUT = PACKAGE.parents[1]
DOOR = CHECKOUT / "spark-submit.sh"


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


@pytest.fixture
def home(tmp_path):
    """Of a door whose set-up is there; a job that its Python is given says which settings that has."""
    spark, place = tmp_path / "spark", tmp_path / "home" / "spark-4.2"
    place.mkdir(parents=True)
    write(place / "spark.conf", "spark.master local[*]\nspark.ui.enabled false\n")
    python = tmp_path / "python"
    archive, job = f'*archive*) echo "$@" >"{tmp_path}/asked"', '*jobs/pipeline.py*) cat "$EDULAKE_SPARK_CONF"'
    recorder = f'case "$*" in {archive};; {job};; *) exec {sys.executable} "$@";; esac'
    write(python, f"#!/bin/sh\n{recorder}\n", mode=0o700)
    variables = {"EDULAKE_JAVA": "/bin/sh", "PYSPARK_PYTHON": python, "SPARK_HOME": spark}
    variables["EDULAKE_SPARK_CONF"] = place / "spark.conf"
    lines = (f"export {name}={shlex.quote(str(value))}\n" for name, value in variables.items())
    write(place / "environment.sh", "".join(lines))
    (place / stamp()).touch()
    return tmp_path / "home"


def test_the_door_adds_what_a_file_of_settings_says(tmp_path, home):
    """Behind those of this machine, for the session that the job builds."""
    (home / "spark-4.2" / "classes-1.jsa").touch()
    write(tmp_path / "mine.conf", "spark.ui.enabled true\n")
    environment = {**os.environ, "EDULAKE_HOME": str(home), "EDULAKE_PROPERTIES": str(tmp_path / "mine.conf")}
    done = subprocess.run([DOOR, "pipeline"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "spark.master local[*]\nspark.ui.enabled false\nspark.ui.enabled true\n"
    assert session.properties(done.stdout) == {"spark.master": "local[*]", "spark.ui.enabled": "true"}


def test_the_first_job_has_an_archive_made_when_it_is_over(tmp_path, home):
    """By a process that waits for the one that the door becomes, and holds none of its pipes; once, also if it failed."""
    os.mkfifo(tmp_path / "asked")
    environment = {**os.environ, "EDULAKE_HOME": str(home)}
    job = subprocess.Popen(
        [DOOR, "pipeline"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    said = job.communicate()[1]
    assert "after this job, in the background" in said
    asked = (tmp_path / "asked").read_text().split()
    archive = "edulake.platforms.laptop.archive"
    assert asked == ["-m", archive, "--home", str(home / "spark-4.2"), "--spark", "4.2", "--after", str(job.pid)]
    (home / "spark-4.2" / "classes-1.failed").touch()
    again = subprocess.run([DOOR, "pipeline"], env=environment, capture_output=True, text=True, check=True)
    assert (again.returncode, again.stderr) == (0, "")


INSTALLER = """#!/bin/sh
echo "$(basename $0) $*" >>"{asked}"
{does}
"""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What installers were asked for: a set-up with a recorder as its Python, and nothing else on the PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.defpath}")
    monkeypatch.setattr(set_up, "runs", lambda *_: True)
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    write(tmp_path / "venv/bin/python", INSTALLER.format(asked=tmp_path / "asked", does="exit 0"), mode=0o700)

    def install(*what):
        (tmp_path / "asked").unlink(missing_ok=True)
        with locked(tmp_path / "lock") as held:
            set_up.SetUp(SPARKS["4.2"], tmp_path, held).install(*what)
        assert not (tmp_path / "fetching").exists()
        return (tmp_path / "asked").read_text().splitlines()

    return install


def test_packages_come_by_uv_where_there_is_one_and_else_by_pip(tmp_path, asked, capfd):
    """A uv that cannot, behind a mirror that only pip knows, leaves it to pip."""
    by_pip = "python -m pip install --disable-pip-version-check --no-compile pyspark==4.2.0"
    assert asked("pyspark==4.2.0") == [by_pip]
    by_uv = f"uv pip install --python {tmp_path / 'venv/bin/python'} pyspark==4.2.0"
    write(tmp_path / "uv", INSTALLER.format(asked=tmp_path / "asked", does="exit 0"), mode=0o700)
    assert asked("pyspark==4.2.0") == [by_uv]
    assert capfd.readouterr().err == ""
    write(tmp_path / "uv", INSTALLER.format(asked=tmp_path / "asked", does="echo no route; exit 2"), mode=0o700)
    assert asked("pyspark==4.2.0") == [by_uv, by_pip]
    assert "going on with pip: uv could not\n    no route" in capfd.readouterr().err


def test_uv_asks_the_index_that_pip_was_told_of(tmp_path, asked, monkeypatch):
    """Unless a person told uv of another one."""
    say = f'echo "$UV_DEFAULT_INDEX $UV_CONSTRAINT" >>{tmp_path / "asked"}'
    write(tmp_path / "uv", INSTALLER.format(asked=tmp_path / "asked", does=say), mode=0o700)
    monkeypatch.setenv("PIP_INDEX_URL", "of-pip")
    monkeypatch.setenv("PIP_CONSTRAINT", "pins.txt")
    assert asked("x")[1] == "of-pip pins.txt"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "of-uv")
    assert asked("x")[1] == "of-uv pins.txt"


def test_what_pip_could_not_install_is_named(tmp_path, asked):
    write(tmp_path / "venv/bin/python", INSTALLER.format(asked=tmp_path / "asked", does="exit 1"), mode=0o700)
    with pytest.raises(SetUpError, match=r"pip could not install pyspark==4\.2\.0; is the package index reachable\?"):
        asked("pyspark==4.2.0")


def test_pip_comes_into_the_environment_only_where_it_is_needed(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(set_up, "runs", lambda *words: "pip" not in words)
    assert asked("x")[0] == "python -m ensurepip"
    write(tmp_path / "uv", INSTALLER.format(asked=tmp_path / "asked", does="exit 0"), mode=0o700)
    assert [line.split()[0] for line in asked("x")] == ["uv"]


def test_an_environment_in_which_a_set_up_died_is_made_anew(tmp_path):
    """One that runs and is finished stays, with all that lies in it."""
    with locked(tmp_path / "lock") as held:
        steps = set_up.SetUp(SPARKS["4.2"], tmp_path, held)
        steps.virtual_environment()
        kept = tmp_path / "venv" / "kept"
        kept.touch()
        steps.virtual_environment()
        assert kept.exists()
        (tmp_path / "venv" / "unfinished").touch()
        steps.virtual_environment()
        assert not kept.exists()
        assert subprocess.run([steps.python, "-c", ""], check=True).returncode == 0


class Recorder(set_up.SetUp):
    """Steps that only say that they were asked for."""

    said: ClassVar[list[str]] = []
    broken = ""

    def virtual_environment(self):
        (self.home / "venv").mkdir(exist_ok=True)

    def install(self, *what):
        self.said.append(" ".join(what))

    def jars(self):
        self.said.append(f"jars, {self.log.name}")
        if self.broken:
            raise SetUpError(self.broken)

    def connector(self):
        self.said.append("connector")

    def broker(self):
        self.said.append("broker")

    def environment(self):
        return {"SPARK_HOME": "/spark home"}


@pytest.fixture
def steps(monkeypatch):
    monkeypatch.setattr(set_up, "SetUp", Recorder)
    monkeypatch.setattr(Recorder, "said", [])
    monkeypatch.setattr(set_up, "find_java", lambda _: Java(Path("/opt/java 25"), 25, "Java 25.0.1"))
    return Recorder


def test_a_set_up_says_its_steps_and_leaves_its_stamp(tmp_path, steps, capfd):
    home = tmp_path / "spark-4.2"
    set_up.set_up(SPARKS["4.2"], home, "cli,view", home / "ready-2-cli+view")
    assert [line.partition("]")[0] for line in capfd.readouterr().err.splitlines()[:4]] == [
        f"edulake: [{number}/4" for number in range(1, 5)
    ]
    spark = "--config-settings=--build-option=--compression=stored pyspark==4.2.0"
    assert sorted(steps.said) == sorted([spark, "jars, jars.log", f"--editable {CHECKOUT}[local,cli,view]"])
    assert steps.said[0] == spark, "ivy, which fetches the JARs, is a part of it"
    text = (home / "environment.sh").read_text()
    assert text == "export EDULAKE_JAVA='/opt/java 25'\nexport SPARK_HOME='/spark home'\n"
    assert sorted(path.name for path in home.glob("ready-*")) == ["ready-2-cli+view"]
    assert not (home / "venv" / "unfinished").exists()
    steps.said.clear()
    set_up.set_up(SPARKS["4.2"], home, "cli,view", home / "ready-2-cli+view")
    assert steps.said == [], "what is there is enough"


@pytest.mark.parametrize(
    ("extras", "fetched"),
    [("cli,view", []), ("cli,kafka", ["connector"]), ("dev,kafka,broker", ["connector", "broker"])],
)
def test_what_reads_kafka_is_fetched_where_it_is_asked_for(tmp_path, steps, extras, fetched):
    home = tmp_path / "spark-4.2"
    set_up.set_up(SPARKS["4.2"], home, extras, home / "ready-2")
    assert [word for word in steps.said if word in ("connector", "broker")] == fetched


def test_a_set_up_without_its_jars_is_none(tmp_path, steps, monkeypatch):
    """They are fetched beside the packages: their failure is seen, and the next set-up begins anew."""
    monkeypatch.setattr(steps, "broken", "cannot fetch the Delta JARs")
    home = tmp_path / "spark-4.2"
    with pytest.raises(SetUpError, match="cannot fetch the Delta JARs"):
        set_up.set_up(SPARKS["4.2"], home, "cli", home / "ready-1-cli")
    assert (home / "venv" / "unfinished").exists()
    assert not list(home.glob("ready-*"))


def stamp():
    """The name of the file by which the door knows that a set-up for jobs is there."""
    laptop = PACKAGE / "platforms" / "laptop"
    texts = [CHECKOUT / "setup.py", *(laptop / f"{name}.py" for name in ("set_up", "machine", "fetching", "shim"))]
    content = str(CHECKOUT).encode() + b"".join(path.read_bytes() for path in texts)
    found = subprocess.run(["cksum"], input=content, stdout=subprocess.PIPE, check=True)
    return f"ready-{found.stdout.decode().strip().replace(' ', '_')}-cli+view+report"
