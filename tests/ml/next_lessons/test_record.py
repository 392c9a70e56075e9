"""What makes an order of lessons another one, and what MLflow is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edulake.config.early_warning import EarlyWarning
from edulake.config.language import Language
from edulake.config.settings import Gold, Settings
from edulake.ml.next_lessons import record
from edulake.ml.next_lessons.record import Plan
from edulake.silver.language.lessons import LESSONS_TABLE

pytestmark = pytest.mark.once

PLAN = Plan(Settings(), is_there=True, data={LESSONS_TABLE: 3})
ROW = {"model_version": "next_lessons-abc", "status": "READY", "learners": 40, "data_versions": "{}"}


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, is_there=False),
        replace(PLAN, settings=Settings(early_warning=EarlyWarning(seed=2))),
        replace(PLAN, settings=Settings(early_warning=EarlyWarning(unmodelled_sources=["s"]))),
        replace(PLAN, settings=Settings(gold=Gold(language=Language(confirmed_after_days=31)))),
    ],
)
def test_choices_make_another_recipe(other: Plan) -> None:
    assert (other.recipe != PLAN.recipe) is (other.version != PLAN.version) is True


def test_data_make_another_version_of_the_same_recipe() -> None:
    other = replace(PLAN, data={LESSONS_TABLE: 4})
    assert other.recipe == PLAN.recipe
    assert other.version != PLAN.version
    assert PLAN.version == replace(PLAN).version
    assert PLAN.version.startswith("next_lessons-")


def test_a_run_of_mlflow_is_told_of_all_orders_of_a_source() -> None:
    figures = dict.fromkeys(record.TOLD, 0.5)
    rows: list[dict[str, Any]] = [
        {**ROW, **figures, "source_system": source, "ranking": ranking}
        for source in ("t", "s")
        for ranking in ("taste", "popularity")
    ]
    pairs = record.for_mlflow(rows)
    assert [model["model_version"] for model, _ in pairs] == ["next_lessons-abc-s", "next_lessons-abc-t"]
    assert set(pairs[0][1].asDict()) == {
        f"{name}_{ranking}" for name in record.TOLD for ranking in ("taste", "popularity")
    }
    assert (pairs[0][0]["problem"], pairs[0][0]["status"]) == ("next_lessons", "READY")
    assert pairs[0][0]["algorithm"] == "als"


def test_mlflow_is_not_told_of_taste_that_was_not_there() -> None:
    [(model, _)] = record.for_mlflow(
        [{**ROW, **dict.fromkeys(record.TOLD), "source_system": "s", "ranking": "popularity"}]
    )
    assert (model["algorithm"], model["parameters"]) == ("popularity", "{}")
