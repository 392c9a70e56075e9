"""The workflow as a DAG of Airflow 3, as one file that needs nothing but Airflow.

A task is a process: the command `EDULAKE_COMMAND` of the worker, then the job and its arguments. Its exit code says
whether another attempt may help: a mistake in the settings or a run that does not balance is not tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import BalanceError, ConfigError
from edulake.platforms.schedulers.workflow import EVERY_JOB, PARAMETERS

if TYPE_CHECKING:
    from edulake.platforms.schedulers.workflow import Task, Workflow

TEMPLATE = '''\
"""{meaning}

Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
On the worker, EDULAKE_COMMAND is what runs a job, /opt/edulake/spark-submit.sh for example, and EDULAKE_ALERT, if it is
set, a command that gets the id of a failed task's DAG, task and run as its arguments.
"""

import os
import shlex
import subprocess
from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Param
from airflow.sdk.exceptions import AirflowFailException
from airflow.timetables.trigger import CronTriggerTimetable

# Exit codes with which another attempt ends as well: settings, and what does not balance.
FINAL = {final}
SETTINGS = [
{settings}
]


def run(job, arguments):
    """Run one job to its end; what it says is in the task's log."""
    command = shlex.split(os.environ["EDULAKE_COMMAND"])
    code = subprocess.run([*command, job, *arguments], check=False).returncode
    if code in FINAL:
        raise AirflowFailException(f"{{job}} ended with exit code {{code}}: its last lines say why")
    if code:
        raise RuntimeError(f"{{job}} ended with exit code {{code}}")


def alert(context):
    """Tell somebody of a task that failed for good."""
    command = shlex.split(os.environ.get("EDULAKE_ALERT", ""))
    if command:
        task = context["task_instance"]
        subprocess.run([*command, task.dag_id, task.task_id, task.run_id], check=False)


with DAG(
    dag_id="{name}",
    description="{meaning}",
    schedule=CronTriggerTimetable("{cron}", timezone="{time_zone}"),
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={{
{parameters}
    }},
    default_args={{
        "retries": {retries},
        "retry_delay": timedelta(seconds={pause}),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(seconds={longest}),
        "execution_timeout": timedelta(seconds={timeout}),
        "on_failure_callback": alert,
    }},
) as dag:

    def task(name, job, *arguments):
        return PythonOperator(task_id=name, python_callable=run, op_args=[job, [*arguments, *SETTINGS]])

{tasks}

{order}
'''


def files(workflow: Workflow) -> dict[str, str]:
    return {f"{workflow.name}.py": dag(workflow)}


def dag(workflow: Workflow) -> str:
    """The file of the DAG."""
    retries = workflow.retries
    return TEMPLATE.format(
        name=workflow.name,
        meaning=workflow.meaning,
        final=f"({ConfigError.exit_code}, {BalanceError.exit_code})",
        settings="\n".join(f"    {_option(name)}," for name in EVERY_JOB),
        cron=workflow.cron,
        time_zone=workflow.time_zone,
        parameters="\n".join(_parameter(*parameter) for parameter in PARAMETERS.items()),
        retries=retries.times,
        pause=retries.pause_seconds,
        longest=retries.longest_pause_seconds,
        timeout=workflow.timeout_seconds,
        tasks="\n".join(_task(task) for task in workflow.tasks),
        order="\n".join(_after(task) for task in workflow.tasks if task.after),
    )


def _parameter(name: str, meaning: str) -> str:
    return f'        "{name}": Param("", type="string", description="{meaning}"),'


def _task(task: Task) -> str:
    own = [f'"{word}"' for word in (task.name, task.job, *task.options)]
    return f"    {task.name} = task({', '.join([*own, *(_option(name) for name in task.parameters)])})"


def _option(name: str) -> str:
    return f'"--{name.replace("_", "-")}={{{{ params.{name} }}}}"'


def _after(task: Task) -> str:
    before = task.after[0] if len(task.after) == 1 else f"[{', '.join(task.after)}]"
    return f"    {before} >> {task.name}"
