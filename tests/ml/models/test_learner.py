"""What can be learned, how parts make one score, and how a score becomes a probability."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from fitted import Says
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.errors import ConfigError
from edulake.ml import spark_ml
from edulake.ml.models import learner
from edulake.ml.models.learner import Calibration

pytestmark = pytest.mark.once


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def test_algorithms_are_tried_in_order_of_preference() -> None:
    """However they are named, and each once."""
    assert list(learner.candidates(["boosted", "logistic", "boosted"]).items()) == [
        ("logistic", ("logistic",)),
        ("boosted", ("boosted",)),
    ]
    assert learner.candidates(list(learner.ALGORITHMS)) == learner.ALGORITHMS


@pytest.mark.parametrize(
    ("names", "says"), [([], "no algorithm is named"), (["logistic", "Forest"], "no algorithm is called Forest")]
)
def test_an_algorithm_that_is_none(names: list[str], says: str) -> None:
    with pytest.raises(ConfigError) as error:
        learner.candidates(names)
    assert error.value.what == says
    assert error.value.fix == "choose from logistic, average, forest, boosted"


def test_every_part_can_be_fitted_read_and_saved() -> None:
    parts = {part for parts in learner.ALGORITHMS.values() for part in parts}
    assert parts == set(learner.PARAMETERS) == set(learner.READS) == set(learner.CLASSES)
    for fits, fitted in learner.CLASSES.values():
        assert hasattr(spark_ml.classification(), fits)
        assert hasattr(spark_ml.classification(), fitted)


def test_a_part_is_fitted_to_what_it_reads(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where chance has a part its seed is given: the same examples give the same model."""
    given: dict[str, dict[str, Any]] = {}

    def estimator(name: str) -> Any:
        def made(**settings: Any) -> Any:
            given[name] = settings
            return SimpleNamespace(fit=lambda rows: [tuple(row) for row in rows.collect()])

        return made

    classes = SimpleNamespace(**{fits: estimator(part) for part, (fits, _) in learner.CLASSES.items()})
    monkeypatch.setattr(spark_ml, "classification", lambda: classes)
    examples = frame(spark, [("all", "some", "1", "x")], "features carried label other", label="int")
    fitted = {part: learner.fit(part, examples, 7) for part in learner.CLASSES}
    assert fitted == {"logistic": [("some", 1.0)], "forest": [("all", 1.0)], "boosted": [("some", 1.0)]}
    assert {part: settings["featuresCol"] for part, settings in given.items()} == learner.READS
    assert {part: settings.get("seed") for part, settings in given.items()} == {
        "logistic": None,
        "forest": 7,
        "boosted": 7,
    }
    assert given["forest"]["numTrees"] == learner.PARAMETERS["forest"]["numTrees"]


def test_a_score_is_the_mean_of_its_parts(spark: SparkSession) -> None:
    """No part sees what another one added, and nothing of them is left."""
    rows = frame(spark, [("a", "0.2", "0.8"), ("b", "1", "0.5")], "id one two", one="double", two="double")
    one, two = (Says(lambda name=name: F.col(name)) for name in ("one", "two"))
    scored = learner.score([("logistic", one), ("boosted", two)], rows)
    scored = learner.score([("forest", two)], scored, "alone")
    assert scored.columns == ["id", "one", "two", "score", "alone"]
    found = {row["id"]: (row["score"], row["alone"]) for row in scored.collect()}
    assert found == {"a": (pytest.approx(0.5), 0.8), "b": (pytest.approx(0.75), 0.5)}


def test_a_score_becomes_a_probability(spark: SparkSession) -> None:
    """Scores of 0 and 1 have no logit, and are not far from the nearest that has; null stays null."""
    scores = [0.0, 1.0, 0.5, 0.2, 1e-9, None]
    rows = frame(spark, [(None if s is None else repr(s),) for s in scores], "score", score="double")
    platt = Calibration(1.5, -0.4)
    found = rows.select(
        "score",
        learner.logit(F.col("score")).alias("logit"),
        platt.probability(F.col("score")).alias("p"),
        Calibration(1.0, 0.0).probability(F.col("score")).alias("same"),
    ).collect()
    for row in found:
        if row["score"] is None:
            assert (row["logit"], row["p"]) == (None, None)
            continue
        kept = min(max(row["score"], learner.NEAREST), 1 - learner.NEAREST)
        assert row["logit"] == pytest.approx(logit(kept))
        assert row["p"] == pytest.approx(1 / (1 + math.exp(-(1.5 * logit(kept) - 0.4))))
        assert row["same"] == pytest.approx(kept)


def test_calibration_says_what_happened(spark: SparkSession) -> None:
    """Of a hundred with .9 seventy ended badly, of a hundred with .2 ten: two points, and a curve through both."""
    rows = [(p, str(int(i < bad))) for p, bad in (("0.9", 70), ("0.2", 10)) for i in range(100)]
    scored = frame(spark, rows, "score label", score="double", label="int")
    found = learner.calibrate(scored)
    slope = (logit(0.7) - logit(0.1)) / (logit(0.9) - logit(0.2))
    assert found.slope == pytest.approx(slope, abs=1e-3)
    assert found.intercept == pytest.approx(logit(0.7) - slope * logit(0.9), abs=1e-3)
    upside_down = scored.withColumn("label", 1 - F.col("label"))
    assert learner.calibrate(upside_down) == Calibration(1.0, 0.0), "a score that ranks wrongly is not turned around"
    assert learner.calibrate(scored.where("label = 1")) == Calibration(1.0, 0.0), "one class teaches nothing"
