"""Models as runs of a local MLflow; without the package, and with a server that is away, nothing breaks."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import Row

from edulake.config.tracking import Tracking
from edulake.errors import ConfigError
from edulake.ml.models.mlflow_runs import log, must_be_ready

pytestmark = pytest.mark.once

MODEL = Row(
    model_version="course_result-20-0123456789ab",
    problem="course_result",
    share="0.20",
    status="READY",
    algorithm="logistic",
    training_cohorts=["2013B", "2013J"],
    calibration_cohort="2013B",
    test_cohort="2014B",
    trained_on=9000,
    slope=1.1,
    intercept=None,
    data_versions='{"silver.enrollments": 1}',
    parameters=json.dumps({"parts": {"logistic": {"regParam": 0.02}}, "seed": "1"}),
    card="# course_result-20\n",
)
FIGURES = Row(model_version=MODEL["model_version"], dimension="overall", n=6299, auc=0.81, median_warning_days=None)


def installed() -> Any:
    return pytest.importorskip("mlflow", reason="the extra [mlflow] is not installed")


@pytest.mark.slow
def test_a_model_is_one_run(tmp_path: Path) -> None:
    mlflow, said = installed(), []
    settings = Tracking(f"sqlite:///{tmp_path}/mlflow.db", "early warning")
    for _ in range(2):
        log(settings, [(MODEL, FIGURES)], said.append)
    assert said == []
    client = mlflow.MlflowClient(tracking_uri=settings.mlflow_uri)
    [run] = client.search_runs([client.get_experiment_by_name("early warning").experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.metrics == {"n": 6299, "auc": 0.81}
    own = {"algorithm": "logistic", "trained_on": "9000", "slope": "1.1"}
    assert run.data.params == {**own, "parts.logistic.regParam": "0.02", "seed": "1"}
    assert run.data.tags["edulake.status"] == "READY"
    assert run.data.tags["edulake.training_cohorts"] == "2013B, 2013J"
    [card] = tmp_path.rglob("model_card.md")
    assert card.read_text() == MODEL["card"]


@pytest.mark.more
def test_a_server_that_is_away_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    installed()
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    said = []
    log(Tracking("http://127.0.0.1:9"), [(MODEL, FIGURES)] * 3, said.append)
    assert said == ["models  not tracked by MLflow: MlflowException"]


def test_nothing_without_a_place() -> None:
    must_be_ready(Tracking())
    log(Tracking(), [(MODEL, FIGURES)], pytest.fail)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigError) as caught:
        log(Tracking("sqlite:///mlflow.db"), [(MODEL, FIGURES)], pytest.fail)
    assert caught.value.fix == "pip install edulake[mlflow]"


def test_credentials_are_no_part_of_an_address() -> None:
    with pytest.raises(ConfigError):
        Tracking("https://user:secret@tracking.example.org")
