"""Why a student is on the list: by how much the risk falls if one concept is as it typically is among peers."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fitted import Says, read
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.lists.reasons import with_reasons
from edulake.ml.models.training import Model
from edulake.ml.problems import feature
from edulake.ml.problems.feature import Feature

pytestmark = pytest.mark.once

FEATURES = tuple(
    Feature(name, concept, relative=False)
    for name, concept in (
        ("missing", "work"),
        ("mean", "scores"),
        ("last", "scores"),
        ("clicks", "activity"),
        ("late", "habit"),
    )
)
# Risk in hundredths by feature: of a typical student of class k, whose median is 1 in each, it is 0.40.
RISK = (0.10, 0.06, 0.04, 0.15, 0.05)
STUDENTS = {
    # All worse: the largest first, then the others by size; the fourth is not told.
    "worse": ("k", "2", "2", "2", "3", "2"),
    "typical": ("k", "1", "1", "1", "1", "1"),
    # Both scores together: .06 more and .04 less.
    "mixed": ("k", "1", "2", "0", "1", "1"),
    "better": ("k", "0", "1", "1", "0", "0"),
    # Among others what is bad in class k is typical.
    "other": ("m", "2", "2", "2", "3", "2"),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    numbers = dict.fromkeys((f.name for f in FEATURES), "double")
    rows = [(student, *values) for student, values in STUDENTS.items()]
    examples = frame(spark, rows, f"student class_id {' '.join(numbers)}", **numbers)
    part = Says(lambda: sum((read(place) * weight for place, weight in enumerate(RISK)), F.lit(0.0)))
    same = SimpleNamespace(probability=lambda score: score)
    model = cast("Model", SimpleNamespace(parts=(("forest", part),), calibration=same))
    words = {f.concept: F.concat(F.lit(f"{f.concept} of "), "student") for f in FEATURES}
    built = feature.read_by_models(examples, FEATURES).withColumn("kept", F.col("missing"))
    scored = built.withColumn("probability", part.probability())
    explained: DataFrame = with_reasons(scored, model, FEATURES, words, ["class_id"])
    added = ["first_reason", "first_contribution", "second_reason", "second_contribution"]
    assert explained.columns == [*scored.columns, *added, "third_reason", "third_contribution"]
    return {row["student"]: row.asDict() for row in explained.collect()}


def reasons(row: dict[str, Any]) -> list[tuple[str | None, Decimal | None]]:
    return [(row[f"{place}_reason"], row[f"{place}_contribution"]) for place in ("first", "second", "third")]


def test_the_three_largest_are_told_largest_first(found: dict[str, dict[str, Any]]) -> None:
    """Of equal ones the later by name, the same each time."""
    assert reasons(found["worse"]) == [
        ("activity of worse", Decimal("0.3000")),
        ("work of worse", Decimal("0.1000")),
        ("scores of worse", Decimal("0.1000")),
    ]


@pytest.mark.parametrize("student", ["typical", "better", "other"])
def test_what_does_not_raise_the_risk_is_no_reason(found: dict[str, dict[str, Any]], student: str) -> None:
    """Peers are compared with their like; who does better than they is told nothing."""
    assert reasons(found[student]) == [(None, None)] * 3


def test_features_of_a_concept_are_set_back_together(found: dict[str, dict[str, Any]]) -> None:
    assert reasons(found["mixed"]) == [("scores of mixed", Decimal("0.0200")), (None, None), (None, None)]


def test_the_student_stays_as_scored(found: dict[str, dict[str, Any]]) -> None:
    """What the model read and said is that of the student, not of the last question."""
    worse = found["worse"]
    assert worse["probability"] == pytest.approx(0.2 + 0.2 + 0.45 + 0.1)
    assert list(worse["features"]) == [2, 2, 2, 3, 2]
    assert worse["kept"] == 2
