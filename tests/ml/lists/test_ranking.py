"""The list: who is on it, in which band, and what is offered to whom."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.lists import ranking
from edulake.ml.lists.reasons import PLACES

pytestmark = pytest.mark.once

# Score, probability and tie; the probability need not follow the score, which alone ranks.
SCORED = [
    ("first", "0.9", "0.05", "1"),
    ("second", "0.8", "0.5", "1"),
    ("third", "0.7", "0.499999", "1"),
    ("fourth", "0.6", "0.25", "2"),
    ("equal", "0.6", "0.249999", "9"),
    ("sixth", "0.123456", "0.1", "1"),
    ("last", "0.0", "0.0999999", "1"),
]


def told(rows: DataFrame, *names: str) -> dict[str, Any]:
    return {row["student"]: tuple(row[name] for name in names) for row in rows.collect()}


@pytest.fixture(scope="module")
def scored(spark: SparkSession) -> DataFrame:
    numbers = dict.fromkeys(("score", "probability"), "double")
    return frame(spark, SCORED, "student score probability tie", **numbers, tie="int")


def test_the_models_list(scored: DataFrame) -> None:
    """A fifth of seven is two places. Who is on the list is helped, whatever the band; a band begins at its bound."""
    rows = ranking.by_model(scored, 0.2)
    assert told(rows, "rank", "is_selected", "risk_band", "recommended_intervention") == {
        "first": (1, True, "Very Low", ranking.SUPPORT),
        "second": (2, True, "High", ranking.SUPPORT),
        "third": (3, False, "Medium", ranking.CONTINUE),
        "fourth": (4, False, "Medium", ranking.CONTINUE),
        "equal": (5, False, "Low", ranking.CONTINUE),
        "sixth": (6, False, "Low", ranking.CONTINUE),
        "last": (7, False, "Very Low", ranking.ADVANCED),
    }
    shown = told(rows, "predicted_performance_category", "prediction_probability", "risk_score")
    assert shown["second"] == ("At Risk", 0.5, 0.8)
    assert shown["third"] == ("On Track", 0.5, 0.7), "it is judged before it is rounded"
    assert shown["sixth"] == ("On Track", 0.1, 0.1235)


@pytest.mark.parametrize(("capacity", "places"), [(0.0, 0), (0.01, 1), (3 / 7, 3), (1.0, 7)])
def test_a_place_that_is_begun_is_given(scored: DataFrame, capacity: float, places: int) -> None:
    assert sum(on for (on,) in told(ranking.by_model(scored, capacity), "is_selected").values()) == places


def test_the_rules_list_claims_nothing(spark: SparkSession) -> None:
    """No probability, no band; the one reason that it knows is told of those on the list alone."""
    rows = frame(spark, [("a", "-40", "1"), ("b", "-90", "1"), ("c", "-60", "2"), ("d", "-60", "1"), ("e", "-70", "1")],
                 "student rule tie", rule="double", tie="int")  # fmt: skip
    listed = ranking.by_rule(rows, F.concat(F.lit("mean score of "), "student"), 0.4)
    names = ("rank", "is_selected", "risk_score", "first_reason", "recommended_intervention")
    assert told(listed, *names) == {
        "a": (1, True, 1.0, "mean score of a", ranking.SUPPORT),
        "d": (2, True, 0.5, "mean score of d", ranking.SUPPORT),
        "c": (3, False, 0.5, None, ranking.CONTINUE),
        "e": (4, False, 0.25, None, ranking.CONTINUE),
        "b": (5, False, 0.0, None, ranking.CONTINUE),
    }
    nothing = [f"{place}_{what}" for place in PLACES for what in ("reason", "contribution")][1:]
    fixed = ("predicted_performance_category", "prediction_probability", "risk_band", *nothing)
    assert set(told(listed, *fixed).values()) == {("Not Predicted", None, "Unknown", *[None] * len(nothing))}
