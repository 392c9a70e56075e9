"""Programs run for an environment: with its lock, without our packages, and with their last words if they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edulake.platforms.laptop.environment import Environment, SetUpError, locked, runs, write
from edulake.platforms.laptop.machine import SPARKS, Java
from edulake.platforms.laptop.set_up import PACKAGE

pytestmark = pytest.mark.once


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Environment]:
    """An environment whose Python is a link to ours and whose Spark is an empty folder."""
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "pyspark").mkdir(parents=True)
    with locked(tmp_path / "lock") as held:
        yield Environment(SPARKS["4.2"], tmp_path, held)


def test_what_fails_is_told_with_its_last_lines(made: Environment) -> None:
    """Of this command alone: the log goes on from one to the next, and is named."""
    made.run(["sh", "-c", "echo earlier"], "the first failed")
    with pytest.raises(SetUpError) as error:
        made.run(["sh", "-c", "echo last >&2; exit 3"], "the second failed")
    log = f"  all of it: {made.home / 'setup.log'}"
    assert str(error.value).splitlines() == ["the second failed", "    last", log]
    with pytest.raises(SetUpError) as error:
        made.run(["sh", "-c", "seq 1 7; exit 1"], "the third failed")
    assert str(error.value).splitlines() == ["the third failed", *[f"    {line}" for line in range(3, 8)], log]
    assert (made.home / "setup.log").read_text().splitlines()[:3] == ["earlier", "last", "1"]


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        ("OSError: [Errno 28] No space left on device", "make room"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED", "certificates of its own"),
        ("NewConnectionError: [Errno -2] Name or service not known", "connect to the network"),
        ("java.net.UnknownHostException: repo1.maven.org", "connect to the network"),
        ("ERROR: No matching distribution found for pyspark==4.2.0", None),
    ],
)
def test_what_is_wrong_with_the_machine_is_told_with_what_to_do(made: Environment, said: str, fix: str | None) -> None:
    """However far from the last lines it stands."""
    with pytest.raises(SetUpError) as error:
        made.run(["sh", "-c", 'echo "$0"; seq 1 9; exit 1', said], "it failed")
    lines = str(error.value).splitlines()
    assert lines[0] == "it failed"
    assert (lines[-1].startswith("do: ") and fix in lines[-1]) if fix else "all of it" in lines[-1]


def test_words_that_are_no_utf8_hide_no_failure(made: Environment) -> None:
    with pytest.raises(SetUpError, match="it failed"):
        made.run(["sh", "-c", r"printf '\377'; exit 1"], "it failed")


def test_a_program_does_not_see_our_packages_and_holds_the_lock(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PYTHONPATH would lend it what was not installed. The lock lives as long as the last program that holds it."""
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("KEPT", "kept")
    code = "import os, sys; os.fstat(int(sys.argv[1])); print(*[os.environ.get(n) for n in ('PYTHONPATH', 'KEPT', 'MORE')])"
    made.run([made.python, "-c", code, str(made.held)], "it failed", {"MORE": "more"})
    assert (made.home / "setup.log").read_text() == "None kept more\n"


def test_people_are_told_how_far_a_program_is(made: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    """Of one with a folder for its temporary files; the last lines too, however fast it was, and all are in the log."""
    made.run(["sh", "-c", "echo Downloading silent '(7 MB)'"], "it failed")
    assert capfd.readouterr().err == ""
    fetch = "echo Collecting; echo Downloading pyspark.tar.gz '(450.1 MB)'; echo $TMPDIR"
    with pytest.raises(SetUpError, match="it failed"):
        made.run(["sh", "-c", f"{fetch}; exit 1"], "it failed", scratch=made.home / "scratch")
    assert capfd.readouterr().err == "edulake:       fetching pyspark.tar.gz, 450 MB\n"
    assert made.log.read_text().splitlines()[-1] == str(made.home / "scratch")


def test_programs_at_the_same_time_have_a_log_each(made: Environment) -> None:
    """The last words of one are not taken for those of the other."""
    beside = Environment(made.spark, made.home, made.held, "jars.log")
    made.run(["echo", "one"], "it failed")
    with pytest.raises(SetUpError, match=r"(?s)ivy failed\n    two\n.*jars\.log$"):
        beside.run(["sh", "-c", "echo two; exit 1"], "ivy failed")
    assert (made.home / "setup.log").read_text() == "one\n"


def test_settings_name_the_archive_when_there_is_one(made: Environment) -> None:
    java = Java(Path("/opt/java"), 25, "Java 25.0.1")
    assert "AOTCache" not in made.settings(java).read_text()
    text = made.settings(java, ("-XX:AOTCache=/a",)).read_text()
    assert text.startswith("# Spark 4.2.0, Delta 4.4.0, Java 25.0.1, Python 3.")
    assert " -XX:AOTCache=/a\n" in text
    assert made.settings(java, name="training.conf") == made.home / "training.conf"
    assert (made.home / "spark.conf").read_text() == text


def test_spark_starts_with_this_environments_programs(made: Environment) -> None:
    """Whatever JAVA_HOME and SPARK_HOME say outside of it; the driver listens on the loopback alone."""
    submit = made.spark_home() / "bin" / "spark-submit"
    submit.parent.mkdir()
    names = (
        "JAVA_HOME",
        "SPARK_HOME",
        "PYSPARK_PYTHON",
        "PYSPARK_DRIVER_PYTHON",
        "SPARK_LOCAL_IP",
        "EDULAKE_SPARK_CONF",
    )
    write(submit, '#!/bin/sh\necho "$@"\n' + "".join(f'echo "${name}"\n' for name in names), mode=0o700)
    made.submit(["job.py", made.home], "it failed")
    assert (made.home / "setup.log").read_text().splitlines() == [
        f"job.py {made.home}",
        str(made.home / "java"),
        str(made.home / "venv/lib/python3.11/site-packages/pyspark"),
        *[str(made.python)] * 2,
        "127.0.0.1",
        str(made.home / "spark.conf"),
    ]


@pytest.mark.parametrize(("command", "it_does"), [("true", True), ("false", False), ("/nothing/of/that/name", False)])
def test_whether_a_program_runs(command: str, it_does: bool) -> None:
    assert runs(command) is it_does


def test_a_file_is_whole_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that breaks off leaves the old text."""
    path = tmp_path / "conf"
    write(path, "old")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("old", 0o600)
    monkeypatch.setattr(Path, "chmod", _broken)
    with pytest.raises(OSError, match="no room"):
        write(path, "new")
    assert path.read_text() == "old"


def _broken(*_: object) -> None:
    raise OSError("no room")


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
