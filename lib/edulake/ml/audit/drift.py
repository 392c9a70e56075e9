"""How unlike the students of a list are to those that its model learned from.

What is stored, and why. `ml_train` keeps `baseline(...)` of the model's training examples in gold.ml_drift_baseline:
per course and over all, the decile bins of each feature and of the score, with how many examples fall into each. That
is all a list needs to be measured, so no list reads old students again, and the reference cannot change under a
model. `ml_score` writes `measured(...)` of each list to gold.ml_drift; how a list's probabilities compare with what
happened (`calibration_gap`) follows from `ml_backtest`, once that is known.

Measures, in the order in which to look at them:

- plan: what a course asks for, beside its reference run (`course_result.plan`). A changed plan changes what features
  mean.
- feature_psi, score_psi: population stability index over the bins. What is not known is a bin of its own, and so is
  what lies below all training values. A share counts as at least 1e-4 and half an example: with 1e-4 alone, an empty
  bin raises the alarm for four of five lists of ten students without any drift.
- unknown_share: how often a feature's default stood in for it.
- calibration_gap: mean probability minus share of bad outcomes.

PSI has no error rate by itself: without drift, n times it is about chi-squared. So its alert level is the greater of
0.10 and the 99 % quantile of that, and what is expected by chance alone is told beside it (Yurdakul 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.sql import literal
from edulake.expr.numbers import unless_zero
from edulake.ml.problems.feature import DIGITS, UNKNOWN
from edulake.ml.statistics import Z95

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.ml.problems.feature import Feature

ALL, SCORE = "all", "score"
GAP = "calibration_gap"
# SQL condition for the rows that follow once outcomes are known.
LATER = f"measure = '{GAP}'"
COLUMNS = ("scope", "measure", "name", "value", "expected", "alert_level", "is_alert", "n")
LOWEST_PSI, LOWEST_UNKNOWN, LOWEST_GAP = 0.10, 0.05, 0.05
SMALLEST_SHARE = 1e-4
# Half a unit of a feature's last place: what is below the lowest training value by less is that value.
NEXT_BELOW = 0.5 * 10**-DIGITS
DECILES = tuple(tenth / 10 for tenth in range(1, 10))
# 99 % quantiles of chi-squared with 1, 2, … degrees of freedom; there are at most twelve bins.
CHI_SQUARED_99 = (
    6.634896601021213,
    9.210340371976180,
    11.344866730144373,
    13.276704135987622,
    15.086272469388987,
    16.811893829770927,
    18.475306906582357,
    20.090235029663233,
    21.665994333461924,
    23.209251158954356,
    24.724970311318277,
)
Z99_ONE_SIDED = 2.3263478740408408


def baseline(scored: DataFrame, features: Sequence[Feature]) -> DataFrame:
    """scope, feature, bin, lower, n and share of a model's training examples: rows of tables.DRIFT_BASELINE.

    `scored` has `scope`, the features with `UNKNOWN`, as `feature.completed` leaves them, and `score` where there is
    one. Bins are the deciles, values on an edge in the lower one; edges that coincide are one. Bin 0 is what is not
    known, bin 1 what lies below all values: it is empty here, as others may be.
    """
    edges = _edges(scored, features)
    bins = edges.select("*", F.explode(F.sequence(F.lit(0), F.size("edges") + 1)).alias("bin"))
    lower = F.get("edges", F.col("bin") - 2)
    of_scope = Window.partitionBy("scope", "feature")
    return (
        bins.select("scope", "feature", "bin", lower.alias("lower"))
        .join(_counted(_long(scored, features), edges), on=["scope", "feature", "bin"], how="left")
        .withColumn("n", F.coalesce("n", F.lit(0)))
        .withColumn("share", F.col("n") / unless_zero(F.sum("n").over(of_scope)))
    )


def measured(
    scored: DataFrame,
    kept: DataFrame,
    features: Sequence[Feature],
    day: dt.date,
    plan: DataFrame | None = None,
) -> DataFrame:
    """All measures of the list of one `day`: rows of tables.DRIFT but for model_version and the stamp.

    `scored` are the listed students, in the form that `baseline` takes; without `score`, as where only the rule
    ranks, there is no score_psi. `kept` is the model's part of gold.ml_drift_baseline. `plan` is
    `course_result.plan.compared(...)`, for a problem that has one. A course that the model did not learn from has no
    PSI of its own.
    """
    long = _long(scored, features)
    edges = F.sort_array(F.collect_list("lower")).alias("edges")
    listed = _counted(long, kept.groupBy("scope", "feature").agg(edges)).withColumnRenamed("n", "listed")
    bins = kept.select("scope", "feature", "bin", F.col("n").alias("learned"))
    rows = _measures(bins.join(listed, on=["scope", "feature", "bin"], how="left"))
    together = rows if plan is None else plan.select(*COLUMNS).unionByName(rows)
    return together.withColumn("as_of_date", F.lit(day))


def calibration_gap(known: DataFrame, by: Sequence[str]) -> DataFrame:
    """The measure calibration_gap per `by`, which includes scope, of rows with `probability` and `label`.

    Worth a look is a gap above 0.05 that lies outside the 95 % interval around 0 of a calibrated model.
    """
    p = F.col("probability")
    error = F.sqrt(F.sum(p * (1 - p))) / F.count(F.lit(1))
    gaps = known.groupBy(*by).agg(
        F.avg(p - F.col("label")).alias("value"),
        F.greatest(F.lit(LOWEST_GAP), Z95 * error).alias("alert_level"),
        F.count(F.lit(1)).alias("n"),
    )
    return gaps.withColumns(
        {
            "measure": F.lit(GAP),
            "name": F.lit("probability"),
            "expected": F.lit(0.0),
            "is_alert": F.abs("value") > F.col("alert_level"),
        }
    )


def scopes(scope: Column) -> Column:
    """The scopes that a row belongs to: all, and its course or grade where it has one."""
    return F.array_compact(F.array(F.lit(ALL), scope))


def written_with(model_version: str, day: dt.date) -> str:
    """SQL condition for the rows of gold.ml_drift that are written with the list itself, not later."""
    return f"model_version = {literal(model_version)} AND as_of_date = DATE '{day}' AND NOT ({LATER})"


def _known(scored: DataFrame, features: Sequence[Feature]) -> dict[str, Column]:
    """The features, null where a default stands in, and the score where there is one."""
    known = {f.name: F.when(~F.array_contains(UNKNOWN, f.name), F.col(f.name)) for f in features}
    return {**known, SCORE: F.col(SCORE).cast("double")} if SCORE in scored.columns else known


def _edges(scored: DataFrame, features: Sequence[Feature]) -> DataFrame:
    """scope, feature and the edges between its bins. Features are columns here: Spark sorts where groups are many."""
    known = _known(scored, features)
    wide = scored.select(
        F.explode(scopes(F.col("scope"))).alias("scope"), *[value.alias(name) for name, value in known.items()]
    )
    deciles = F.array(*[F.lit(share) for share in DECILES])
    found = [
        F.struct(
            F.lit(name).alias("feature"),
            F.min(name).alias("least"),
            F.percentile_approx(name, deciles).alias("deciles"),
        )
        for name in known
    ]
    of_feature = wide.groupBy("scope").agg(F.array(*found).alias("of")).select("scope", F.inline("of"))
    every = F.array_distinct(F.concat(F.array(F.col("least") - NEXT_BELOW), "deciles"))
    none = F.array().cast("array<double>")
    return of_feature.select("scope", "feature", F.coalesce(every, none).alias("edges"))


def _long(scored: DataFrame, features: Sequence[Feature]) -> DataFrame:
    """One row per example, scope and feature (or score), with its value."""
    known = _known(scored, features)
    values = [F.struct(F.lit(name).alias("feature"), value.alias("value")) for name, value in known.items()]
    return (
        scored.select(scopes(F.col("scope")).alias("scopes"), F.explode(F.array(*values)).alias("of"))
        .select(F.explode("scopes").alias("scope"), "of")
        .select("scope", "of.*")
    )


def _counted(long: DataFrame, edges: DataFrame) -> DataFrame:
    """scope, feature, bin and n: how many values lie above how many of the `edges` of their feature."""
    above = 1 + F.size(F.filter("edges", lambda edge: edge < F.col("value")))
    bin_ = F.when(F.col("value").isNull(), 0).otherwise(above).alias("bin")
    binned = long.join(F.broadcast(edges), on=["scope", "feature"]).select("scope", "feature", bin_)
    return binned.groupBy("scope", "feature", "bin").agg(F.count(F.lit(1)).alias("n"))


def _measures(bins: DataFrame) -> DataFrame:
    """PSI and share of unknown, from the counts `learned` and `listed` of each bin."""
    of_feature = Window.partitionBy("scope", "feature")
    counted = bins.withColumn("listed", F.coalesce("listed", F.lit(0))).withColumns(
        {"n": F.sum("listed").over(of_feature), "m": F.sum("learned").over(of_feature)}
    )
    counted = counted.where("n > 0 AND listed + learned > 0")
    now, then = F.col("listed") / F.col("n"), F.col("learned") / F.col("m")
    a, e = _at_least(now, "n"), _at_least(then, "m")
    compared = counted.groupBy("scope", "feature", "n", "m").agg(
        F.sum((a - e) * F.log(a / e)).alias("psi"),
        F.count(F.lit(1)).alias("bins"),
        F.coalesce(F.max(F.when(F.col("bin") == 0, now)), F.lit(0.0)).alias("now"),
        F.coalesce(F.max(F.when(F.col("bin") == 0, then)), F.lit(0.0)).alias("then"),
    )
    found = F.array_compact(F.array(_psi(), _unknown()))
    return compared.select("scope", "n", F.explode(found).alias("of")).select("scope", "n", "of.*").select(*COLUMNS)


def _at_least(share: Column, count: str) -> Column:
    return F.greatest(share, F.lit(SMALLEST_SHARE), 0.5 / F.col(count))


def _psi() -> Column:
    by_chance = 1 / F.col("n") + 1 / F.col("m")
    freedom = F.col("bins") - 1
    quantiles = F.array(*[F.lit(quantile) for quantile in CHI_SQUARED_99])
    level = F.greatest(F.lit(LOWEST_PSI), F.get(quantiles, (freedom - 1).cast("int")) * by_chance)
    measure = F.when(F.col("feature") == SCORE, "score_psi").otherwise("feature_psi")
    return _row(measure, F.col("psi"), freedom * by_chance, level)


def _unknown() -> Column:
    """Null where everything is, and was, known."""
    together = (F.col("now") * F.col("n") + F.col("then") * F.col("m")) / (F.col("n") + F.col("m"))
    error = F.sqrt(together * (1 - together) * (1 / F.col("n") + 1 / F.col("m")))
    level = F.col("then") + F.greatest(F.lit(LOWEST_UNKNOWN), Z99_ONE_SIDED * error)
    row = _row(F.lit("unknown_share"), F.col("now"), F.col("then"), level)
    return F.when((F.col("feature") != SCORE) & ((F.col("now") > 0) | (F.col("then") > 0)), row)


def _row(measure: Column, value: Column, expected: Column, level: Column) -> Column:
    columns = {
        "measure": measure,
        "name": F.col("feature"),
        "value": value,
        "expected": expected,
        "alert_level": level,
        "is_alert": value > level,
    }
    return F.struct(*[column.alias(name) for name, column in columns.items()])
