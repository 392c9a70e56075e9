"""The bundle, as Databricks' own package understands it: it refuses unknown and missing fields."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest
from bundle import BUNDLE, ROOT, TARGETS, bundle, resources
from databricks.bundles.core import Resource
from databricks.bundles.dashboards import Dashboard
from databricks.bundles.jobs import Job
from databricks.bundles.pipelines import Pipeline
from databricks.bundles.schemas import Schema
from databricks.bundles.volumes import Volume

from edulake.config.load import load
from edulake.platforms.declarative import SESSION_ZONE
from edulake.platforms.schedulers.databricks import SCHEMAS
from edulake.platforms.schedulers.workflow import daily

pytestmark = pytest.mark.once

KINDS: dict[str, type[Resource]] = {
    "jobs": Job,
    "pipelines": Pipeline,
    "schemas": Schema,
    "volumes": Volume,
    "dashboards": Dashboard,
}


@pytest.mark.parametrize("target", TARGETS)
def test_databricks_understands_every_resource(target: str) -> None:
    found = resources(target)
    assert set(found) == set(KINDS)
    for kind, named in found.items():
        for resource in named.values():
            KINDS[kind].from_dict(resource)


@pytest.mark.parametrize("target", TARGETS)
def test_days_of_the_declarative_pipeline_are_those_of_utc(target: str) -> None:
    assert resources(target)["pipelines"]["edulake_declared"]["configuration"][SESSION_ZONE] == "UTC"


def test_databricks_would_refuse_a_field_that_does_not_exist() -> None:
    job = resources("serverless")["jobs"]["edulake_daily"]
    job["tasks"][0]["python_wheel_task"]["parameterz"] = []
    with pytest.raises(Exception, match="parameterz"):
        Job.from_dict(job)


@pytest.mark.parametrize("target", TARGETS)
def test_the_job_is_what_was_asked_for(target: str) -> None:
    job, workflow = resources(target)["jobs"]["edulake_daily"], daily(load())
    assert job["max_concurrent_runs"] == 1
    assert job["schedule"]["quartz_cron_expression"] == "0 0 6 * * ?"
    assert job["schedule"]["timezone_id"] == "${var.time_zone}"
    for task in job["tasks"]:
        assert task["max_retries"] == workflow.retries.times
        assert task["python_wheel_task"]["entry_point"] in (ROOT / "setup.py").read_text()
        assert ("environment_key" in task) == (target == "serverless")
        assert ("job_cluster_key" in task) != ("environment_key" in task)
    names = {parameter["name"] for parameter in job["parameters"]}
    assert set(re.findall(r"job\.parameters\.(\w+)", str(job["tasks"]))) == names


def test_serverless_is_asked_for_nothing_that_it_lacks() -> None:
    """No cluster, no Maven coordinates, no environment variables, no Spark settings."""
    text = str(resources("serverless")["jobs"])
    assert not re.findall(r"job_cluster|new_cluster|maven|spark_conf|spark_env_vars|init_scripts", text)


def test_the_notebooks_are_uploaded_as_notebooks_and_nothing_private_with_them() -> None:
    paths = [(BUNDLE / path).resolve() for path in bundle()["sync"]["paths"]]
    assert paths == [BUNDLE, ROOT / "notebooks"], "the bundle's own files too: the dashboard is one of them"
    files = [path for path in (ROOT / "notebooks").rglob("*") if path.suffix != ".pyc" and path.is_file()]
    assert len(files) >= 5
    assert all(path.read_text().startswith("# Databricks notebook source\n") for path in files)


def test_variables_are_declared_and_used() -> None:
    declared = set(bundle()["variables"])
    used = set(re.findall(r"\$\{var\.(\w+)\}", "".join(p.read_text() for p in BUNDLE.rglob("*.yml"))))
    assert used == declared


def test_the_defaults_are_those_of_conf() -> None:
    """So that a job in the workspace and the bundle's tasks look at the same tables."""
    settings, catalog = load(platform="databricks"), bundle()["variables"]["catalog"]["default"]
    parameters = resources("prod")["jobs"]["edulake_daily"]["parameters"]
    defaults = {p["name"]: p["default"].replace("${var.catalog}", catalog) for p in parameters}
    assert (defaults["catalog"], defaults["warehouse"], defaults["landing"]) == (
        settings.catalog,
        settings.warehouse,
        settings.landing,
    )
    for volume in resources("prod")["volumes"].values():
        schema = volume["schema_name"].split(".")[2]
        assert any(f"/{schema}/{volume['name']}" in place for place in (settings.warehouse, settings.landing))


def test_schemas_are_those_that_the_tables_need() -> None:
    from edulake.governance.catalog import TABLES

    assert {table.layer for table in TABLES} <= set(SCHEMAS)


def test_only_engineers_see_what_names_students() -> None:
    granted = {
        (name, grant["principal"])
        for name, schema in resources("prod")["schemas"].items()
        for grant in schema["grants"]
    }
    analysts = {name for name, principal in granted if principal == "${var.analysts}"}
    assert analysts == {"gold", "masked"}
    assert {name for name, principal in granted if principal == "${var.engineers}"} == set(SCHEMAS)


def test_the_pinned_package_looked() -> None:
    assert version("databricks-bundles") in (ROOT / "setup.py").read_text()
