"""How far two groupings of the same learners agree: the adjusted Rand index of Hubert and Arabie (1985)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.segments.draws import THEMSELVES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

DIGITS = 9
# Products of two whole numbers, such as pairs of pairs of learners, exactly.
WHOLE = "decimal(19,0)"
PAIRS = "{0} * ({0} - 1) DIV 2"


def with_themselves(labels: DataFrame) -> DataFrame:
    """For each `k` and resample (`draw`) its `agreement`: how far it groups learners as they themselves do.

    `labels` are rows of `k`, `draw`, `place` and `label`. The index is 1 for the same groups, whatever their numbers,
    and 0 on average by chance; 1 where both know one group alone. DECIMAL(10,9), rounded once.
    """
    own = labels.where(F.col("draw") == THEMSELVES).select("k", "place", F.col("label").alias("own"))
    both = labels.where(F.col("draw") != THEMSELVES).join(own, on=["k", "place"])
    cells = both.groupBy("k", "draw", "own", "label").agg(F.count(F.lit(1)).alias("n"))
    models = ("k", "draw")
    rows = cells.groupBy(*models, "own").agg(F.sum("n").alias("n")).groupBy(*models).agg(_pairs("n", "rows"))
    columns = cells.groupBy(*models, "label").agg(F.sum("n").alias("n")).groupBy(*models).agg(_pairs("n", "columns"))
    within = cells.groupBy(*models).agg(_pairs("n", "together"), F.sum("n").alias("n"))
    counted = within.join(rows, on=list(models)).join(columns, on=list(models))
    return counted.select(*models, _index().alias("agreement"))


def _pairs(of: str, name: str) -> Column:
    """The sum of the pairs that can be made of so many."""
    return F.sum(F.expr(PAIRS.format(of))).alias(name)


def _index() -> Column:
    """(together - expected) / (mean of both - expected), all times twice the pairs there are."""
    together, rows, columns = (F.col(name).cast(WHOLE) for name in ("together", "rows", "columns"))
    pairs = F.expr(PAIRS.format("n")).cast(WHOLE)
    above = 2 * (together * pairs - rows * columns)
    below = (rows + columns) * pairs - 2 * rows * columns
    index = F.when(below != 0, above.cast("double") / below.cast("double")).otherwise(F.lit(1.0))
    return F.round(index, DIGITS).cast(f"decimal(10,{DIGITS})")
