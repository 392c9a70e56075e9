"""What became of the students of past lists.

Of each problem, `PROBLEMS` says how outcomes are found. A list is judged by those of its students whose outcome is
known by now, as it was shown: its own score, probability and selection, nothing computed anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import course_cohorts, drift, statistics
from edulake.silver.classes import CLASSES_TABLE
from edulake.silver.enrollments import ENROLLMENTS_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.contract import Table

    Read = Callable[[Table], DataFrame]

LIST = ("model_version", "as_of_date", "scope")


@dataclass(frozen=True)
class Outcomes:
    """How the students of a problem's lists ended.

    `of(read, listed)` is `listed`, rows of gold.student_performance_predictions, with `label`: 1 for a bad outcome,
    0 for a good one, null while it cannot be known fairly. `reads` are the tables that it asks `read` for.
    """

    reads: tuple[Table, ...]
    of: Callable[[Read, DataFrame], DataFrame]


def _course_results(read: Read, listed: DataFrame) -> DataFrame:
    """The result of the course run, once somebody has completed it.

    Until then only those who left are known, and all of them ended badly. Of several enrollments of a student in one
    run the last one counts.
    """
    student, run = ["source_system", "student_id", "class_id"], Window.partitionBy("source_system", "class_id")
    results = (
        course_cohorts.outcomes(read(ENROLLMENTS_TABLE), read(CLASSES_TABLE))
        .groupBy(*student)
        .agg(F.max_by("ended_badly", "outcome_on").alias("result"))
    )
    is_settled = F.min("result").over(run) == 0
    settled = results.withColumn("label", F.when(is_settled, F.col("result"))).drop("result")
    return listed.join(settled, on=student, how="left")


PROBLEMS = {"course_result": Outcomes((ENROLLMENTS_TABLE, CLASSES_TABLE), _course_results)}


def looked_back(read: Read, listed: DataFrame, problems: dict[str, Outcomes]) -> DataFrame:
    """`listed`, with the `problem` of their model, as rows of a list and scope with `label`, score and probability."""
    found = [one.of(read, listed.where(F.col("problem") == name)) for name, one in problems.items()]
    return reduce(lambda above, below: above.unionByName(below), found).select(
        "model_version",
        "as_of_date",
        F.explode(drift.scopes("course_id")).alias("scope"),
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
