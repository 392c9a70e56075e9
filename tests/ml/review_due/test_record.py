"""What makes other half-lives, which are the newest ones, and what MLflow is told."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from edulake.config.early_warning import EarlyWarning
from edulake.config.language import Language
from edulake.config.settings import Gold, Settings
from edulake.ml.review_due import record
from edulake.ml.review_due.record import Known, Plan
from edulake.silver.language.attempts import ATTEMPTS_TABLE

pytestmark = pytest.mark.once

PLAN = Plan(Settings(), data={ATTEMPTS_TABLE: 3})
EARLY = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def row(model: str, source: str = "s", version: str = "review_due-abc", at: dt.datetime = EARLY) -> dict[str, Any]:
    weights = [{"of": "always", "weight": 2.5}] if model == "half_life" else None
    found = {"model": model, "source_system": source, "model_version": version, "status": "READY", "learners": 40}
    return {
        **found,
        "weights": weights,
        "data_versions": "{}",
        "processing_timestamp": at,
        **dict.fromkeys(record.TOLD, 0.5),
    }


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, settings=Settings(early_warning=EarlyWarning(unmodelled_sources=["s"]))),
        replace(PLAN, settings=Settings(gold=Gold(language=Language(drop_off_days=29)))),
    ],
)
def test_choices_make_another_recipe(other: Plan) -> None:
    assert (other.recipe != PLAN.recipe) is (other.version != PLAN.version) is True


def test_data_make_another_version_of_the_same_recipe() -> None:
    other = replace(PLAN, data={ATTEMPTS_TABLE: 4})
    assert other.recipe == PLAN.recipe
    assert other.version != PLAN.version
    assert PLAN.version.startswith("review_due-")


def test_the_newest_half_lives_of_each_source() -> None:
    later = EARLY + dt.timedelta(days=1)
    few = {**row("half_life", "t"), "status": "TOO_FEW", "weights": None}
    rows = [row("half_life", version="new", at=later), row("half_life"), row("constant", at=later), few]
    found = {"s": Known("new", "READY", {"always": 2.5}), "t": Known("review_due-abc", "TOO_FEW", {})}
    assert record.known(rows) == record.known(rows[::-1]) == found
    assert record.known([]) == {}


def test_a_run_of_mlflow_is_told_of_all_models_of_a_source() -> None:
    models = ("leitner", "half_life", "constant")
    pairs = record.for_mlflow([row(model, source) for source in "ts" for model in models])
    assert [model["model_version"] for model, _ in pairs] == ["review_due-abc-s", "review_due-abc-t"]
    model, figures = pairs[0]
    assert (model["problem"], model["algorithm"], model["status"]) == ("review_due", "half_life", "READY")
    assert json.loads(model["parameters"]) == {"penalty": 0.1, "weights": {"always": 2.5}}
    assert set(figures.asDict()) == {f"{name}_{of}" for name in record.TOLD for of in models}
