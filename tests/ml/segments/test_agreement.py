"""The adjusted Rand index in SQL against pairs that are counted, and scikit-learn."""

from __future__ import annotations

import random

import pytest
import segments_oracle as oracle
from pyspark.sql import SparkSession
from pyspark.sql import types as T
from sklearn.metrics import adjusted_rand_score

from edulake.ml.segments.agreement import with_themselves
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

CASES = {
    "the same": ([0, 0, 1, 1, 2], [0, 0, 1, 1, 2]),
    "other numbers": ([0, 0, 1, 1, 2], [2, 2, 0, 0, 1]),
    "one group each": ([0, 0, 0], [1, 1, 1]),
    "all alone": ([0, 1, 2], [2, 0, 1]),
    "one group and all alone": ([0, 0, 0], [0, 1, 2]),
    "no more than chance": ([0, 0, 1, 1], [0, 1, 0, 1]),
    "a learner moved": ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]),
}


def by_chance(seed: int) -> tuple[list[int], list[int]]:
    chance = random.Random(seed)
    one = [chance.randrange(4) for _ in range(60)]
    return one, [label if chance.random() < 0.7 else chance.randrange(3) for label in one]


def test_agreement_is_that_of_pairs(spark: SparkSession) -> None:
    """Each case is a k of its own, with one resample."""
    cases = {**CASES, **{f"by chance {seed}": by_chance(seed) for seed in range(3)}}
    rows = [
        (k, draw, place, label)
        for k, pair in enumerate(cases.values())
        for draw, labels in enumerate(pair)
        for place, label in enumerate(labels)
    ]
    schema = T.StructType([T.StructField(name, T.LongType()) for name in ("k", "draw", "place", "label")])
    found = {row["k"]: float(row["agreement"]) for row in with_themselves(as_frame(spark, rows, schema)).collect()}
    named = {name: found[k] for k, name in enumerate(cases)}
    assert named == {name: pytest.approx(oracle.adjusted_rand(*pair), abs=1e-9) for name, pair in cases.items()}
    assert named == {name: pytest.approx(adjusted_rand_score(*pair), abs=1e-9) for name, pair in cases.items()}
    assert (named["other numbers"], named["one group each"], named["no more than chance"]) == (1, 1, -0.5)
