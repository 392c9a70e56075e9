"""The page about Databricks Free Edition: its job is one that Databricks' package takes, and its names are the code's."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml
from checkout import ROOT
from pyspark.sql import SparkSession

from edulake.config.settings import Settings
from edulake.jobs.runner import task
from edulake.serving.notebook import parameters

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "databricks_free.md").read_text()
SETUP = (ROOT / "setup.py").read_text()
PLACES = {
    "catalog": "workspace",
    "warehouse": "/Volumes/workspace/ops/staging",
    "landing": "/Volumes/workspace/landing/files",
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def job() -> dict[str, Any]:
    [text] = blocks("yaml")
    return yaml.safe_load(text)


def test_databricks_takes_the_job() -> None:
    jobs = pytest.importorskip("databricks.bundles.jobs", reason="installed beside Spark 4.2 only")
    assert jobs.Job.from_dict(job()).name == "edulake_daily"
    with pytest.raises(Exception, match="entry_pont"):
        jobs.Job.from_dict(yaml.safe_load(blocks("yaml")[0].replace("entry_point:", "entry_pont:")))


def test_its_tasks_are_jobs_of_the_wheel() -> None:
    for one in job()["tasks"]:
        wheel = one["python_wheel_task"]
        name, *options = wheel["parameters"]
        assert (ROOT / "jobs" / f"{name}.py").exists()
        assert dict(option.removeprefix("--").split("=", 1) for option in options) == PLACES
        assert f'"{wheel["entry_point"]} = {task.__name__}:main"' in SETUP
        assert one["environment_key"] == job()["environments"][0]["environment_key"]


def test_the_wheel_is_the_one_that_is_built() -> None:
    version = re.search(r'version="([\d.]+)"', SETUP)
    assert version
    wheels = set(re.findall(r"edulake-[\w.]+-py3-none-any\.whl", PAGE))
    assert wheels == {f"edulake-{version[1]}-py3-none-any.whl"}


def test_the_widgets_are_those_of_the_notebooks() -> None:
    told = dict(re.findall(r"^\| (\w+) \| `([^`]+)` \|$", PAGE, re.MULTILINE))
    assert told == {**PLACES, "run": parameters.YES}
    for number in ("01_bronze", "02_silver", "03_gold"):
        cell = (ROOT / "notebooks" / f"{number}.py").read_text()
        assert all(re.search(rf"^{name} = ", cell, re.MULTILINE) for name in told), number


def test_the_places_are_made_before_they_are_named(spark: SparkSession) -> None:
    """Spark parses the SQL but for volumes, which are Databricks' alone; each path lies in one that is made."""
    [text] = blocks("sql")
    statements = [one.strip() for one in text.split(";") if one.strip()]
    made = set(re.findall(r"VOLUME IF NOT EXISTS (\w+)\.(\w+)\.(\w+)", text))
    for one in statements:
        if "VOLUME" not in one:
            spark.sql(f"EXPLAIN EXTENDED {one}")
    assert {tuple(path.split("/")[2:5]) for path in re.findall(r"/Volumes/[\w/]+", PAGE)} <= made


def test_the_setting_that_leaves_the_models_out_is_one() -> None:
    [setting] = re.findall(r"`(early_\w+ = \w+)`", PAGE)
    assert hasattr(Settings(), next(iter(tomllib.loads(setting))))
