"""What a feature is: its name, what it belongs to, and its meaning in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Feature:
    """A number per example. Features of one `concept` are set back to typical together when a reason is sought.

    `missing` stands for null. A feature that is `relative` also comes as its z-score among the students of the same
    run or grade on the same day; one that is only relative is not `raw`.
    """

    name: str
    concept: str
    missing: float = 0.0
    relative: bool = True
    raw: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        return (*((self.name,) if self.raw else ()), *((f"{self.name}_z",) if self.relative else ()))


def completed(examples: DataFrame, features: Sequence[Feature], group: Sequence[str]) -> DataFrame:
    """`examples` with every feature as a DOUBLE that is never null, and the z-scores within `group`.

    A z-score is (value - mean) / standard deviation (population), 0 where all are equal. The mean is over who is
    there on the as-of date, so it says nothing of later.
    """
    values = {f.name: F.coalesce(F.col(f.name).cast("double"), F.lit(f.missing)) for f in features}
    peers = Window.partitionBy(*group)
    scores = {}
    for feature in features:
        if feature.relative:
            spread = F.stddev_pop(feature.name).over(peers)
            distance = F.col(feature.name) - F.avg(feature.name).over(peers)
            scores[f"{feature.name}_z"] = F.when(spread > 1e-9, distance / spread).otherwise(F.lit(0.0))
    return examples.withColumns(values).withColumns(scores)


def columns(features: Sequence[Feature]) -> list[str]:
    """The columns that a model is given, in its order."""
    return [column for feature in features for column in feature.columns]
