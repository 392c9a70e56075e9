"""Small DataFrames from Python values: file lists, ledger rows, and what was solved on the driver.

createDataFrame ships rows through a Python worker, whose start costs seconds, and a literal for each value costs
as much in calls to the JVM. So all rows are one text, which the JVM takes apart.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F
from pyspark.sql import types as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

TIMESTAMPS = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "mode": "FAILFAST"}


def as_frame(spark: SparkSession, rows: Sequence[Sequence[Any]], schema: T.StructType) -> DataFrame:
    """`rows` of texts, numbers, lists of text, dates and UTC timestamps as a DataFrame of `schema`, all nullable.

    A double is any but NaN and the infinite, which are an error, as what has no form is.
    """
    named = [dict(zip(schema.names, row, strict=True)) for row in rows]
    text = json.dumps(named, default=_written, allow_nan=False)
    fields = T.StructType([T.StructField(field.name, field.dataType) for field in schema])
    parsed = F.from_json(F.lit(text), T.ArrayType(fields), TIMESTAMPS)
    return spark.range(1, numPartitions=1).select(F.inline(parsed))


def _written(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no form for a {type(value).__name__}")
