"""Airflow on one machine: files that compose takes, loopback alone, and a password that no file of the checkout holds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkout import ROOT
from scheduler_tools import TOOLS, needs_tools

from edulake.config.load import load
from edulake.platforms.schedulers import compose, files
from edulake.platforms.schedulers.workflow import EVERY_JOB, daily

pytestmark = pytest.mark.once

WORKFLOW = daily(load())
# ${NAME}, ${NAME:-default} and ${NAME:?what to do}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `deploy` writes, in a checkout that somebody may have with a blank in its name."""
    out = tmp_path_factory.mktemp("a checkout") / "deploy"
    files.write({name: text for name, text in files.made().items() if name.startswith("compose")}, out)
    return out


def service() -> dict[str, Any]:
    return yaml.safe_load(compose.services(WORKFLOW))["services"]["airflow"]


@pytest.mark.skipif(find_spec("check_jsonschema") is None, reason="check-jsonschema is installed beside Spark 4.2 only")
def test_compose_takes_the_file(deploy: Path) -> None:
    """By the schema of the Compose Specification."""

    def checked(path: Path) -> int:
        words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
        return subprocess.run(words, capture_output=True, check=False).returncode

    assert checked(deploy / "compose.yml") == 0
    wrong = deploy.parent / "wrong.yml"
    wrong.write_text((deploy / "compose.yml").read_text().replace("    ports:", "    port:"))
    assert checked(wrong) == 1


def test_only_this_machine_is_listened_to() -> None:
    assert [port.startswith("127.0.0.1:") for port in service()["ports"]] == [True]
    assert not {"network_mode", "privileged", "extra_hosts"} & set(service())
    assert service()["cap_drop"] == ["ALL"]
    assert not any("docker.sock" in volume for volume in service()["volumes"])


def test_no_secret_is_in_a_file(deploy: Path) -> None:
    made = yaml.safe_load((deploy / "compose.yml").read_text())
    assert made["secrets"] == {compose.PASSWORD: {"environment": "EDULAKE_AIRFLOW_PASSWORD"}}
    assert "EDULAKE_AIRFLOW_PASSWORD" not in json.dumps(made["services"]), "a variable of the container is seen by all"
    assert not (deploy / ".env").exists()


def made_env(deploy: Path, home: Path, *folders: str) -> subprocess.CompletedProcess[str]:
    """What env.sh says to somebody who is not root, as the tests may be."""
    somebody = home.parent / "bin"
    somebody.mkdir(exist_ok=True)
    (somebody / "id").write_text("#!/bin/sh\necho 1234\n")
    (somebody / "id").chmod(0o700)
    environment = {"PATH": f"{somebody}:{os.environ['PATH']}", "EDULAKE_HOME": str(home)}
    words = [str(deploy / "compose" / "env.sh"), *folders]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def values(home: Path) -> dict[str, str]:
    lines = (home / "compose.env").read_text().splitlines()
    return {k: v.strip("'") for k, _, v in (line.partition("=") for line in lines if not line.startswith("#"))}


def test_the_password_is_made_once_and_for_its_owner(deploy: Path, tmp_path: Path) -> None:
    done = made_env(deploy, tmp_path / "one", str(tmp_path / "landing of all"), str(tmp_path / "lake"))
    assert (done.returncode, done.stderr) == (0, "")
    given = values(tmp_path / "one")
    assert re.fullmatch(r"[0-9a-f]{36}", given["EDULAKE_AIRFLOW_PASSWORD"])
    assert given["EDULAKE_AIRFLOW_PASSWORD"] not in done.stdout
    assert f"docker compose --env-file '{tmp_path}/one/compose.env' -f '{deploy}/compose.yml' up" in done.stdout
    assert (given["EDULAKE_UID"], given["EDULAKE_LANDING"]) == ("1234", str(tmp_path / "landing of all"))
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "one").glob("*.env")} == {0o600}
    assert (tmp_path / "lake").is_dir()
    again = made_env(deploy, tmp_path / "one")
    assert again.returncode == 2
    assert [line.split(":")[0] for line in again.stderr.splitlines()] == ["error", "why", "do"]
    assert values(tmp_path / "one") == given
    made_env(deploy, tmp_path / "two")
    assert values(tmp_path / "two")["EDULAKE_AIRFLOW_PASSWORD"] != given["EDULAKE_AIRFLOW_PASSWORD"]


def test_a_folder_that_compose_cannot_read_is_refused(deploy: Path, tmp_path: Path) -> None:
    done = made_env(deploy, tmp_path / "home", str(tmp_path / "it's"))
    assert (done.returncode, "rename it" in done.stderr) == (2, True)
    assert not (tmp_path / "home" / "compose.env").exists()


def test_what_the_file_asks_for_is_in_the_one_that_env_makes(deploy: Path, tmp_path: Path) -> None:
    """Or has a default, or says what to run."""
    made_env(deploy, tmp_path / "home")
    given = values(tmp_path / "home")
    asked = VARIABLE.findall((deploy / "compose.yml").read_text())
    assert {name for name, how, _ in asked if how != "-"} <= set(given)
    assert all("env.sh" in text for _, how, text in asked if how == "?")
    offered = re.findall(r"^# (\w+)=", (tmp_path / "home" / "compose.env").read_text(), re.MULTILINE)
    assert {name for name, how, _ in asked if how == "-"} == set(offered)


def test_a_job_gets_what_is_mounted(deploy: Path, tmp_path: Path) -> None:
    """The DAG passes empty values for what nobody set; those that somebody did set stay."""
    submit = tmp_path / "bin" / "spark-submit"
    submit.parent.mkdir()
    submit.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{tmp_path}/submitted\nexit 4\n')
    submit.chmod(0o700)
    words = ["bronze_ingest", "--group", "others", *(f"--{name}=" for name in EVERY_JOB)]
    words[-1] = "--conf=/landing/my own.toml"
    done = subprocess.run(
        [deploy / "compose" / "run.sh", *words], env={**os.environ, "SPARK_HOME": str(tmp_path)}, check=False
    )
    assert done.returncode == 4, "the DAG looks at the exit code"
    submitted = (tmp_path / "submitted").read_text().splitlines()
    job = submitted.index("/opt/edulake/jobs/bronze_ingest.py")
    assert submitted[:2] == ["--master", "local[*]"]
    assert submitted[job + 1 :] == [
        *("--group", "others", "--catalog=", "--warehouse=/warehouse", "--landing=/landing"),
        "--conf=/landing/my own.toml",
    ]
    mounted = {volume.rsplit("}:", 1)[-1] for volume in service()["volumes"] if "}:" in volume}
    assert mounted == {"/landing", "/warehouse", "/opt/airflow/edulake.toml:ro"}


def test_airflow_starts_with_the_password(deploy: Path, tmp_path: Path) -> None:
    for name, text in {"airflow": f'#!/bin/sh\necho "$*" >{tmp_path}/started\n', compose.PASSWORD: 'a"b\n'}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "airflow").chmod(0o700)
    passwords = tmp_path / "passwords.json"
    own = {"SECRETS": str(tmp_path), "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords)}
    path = f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run([deploy / "compose" / "start.sh"], env={"PATH": path, **own}, check=True)
    assert json.loads(passwords.read_text()) == {"admin": 'a"b'}
    assert passwords.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "started").read_text() == "standalone\n"


def test_the_image_takes_what_deploy_has() -> None:
    copied = re.findall(r"^COPY (?:--\S+ )?(.+) \S+$", compose.DOCKERFILE, re.MULTILINE)
    names = {word for line in copied for word in line.split()}
    made = set(files.made())
    assert all(name in made or any(one.startswith(f"{name}/") for one in made) for name in names)
    assert {"airflow", "compose/run.sh", "compose/start.sh"} == names
    assert compose.DOCKERFILE.rstrip().endswith("USER ${RUNS_AS}"), "jobs do not run as root"
    assert f'"apache-airflow=={compose.AIRFLOW}"' in (ROOT / "setup.py").read_text()


@pytest.mark.slow
@needs_tools
def test_hadolint_has_nothing_to_say_of_the_image(deploy: Path) -> None:
    words = [TOOLS / "bin" / "hadolint", deploy / "compose" / "Dockerfile"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
