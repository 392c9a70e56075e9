"""What models read of the features."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.ml.problems.feature import Feature, columns, vectors

pytestmark = pytest.mark.once

SCORE, DAYS, DUE = Feature("score", "x"), Feature("days", "x", comparable=True), Feature("due", "x", relative=False)


@pytest.mark.parametrize(
    ("features", "carried"),
    [
        pytest.param([SCORE, DAYS, DUE], ["days", "score_z", "days_z"], id="some are comparable"),
        pytest.param([SCORE, DUE], ["score_z"], id="none is"),
    ],
)
def test_levels_of_scores_are_not_carried_over(
    spark: SparkSession, features: list[Feature], carried: list[str]
) -> None:
    """Each column is given its place as its value, so that a vector tells what it is made of."""
    names = columns(features)
    values = F.array(*[F.lit(float(place)) for place in range(len(names))])
    row = (
        spark.range(1).select(*[vector.alias(name) for name, vector in vectors(values, features).items()]).collect()[0]
    )
    assert [names[int(place)] for place in row["features"]] == names
    assert [names[int(place)] for place in row["carried"]] == carried
