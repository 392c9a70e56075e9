"""Features on one scale: how many robust standard deviations from the median, as whole numbers on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml.segments.features import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

# Steps of the grid to a standard deviation.
GRID = 10_000
CLIP = 4
# The interquartile range of a normal distribution, and its 5th to 95th percentile, in standard deviations.
QUARTILES, MOST = 1.349, 3.2897
PERCENTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MISSING_AT_MOST = 0.3
# Beyond it two features say the same.
ALIKE = 0.9


@dataclass(frozen=True)
class Axis:
    """A feature that is used: its median, and its spread, which is about a standard deviation."""

    feature: str
    median: float
    spread: float

    def on_grid(self) -> Column:
        """Whole steps of the grid from the median, at most `CLIP` deviations; what is not known is on the median."""
        distance = F.coalesce((F.col(self.feature) - F.lit(self.median)) / F.lit(self.spread), F.lit(0.0))
        clipped = F.greatest(F.least(distance, F.lit(float(CLIP))), F.lit(float(-CLIP)))
        return F.round(clipped * GRID).cast("bigint")


def axes(examples: DataFrame) -> tuple[int, list[Axis]]:
    """How many `examples` there are, and the features that tell them apart.

    The spread is the interquartile range over `QUARTILES`, or where half of all are alike the distance of the 5th to
    the 95th percentile over `MOST`. A feature goes that is null for more than `MISSING_AT_MOST`, that nearly all have
    alike, or that goes with an earlier one: |r| on the grid over `ALIKE`.
    """
    of = [F.percentile(name, F.array(*map(F.lit, PERCENTILES))).alias(name) for name in NAMES]
    known = [F.count(name).alias(f"{name}_n") for name in NAMES]
    [figures] = examples.agg(F.count(F.lit(1)).alias("n"), *of, *known).collect()
    n = figures["n"]
    spread = [axis for name in NAMES for axis in _axis(name, figures[name], figures[f"{name}_n"], n)]
    return n, _unlike(examples, spread) if spread else []


def _axis(name: str, percentiles: Sequence[float] | None, known: int, n: int) -> list[Axis]:
    if percentiles is None or n - known > MISSING_AT_MOST * n:
        return []
    lowest, low, median, high, highest = percentiles
    spread = round((high - low) / QUARTILES, 6) or round((highest - lowest) / MOST, 6)
    return [Axis(name, round(median, 6), spread)] if spread > 0 else []


def _unlike(examples: DataFrame, found: Sequence[Axis]) -> list[Axis]:
    """The axes without those that go with an earlier one."""
    names = [axis.feature for axis in found]
    grid = examples.select(*[axis.on_grid().alias(axis.feature) for axis in found])
    pairs = [(a, b) for place, b in enumerate(names) for a in names[: place + 1]]
    sums = [F.sum(name).alias(name) for name in names]
    products = [F.sum(F.col(a) * F.col(b)).alias(f"{a}*{b}") for a, b in pairs]
    [told] = grid.agg(F.count(F.lit(1)).alias("n"), *sums, *products).collect()
    kept: list[Axis] = []
    for axis in found:
        if _covariance(told, axis.feature, axis.feature) > 0 and not any(_go_together(told, a, axis) for a in kept):
            kept.append(axis)
    return kept


def _go_together(told: Any, a: Axis, b: Axis) -> bool:
    """Whether |r| is over `ALIKE`, from whole sums."""
    one, other = (_covariance(told, axis.feature, axis.feature) for axis in (a, b))
    return _covariance(told, a.feature, b.feature) ** 2 > ALIKE**2 * one * other


def _covariance(told: Any, a: str, b: str) -> int:
    """Times the square of how many there are."""
    return told["n"] * told[f"{a}*{b}"] - told[a] * told[b]


def placed(examples: DataFrame, found: Sequence[Axis], seed: int) -> DataFrame:
    """`examples` on the grid as x0, x1, … with `place`, from 1 on in an order that nothing about them decides."""
    chance = F.xxhash64("source_system", "student_id", F.lit(seed))
    values = [axis.on_grid().alias(f"x{number}") for number, axis in enumerate(found)]
    kept = examples.select("source_system", "student_id", chance.alias("chance"), *values)
    order = Window.partitionBy("source_system").orderBy("chance", "student_id")
    return kept.withColumn("place", F.row_number().over(order)).drop("chance")
