"""The silhouette by sums against pairs that are measured, and scikit-learn."""

from __future__ import annotations

import random

import pytest
import segments_oracle as oracle
from pyspark.sql import SparkSession
from pyspark.sql import types as T
from sklearn.metrics import silhouette_score

from edulake.ml.segments.silhouette import silhouettes
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

CHANCE = random.Random(5)
CLOUD = [(CHANCE.randrange(-40_000, 40_001), CHANCE.randrange(-40_000, 40_001)) for _ in range(40)]
CASES = {
    "two apart": ([(0, 0), (1, 0), (100, 0), (101, 0)], [0, 0, 1, 1]),
    "one alone counts 0": ([(0, 0), (1, 0), (100, 0)], [0, 0, 1]),
    "mixed": ([(0, 0), (100, 0), (1, 0), (101, 0)], [0, 0, 1, 1]),
    "all at one place": ([(5, 5)] * 4, [0, 0, 1, 1]),
    "three of a cloud": (CLOUD, [n % 3 for n in range(40)]),
    "halves": (CLOUD, [int(x > 0) for x, _ in CLOUD]),
    "one group": (CLOUD[:5], [2] * 5),
}


def test_silhouettes_are_those_of_pairs(spark: SparkSession) -> None:
    rows = [
        (0, k, place, label, *point)
        for k, (points, labels) in enumerate(CASES.values())
        for place, (point, label) in enumerate(zip(points, labels, strict=True))
    ]
    names = ("draw", "k", "place", "label", "x0", "x1")
    schema = T.StructType([T.StructField(name, T.LongType()) for name in names])
    found = {row["k"]: row["silhouette"] for row in silhouettes(as_frame(spark, rows, schema), 2).collect()}
    named = {name: None if found[k] is None else float(found[k]) for k, name in enumerate(CASES)}
    assert named.pop("one group") is None is oracle.silhouette(*CASES["one group"])
    for name, value in named.items():
        points, labels = CASES[name]
        assert value == pytest.approx(oracle.silhouette(points, labels), abs=2e-9), name
        assert value == pytest.approx(silhouette_score(points, labels, metric="sqeuclidean"), abs=2e-9), name
    assert named["all at one place"] == 0
