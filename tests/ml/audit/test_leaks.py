"""Leaks that are planted, and caught: outcomes among the features, and labels that teach nothing."""

from __future__ import annotations

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.ml import split, statistics
from edulake.ml.audit import leaks
from edulake.ml.models import training
from edulake.ml.problems import feature

pytestmark = pytest.mark.once

NUMBERS = (feature.Feature("honest", "a"), feature.Feature("inverse", "a"), feature.Feature("outcome", "b"))


def labelled(spark: SparkSession, label: str) -> DataFrame:
    """Two cohorts of 300 students each: `honest` says something of the outcome, `outcome` and `inverse` are it."""
    luck = F.pmod(F.xxhash64("id", F.lit("luck")), F.lit(1000)) / 1000
    rows = spark.range(600).withColumn("bad", (luck < 0.4).cast("int"))
    noise = F.pmod(F.xxhash64("id", F.lit("noise")), F.lit(1000)) / 500
    columns = {
        "student_id": F.col("id").cast("string"),
        "source_system": F.lit("s"),
        "cohort": F.when(F.col("id") < 300, "a").otherwise("b"),
        "period_start": F.when(F.col("id") < 300, "2023-01-01").otherwise("2024-01-01").cast("date"),
        "period_end": F.when(F.col("id") < 300, "2023-06-30").otherwise("2024-06-30").cast("date"),
        "tie": F.xxhash64("id"),
        "honest": F.col("bad") + noise,
        "inverse": -F.col("bad").cast("double"),
        "outcome": F.col("bad").cast("double"),
        "label": F.expr(label),
    }
    complete = feature.completed(rows.withColumns(columns), NUMBERS, ["cohort"])
    return feature.read_by_models(complete, NUMBERS)


def test_the_outcome_itself_is_no_feature(spark: SparkSession) -> None:
    """What is the label, or its opposite, is found, with its z-score; what only says something of it is not."""
    found = leaks.suspects(labelled(spark, "bad"), NUMBERS)
    assert found == ["inverse", "inverse_z", "outcome", "outcome_z"]


@pytest.mark.more
def test_shuffled_labels_teach_nothing(spark: SparkSession) -> None:
    """Labels that have nothing to do with their student: a later cohort is ranked as a coin would."""
    rows = labelled(spark, "CAST(pmod(xxhash64(id, 'shuffled'), 10) < 4 AS INT)")
    apart = split.Split(("a",), "a", "b")
    model = training.train(rows, apart, lambda one: one, folds=2, seed=1, algorithms=["logistic"])
    tested = model.scored(rows.where("cohort = 'b'"))
    figures = statistics.discrimination(tested, [], "score").collect()[0]
    assert abs(figures["auc"] - 0.5) < 2.5 * figures["auc_error"]
