"""What a feature is: its name, what it belongs to, and its meaning in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import spark_ml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

# Decimal places of a feature.
DIGITS = 6
# Column with the names of the features that were null.
UNKNOWN = "unknown"
# Columns of `vectors`.
VECTORS = ("features", "carried")


@dataclass(frozen=True)
class Feature:
    """A number per example. Features of one `concept` are set back to typical together when a reason is sought.

    `missing` stands for null. A feature that is `relative` also comes as its z-score among the students of the same
    run, or grade, on the same day. One that is `comparable` means the same in every run: a day of activity does, a
    score depends on who sets and marks the work.
    """

    name: str
    concept: str
    missing: float = 0.0
    relative: bool = True
    comparable: bool = False


def completed(examples: DataFrame, features: Sequence[Feature], group: Sequence[str]) -> DataFrame:
    """`examples` with every feature as a DOUBLE that is never null, and the z-scores within `group`.

    A z-score is (value - mean) / standard deviation (population), 0 where all are equal. The mean is over who is
    there on the as-of date, so it says nothing of later. All are rounded to `DIGITS`: sums of doubles depend on the
    order of rows, and a tree splits where a value is. `UNKNOWN` names the features for which their `missing` stands.
    """
    unknown = F.array_compact(F.array(*[F.when(F.col(f.name).isNull(), F.lit(f.name)) for f in features]))
    values = {f.name: F.round(F.coalesce(F.col(f.name).cast("double"), F.lit(f.missing)), DIGITS) for f in features}
    peers = Window.partitionBy(*group)
    scores = {}
    for feature in features:
        if feature.relative:
            spread = F.stddev_pop(feature.name).over(peers)
            distance = F.col(feature.name) - F.avg(feature.name).over(peers)
            score = F.when(spread > 1e-9, distance / spread).otherwise(F.lit(0.0))
            scores[f"{feature.name}_z"] = F.round(score, DIGITS)
    return examples.withColumns({**values, UNKNOWN: unknown}).withColumns(scores)


def columns(features: Sequence[Feature]) -> list[str]:
    """The columns that a model is given, in its order: all values, then the z-scores."""
    return [*[f.name for f in features], *[f"{f.name}_z" for f in features if f.relative]]


def owners(features: Sequence[Feature]) -> list[Feature]:
    """The feature that each of `columns` belongs to."""
    return [*features, *[f for f in features if f.relative]]


def days_ago() -> Column:
    """How many days before the as-of date a fact was."""
    return F.datediff("as_of_date", "date")


def if_known(name: str, said: Column, otherwise: str | Column) -> Column:
    """What is said of a feature in words, unless a default stands for it."""
    return F.when(F.array_contains(UNKNOWN, name), F.lit(otherwise)).otherwise(said)


def kept(facts: DataFrame, table: Table) -> DataFrame:
    """The rows of a silver table that its source has not taken back."""
    return facts.where("NOT is_deleted") if "is_deleted" in table.column_names else facts


def read_by_models(built: DataFrame, features: Sequence[Feature]) -> DataFrame:
    """`built` with the vectors that models read, from its columns of `features`."""
    values = F.array(*[F.col(name).cast("double") for name in columns(features)])
    return built.withColumns(vectors(values, features))


def vectors(values: Column, features: Sequence[Feature]) -> dict[str, Column]:
    """What models read, from an array of `columns`.

    `features` is all of them; `carried` is what carries over to a run that the model has not seen: the values that
    are comparable, if there are any, and the z-scores.
    """
    scores = F.slice(values, len(features) + 1, sum(f.relative for f in features))
    comparable = [F.get(values, F.lit(place)) for place, f in enumerate(features) if f.comparable]
    carried = F.concat(F.array(*comparable), scores) if comparable else scores
    as_vector = spark_ml.functions().array_to_vector
    return dict(zip(VECTORS, (as_vector(values), as_vector(carried)), strict=True))
