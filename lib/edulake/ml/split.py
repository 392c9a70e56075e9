"""Which cohorts train, which one calibrates, which one tests; and the guards that keep them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame, Row


@dataclass(frozen=True)
class Split:
    """Names of cohorts, `train` from old to new. `calibrate` is one of them: the latest of the test's season."""

    train: tuple[str, ...]
    calibrate: str
    test: str


def newest(examples: DataFrame, train: str | None, test: str | None) -> Split | None:
    """The newest cohort with results tests; those that had ended on its as-of date train. None if either lacks.

    With `test` that cohort tests; with `train`, names with commas between, those train that are earlier than the test.
    A cohort of which fewer than `FEWEST_OF_A_CLASS` ended badly, or well, does neither.
    """
    cohorts = (
        examples.groupBy("cohort")
        .agg(
            F.min("period_start").alias("start"),
            F.max("period_end").alias("end"),
            F.min("as_of_date").alias("as_of"),
            F.sum("label").alias("bad"),
            F.sum(1 - F.col("label")).alias("good"),
        )
        .orderBy("start")
        .collect()
    )
    usable = [c for c in cohorts if min(c["bad"] or 0, c["good"] or 0) >= FEWEST_OF_A_CLASS]
    tested = next((c for c in reversed(usable) if c["cohort"] == (test or c["cohort"])), None)
    if tested is None:
        return None
    earlier = [c for c in usable if c["start"] < tested["start"]]
    asked = train.split(",") if train else None
    trained = [c for c in earlier if (c["cohort"] in asked if asked else c["end"] <= tested["as_of"])]
    return _apart(trained, tested) if trained else None


def named(examples: DataFrame, train: str, test: str) -> Split:
    """The cohorts of these names, whatever their size; ConfigError for one that the examples do not hold."""
    starts = examples.groupBy("cohort").agg(F.min("period_start").alias("start"), F.count("label").alias("labelled"))
    held = {row["cohort"]: row for row in starts.collect()}
    asked = [*train.split(","), test]
    missing = [name for name in asked if name not in held or not held[name]["labelled"]]
    if missing:
        known = ", ".join(sorted(held, key=str)) or "none"
        raise ConfigError(f"no cohort with results is called {missing[0]}", f"cohorts: {known}", "name one of them")
    if test in asked[:-1]:
        raise ConfigError(f"{test} is to train and to test", "that measures memory", "test on another cohort")
    return _apart(sorted((held[name] for name in asked[:-1]), key=lambda cohort: cohort["start"]), held[test])


def _apart(trained: Sequence[Row], tested: Row) -> Split:
    """`trained`, from old to new; the latest that began in the month of the test's calibrates, or the latest of all."""
    season = [cohort for cohort in trained if cohort["start"].month == tested["start"].month] or trained
    return Split(tuple(cohort["cohort"] for cohort in trained), season[-1]["cohort"], tested["cohort"])


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


FEWEST_OF_A_CLASS = 20
