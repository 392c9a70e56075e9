"""Which cohorts train, which one calibrates, which one tests; and the guards that keep them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


@dataclass(frozen=True)
class Split:
    """Names of cohorts, `train` from old to new. `calibrate` is one of them: the latest of the test's season."""

    train: tuple[str, ...]
    calibrate: str
    test: str


def training(examples: DataFrame, cohorts: tuple[str, ...], test: str) -> DataFrame:
    """Labelled examples of `cohorts`, without those that share a student and a time with the `test` cohort.

    An example's time reaches from `period_start` to `period_end`, by when its label is known. One student's examples
    of overlapping times have outcomes in common, so such a student would be on both sides of the split.
    """
    tested = examples.where(F.col("cohort") == test).select(
        "source_system",
        "student_id",
        F.col("period_start").alias("_from"),
        F.col("period_end").alias("_to"),
    )
    same = ["source_system", "student_id"]
    together = (F.col("period_start") <= F.col("_to")) & (F.col("_from") <= F.col("period_end"))
    trained = examples.where(F.col("cohort").isin(list(cohorts)) & F.col("label").isNotNull())
    keys = [F.col(f"e.{name}") == F.col(f"t.{name}") for name in same]
    return trained.alias("e").join(tested.alias("t"), keys[0] & keys[1] & together, "left_anti")


def fold(folds: int, seed: int) -> Column:
    """The fold of an example, 0 to `folds` - 1: all examples of a student fall into the same one."""
    return F.pmod(F.xxhash64("source_system", "student_id", F.lit(seed)), F.lit(folds)).cast("int")


def tie(seed: int) -> Column:
    """A number that orders equal scores the same way each time, by nothing that is known of a student."""
    return F.xxhash64("source_system", "student_id", "class_id", F.lit(seed))
