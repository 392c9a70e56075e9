"""The scripts for YARN, Kubernetes and cron, run with a recorder in place of spark-submit; the image; object stores."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from bundle import ROOT
from scheduler_tools import TOOLS, needs_tools

from edulake.config.load import load
from edulake.errors import ConfigError
from edulake.platforms.schedulers.cluster import STORES
from edulake.platforms.schedulers.cluster_scripts import PYTHON
from edulake.platforms.schedulers.workflow import daily
from edulake.store import object_stores

pytestmark = pytest.mark.once

CLUSTER = ROOT / "deploy" / "cluster"
WORKFLOW = daily(load())


@pytest.fixture
def spark_home(tmp_path: Path) -> Path:
    """A spark-submit that writes down its arguments, one a line, and its platform."""
    submit = tmp_path / "bin" / "spark-submit"
    submit.parent.mkdir()
    submit.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" "platform=$EDULAKE_PLATFORM" >{tmp_path}/submitted\n')
    submit.chmod(0o700)
    return tmp_path


def run(script: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    return subprocess.run([CLUSTER / script, *words], env=environment, capture_output=True, text=True, check=False)


def options(home: Path) -> tuple[dict[str, str], list[str]]:
    """Options and settings of a recorded spark-submit, and the words from the program on."""
    words = (home / "submitted").read_text().splitlines()
    program = next(i for i, word in enumerate(words) if word.endswith(".py") and not words[i - 1].startswith("--"))
    assert len(words[:program]) % 2 == 0
    pairs = list(zip(words[:program:2], words[1:program:2], strict=True))
    settings = dict(value.split("=", 1) for name, value in pairs if name == "--conf")
    return {**{name: value for name, value in pairs if name != "--conf"}, **settings}, words[program:]


def test_yarn_runs_a_job_of_the_checkout(spark_home: Path) -> None:
    done = run("yarn.sh", "validate", "--days", "3", SPARK_HOME=str(spark_home), EDULAKE_ZIP="z.zip")
    assert (done.returncode, done.stderr) == (0, "")
    given, words = options(spark_home)
    assert (given["--master"], given["--deploy-mode"], given["--py-files"]) == ("yarn", "client", "z.zip")
    assert "--packages" not in given, "it would hide those of a store's file"
    packages = properties(Path(given["--properties-file"]))["spark.jars.packages"]
    assert packages.startswith("io.delta:delta-spark_4.2_2.13:4.4.0,")
    assert words == [str(ROOT / "jobs" / "validate.py"), "--days", "3", "platform=cluster"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What yarn.sh needs of a checkout, to change it."""
    for part in ("lib", "conf", "jobs", "deploy"):
        shutil.copytree(ROOT / part, tmp_path / "checkout" / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "checkout"


def test_yarn_submits_the_code_of_the_checkout(checkout: Path, spark_home: Path) -> None:
    """Nobody has packed it, then somebody else's copy came with older times, then a module went."""

    def submitted() -> ZipFile:
        script = checkout / "deploy" / "cluster" / "yarn.sh"
        variables = {"PATH": os.environ["PATH"], "SPARK_HOME": str(spark_home), "PYSPARK_PYTHON": sys.executable}
        done = subprocess.run([script, "validate"], env=variables, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return ZipFile(options(spark_home)[0]["--py-files"])

    assert {"edulake/jobs/runner/main.py", "edulake/conf/base.toml"} <= set(submitted().namelist())
    module = checkout / "lib" / "edulake" / "rows.py"
    module.write_text("# mended\n")
    os.utime(module, (0, 0))
    assert submitted().read("edulake/rows.py") == b"# mended\n"
    module.unlink()
    packed = submitted()
    assert "edulake/rows.py" not in packed.namelist()
    made = Path(str(packed.filename)).stat()
    assert Path(str(submitted().filename)).stat().st_ino == made.st_ino, "what is as it was is not packed again"


def test_kubernetes_runs_a_job_of_the_image(spark_home: Path) -> None:
    variables = {"SPARK_HOME": str(spark_home), "KUBERNETES": "https://api:6443", "EDULAKE_IMAGE": "edulake:1"}
    done = run("kubernetes.sh", "ml_score", "--as-of=", **variables, EDULAKE_PROPERTIES="s3a.conf")
    assert (done.returncode, done.stderr) == (0, "")
    given, words = options(spark_home)
    assert given["--master"] == "k8s://https://api:6443"
    assert given["--name"] == "edulake-ml-score", "a pod's name has no underscore"
    assert given["--properties-file"] == "s3a.conf"
    assert given["spark.kubernetes.container.image"] == "edulake:1"
    assert given["spark.kubernetes.executor.volumes.persistentVolumeClaim.landing.mount.path"] == "/landing"
    assert words[:2] == ["local:///opt/edulake/jobs/ml_score.py", "--as-of="]


def test_the_scripts_say_what_they_lack(spark_home: Path) -> None:
    assert "EDULAKE_IMAGE" in run("kubernetes.sh", "validate", SPARK_HOME=str(spark_home), KUBERNETES="u").stderr
    assert "SPARK_HOME" in run("yarn.sh", "validate").stderr
    old = spark_home / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o700)
    done = run("yarn.sh", "validate", SPARK_HOME=str(spark_home), PYSPARK_PYTHON=str(old))
    assert (done.returncode, "no Python 3.11 or newer" in done.stderr) == (2, True)
    assert not (spark_home / "submitted").exists()
    assert "name a job" in run("yarn.sh").stderr


def recorder(tmp_path: Path, ends: str) -> str:
    script = tmp_path / "command.sh"
    script.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\n{ends}\n')
    script.chmod(0o700)
    return str(script)


def called(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


def test_cron_runs_the_whole_workflow(tmp_path: Path) -> None:
    variables = {"EDULAKE_COMMAND": recorder(tmp_path, "exit 0"), "EDULAKE_LOCK": str(tmp_path / "lock")}
    done = run("daily.sh", **variables, EDULAKE_WAREHOUSE="/a b")
    assert (done.returncode, done.stderr) == (0, "")
    assert [call.split()[0] for call in called(tmp_path)] == [task.job for task in WORKFLOW.tasks]
    assert all("--warehouse=/a b --landing=" in call for call in called(tmp_path))


@pytest.mark.parametrize(("code", "attempts"), [(2, 1), (4, 1), (3, WORKFLOW.retries.times + 1)])
def test_cron_tries_again_where_it_may_help(code: int, attempts: int, tmp_path: Path) -> None:
    nothing = tmp_path / "sleep"
    nothing.write_text(f'#!/bin/sh\necho "$1" >>{tmp_path}/pauses\n')
    nothing.chmod(0o700)
    teller = tmp_path / "teller"
    teller.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/told\nexit {int(code == 4)}\n')
    teller.chmod(0o700)
    alert = f"{teller} now"
    done = run(
        "daily.sh",
        EDULAKE_COMMAND=recorder(tmp_path, f'[ "$1" != gold_aggregate ] || exit {code}'),
        EDULAKE_LOCK=str(tmp_path / "lock"),
        EDULAKE_ALERT=alert,
        PATH=f"{tmp_path}:{os.environ['PATH']}",
    )
    assert done.returncode == code
    assert (tmp_path / "told").read_text() == f"now edulake_daily gold_aggregate {code}\n"
    assert ("is not told of" in done.stderr) == (code == 4), "an alert that fails changes nothing but what is said"
    assert [call.split()[0] for call in called(tmp_path)].count("gold_aggregate") == attempts
    assert called(tmp_path)[-1].startswith("gold_aggregate")
    if attempts > 1:
        assert (tmp_path / "pauses").read_text().split() == ["60", "120", "240"]


def test_cron_runs_once_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen(["flock", lock, "sh", "-c", "echo held; read x"], stdin=-1, stdout=-1) as holder:
        assert holder.stdout
        holder.stdout.readline()
        done = run("daily.sh", EDULAKE_COMMAND=recorder(tmp_path, "exit 0"), EDULAKE_LOCK=str(lock))
        holder.communicate(b"\n")
    assert (done.returncode, done.stderr) == (3, "edulake_daily is still running\n")
    assert not (tmp_path / "calls").exists()


def test_the_image_takes_what_the_checkout_has() -> None:
    text = (CLUSTER / "Dockerfile").read_text()
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]]
    assert all((ROOT / name).exists() for name in copied)
    assert {"lib", "jobs", "conf", "setup.py"} <= set(copied)
    assert text.rstrip().endswith("USER 185"), "jobs do not run as root"
    assert "ENV EDULAKE_PLATFORM=cluster" in text
    pins = (ROOT / "setup.py").read_text()
    assert all(f'"{pin}"' in pins for pin in re.findall(r"\w+==[\d.]+", text))


def base_of_the_image() -> str:
    """What the last stage is built on, with the defaults of its arguments."""
    text = (CLUSTER / "Dockerfile").read_text()
    defaults = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
    base = re.findall(r"^FROM (\S+)", text, re.MULTILINE)[-1]
    return re.sub(r"\$\{(\w+)\}", lambda name: defaults[name[1]], base)


def test_the_image_has_the_python_that_the_package_needs() -> None:
    """Python's own images say their version; those of Spark have the one of their Ubuntu, and do not say it."""
    found = re.fullmatch(r"python:(\d+)\.(\d+)-slim-\w+", base_of_the_image())
    assert found, "an image whose Python is known by its name"
    version = (int(found[1]), int(found[2]))
    needed = re.search(r'python_requires=">=(\d+)\.(\d+)"', (ROOT / "setup.py").read_text())
    assert needed
    assert version >= (int(needed[1]), int(needed[2])) == PYTHON
    runs_on = metadata.metadata("pyspark").get_all("Classifier") or []
    assert f"Programming Language :: Python :: {found[1]}.{found[2]}" in runs_on


def test_the_image_starts_as_kubernetes_starts_it() -> None:
    """What Spark's entry point calls is installed, and what it reads is copied."""
    text = (CLUSTER / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["/opt/entrypoint.sh"]' in text
    copied = re.findall(r"^COPY --from=spark (?:--\S+ )?(.+)$", text, re.MULTILINE)
    assert {"/opt/java/openjdk", "/opt/spark", "/opt/entrypoint.sh"} <= {
        word for line in copied for word in line.split()
    }
    installed = re.findall(r"apt-get install -y --no-install-recommends (.+) \\", text)[0].split()
    assert {"tini", "gosu", "libnss-wrapper"} <= set(installed)


@pytest.mark.slow
@needs_tools
def test_hadolint_has_nothing_to_say_of_the_image() -> None:
    done = subprocess.run(
        [TOOLS / "bin" / "hadolint", CLUSTER / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def properties(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(" ", 1) for line in lines)


@pytest.mark.parametrize("scheme", ["abfss", "s3a", "oci", "gs"])
def test_the_properties_of_a_store_are_what_the_jobs_ask_for(scheme: str) -> None:
    given = properties(CLUSTER / f"{scheme}.conf")
    assert all(key.startswith("spark.") for key in given)
    settings = load(warehouse=f"{scheme}://bucket/lake", platform="cluster")
    object_stores.must_be_safe(settings, given.get)
    if scheme != "abfss":
        with pytest.raises(ConfigError):
            object_stores.must_be_safe(settings, {}.get)


def test_no_file_of_settings_holds_the_secret_of_a_client() -> None:
    """It names where the secret is kept, and whose it is."""
    _, given = STORES["abfss_client"]
    assert [key for key in given if "secret" in key] == []
    assert given["spark.hadoop.hadoop.security.credential.provider.path"].startswith("jceks://")
    assert sum("ClientCredsTokenProvider" in value for value in given.values()) == 1
