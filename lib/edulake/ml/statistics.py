"""How good a ranking and its probabilities are, computed by Spark, group by group.

Input is one row per example: the columns of the group, `label` (INT, 1 is the bad outcome), one or more scores
(DOUBLE, higher is more at risk), and `tie`, which orders equal scores. Windows are by group: one group of more than
about a million rows is one large sort.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.numbers import unless_zero

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

BINS = 10
Z95 = 1.959963984540054


def discrimination(scored: DataFrame, by: Sequence[str], score: str) -> DataFrame:
    """Per group: n, positives, base_rate, auc, auc_error and average_precision.

    AUC is exact, by average ranks (Mann and Whitney 1947), equal scores counting half; its standard error is that of
    DeLong et al. (1988). Both are null where a class is empty, the error also where a class has one example.
    Average precision is the sum of precision times gain in recall over the distinct scores, as in scikit-learn.
    """
    placed = _placed(scored, by, [score])
    return placed.groupBy(*by).agg(
        *_counts(),
        _auc(score).alias("auc"),
        F.sqrt(_covariance(score, score)).alias("auc_error"),
        _average_precision(score).alias("average_precision"),
    )


def gain(scored: DataFrame, by: Sequence[str], score: str, over: str) -> DataFrame:
    """Per group: auc of `over`, how much higher that of `score` is, and that gain's standard error (DeLong, paired)."""
    placed = _placed(scored, by, [score, over])
    variance = _covariance(score, score) + _covariance(over, over) - 2 * _covariance(score, over)
    return placed.groupBy(*by).agg(
        _auc(over).alias("rule_auc"),
        (_auc(score) - _auc(over)).alias("gain"),
        F.sqrt(F.greatest(variance, F.lit(0.0))).alias("gain_error"),
    )


def with_limits(difference: str, name: str) -> list[Column]:
    """The mean of paired differences as `name`, and its limits at 95 % as `name`_low and `name`_high; null of one."""
    mean, half = F.avg(difference), F.stddev_samp(difference) / F.sqrt(F.count(F.lit(1))) * Z95
    return [mean.alias(name), (mean - half).alias(f"{name}_low"), (mean + half).alias(f"{name}_high")]


def calibration(scored: DataFrame, by: Sequence[str], probability: str) -> DataFrame:
    """Per group: brier, brier_no_skill (of the base rate), calibration_error, calibration_gap, accuracy at one half.

    The calibration error is the mean distance between mean probability and observed share in ten bins of equal
    count, weighted by their size (expected calibration error). The gap is mean probability minus base rate.
    """
    p, label = F.col("probability"), F.col("label")
    bins = calibration_curve(scored, by, probability)
    base = F.sum(F.col("n") * F.col("observed")) / F.sum("n")
    hits = (
        scored.withColumn("probability", F.col(probability))
        .groupBy(*by)
        .agg(
            F.avg((p - label) * (p - label)).alias("brier"),
            F.avg(((p >= 0.5).cast("int") == label).cast("int")).alias("accuracy"),
        )
    )
    error = bins.groupBy(*by).agg(
        (base * (1 - base)).alias("brier_no_skill"),
        (F.sum(F.col("n") * F.abs(F.col("predicted") - F.col("observed"))) / F.sum("n")).alias("calibration_error"),
        (F.sum(F.col("n") * (F.col("predicted") - F.col("observed"))) / F.sum("n")).alias("calibration_gap"),
    )
    return _joined([hits, error], by)


def calibration_curve(scored: DataFrame, by: Sequence[str], probability: str) -> DataFrame:
    """Per group and bin of equal count, 1 to 10: n, mean probability `predicted`, share of bad outcomes `observed`."""
    in_order = Window.partitionBy(*_whole(by)).orderBy(probability, "tie")
    binned = scored.withColumn("bin", F.ntile(BINS).over(in_order))
    return binned.groupBy(*by, "bin").agg(
        F.count(F.lit(1)).alias("n"), F.avg(probability).alias("predicted"), F.avg("label").alias("observed")
    )


def selected(scored: DataFrame, by: Sequence[str], score: str, share: float) -> DataFrame:
    """Adds `rank`, 1 for the highest score of its group, and `is_selected` for the first `share` of it, rounded up."""
    group = Window.partitionBy(*_whole(by))
    rank = F.row_number().over(group.orderBy(F.desc(score), "tie"))
    capacity = F.ceil(F.count(F.lit(1)).over(group) * F.lit(share) - 1e-9)
    return scored.withColumn("rank", rank).withColumn("is_selected", F.col("rank") <= capacity)


def at_capacity(ranked: DataFrame, by: Sequence[str]) -> DataFrame:
    """Per group: flagged, precision, recall, and the median of `warning_days` of those flagged rightly."""
    flagged, bad = F.col("is_selected"), F.col("label") == 1
    right = F.sum((flagged & bad).cast("int"))
    return ranked.groupBy(*by).agg(
        F.sum(flagged.cast("int")).alias("flagged"),
        (right / unless_zero(F.sum(flagged.cast("int")))).alias("precision_at_capacity"),
        (right / unless_zero(F.sum("label"))).alias("recall_at_capacity"),
        F.percentile(F.when(flagged & bad, F.col("warning_days")), 0.5).alias("median_warning_days"),
    )


def performance(ranked: DataFrame, by: Sequence[str]) -> DataFrame:
    """All of the above for the columns `score`, `probability`, `rule` and `is_selected`, one row per group."""
    precise = F.sum((F.col("probability") >= 0.5).cast("int") * F.col("label"))
    at_half = ranked.groupBy(*by).agg(
        (precise / unless_zero(F.sum((F.col("probability") >= 0.5).cast("int")))).alias("precision"),
        (precise / unless_zero(F.sum("label"))).alias("recall"),
    )
    parts = [
        discrimination(ranked, by, "score"),
        gain(ranked, by, "score", "rule"),
        calibration(ranked, by, "probability"),
        at_half,
        at_capacity(ranked, by),
    ]
    return _joined(parts, by)


def _joined(parts: Sequence[DataFrame], by: Sequence[str]) -> DataFrame:
    if not by:
        return reduce(lambda left, right: left.crossJoin(right), parts)
    return reduce(lambda left, right: left.join(right, on=list(by)), parts)


def _whole(by: Sequence[str]) -> list[Column]:
    return [F.col(name) for name in by] or [F.lit(1)]


def _placed(scored: DataFrame, by: Sequence[str], scores: Sequence[str]) -> DataFrame:
    """For each score s, `s_place`: the share of the other class that the example is ranked right against.

    DeLong's structural components: for a bad outcome the share of good ones with a lower score, for a good outcome
    the share of bad ones with a higher one, ties counting half.
    """
    group = Window.partitionBy(*_whole(by))
    counted = scored.withColumns({"n1": F.sum("label").over(group), "n0": F.sum(1 - F.col("label")).over(group)})
    places: dict[str, Column] = {}
    for name in scores:
        up = group.orderBy(F.col(name)).rangeBetween(Window.unboundedPreceding, Window.currentRow)
        same = Window.partitionBy(*_whole(by), F.col(name))
        good, bad = 1 - F.col("label"), F.col("label")
        below = F.sum(good).over(up) - F.sum(good).over(same) / 2
        above = F.col("n1") - F.sum(bad).over(up) + F.sum(bad).over(same) / 2
        other = F.when(F.col("label") == 1, unless_zero("n0")).otherwise(unless_zero("n1"))
        places[f"{name}_place"] = F.when(F.col("label") == 1, below).otherwise(above) / other
        found = F.sum(bad).over(up.rangeBetween(Window.currentRow, Window.unboundedFollowing))
        taken = F.count(F.lit(1)).over(
            group.orderBy(F.col(name)).rangeBetween(Window.currentRow, Window.unboundedFollowing)
        )
        places[f"{name}_precision"] = found / taken
    return counted.withColumns(places)


def _counts() -> list[Column]:
    return [
        F.count(F.lit(1)).alias("n"),
        F.sum("label").alias("positives"),
        F.avg("label").alias("base_rate"),
    ]


def _of(label: int, value: Column) -> Column:
    return F.when(F.col("label") == label, value)


def _auc(score: str) -> Column:
    return F.avg(_of(1, F.col(f"{score}_place")))


def _covariance(first: str, second: str) -> Column:
    """Covariance of two AUCs: that of the places within each class, divided by the size of the class."""
    parts = [
        F.covar_samp(_of(label, F.col(f"{first}_place")), _of(label, F.col(f"{second}_place")))
        / unless_zero(F.count(_of(label, F.col(f"{first}_place"))))
        for label in (1, 0)
    ]
    return parts[0] + parts[1]


def _average_precision(score: str) -> Column:
    return F.avg(_of(1, F.col(f"{score}_precision")))
