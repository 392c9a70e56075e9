"""Models: what can be learned, how a fitted one scores, and its calibration.

Spark's own estimators, small enough for Spark Connect. The score of an algorithm of several parts is the mean of
their probabilities.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.errors import ConfigError
from edulake.ml import spark_ml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

# In order of preference among those that do about as well: the simplest first.
ALGORITHMS: dict[str, tuple[str, ...]] = {
    "logistic": ("logistic",),
    "average": ("logistic", "boosted"),
    "forest": ("forest",),
    "boosted": ("boosted",),
}
# Steps are small: the leaves of Spark's trees hold gradients of a loss in 2F, twice the usual logit. Its first tree
# counts whole whatever the step, which costs about .01 of AUC here: a line does better than boosted trees.
# Chosen on OULAD's 2013J, learned from 2013B: small trees on parts of rows and columns carry over to other courses.
PARAMETERS: dict[str, dict[str, Any]] = {
    "logistic": {"regParam": 0.02, "maxIter": 60},
    "forest": {"numTrees": 100, "maxDepth": 8, "minInstancesPerNode": 20},
    "boosted": {
        "maxIter": 60,
        "maxDepth": 3,
        "stepSize": 0.05,
        "minInstancesPerNode": 40,
        "subsamplingRate": 0.5,
        "featureSubsetStrategy": "onethird",
    },
}
# Scores say how a student stands within the run, activity also what it is by itself: both carry over to other
# courses. Levels of scores do not: they belong to those who set and mark the work.
READS = {"logistic": "carried", "forest": "features", "boosted": "carried"}
# By part, Spark's class that learns and the one that has learned.
CLASSES = {
    "logistic": ("LogisticRegression", "LogisticRegressionModel"),
    "forest": ("RandomForestClassifier", "RandomForestClassificationModel"),
    "boosted": ("GBTClassifier", "GBTClassificationModel"),
}
# A probability of exactly 0 or 1 has no logit.
NEAREST = 1e-6


@dataclass(frozen=True)
class Calibration:
    """Platt's scaling (1999): probability = 1 / (1 + exp(-(slope * logit(score) + intercept)))."""

    slope: float
    intercept: float

    def probability(self, score: Column) -> Column:
        return 1 / (1 + F.exp(-(F.lit(self.slope) * logit(score) + F.lit(self.intercept))))


def candidates(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The algorithms of these names with their parts, in order of preference; ConfigError for an unknown one."""
    unknown = [name for name in names if name not in ALGORITHMS]
    if unknown or not names:
        what = f"no algorithm is called {unknown[0]}" if unknown else "no algorithm is named"
        raise ConfigError(what, "early_warning.algorithms", f"choose from {', '.join(ALGORITHMS)}")
    return {name: parts for name, parts in ALGORITHMS.items() if name in names}


def fit(part: str, examples: DataFrame, seed: int) -> Any:
    """The part fitted to what it READS and `label`. The order of rows decides ties, so examples come in one order."""
    settings = {**PARAMETERS[part], **({} if part == "logistic" else {"seed": seed})}
    rows = examples.select(READS[part], F.col("label").cast("double").alias("label"))
    estimator = getattr(spark_ml.classification(), CLASSES[part][0])
    return estimator(featuresCol=READS[part], labelCol="label", **settings).fit(rows)


def saved(part: str, place: str) -> Any:
    """The fitted part that lies at `place`."""
    return getattr(spark_ml.classification(), CLASSES[part][1]).load(place)


def score(parts: Sequence[tuple[str, Any]], rows: DataFrame, name: str = "score") -> DataFrame:
    """`rows` with the column `name`: the mean of the parts' probabilities that the label is 1."""
    scored = reduce(_with_part, parts, rows)
    total = reduce(lambda left, right: left + right, [F.col(f"_{part}") for part, _ in parts])
    return scored.withColumn(name, total / len(parts)).drop(*[f"_{part}" for part, _ in parts])


def _with_part(rows: DataFrame, part: tuple[str, Any]) -> DataFrame:
    """Spark's boosted trees cannot name their columns, so each part's are taken away before the next one's come."""
    name, model = part
    at_risk = spark_ml.functions().vector_to_array(F.col("probability"))[1]
    return model.transform(rows).withColumn(f"_{name}", at_risk).drop("probability", "rawPrediction", "prediction")


def logit(score: Column) -> Column:
    """ln(p / (1 - p)), p kept off 0 and 1; null for null."""
    kept = F.when(score < NEAREST, NEAREST).when(score > 1 - NEAREST, 1 - NEAREST).otherwise(score)
    return F.log(kept / (1 - kept))


def calibrate(scored: DataFrame) -> Calibration:
    """Platt's scaling fitted to `score` and `label`, without regularisation; the identity if a class is empty."""
    vector = spark_ml.functions().array_to_vector(F.array(logit(F.col("score"))))
    rows = scored.select(vector.alias("features"), F.col("label").cast("double").alias("label"))
    model = spark_ml.classification().LogisticRegression(maxIter=100, tol=1e-9).fit(rows)
    slope = float(model.coefficients[0])
    if not (math.isfinite(slope) and slope > 0 and math.isfinite(model.intercept)):
        return Calibration(1.0, 0.0)
    return Calibration(slope, float(model.intercept))
