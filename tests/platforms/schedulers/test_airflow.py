"""The DAG in a real Airflow: what it finds in the file, and one run of it with other commands in place of jobs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bundle import ROOT
from scheduler_tools import TOOLS, needs_tools

from edulake.config.load import load
from edulake.platforms.schedulers.workflow import daily

pytestmark = [pytest.mark.once, pytest.mark.slow, needs_tools]

RUN = ROOT / "tests" / "support" / "airflow_run.py"
WORKFLOW = daily(load())


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("airflow")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AIRFLOW"))}
    dags = str(ROOT / "deploy" / "airflow")
    airflow = {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__DAGS_FOLDER": dags, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    ready = {**clean, **airflow}
    subprocess.run([TOOLS / "bin" / "airflow", "db", "migrate"], env=ready, check=True, capture_output=True)
    return ready


def ran(environment: dict[str, str], tmp_path: Path, ends: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """One run whose jobs are a script that ends as `ends` says: what Airflow saw, the jobs called, and the alerts."""
    script = tmp_path / "job.sh"
    script.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/jobs\n{ends}\n')
    alert = tmp_path / "alert.sh"
    alert.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/alerts\n')
    for path in (script, alert):
        path.chmod(0o700)
    done = subprocess.run(
        [TOOLS / "bin" / "python", RUN, ROOT / "deploy" / "airflow"],
        env={**environment, "EDULAKE_COMMAND": str(script), "EDULAKE_ALERT": str(alert)},
        check=True,
        capture_output=True,
        text=True,
    )
    lines = [
        (tmp_path / name).read_text().splitlines() if (tmp_path / name).exists() else [] for name in ("jobs", "alerts")
    ]
    return json.loads(done.stdout.splitlines()[-1]), lines[0], lines[1]


def test_airflow_loads_and_runs_the_dag(environment: dict[str, str], tmp_path: Path) -> None:
    found, jobs, alerts = ran(environment, tmp_path, "exit 0")
    dag = found["dags"]["edulake_daily"]
    assert found["errors"] == {}
    assert dag["tasks"] == {task.name: sorted(task.after) for task in WORKFLOW.tasks}
    assert (dag["schedule"], dag["time_zone"]) == (WORKFLOW.cron, WORKFLOW.time_zone)
    assert (dag["max_active_runs"], dag["catchup"]) == (1, False)
    assert (dag["retries"], dag["backoff"], dag["alerts"]) == ([WORKFLOW.retries.times], [True], True)
    assert found["state"] == "success"
    assert [job.split()[0] for job in jobs] == [task.job for task in WORKFLOW.tasks]
    assert [job for job in jobs if "--as-of=2024-10-31" in job] == [job for job in jobs if job.startswith("ml_score")]
    assert alerts == []


def test_what_does_not_balance_is_not_tried_again(environment: dict[str, str], tmp_path: Path) -> None:
    found, jobs, alerts = ran(environment, tmp_path, '[ "$1" != silver_cleanse ] || exit 4')
    assert found["state"] == "failed"
    assert found["states"]["silver_cleanse"] == "failed"
    assert found["states"]["gold_aggregate"] == "upstream_failed"
    assert sum(job.startswith("silver_cleanse") for job in jobs) == 1
    assert [alert.split()[:2] for alert in alerts] == [["edulake_daily", "silver_cleanse"]]
