"""Fitted models whose probabilities a test knows, for what is made of them."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from edulake.ml import spark_ml


class Says:
    """A fitted part, as Spark's are: it adds its three columns. `probability` says that the label is 1."""

    def __init__(self, probability: Callable[[], Column]) -> None:
        self.probability = probability

    def transform(self, rows: DataFrame) -> DataFrame:
        vector = spark_ml.functions().array_to_vector(F.array(1 - self.probability(), self.probability()))
        return rows.withColumns({"probability": vector, "rawPrediction": vector, "prediction": F.lit(1.0)})


def read(place: int, name: str = "features") -> Column:
    """The value at `place` of what a model reads."""
    return spark_ml.functions().vector_to_array(F.col(name))[place]
