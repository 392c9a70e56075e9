"""How close half-lives are beside a constant and Leitner's boxes, as an oracle in plain Python says."""

from __future__ import annotations

import statistics
from typing import Any

import memory_oracle as oracle
import pytest
from memory_oracle import Example, Practice
from memory_rows import as_rows
from pyspark.sql import SparkSession
from texts import frame

from edulake.ml.review_due import judging
from edulake.ml.review_due.fitting import Fitted

pytestmark = pytest.mark.once

WEIGHTS = {"always": 2.0, "right": 0.2, "wrong": -0.1, "skill reading": 1.5}
FITTED = Fitted(WEIGHTS, 0.625, 99)
ROWS = oracle.examples(oracle.planted(2, 34, {"grammar": 6.0, "reading": 30.0}))


def told(spark: SparkSession, rows: list[Example], *sources: str) -> dict[tuple[str, str], Any]:
    known = judging.foretold(as_rows(spark, rows), FITTED)
    named = frame(spark, [(name,) for name in sources or ("s",)], "source_system")
    return {(row["source_system"], row["model"]): row for row in judging.figures(known, named).collect()}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], Any]:
    return told(spark, ROWS, "s", "nobody")


def share(model: str, row: Example) -> float:
    if model == "half_life":
        return oracle.foretold(row, WEIGHTS)
    return 0.625 if model == "constant" else 2.0 ** (-row.days / oracle.half_life(row.right - row.wrong))


@pytest.mark.parametrize("model", judging.MODELS)
def test_figures_are_those_of_plain_python(found: dict[tuple[str, str], Any], model: str) -> None:
    people = sorted({row.practice.who for row in ROWS})

    def errors(name: str) -> list[float]:
        off = {who: [abs(share(name, row) - row.share) for row in ROWS if row.practice.who == who] for who in people}
        return [statistics.mean(of) for of in off.values()]

    row = found["s", model]
    assert (row["learners"], row["practices"]) == (34, len(ROWS))
    assert row["mae"] == pytest.approx(statistics.mean(errors(model)), abs=1e-5)
    pairs = [(round(share(model, one), 6), one.practice.right, one.practice.wrong) for one in ROWS]
    assert row["auc"] == pytest.approx(oracle.auc(pairs), abs=1e-4)
    more = [a - b for a, b in zip(errors(model), errors("half_life"), strict=True)]
    half = 1.959964 * statistics.stdev(more) / len(people) ** 0.5
    assert row["behind"] == pytest.approx(statistics.mean(more), abs=1e-5)
    assert row["behind_low"] == pytest.approx(statistics.mean(more) - half, abs=1e-5)
    assert row["behind_high"] == pytest.approx(statistics.mean(more) + half, abs=1e-5)


def test_a_constant_tells_nothing_apart(found: dict[tuple[str, str], Any]) -> None:
    assert found["s", "constant"]["auc"] == 0.5
    assert found["s", "half_life"]["auc"] > 0.55


def test_half_lives_that_are_closer_than_both_are_ready(found: dict[tuple[str, str], Any]) -> None:
    assert {found["s", model]["status"] for model in judging.MODELS} == {"READY"}


def test_half_lives_that_are_not_are_no_evidence(spark: SparkSession) -> None:
    """Answers that no time changes are foretold best by their mean."""
    rows = oracle.examples(oracle.planted(3, 34, {"grammar": 0.0}))
    assert told(spark, rows)["s", "half_life"]["status"] == "NO_EVIDENCE"


def test_of_few_nothing_is_said(spark: SparkSession, found: dict[tuple[str, str], Any]) -> None:
    few = [row for row in ROWS if row.practice.who < "w029"]
    assert told(spark, few)["s", "half_life"]["status"] == "TOO_FEW"
    nobody = found["nobody", "leitner"]
    assert (nobody["learners"], nobody["practices"], nobody["mae"], nobody["status"]) == (0, 0, None, "TOO_FEW")


def test_answers_that_are_all_right_tell_nothing_apart(spark: SparkSession) -> None:
    row = Example(Practice("ann", "grammar", 9, 4, 0), 9, 3, 1)
    assert told(spark, [row])["s", "half_life"]["auc"] is None
