"""Loads a folder of DAGs in a real Airflow, says what it found, and runs the DAG once: in Airflow's own Python.

`airflow_run.py DAGS`: prints one JSON object. The tasks run what EDULAKE_COMMAND says.
"""

from __future__ import annotations

import json
import sys

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db


def described(dag) -> dict:
    return {
        "tasks": {task.task_id: sorted(task.upstream_task_ids) for task in dag.tasks},
        "arguments": {task.task_id: task.op_args for task in dag.tasks},
        "retries": sorted({task.retries for task in dag.tasks}),
        "backoff": sorted({bool(task.retry_exponential_backoff) for task in dag.tasks}),
        "alerts": all(task.on_failure_callback for task in dag.tasks),
        "schedule": dag.timetable.summary,
        "time_zone": str(dag.timetable.serialize()["timezone"]),
        "max_active_runs": dag.max_active_runs,
        "catchup": dag.catchup,
        "params": sorted(dag.params),
    }


def main(folder: str) -> None:
    bag = DagBag(folder, bundle_name="dags-folder")
    found = {"errors": bag.import_errors, "dags": {name: described(dag) for name, dag in bag.dags.items()}}
    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(bag, "dags-folder", None)
    run = bag.dags["edulake_daily"].test(run_conf={"as_of": "2024-10-31"})
    found["state"] = str(run.state)
    found["states"] = {task.task_id: str(task.state) for task in run.get_task_instances()}
    print(json.dumps(found, default=str))


if __name__ == "__main__":
    main(sys.argv[1])
