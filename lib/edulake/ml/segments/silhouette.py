"""How well groups are apart: the mean silhouette (Rousseeuw 1987) by squared Euclidean distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.segments.agreement import DIGITS
from edulake.ml.segments.k_means import values

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

OF_GROUPING = ("draw", "k")


def silhouettes(labelled: DataFrame, axes: int) -> DataFrame:
    """For each `draw` and `k` of `labelled` (with `place`, `label` and the values) the mean `silhouette`.

    An example's is (b - a) / max(a, b), where a is its mean distance to the others of its group and b the least mean
    distance to another group; 0 for one that is alone, or where both are 0. Null where there is one group. The sum of
    the distances to a group follows from its number, sums and squares, so that no pairs are made.
    """
    names = values(axes)
    square = " + ".join(f"{name} * {name}" for name in names)
    squared = labelled.selectExpr(*OF_GROUPING, "place", "label", *names, f"{square} AS square")
    sums = [F.sum(name).alias(f"s{axis}") for axis, name in enumerate(names)]
    groups = squared.groupBy(*OF_GROUPING, F.col("label").alias("of")).agg(
        F.count(F.lit(1)).alias("n"), F.sum("square").alias("squares"), *sums
    )
    both = squared.join(F.broadcast(groups), on=list(OF_GROUPING))
    along = " + ".join(f"{name} * s{axis}" for axis, name in enumerate(names))
    others = F.col("n") - (F.col("label") == F.col("of")).cast("int")
    total = F.expr(f"n * square - 2 * ({along}) + squares").cast("double")
    measured = both.withColumn("mean", F.when(others > 0, total / others))
    example = (*OF_GROUPING, "place", "label")
    apart = measured.groupBy(*example).agg(
        F.max(F.when(F.col("label") == F.col("of"), F.col("mean"))).alias("a"),
        F.min(F.when(F.col("label") != F.col("of"), F.col("mean"))).alias("b"),
    )
    most = F.greatest("a", "b")
    known = F.when(F.col("a").isNull() | (most == 0), F.lit(0.0)).otherwise((F.col("b") - F.col("a")) / most)
    each = F.when(F.col("b").isNotNull(), F.round(known, DIGITS).cast(f"decimal(10,{DIGITS})"))
    return apart.groupBy(*OF_GROUPING).agg(
        F.round(F.avg(each), DIGITS).cast(f"decimal(10,{DIGITS})").alias("silhouette")
    )
