"""The workflow as a job of Oracle AI Data Platform: the two bodies that its API takes, and one launcher for all tasks.

A job is made by name, then replaced as a whole; there is no wheel task, so a task runs a file of the workspace that
imports the wheel of the cluster. Names of fields: operation_manifest.json of Oracle's aidp-cli, which the tests read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from edulake.contract.sql import quoted

if TYPE_CHECKING:
    from edulake.config.settings import Aidp, Settings
    from edulake.platforms.schedulers.workflow import Task, Workflow

LAUNCHER = "edulake_task.py"
# The longest that AIDP lets a failed task wait.
LONGEST_PAUSE_MILLIS = 600_000
SCHEMAS = ("bronze", "silver", "gold", "ops", "masked", "landing")
LAUNCHER_TEXT = '''\
"""One task of the daily run: the job that the first argument names. Copy it to the workspace folder of the job."""

import os

os.environ["EDULAKE_PLATFORM"] = "aidp"

from edulake.jobs.runner.task import main

main()
'''


def files(workflow: Workflow, settings: Settings) -> dict[str, str]:
    """The bodies, the launcher and the SQL to begin with, by file name."""
    return {
        "create_job.json": _json(created(workflow, settings.aidp)),
        "update_job.json": _json(updated(workflow, settings)),
        LAUNCHER: LAUNCHER_TEXT,
        "setup.sql": _setup(settings.catalog),
    }


def created(workflow: Workflow, aidp: Aidp) -> dict[str, Any]:
    """Body of the POST that makes the job: a POST with tasks is refused."""
    return {"name": f"{workflow.name}.job", "path": aidp.folder, "maxConcurrentRuns": 1}


def updated(workflow: Workflow, settings: Settings) -> dict[str, Any]:
    """Body of the PUT that replaces the whole job: what it leaves out is gone, so it says the name again."""
    cluster = {"clusterKey": settings.aidp.cluster_key, "clusterName": settings.aidp.cluster_name}
    defaults = {"catalog": settings.catalog, "warehouse": settings.warehouse, "landing": settings.landing}
    return {
        **created(workflow, settings.aidp),
        "description": workflow.meaning,
        "queue": {"isEnabled": False},
        "schedule": {
            "quartzCronExpression": workflow.quartz,
            "timezoneId": workflow.time_zone,
            "pauseStatus": "UNPAUSED",
        },
        "parameters": [{"name": name, "value": defaults.get(name, "")} for name in (*defaults, "conf", "as_of")],
        "jobClusters": [cluster],
        "tasks": [_task(workflow, task, settings.aidp, cluster) for task in workflow.tasks],
    }


def _task(workflow: Workflow, task: Task, aidp: Aidp, cluster: dict[str, str]) -> dict[str, Any]:
    path = f"{aidp.folder}/{LAUNCHER}"
    arguments = task.arguments(lambda name: f"{{{{job.parameters.[{name}]}}}}")
    return {
        "type": "PYTHON_TASK",
        "taskKey": task.name,
        "runIf": "ALL_SUCCESS",
        "dependsOn": [{"taskKey": name} for name in task.after],
        "source": "WORKSPACE",
        "filePath": path,
        # The text becomes sys.argv as it is: a list, whose first word is the program.
        "commandLineArguments": json.dumps([path, task.job, *arguments]),
        "cluster": cluster,
        "maxRetries": workflow.retries.times,
        "minRetryIntervalMillis": min(workflow.retries.pause_seconds * 1000, LONGEST_PAUSE_MILLIS),
        "isRetryOnTimeout": False,
        "timeoutSeconds": workflow.timeout_seconds,
    }


def _setup(catalog: str) -> str:
    schemas = "".join(f"CREATE SCHEMA IF NOT EXISTS {quoted(catalog)}.{quoted(name)};\n" for name in SCHEMAS)
    once = "-- Once, in a notebook of the workspace; the jobs make the tables.\n"
    return f"{once}CREATE CATALOG IF NOT EXISTS {quoted(catalog)};\n{schemas}"


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, indent=2) + "\n"
