"""Frames of texts, for tests that write their rows down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession


def frame(spark: SparkSession, rows: Sequence[tuple[Any, ...]], names: str, **types: str) -> DataFrame:
    """`rows` of texts; the columns that `types` names are cast to their types."""
    texts = as_frame(spark, rows, spark.range(0).select(*[F.lit("").alias(name) for name in names.split()]).schema)
    return texts.withColumns({name: F.col(name).cast(type_) for name, type_ in types.items()}) if types else texts
