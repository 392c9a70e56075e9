"""What became of past lists: judged as they were shown, by those whose outcome is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.config.settings import Settings
from edulake.ml.audit import backtest
from edulake.ml.problems.problem import Problem
from edulake.ml.tables.lists import BACKTEST

pytestmark = pytest.mark.once

NAMES = "problem model_version as_of_date course_id grade_level risk_score prediction_probability is_selected outcome"
LISTED = [
    ("course", "m1", "2024-03-01", "AAA", None, "0.9", "0.8", "true", "1"),
    ("course", "m1", "2024-03-01", "AAA", None, "0.7", "0.6", "true", "0"),
    ("course", "m1", "2024-03-01", "AAA", None, "0.5", "0.4", "false", "1"),
    ("course", "m1", "2024-03-01", "BBB", None, "0.3", "0.2", "false", "0"),
    ("course", "m1", "2024-03-01", "BBB", None, "0.1", "0.1", "false", None),
    ("course", "m1", "2024-04-01", "AAA", None, "0.9", "0.9", "true", None),
    # The rule's list has no probabilities; who has neither course nor grade is of the whole alone.
    ("school", "m2", "2024-03-01", None, "3rd Grade", "0.9", None, "true", "0"),
    ("school", "m2", "2024-03-01", None, None, "0.4", None, "false", "1"),
]


def problem(name: str, sign: int) -> Problem:
    """Outcomes are in the list itself; `sign` tells whose they are."""

    def became(read: Any, listed: DataFrame, settings: Settings) -> DataFrame:
        assert read == "read"
        return listed.withColumn("label", F.col("outcome") * sign)

    return cast("Problem", SimpleNamespace(name=name, became=became))


@pytest.fixture(scope="module")
def looked_back(spark: SparkSession) -> DataFrame:
    types = {"as_of_date": "date", "is_selected": "boolean", "outcome": "int"}
    types |= dict.fromkeys(("risk_score", "prediction_probability"), "decimal(6,4)")
    listed = frame(spark, LISTED, NAMES, **types)
    problems = [problem("course", 1), problem("school", 1), problem("other", 5)]
    return backtest.looked_back(cast("Any", "read"), listed, problems, Settings())


def told(rows: DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(r["model_version"], str(r["as_of_date"]), r["scope"]): r.asDict() for r in rows.collect()}


def test_each_student_counts_in_the_whole_and_in_the_own_course_or_grade(looked_back: DataFrame) -> None:
    found = looked_back.groupBy("model_version", "scope").agg(F.count("*").alias("n"), F.sum("label").alias("bad"))
    assert {(r["model_version"], r["scope"]): (r["n"], r["bad"]) for r in found.collect()} == {
        ("m1", "all"): (6, 2),
        ("m1", "AAA"): (4, 2),
        ("m1", "BBB"): (2, 0),
        ("m2", "all"): (2, 1),
        ("m2", "3rd Grade"): (1, 0),
    }


def test_a_list_is_judged_by_what_is_known_of_it(looked_back: DataFrame) -> None:
    """Nothing of a list of which nothing is known yet; no calibration without probabilities."""
    found = told(backtest.figures(looked_back))
    names = ("n", "outcomes", "positives", "auc", "flagged", "precision_at_capacity", "recall_at_capacity")
    figures = {key: tuple(row[name] for name in names) for key, row in found.items()}
    assert figures == {
        ("m1", "2024-03-01", "all"): (5, 4, 2, 0.75, 2, 0.5, 0.5),
        ("m1", "2024-03-01", "AAA"): (3, 3, 2, 0.5, 2, 0.5, 0.5),
        ("m1", "2024-03-01", "BBB"): (2, 1, 0, None, 0, None, None),
        ("m1", "2024-04-01", "all"): (1, 0, None, None, None, None, None),
        ("m1", "2024-04-01", "AAA"): (1, 0, None, None, None, None, None),
        ("m2", "2024-03-01", "all"): (2, 2, 1, 0.0, 1, 0.0, 0.0),
        ("m2", "2024-03-01", "3rd Grade"): (1, 1, 0, None, 1, 0.0, None),
    }
    gaps = {key: row["calibration_gap"] for key, row in found.items() if row["calibration_gap"] is not None}
    assert gaps == {
        ("m1", "2024-03-01", "all"): pytest.approx((0.8 + 0.6 + 0.4 + 0.2) / 4 - 0.5),
        ("m1", "2024-03-01", "AAA"): pytest.approx((0.8 + 0.6 + 0.4) / 3 - 2 / 3),
        ("m1", "2024-03-01", "BBB"): pytest.approx(0.2),
    }
    assert set(next(iter(found.values()))) == set(BACKTEST.column_names) - {"processing_timestamp"}
