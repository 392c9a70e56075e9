"""One run of MLflow for each model: its parameters, its figures on the test cohort, its card. No student's value."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import Row
from pyspark.sql import functions as F

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from edulake.config.tracking import Tracking
    from edulake.contract.table import Table
    from edulake.store.store import Store

    # A model and its figures.
    Judged = tuple[Row, Row]

VERSION = "edulake.model_version"
CARD = "model_card.md"
SQLITE = "sqlite:///"
TAGS = ("status", "problem", "share", "training_cohorts", "calibration_cohort", "test_cohort", "data_versions")
# What only a model of a problem has.
OF_PROBLEMS = ("share", "training_cohorts", "calibration_cohort", "test_cohort", "slope", "intercept", "card")
PARAMETERS = ("algorithm", "trained_on", "slope", "intercept")
# Whoever set them knows better. A server that is away shall not hold a job for minutes; telemetry stays at home.
DEFAULTS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


def must_be_ready(settings: Tracking) -> None:
    """ConfigError if models are to be tracked and MLflow is not installed: said before hours of training."""
    if settings.mlflow_uri and importlib.util.find_spec("mlflow") is None:
        raise ConfigError(
            "tracking.mlflow_uri is set, but MLflow is not installed", "it is an extra", "pip install edulake[mlflow]"
        )


def track(
    store: Store,
    table: Table,
    version: str,
    column: str,
    judged: Callable[[Sequence[Mapping[str, Any]]], list[Judged]],
    say: Callable[[str], None],
) -> None:
    """Tells MLflow, where somebody asked for it, what `judged` makes of a version's rows, by source and `column`."""
    if store.settings.tracking.mlflow_uri:
        rows = store.read(table).where(F.col("model_version") == version).orderBy("source_system", column)
        log(store.settings.tracking, judged([row.asDict() for row in rows.collect()]), say)


def by_source(rows: Sequence[Mapping[str, Any]], told: Callable[[Sequence[Mapping[str, Any]]], Judged]) -> list[Judged]:
    """What `told` makes of the rows of each source, in the order of their names: each is a run of its own."""
    held: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        held.setdefault(row["source_system"], []).append(row)
    return [told(of_source) for _, of_source in sorted(held.items())]


def as_model(row: Mapping[str, Any], problem: str, algorithm: str, parameters: str) -> Row:
    """What was found for a source, by a row of its table, as a row of gold.ml_models would have it."""
    return Row(
        **dict.fromkeys(OF_PROBLEMS),
        model_version=f"{row['model_version']}-{row['source_system']}",
        problem=problem,
        status=row["status"],
        algorithm=algorithm,
        trained_on=row["learners"],
        parameters=parameters,
        data_versions=row["data_versions"],
    )


def log(settings: Tracking, judged: Sequence[Judged], say: Callable[[str], None]) -> None:
    """A run for each model's row of gold.ml_models and its overall row of gold.ml_metrics, unless there is one.

    Nothing without a `mlflow_uri`. ConfigError without MLflow; whatever else goes wrong is said once and ends nothing.
    """
    if not settings.mlflow_uri or not judged:
        return
    must_be_ready(settings)
    try:
        _log(settings, [(model.asDict(), figures.asDict()) for model, figures in judged])
    except Exception as reason:  # noqa: BLE001 - whatever it is, the models themselves are made
        say(f"models  not tracked by MLflow: {type(reason).__name__}")


def _log(settings: Tracking, judged: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient  # type: ignore[import-not-found] - an extra

    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    client = MlflowClient(tracking_uri=settings.mlflow_uri)
    experiment = _experiment(client, settings)
    for model, figures in judged:
        version = model["model_version"]
        if not client.search_runs([experiment], f"tags.`{VERSION}` = '{version}'", max_results=1):
            _one(client, experiment, model, figures)


def _experiment(client: Any, settings: Tracking) -> str:
    """The experiment's id; files of a local database lie beside it, not in whatever folder the job started in."""
    known = client.get_experiment_by_name(settings.experiment)
    if known:
        return known.experiment_id
    path = settings.mlflow_uri.removeprefix(SQLITE)
    beside = Path(path).absolute().with_suffix(".artifacts").as_uri() if path != settings.mlflow_uri else None
    return client.create_experiment(settings.experiment, artifact_location=beside)


def _one(client: Any, experiment: str, model: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
    version = model["model_version"]
    tags = {VERSION: version, **{f"edulake.{name}": _text(model[name]) for name in TAGS if model[name] is not None}}
    run = client.create_run(experiment, tags=tags, run_name=version).info.run_id
    own = {name: model[name] for name in PARAMETERS if model[name] is not None}
    for name, value in {**own, **dict(_leaves(json.loads(model["parameters"])))}.items():
        client.log_param(run, name, value)
    for name, value in figures.items():
        if isinstance(value, int | float):
            client.log_metric(run, name, value)
    if model["card"]:
        client.log_text(run, model["card"], CARD)
    client.set_terminated(run)


def _leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings as name.of.each and its value."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
