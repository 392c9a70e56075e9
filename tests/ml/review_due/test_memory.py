"""Half-lives and what is left, as the paper's formulas say."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.review_due import memory

pytestmark = pytest.mark.once

WEIGHTS = {"always": 1.0, "right": 0.5, "wrong": -0.25, "skill grammar": 2.0, "skill it's": 4.0}


@pytest.mark.parametrize(
    ("skill", "right", "wrong", "exponent"),
    [("grammar", 0, 0, 3.25), ("grammar", 8, 3, 4.0), ("it's", 3, 15, 5.0), ("reading", 24, 8, 2.75)],
)
def test_exponents(spark: SparkSession, skill: str, right: int, wrong: int, exponent: float) -> None:
    numbers = {"right_before": "bigint", "wrong_before": "bigint"}
    rows = frame(spark, [(skill, str(right), str(wrong))], f"skill {' '.join(numbers)}", **numbers)
    [row] = rows.select(memory.exponent(WEIGHTS).alias("own"), memory.leitner().alias("leitner")).collect()
    assert (row["own"], row["leitner"]) == (exponent, right - wrong)


@pytest.mark.parametrize(
    ("exponent", "days"), [(0.0, 1.0), (3.0, 8.0), (8.0, 256.0), (9.0, 274.0), (-7.0, 15 / 1440), (-6.0, 1 / 64)]
)
def test_half_lives_are_cut_to_15_minutes_and_274_days(spark: SparkSession, exponent: float, days: float) -> None:
    [row] = spark.range(1).select(memory.half_life(F.lit(exponent)).alias("days")).collect()
    assert row["days"] == pytest.approx(days, rel=1e-12)


def test_half_is_left_after_a_half_life(spark: SparkSession) -> None:
    rows = spark.range(1).select(F.lit(8 * 86_400).alias("seconds"))
    left = [memory.left(memory.days(), F.lit(life)).alias(name) for name, life in (("a", 8.0), ("b", 4.0), ("c", 1e9))]
    [row] = rows.select(*left).collect()
    assert (row["a"], row["b"]) == (0.5, 0.25)
    assert row["c"] == pytest.approx(1.0)
