"""One model of one split: who learns, who validates, and that no score that calibrates is of a student's own model."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fitted import Says
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.errors import ConfigError
from edulake.ml import split
from edulake.ml.models import learner, training
from edulake.ml.models.learner import Calibration
from edulake.ml.split import Split

pytestmark = pytest.mark.once

COHORTS = {"a": ("2022-01-01", "2022-06-30"), "b": ("2023-01-01", "2023-06-30"), "c": ("2024-01-01", "2024-06-30")}
SIZE = 20
FOLDS, SEED = 2, 1
APART = Split(("a", "b"), "a", "c")


@pytest.fixture(scope="module")
def examples(spark: SparkSession) -> DataFrame:
    """Three cohorts, ten of each outcome. `good` confuses one pair in ten, `fair` one more, `poor` knows nothing."""
    rows = []
    for cohort, (start, end) in COHORTS.items():
        for number in range(SIZE):
            bad = number < SIZE // 2
            place = number % 10
            good = 0.5 + (0.2 if bad else -0.2) * (-1 if place == 0 else 1) + place / 1000
            fair = good - (0.35 if bad and place == 9 else 0)
            values = (repr(good), repr(fair), str(number % 7 / 10))
            rows.append(("s", f"{cohort}{number}", cohort, start, end, str(int(bad)), str(number), *values))
    rows.append(("s", "open", "a", *COHORTS["a"], None, "99", "0.5", "0.5", "0.5"))
    names = "source_system student_id cohort period_start period_end label tie good fair poor"
    dates = dict.fromkeys(("period_start", "period_end"), "date")
    return frame(
        spark, rows, names, **dates, label="int", tie="int", **dict.fromkeys(("good", "fair", "poor"), "double")
    )


class School:
    """Stands for `learner.fit`: each part says a column of the examples, and who taught it is kept.

    Where that is `memory`, it is sure of whoever it has seen, and of nobody else.
    """

    def __init__(self, **says: str) -> None:
        self.says = says
        self.taught: list[tuple[str, set[str]]] = []

    def fit(self, part: str, rows: DataFrame, seed: int) -> Any:
        assert seed == SEED
        seen = {row["student_id"] for row in rows.select("student_id").collect()}
        self.taught.append((part, seen))
        memory = F.when(F.col("student_id").isin(sorted(seen)), 1.0).otherwise(0.25)
        fitted = Says(lambda: memory if self.says[part] == "memory" else F.col(self.says[part]))
        if part == "forest":
            fitted.featureImportances = SimpleNamespace(toArray=lambda: np.array([0.75, 0.25]))
        return fitted


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> Callable[..., School]:
    def opened(**says: str) -> School:
        made = School(**says)
        monkeypatch.setattr(learner, "fit", made.fit)
        return made

    return opened


def chosen(rows: DataFrame, apart: Split, *names: str) -> tuple[str, dict[str, float], list[float]]:
    return training.choose(rows, apart, learner.candidates(names), lambda one: one, folds=FOLDS, seed=SEED)


def test_the_simplest_that_does_about_as_well_is_chosen(examples: DataFrame, school: Callable[..., School]) -> None:
    """A standard error below the best is as well as the best; what knows nothing is not."""
    school(logistic="fair", forest="good", boosted="poor")
    name, aucs, forest = chosen(examples, APART, "logistic", "forest")
    assert aucs["logistic"] < aucs["forest"] < 1
    assert (name, forest) == ("logistic", [0.75, 0.25])
    school(logistic="poor", forest="good", boosted="good")
    name, aucs, _ = chosen(examples, APART, *learner.ALGORITHMS)
    assert list(aucs) == list(learner.ALGORITHMS)
    assert (name, aucs["forest"]) == ("forest", pytest.approx(aucs["boosted"]))
    assert aucs["logistic"] < aucs["average"] < aucs["forest"] - 0.1


def test_the_newest_cohort_validates_what_earlier_ones_taught(
    examples: DataFrame, school: Callable[..., School]
) -> None:
    """Each part is fitted once, however many algorithms it belongs to; without a forest it has no opinion."""
    taught = school(logistic="good", boosted="fair")
    _, aucs, forest = chosen(examples, APART, "logistic", "average", "boosted")
    assert taught.taught == [(part, {f"a{n}" for n in range(SIZE)}) for part in ("logistic", "boosted")]
    assert (set(aucs), forest) == ({"logistic", "average", "boosted"}, [])


def test_a_single_cohort_is_parted_by_students(examples: DataFrame, school: Callable[..., School]) -> None:
    taught = school(logistic="good")
    labelled = examples.where("cohort = 'a' AND label IS NOT NULL")
    chosen(labelled, Split(("a",), "a", "c"), "logistic")
    first = labelled.where(split.fold(FOLDS, SEED) != 0).select("student_id").collect()
    assert taught.taught == [("logistic", {row["student_id"] for row in first})]
    assert 0 < len(first) < SIZE


def test_a_model_is_fitted_to_all_and_calibrated_on_strangers(
    examples: DataFrame, school: Callable[..., School], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each score that calibrates is of a part that saw nobody of its fold; open outcomes and the test teach nothing."""
    taught = school(logistic="memory")
    calibrated: list[Any] = []

    def calibrate(scored: DataFrame) -> Calibration:
        calibrated.extend(scored.collect())
        return Calibration(2.0, 0.5)

    monkeypatch.setattr(learner, "calibrate", calibrate)
    model = training.train(examples, APART, lambda one: one, folds=FOLDS, seed=SEED, algorithms=["logistic"])
    everybody = {f"{cohort}{n}" for cohort in APART.train for n in range(SIZE)}
    validation, *folds, whole = [students for _, students in taught.taught]
    assert validation == {f"a{n}" for n in range(SIZE)}
    assert (len(folds), set.union(*folds), set.intersection(*folds)) == (FOLDS, everybody, set())
    assert whole == everybody
    assert len(calibrated) == SIZE
    assert {row["score"] for row in calibrated} == {0.25}
    assert sum(row["label"] for row in calibrated) == SIZE // 2
    assert (model.algorithm, model.trained_on, model.calibration) == ("logistic", 2 * SIZE, Calibration(2.0, 0.5))
    scored = model.scored(examples.where("student_id = 'c1'")).collect()[0]
    assert scored["score"] == 0.25
    ratio = (scored["score"] / (1 - scored["score"])) ** 2 * np.exp(0.5)
    assert scored["probability"] == pytest.approx(ratio / (1 + ratio))


def test_an_algorithm_that_is_none_is_told_before_anything_is_staged(examples: DataFrame) -> None:
    with pytest.raises(ConfigError, match="no algorithm is called neural"):
        training.train(examples, APART, lambda _: pytest.fail("staged"), folds=FOLDS, seed=SEED, algorithms=["neural"])
