"""Half-lives as fitted: nothing near them is closer, planted ones are found, and the order of rows has no say."""

from __future__ import annotations

import memory_oracle as oracle
import pytest
from memory_rows import as_rows
from pyspark.sql import SparkSession

from edulake.ml.review_due import fitting

pytestmark = pytest.mark.once

LIVES = {"grammar": 6.0, "reading": 40.0}
ROWS = oracle.examples(oracle.planted(1, 40, LIVES))


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> fitting.Fitted:
    fitted = fitting.fitted(as_rows(spark, ROWS))
    assert fitted
    return fitted


def test_no_weights_near_them_are_better(found: fitting.Fitted) -> None:
    assert set(found.weights) == {"always", "right", "wrong", "skill grammar", "skill reading"}
    assert max(map(abs, oracle.slopes(ROWS, found.weights).values())) < 0.02
    least = oracle.loss(ROWS, found.weights)
    assert all(oracle.loss(ROWS, {**found.weights, name: of + 0.05}) > least for name, of in found.weights.items())
    assert found.mean == pytest.approx(sum(row.share for row in ROWS) / len(ROWS), abs=1e-8)
    assert found.learners == 40


def test_planted_half_lives_are_found(found: fitting.Fitted) -> None:
    """In the middle of those that each example is foretold by."""
    for skill, life in LIVES.items():
        told = sorted(
            oracle.half_life(oracle.exponent(row, found.weights)) for row in ROWS if row.practice.skill == skill
        )
        assert told[len(told) // 2] == pytest.approx(life, rel=0.2)


def test_the_order_of_rows_has_no_say(spark: SparkSession, found: fitting.Fitted) -> None:
    assert fitting.fitted(as_rows(spark, ROWS[::-1]).repartition(3)) == found


def test_sums_are_those_of_plain_python(spark: SparkSession) -> None:
    """A half-life that is cut has a distance and no slope."""
    weights = {"always": 2.0, "right": 0.1, "wrong": -0.2, "skill grammar": -0.5}
    some = ROWS[:50]
    rows = {row["skill"]: row for row in fitting.summed(as_rows(spark, some), weights).collect()}
    for skill in LIVES:
        own = [row for row in some if row.practice.skill == skill]
        squares = sum((oracle.foretold(row, weights) - row.share) ** 2 for row in own)
        assert float(rows[skill]["loss"]) / 1e9 == pytest.approx(squares, abs=1e-6)
    [cut] = fitting.summed(as_rows(spark, some[:1]), {**weights, "always": 50.0}).collect()
    assert cut["loss"] > 0
    assert cut["always_always"] == cut["always_outcome"] == 0


def test_a_skill_of_few_has_no_weight_and_few_learn_nothing(spark: SparkSession) -> None:
    few = [row for row in ROWS if row.practice.who < "w029" or row.practice.skill == "grammar"]
    fitted = fitting.fitted(as_rows(spark, few))
    assert fitted
    assert set(fitted.weights) == {"always", "right", "wrong", "skill grammar"}
    assert fitting.fitted(as_rows(spark, [row for row in ROWS if row.practice.who < "w029"])) is None
    assert fitting.fitted(as_rows(spark, ROWS[:0])) is None
