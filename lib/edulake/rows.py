"""Small DataFrames from Python values: file lists and ledger rows.

createDataFrame ships rows through a Python worker, whose start costs seconds; literals stay in the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as T

# Beyond this many a plan of literals costs more than the worker.
LITERALS = 2_000


def as_frame(spark: SparkSession, rows: Sequence[Sequence[Any]], schema: T.StructType) -> DataFrame:
    """`rows` as a DataFrame of `schema`, every column nullable."""
    if len(rows) > LITERALS:
        return spark.createDataFrame(list(rows), schema)
    if not rows:
        return spark.range(0).select(*[F.lit(None).cast(f.dataType).alias(f.name) for f in schema])
    structs = [
        F.struct(*[F.lit(value).cast(f.dataType).alias(f.name) for value, f in zip(row, schema, strict=True)])
        for row in rows
    ]
    return spark.range(1, numPartitions=1).select(F.explode(F.array(*structs)).alias("row")).select("row.*")
