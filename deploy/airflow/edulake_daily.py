"""From new deliveries to answers and the early-warning list, checked.

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
FINAL = (2, 4)
SETTINGS = [
    "--catalog={{ params.catalog }}",
    "--warehouse={{ params.warehouse }}",
    "--landing={{ params.landing }}",
    "--conf={{ params.conf }}",
]


def run(job, arguments):
    """Run one job to its end; what it says is in the task's log."""
    command = shlex.split(os.environ["EDULAKE_COMMAND"])
    code = subprocess.run([*command, job, *arguments], check=False).returncode
    if code in FINAL:
        raise AirflowFailException(f"{job} ended with exit code {code}: its last lines say why")
    if code:
        raise RuntimeError(f"{job} ended with exit code {code}")


def alert(context):
    """Tell somebody of a task that failed for good."""
    command = shlex.split(os.environ.get("EDULAKE_ALERT", ""))
    if command:
        task = context["task_instance"]
        subprocess.run([*command, task.dag_id, task.task_id, task.run_id], check=False)


with DAG(
    dag_id="edulake_daily",
    description="From new deliveries to answers and the early-warning list, checked.",
    schedule=CronTriggerTimetable("0 6 * * *", timezone="UTC"),
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={
        "catalog": Param("", type="string", description="Catalog of the tables; empty where the platform has none"),
        "warehouse": Param("", type="string", description="Where the tables lie, or what is staged for them"),
        "landing": Param("", type="string", description="Where deliveries arrive: one folder per source"),
        "conf": Param("", type="string", description="TOML file with settings and sources, over the shipped ones"),
        "as_of": Param("", type="string", description="Day of the early-warning list; by default the newest"),
    },
    default_args={
        "retries": 3,
        "retry_delay": timedelta(seconds=60),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(seconds=600),
        "execution_timeout": timedelta(seconds=14400),
        "on_failure_callback": alert,
    },
) as dag:

    def task(name, job, *arguments):
        return PythonOperator(task_id=name, python_callable=run, op_args=[job, [*arguments, *SETTINGS]])

    ingest_learning_platforms = task("ingest_learning_platforms", "bronze_ingest", "--group", "learning_platforms")
    ingest_school_systems = task("ingest_school_systems", "bronze_ingest", "--group", "school_systems")
    ingest_others = task("ingest_others", "bronze_ingest", "--group", "others")
    silver_cleanse = task("silver_cleanse", "silver_cleanse")
    gold_aggregate = task("gold_aggregate", "gold_aggregate")
    ml_train = task("ml_train", "ml_train", "--at-most-every", "7")
    ml_score = task("ml_score", "ml_score", "--as-of={{ params.as_of }}")
    ml_backtest = task("ml_backtest", "ml_backtest")
    maintain = task("maintain", "maintain", "--at-most-every", "7")
    validate = task("validate", "validate")

    [ingest_learning_platforms, ingest_school_systems, ingest_others] >> silver_cleanse
    silver_cleanse >> gold_aggregate
    gold_aggregate >> ml_train
    ml_train >> ml_score
    ml_score >> ml_backtest
    ml_backtest >> maintain
    maintain >> validate
