"""What each feature does for a model: the AUC that is lost with it, against a rotation by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from fitted import read
from pyspark.sql import DataFrame, SparkSession
from sklearn.metrics import roc_auc_score
from texts import frame

from edulake.ml.audit import importance
from edulake.ml.models.training import Model
from edulake.ml.problems import feature
from edulake.ml.problems.feature import Feature

pytestmark = pytest.mark.once

FEATURES = (Feature("used", "a"), Feature("idle", "b", relative=False))
# label, used, used_z, idle; the order is that of `tie`. Beyond the eighth the model is wrong.
ROWS = [(1, 9, 4, 5), (0, 1, 1, 6), (1, 8, 3, 7), (1, 7, 5, 8), (0, 2, 2, 9), (0, 3, 0, 1), (1, 6, 2, 2), (0, 4, 1, 3)]
WRONG = [(0, 99, 9, 1), (0, 98, 9, 2)]


def model(forest: list[float]) -> Model:
    """Scores by `used` and its z-score, which stand at the first and the last place."""
    return cast(
        "Model", SimpleNamespace(forest=forest, scored=lambda rows: rows.withColumn("score", read(0) + read(2)))
    )


@pytest.fixture(scope="module")
def tested(spark: SparkSession) -> DataFrame:
    rows = [tuple(map(str, (place, *row))) for place, row in enumerate([*ROWS, *WRONG])]
    numbers = dict.fromkeys(("used", "used_z", "idle"), "double")
    shuffled = frame(spark, rows[::-1], "tie label used used_z idle", tie="int", label="int", **numbers)
    return feature.read_by_models(shuffled, FEATURES)


def told(rows: DataFrame) -> dict[str, dict[str, Any]]:
    return {row["feature"]: row.asDict() for row in rows.collect()}


def test_a_feature_is_lost_with_its_z_score(tested: DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has the value of whoever stands half the students further on; only the first ones are asked."""
    monkeypatch.setattr(importance, "SHUFFLED_ROWS", len(ROWS))
    found = told(importance.by_feature(tested, model([0.5, 0.125, 0.375]), FEATURES))
    labels, scores = [row[0] for row in ROWS], [row[1] + row[2] for row in ROWS]
    rotated = [scores[(place + 1 + len(ROWS) // 2) % len(ROWS)] for place in range(len(ROWS))]
    assert all(own != other for own, other in zip(scores, rotated, strict=True))
    lost = roc_auc_score(labels, scores) - roc_auc_score(labels, rotated)
    assert lost > 0.1
    assert found["used"]["auc_lost"] == pytest.approx(lost)
    assert found["idle"]["auc_lost"] == 0
    assert {name: (row["concept"], float(row["forest_importance"])) for name, row in found.items()} == {
        "used": ("a", 0.875),
        "idle": ("b", 0.125),
    }


def test_without_a_forest_its_opinion_is_not_known(tested: DataFrame) -> None:
    found = told(importance.by_feature(tested, model([]), FEATURES))
    assert {name: row["forest_importance"] for name, row in found.items()} == {"used": None, "idle": None}
