"""What became of the students of past lists.

A list is judged by those of its students whose outcome is known by now, as it was shown: its own score, probability
and selection, nothing computed anew. Each problem says how outcomes are found.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml import statistics
from edulake.ml.audit import drift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.ml.problems.problem import Problem, Read

LIST = ("model_version", "as_of_date", "scope")


def looked_back(read: Read, listed: DataFrame, problems: Sequence[Problem], settings: Settings) -> DataFrame:
    """`listed`, with the `problem` of their model, as rows of a list and scope with `label`, score and probability."""
    found = [one.became(read, listed.where(F.col("problem") == one.name), settings) for one in problems]
    return reduce(lambda above, below: above.unionByName(below), found).select(
        "model_version",
        "as_of_date",
        F.explode(drift.scopes(F.coalesce("course_id", "grade_level"))).alias("scope"),
        F.col("risk_score").cast("double").alias("score"),
        F.col("prediction_probability").cast("double").alias("probability"),
        "is_selected",
        "label",
    )


def figures(looked_back: DataFrame) -> DataFrame:
    """Rows of tables.BACKTEST but for the stamp, one for every list; nulls where no outcome is known."""
    known = looked_back.where("label IS NOT NULL").withColumn("warning_days", F.lit(None).cast("int"))
    counts = looked_back.groupBy(*LIST).agg(F.count(F.lit(1)).alias("n"), F.count("label").alias("outcomes"))
    parts = [
        statistics.discrimination(known, LIST, "score").drop("n"),
        statistics.at_capacity(known, LIST).drop("median_warning_days"),
        gaps(looked_back).select(*LIST, F.col("value").alias("calibration_gap")),
    ]
    return reduce(lambda left, right: left.join(right, on=list(LIST), how="left"), parts, counts)


def gaps(looked_back: DataFrame) -> DataFrame:
    """Rows of tables.DRIFT, measure calibration_gap, of each list with probabilities and outcomes."""
    return drift.calibration_gap(looked_back.where("label IS NOT NULL AND probability IS NOT NULL"), LIST)
