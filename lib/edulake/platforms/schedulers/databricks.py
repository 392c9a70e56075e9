"""The workflow as a Databricks asset bundle: targets dev and prod on job clusters, serverless without any.

What differs between workspaces is a bundle variable, so that nobody has to edit a generated file. A target adds to each
task of the job where it runs; bundles join the two by task_key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.platforms.schedulers.machines import TAGS, on_clusters, serverless

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.platforms.schedulers.workflow import Task, Workflow

GENERATED = (
    "# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.\n"
)
NOTEBOOKS = "../../notebooks"
KEY = "edulake_daily"
SCHEMAS = {
    "bronze": "Sources: every record as delivered",
    "silver": "Subjects: typed, validated, one row per fact",
    "gold": "Answers",
    "ops": "What was refused, and what every run did",
    "masked": "Views of silver and gold without personal data",
    "landing": "Where deliveries arrive",
}
VOLUMES = {
    "landing_files": ("landing", "files", "Deliveries: one folder per source"),
    "staging": ("ops", "staging", "What jobs write on the way to a table; they clear it themselves"),
}
# Engineers run the jobs and see everything; analysts see what names nobody (access.sql adds filters by school).
READ = ["USE_SCHEMA", "SELECT"]
GRANTS = {
    "engineers": {schema: ["ALL_PRIVILEGES"] for schema in SCHEMAS},
    "analysts": {"gold": READ, "masked": READ},
}
VARIABLES = {
    "catalog": ("Unity Catalog catalog of the tables; it must exist", None),
    "time_zone": ("Time zone of the schedule", None),
    "conf": ("TOML file with settings and sources, in a volume; none by default", ""),
    "engineers": ("Group that runs the jobs and sees everything", "edulake-engineers"),
    "analysts": ("Group that sees gold and the masked views", "edulake-analysts"),
    "warehouse_id": ("SQL warehouse of the dashboard", None),
    "spark_version": ("Databricks Runtime of job clusters: 17.3 LTS is Spark 4.0", "17.3.x-scala2.13"),
    "node_type_id": ("Machine of job clusters; depends on the cloud", "i3.xlarge"),
    "min_workers": ("Workers that a job cluster begins with", "1"),
    "max_workers": ("Workers that it may grow to", "4"),
    "cost_center": ("Who pays, as a tag of jobs and clusters: bills are read by it", "education"),
    "environment_version": ("Serverless environment; pyspark.ml needs 4 or newer", "4"),
}


def files(workflow: Workflow, settings: Settings) -> dict[str, str]:
    """Every YAML file of the bundle by its path."""
    job, dashboard = {KEY: daily_job(workflow, settings)}, {"edulake": _dashboard()}
    parts = {
        "databricks.yml": bundle(workflow, settings),
        "resources/daily.job.yml": {"resources": {"jobs": job}},
        "resources/on_clusters.yml": _on_targets(("dev", "prod"), on_clusters(workflow, settings)),
        "resources/serverless.yml": _on_targets(("serverless",), serverless(workflow)),
        "resources/schemas.yml": {"resources": {"schemas": schemas(), "volumes": volumes()}},
        "resources/dashboard.yml": {"resources": {"dashboards": dashboard}},
        "resources/declarative.yml": {"resources": {"pipelines": {"edulake_declared": _declared()}}},
    }
    return {name: GENERATED + _yaml(content) for name, content in parts.items()}


def bundle(workflow: Workflow, settings: Settings) -> dict[str, Any]:
    """databricks.yml: variables, the wheel, what is uploaded beside it, and the targets."""
    known = {"catalog": settings.catalog, "time_zone": workflow.time_zone}
    variables = {name: _variable(text, known.get(name, default)) for name, (text, default) in VARIABLES.items()}
    build = "python -m pip wheel --quiet --no-deps --wheel-dir dist ../.."
    paused = {"presets": {"trigger_pause_status": "PAUSED"}, "variables": {"catalog": f"{settings.catalog}_dev"}}
    return {
        "bundle": {"name": "edulake"},
        "include": ["resources/*.yml"],
        "variables": variables,
        "artifacts": {"edulake": {"type": "whl", "build": build, "path": "."}},
        # Notebooks of the checkout land in `files/notebooks` of the workspace's copy, as notebooks.
        "sync": {"paths": [".", NOTEBOOKS]},
        "targets": {
            # Not `mode: development`: that renames schemas and allows runs at the same time.
            "dev": {"default": True, **paused},
            "prod": {"mode": "production", "workspace": {"root_path": "/Workspace/Shared/.bundle/edulake/prod"}},
            "serverless": {"workspace": {"root_path": "/Workspace/Shared/.bundle/edulake/serverless"}},
        },
    }


def daily_job(workflow: Workflow, settings: Settings) -> dict[str, Any]:
    """The job without what it runs on."""
    defaults = {
        "catalog": "${var.catalog}",
        "warehouse": _in_catalog(settings.warehouse, settings.catalog),
        "landing": _in_catalog(settings.landing, settings.catalog),
        "conf": "${var.conf}",
        "as_of": "",
    }
    return {
        "name": f"{workflow.name} (${{bundle.target}})",
        "description": workflow.meaning,
        "schedule": {
            "quartz_cron_expression": workflow.quartz,
            "timezone_id": "${var.time_zone}",
            "pause_status": "UNPAUSED",
        },
        "tags": TAGS,
        "max_concurrent_runs": 1,
        # A day that starts while the one before still runs is skipped: the next takes what it left.
        "queue": {"enabled": False},
        "parameters": [{"name": name, "default": value} for name, value in defaults.items()],
        "tasks": [_task(workflow, task) for task in workflow.tasks],
    }


def schemas() -> dict[str, Any]:
    return {
        name: {"catalog_name": "${var.catalog}", "name": name, "comment": comment, "grants": _grants(name)}
        for name, comment in SCHEMAS.items()
    }


def volumes() -> dict[str, Any]:
    return {
        key: {
            "catalog_name": "${var.catalog}",
            "schema_name": f"${{resources.schemas.{schema}.name}}",
            "name": name,
            "comment": comment,
            "volume_type": "MANAGED",
        }
        for key, (schema, name, comment) in VOLUMES.items()
    }


def _dashboard() -> dict[str, Any]:
    return {
        "display_name": "edulake (${bundle.target})",
        "file_path": "../edulake.lvdash.json",
        "warehouse_id": "${var.warehouse_id}",
        "dataset_catalog": "${var.catalog}",
        # A viewer sees with own rights, so that filters by school hold.
        "embed_credentials": False,
    }


def _declared() -> dict[str, Any]:
    """The declarative pipeline, which is started by hand or by a job of one's own: the daily job makes gold."""
    return {
        "name": "edulake_declared (${bundle.target})",
        "catalog": "${var.catalog}",
        "schema": "declared",
        "serverless": True,
        "continuous": False,
        "libraries": [{"file": {"path": "../pipeline.py"}}],
        "environment": {"dependencies": ["../dist/*.whl"]},
        "configuration": {
            "edulake.catalog": "${var.catalog}",
            "edulake.conf": "${var.conf}",
            "spark.sql.session.timeZone": "UTC",
        },
    }


def _task(workflow: Workflow, task: Task) -> dict[str, Any]:
    after = {"depends_on": [{"task_key": name} for name in task.after]} if task.after else {}
    return {
        "task_key": task.name,
        **after,
        "python_wheel_task": {
            "package_name": "edulake",
            "entry_point": "edulake_task",
            "parameters": [task.job, *task.arguments(lambda name: f"{{{{job.parameters.{name}}}}}")],
        },
        "max_retries": workflow.retries.times,
        "min_retry_interval_millis": workflow.retries.pause_seconds * 1000,
        "timeout_seconds": workflow.timeout_seconds,
    }


def _grants(schema: str) -> list[dict[str, Any]]:
    return [
        {"principal": f"${{var.{group}}}", "privileges": of[schema]} for group, of in GRANTS.items() if schema in of
    ]


def _in_catalog(path: str, catalog: str) -> str:
    return path.replace(f"/{catalog}/", "/${var.catalog}/")


def _variable(description: str, default: str | None) -> dict[str, Any]:
    return {"description": description, **({} if default is None else {"default": default})}


def _on_targets(names: tuple[str, ...], job: dict[str, Any]) -> dict[str, Any]:
    return {"targets": {name: {"resources": {"jobs": {KEY: job}}} for name in names}}


def _yaml(content: dict[str, Any]) -> str:
    """YAML in the order written, without the anchors that PyYAML would make of what occurs twice."""
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
            return True

    return yaml.dump(content, Dumper=Plain, sort_keys=False, width=120, allow_unicode=True)
