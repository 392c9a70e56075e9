"""AUC, average precision, Brier and their errors against scikit-learn and a computation by definition."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from edulake.ml import statistics
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

SAMPLES = 3
SIZE = 240


def sample(number: int) -> dict[str, np.ndarray]:
    """Scores with many ties, of which the second is the weaker."""
    draw = np.random.default_rng(number)
    label = (draw.random(SIZE) < 0.3).astype(int)
    score = np.round(np.clip(0.3 + 0.25 * label + draw.normal(0, 0.25, SIZE), 0, 1), 2 if number else 1)
    return {"label": label, "score": score, "rule": np.round(score + draw.normal(0, 0.3, SIZE), 1)}


@pytest.fixture(scope="module")
def scored(spark: SparkSession) -> DataFrame:
    rows = [
        (str(number), index, int(s["label"][index]), repr(float(s["score"][index])), repr(float(s["rule"][index])))
        for number in range(SAMPLES)
        for s in [sample(number)]
        for index in range(SIZE)
    ]
    rows += [("one class", index, 0, "0.5", "0.5") for index in range(3)]
    schema = "group string, tie bigint, label int, score string, rule string"
    frame = as_frame(spark, rows, spark.range(0).selectExpr(*_nulls(schema)).schema)
    numbers = {name: F.col(name).cast("double") for name in ("score", "rule")}
    return frame.withColumns({**numbers, "probability": numbers["score"], "warning_days": F.col("tie").cast("int")})


def _nulls(schema: str) -> list[str]:
    return [f"CAST(null AS {column.split()[1]}) AS {column.split()[0]}" for column in schema.split(", ")]


def placements(label: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """DeLong's structural components by their definition: every pair of a bad and a good outcome."""
    bad, good = score[label == 1], score[label == 0]
    wins = (bad[:, None] > good[None, :]) + 0.5 * (bad[:, None] == good[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def variance(label: np.ndarray, *scores: np.ndarray) -> float:
    """Of an AUC, or of the difference of two."""
    places = [placements(label, score) for score in scores]
    bad = places[0][0] - (places[1][0] if len(places) > 1 else 0)
    good = places[0][1] - (places[1][1] if len(places) > 1 else 0)
    return float(bad.var(ddof=1) / len(bad) + good.var(ddof=1) / len(good))


def by_group(frame: DataFrame) -> dict[str, dict[str, Any]]:
    return {row["group"]: row.asDict() for row in frame.collect()}


def test_performance_agrees_with_scikit_learn(scored: DataFrame) -> None:
    ranked = statistics.selected(scored, ["group"], "score", 0.2)
    found = by_group(statistics.performance(ranked, ["group"]))
    for number in range(SAMPLES):
        s, row = sample(number), found[str(number)]
        label, score, rule = s["label"], s["score"], s["rule"]
        base = label.mean()
        expected = {
            "n": SIZE,
            "positives": label.sum(),
            "auc": roc_auc_score(label, score),
            "auc_error": math.sqrt(variance(label, score)),
            "rule_auc": roc_auc_score(label, rule),
            "gain": roc_auc_score(label, score) - roc_auc_score(label, rule),
            "gain_error": math.sqrt(variance(label, score, rule)),
            "average_precision": average_precision_score(label, score),
            "brier": brier_score_loss(label, score),
            "brier_no_skill": base * (1 - base),
            "calibration_gap": score.mean() - base,
            "accuracy": ((score >= 0.5) == label).mean(),
            "precision": label[score >= 0.5].mean(),
            "recall": label[score >= 0.5].sum() / label.sum(),
            "flagged": 48,
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=1e-9), (number, name)


def test_capacity_takes_the_highest_and_breaks_ties_by_hash(scored: DataFrame) -> None:
    ranked = statistics.selected(scored, ["group"], "score", 0.2)
    found = by_group(statistics.at_capacity(ranked, ["group"]))
    for number in range(SAMPLES):
        s = sample(number)
        first = sorted(range(SIZE), key=lambda index: (-s["score"][index], index))[:48]
        right = [index for index in first if s["label"][index]]
        assert found[str(number)]["precision_at_capacity"] == pytest.approx(len(right) / 48)
        assert found[str(number)]["recall_at_capacity"] == pytest.approx(len(right) / s["label"].sum())
        assert found[str(number)]["median_warning_days"] == np.median(right)
    assert found["one class"]["flagged"] == 1, "a capacity of a part of a student is one student"


def test_calibration_error_is_the_mean_distance_of_ten_bins(scored: DataFrame) -> None:
    found = by_group(statistics.calibration(scored, ["group"], "probability"))
    s = sample(1)
    order = sorted(range(SIZE), key=lambda index: (s["score"][index], index))
    bins = np.array_split(np.array(order), 10)
    distance = [len(b) * abs(s["score"][b].mean() - s["label"][b].mean()) for b in bins]
    assert found["1"]["calibration_error"] == pytest.approx(sum(distance) / SIZE)


def test_one_class_has_no_auc(scored: DataFrame) -> None:
    row = by_group(statistics.discrimination(scored, ["group"], "score"))["one class"]
    assert (row["auc"], row["auc_error"], row["average_precision"], row["n"]) == (None, None, None, 3)


def test_without_groups(scored: DataFrame) -> None:
    whole = statistics.selected(scored.where("group = '2'"), [], "score", 0.2)
    assert statistics.performance(whole, []).collect()[0]["auc"] == pytest.approx(
        roc_auc_score(sample(2)["label"], sample(2)["score"])
    )


@pytest.mark.parametrize(
    ("differences", "limits"),
    [((1.0, 3.0), (2.0, 2.0 - 1.959964, 2.0 + 1.959964)), ((4.0,), (4.0, None, None)), ((), (None, None, None))],
)
def test_paired_differences_have_limits(
    spark: SparkSession, differences: tuple[float, ...], limits: tuple[float | None, ...]
) -> None:
    """Of two, 1 and 3, the standard error is 1."""
    rows = spark.createDataFrame([(value,) for value in differences], "more double")
    [found] = rows.agg(*statistics.with_limits("more", "gain")).collect()
    assert found.asDict() == pytest.approx(dict(zip(("gain", "gain_low", "gain_high"), limits, strict=True)))
