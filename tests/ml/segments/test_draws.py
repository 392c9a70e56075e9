"""What models are fitted to: resamples weigh learners by Poisson's distribution, nulls keep each feature's values."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.ml.segments import draws
from edulake.ml.segments.search import Search

pytestmark = pytest.mark.once

SIZE = 60
SEARCH = Search(resamples=2, nulls=2)


@pytest.fixture(scope="module")
def placed(spark: SparkSession) -> DataFrame:
    return spark.range(1, SIZE + 1).select(
        F.col("id").cast("int").alias("place"), F.col("id").alias("x0"), (-F.col("id")).alias("x1")
    )


def test_learners_themselves_then_resamples_then_nulls(placed: DataFrame) -> None:
    rows = draws.drawn(placed, SEARCH, 2).orderBy("draw", "place").collect()
    by = defaultdict(list)
    for row in rows:
        by[row["draw"]].append(row)
    assert set(by) == {0, 1, 2, 3, 4}
    assert [tuple(row) for row in by[0]] == [(0, n, 1, n, -n) for n in range(1, SIZE + 1)]
    for draw in (1, 2):
        assert all(row["x0"] == row["place"] == -row["x1"] and row["weight"] > 0 for row in by[draw])
        assert len(by[draw]) < SIZE
    for draw in (3, 4):
        assert [row["place"] for row in by[draw]] == list(range(1, SIZE + 1))
        assert (
            sorted(row["x0"] for row in by[draw]) == sorted(-row["x1"] for row in by[draw]) == list(range(1, SIZE + 1))
        )
        assert sum(row["x0"] == -row["x1"] for row in by[draw]) < SIZE / 4, "what was together is chance"
    assert [tuple(r)[1:] for r in by[1]] != [tuple(r)[1:] for r in by[2]]
    assert [tuple(r)[1:] for r in by[3]] != [tuple(r)[1:] for r in by[4]]


def test_without_resamples_or_nulls(placed: DataFrame) -> None:
    found = draws.drawn(placed, Search(resamples=0, nulls=0), 2)
    assert found.select("draw").distinct().collect() == [(0,)]


@pytest.mark.parametrize(
    ("chance", "times"),
    [(0.0, 0), (0.3678, 0), (0.3679, 1), (0.7357, 1), (0.7358, 2), (0.9196, 2), (0.9197, 3), (0.9999999999, 8)],
)
def test_a_weight_is_poissons(spark: SparkSession, chance: float, times: int) -> None:
    assert [row[0] for row in spark.range(1).select(draws.weight(F.lit(chance))).collect()] == [times]


def test_chance_is_even(spark: SparkSession) -> None:
    """Of 4,000 hashes about as many in each tenth, and none on a bound; weights have mean 1 and variance 1."""
    rows = spark.range(4_000).select(draws.uniform("id", F.lit(1)).alias("u"))
    found = rows.withColumn("weight", draws.weight(F.col("u"))).collect()
    tenths = Counter(int(row["u"] * 10) for row in found)
    assert all(0 < row["u"] < 1 for row in found)
    assert all(abs(tenths[n] - 400) < 4 * math.sqrt(360) for n in range(10))
    mean = sum(row["weight"] for row in found) / 4_000
    assert mean == pytest.approx(1, abs=0.06)
    assert sum((row["weight"] - mean) ** 2 for row in found) / 4_000 == pytest.approx(1, abs=0.12)
