"""What makes a model another one, and which of those that were made is the newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Gold, Settings
from edulake.ml import made_of
from edulake.ml.models import learner, registry
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.models import MODELS
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.store.small_rows import by_spark

pytestmark = pytest.mark.once

COURSE, SCHOOL = PROBLEMS["course_result"], PROBLEMS["school_risk"]
SETTINGS = Settings(warehouse="w", landing="l")
OURS = registry.recipe(COURSE, SETTINGS)


def test_a_recipe_is_the_same_for_what_does_not_make_the_model() -> None:
    """Where the tables lie says nothing of a model."""
    assert len(OURS) == made_of.LETTERS
    assert registry.recipe(COURSE, replace(SETTINGS, warehouse="elsewhere", lock_timeout_seconds=1)) == OURS
    assert registry.recipe(COURSE, SETTINGS, (None, None)) == OURS


@pytest.mark.parametrize(
    "changed",
    [
        lambda: registry.recipe(SCHOOL, SETTINGS),
        lambda: registry.recipe(COURSE, replace(SETTINGS, early_warning=EarlyWarning(seed=2))),
        lambda: registry.recipe(COURSE, replace(SETTINGS, early_warning=EarlyWarning(shares=[Decimal("0.2")]))),
        lambda: registry.recipe(COURSE, replace(SETTINGS, gold=Gold(minimum_days=11))),
        lambda: registry.recipe(COURSE, SETTINGS, ("2013B", None)),
        lambda: registry.recipe(COURSE, SETTINGS, (None, "2013B")),
        lambda: registry.recipe(replace(COURSE, features=COURSE.features[:-1]), SETTINGS),
    ],
    ids=["problem", "seed", "shares", "gold", "cohorts to train", "cohort to test", "features"],
)
def test_whatever_makes_a_model_is_part_of_its_recipe(changed: Callable[[], str]) -> None:
    assert changed() != OURS


def test_code_and_parameters_are_part_of_a_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(learner.PARAMETERS, "logistic", {"regParam": 0.5})
        assert registry.recipe(COURSE, SETTINGS) != OURS
    monkeypatch.setattr(registry, "_code", lambda: "other")
    assert registry.recipe(COURSE, SETTINGS) != OURS


def test_code_is_what_makes_examples_and_fits_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """How models are judged, listed and shown does not make them others."""
    read: list[str] = []
    monkeypatch.setattr(made_of.inspect, "getsource", lambda module: read.append(module.__name__) or "")
    registry._code()
    assert read == sorted(set(read))
    counts = {"expr.dates", "ml.split", "ml.statistics", "ml.problems.as_of", "ml.problems.course_result.features"}
    counts |= {"ml.models.learner", "ml.models.training", "ml.problems.school_risk.cohorts"}
    assert {f"edulake.{name}" for name in counts} <= set(read)
    others = ("edulake.ml.audit", "edulake.ml.lists", "edulake.ml.tables", "edulake.silver")
    assert not [name for name in read if name.startswith(others)]
    asked = [name for name in read if name.startswith("edulake.gold")]
    assert asked == ["edulake.gold.language.activity", "edulake.gold.language.minutes"]


def test_a_version_is_a_recipe_and_the_data_that_it_saw() -> None:
    """In whichever order its tables are named."""
    data = {CLASSES_TABLE: 3, STUDENTS_TABLE: 5}
    ours = registry.version(COURSE, Decimal("0.2"), OURS, data)
    assert ours.startswith("course_result-20-")
    assert len(ours) == len("course_result-20-") + made_of.LETTERS
    assert registry.version(COURSE, Decimal("0.20"), OURS, {STUDENTS_TABLE: 5, CLASSES_TABLE: 3}) == ours
    others: list[dict[str, Any]] = [
        {"data": {CLASSES_TABLE: 4, STUDENTS_TABLE: 5}},
        {"data": {CLASSES_TABLE: 3}},
        {"recipe": "other"},
        {"share": Decimal("0.4")},
    ]
    found = {
        registry.version(**{"problem": COURSE, "share": Decimal("0.2"), "recipe": OURS, "data": data, **o})
        for o in others
    }
    assert len(found | {ours}) == 5
    assert registry.version(SCHOOL, None, OURS, data).startswith("school_risk-")


def test_the_newest_of_each_recipe_that_makes_lists(spark: SparkSession) -> None:
    """One cut-off is null; of two of one moment the last by name, whichever comes first."""
    ours, school = registry.recipe(COURSE, SETTINGS), registry.recipe(SCHOOL, SETTINGS)
    rows = [
        ("a", "course_result", "0.20", ours, "2025-01-06T00:00:00"),
        ("b", "course_result", "0.20", ours, "2025-01-07T00:00:00"),
        ("c", "course_result", "0.20", "old", "2025-01-08T00:00:00"),
        ("d", "course_result", "0.40", ours, "2025-01-01T00:00:00"),
        ("h", "school_risk", None, None, "2025-01-09T00:00:00"),
        ("f", "school_risk", None, school, "2025-01-07T00:00:00"),
        ("e", "school_risk", None, school, "2025-01-07T00:00:00"),
    ]
    models = frame(
        spark, rows, "model_version problem share recipe processing_timestamp", processing_timestamp="timestamp"
    )
    asked = registry.newest(SETTINGS)
    assert set(asked.columns) == {name for name in MODELS.column_names if name not in ("card", "parameters")}
    found = by_spark(models, MODELS, asked._replace(columns=("model_version",)))
    assert {row["model_version"] for row in found} == {"b", "d", "f"}
