"""Whom a list misses: error rates by group, for attributes that no model is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.numbers import unless_zero
from edulake.ml.statistics import Z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

SMALL, FEW_POSITIVES = 100, 20
NOT_STATED = "not stated"


def audit(ranked: DataFrame, attributes: Sequence[str]) -> DataFrame:
    """One row per attribute and group of rows with `label`, `probability` and `is_selected`.

    n, positives, base_rate, flag_rate, fnr, fpr, precision, calibration_gap, is_too_small (under 100 examples or 20
    positives), and fnr_ratio to the attribute's largest group with its 95 % interval by logarithms (Katz et al.
    1978): null for a group too small, and where nobody, in either group, was missed.
    """
    values = [
        F.struct(F.lit(a).alias("attribute"), F.coalesce(a, F.lit(NOT_STATED)).alias("group")) for a in attributes
    ]
    long = ranked.select("label", "probability", "is_selected", F.explode(F.array(*values)).alias("of"))
    rates = long.groupBy("of.attribute", "of.group").agg(*_rates())
    largest = Window.partitionBy("attribute").orderBy(F.desc("n"), "group")
    beside = {f"first_{name}": F.first(name).over(largest) for name in ("positives", "missed")}
    return rates.withColumns(beside).withColumns(_ratio()).withColumns(_interval())


def _rates() -> list[Column]:
    bad, taken = F.col("label") == 1, F.col("is_selected")
    return [
        F.count(F.lit(1)).alias("n"),
        F.sum("label").alias("positives"),
        _count(bad & ~taken).alias("missed"),
        F.avg("label").alias("base_rate"),
        F.avg(taken.cast("int")).alias("flag_rate"),
        _per(_count(bad & ~taken), _count(bad)).alias("fnr"),
        _per(_count(~bad & taken), _count(~bad)).alias("fpr"),
        _per(_count(bad & taken), _count(taken)).alias("precision"),
        F.avg(F.col("probability") - F.col("label")).alias("calibration_gap"),
        ((F.count(F.lit(1)) < SMALL) | (F.sum("label") < FEW_POSITIVES)).alias("is_too_small"),
    ]


def _count(condition: Column) -> Column:
    return F.sum(condition.cast("int"))


def _per(part: Column, whole: Column) -> Column:
    return part / unless_zero(whole)


def _ratio() -> dict[str, Column]:
    sound = ~F.col("is_too_small") & (F.col("missed") > 0) & (F.col("first_missed") > 0)
    ratio = F.col("fnr") / (F.col("first_missed") / F.col("first_positives"))
    variance = 1 / F.col("missed") - 1 / F.col("positives") + 1 / F.col("first_missed") - 1 / F.col("first_positives")
    return {"fnr_ratio": F.when(sound, ratio), "spread": F.when(sound, F.exp(Z95 * F.sqrt(variance)))}


def _interval() -> dict[str, Column]:
    return {
        "fnr_ratio_low": F.col("fnr_ratio") / F.col("spread"),
        "fnr_ratio_high": F.col("fnr_ratio") * F.col("spread"),
    }
