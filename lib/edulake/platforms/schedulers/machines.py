"""What the job of the Databricks bundle runs on: clusters of its own, or serverless; and who pays for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.platforms.schedulers.workflow import Workflow

WHEEL = "../dist/*.whl"
JDBC = "org.postgresql:postgresql:42.7.14"
TAGS = {"project": "edulake", "cost_center": "${var.cost_center}"}
# By cloud, where a cluster says which machines it takes, and how it calls those that may be taken away.
SPOT = {
    "aws": ("aws_attributes", "SPOT_WITH_FALLBACK"),
    "azure": ("azure_attributes", "SPOT_WITH_FALLBACK_AZURE"),
    "gcp": ("gcp_attributes", "PREEMPTIBLE_WITH_FALLBACK_GCP"),
}


def on_clusters(workflow: Workflow, settings: Settings) -> dict[str, Any]:
    """What the targets dev and prod add to the job."""
    cluster = {
        "spark_version": "${var.spark_version}",
        "node_type_id": "${var.node_type_id}",
        "data_security_mode": "USER_ISOLATION",
        "autoscale": {"min_workers": "${var.min_workers}", "max_workers": "${var.max_workers}"},
        "custom_tags": TAGS,
        **_spot(settings),
    }
    libraries: list[dict[str, Any]] = [{"whl": WHEEL}]
    with_jdbc = [*libraries, {"maven": {"coordinates": JDBC}}]
    return {
        "job_clusters": [{"job_cluster_key": "daily", "new_cluster": cluster}],
        "tasks": [
            {
                "task_key": task.name,
                "job_cluster_key": "daily",
                "libraries": with_jdbc if task.job == "bronze_ingest" else libraries,
            }
            for task in workflow.tasks
        ],
    }


def _spot(settings: Settings) -> dict[str, Any]:
    """Machines that the cloud may take away, others where it has none; the driver is not one of them."""
    if not settings.databricks.spot:
        return {}
    key, value = SPOT[settings.databricks.cloud]
    return {key: {"availability": value, "first_on_demand": 1}}


def serverless(workflow: Workflow) -> dict[str, Any]:
    """What the target serverless adds to the job."""
    spec = {"environment_version": "${var.environment_version}", "dependencies": [WHEEL]}
    # The platform's own retries would come on top of those of the workflow.
    own = {"environment_key": "daily", "disable_auto_optimization": True}
    return {
        "environments": [{"environment_key": "daily", "spec": spec}],
        "tasks": [{"task_key": task.name, **own} for task in workflow.tasks],
    }
