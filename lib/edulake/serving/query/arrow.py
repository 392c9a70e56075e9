"""Types of Spark as those of Arrow, in which rows leave the warehouse."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql import types as T

SIMPLE = {
    T.StringType: pa.string(),
    T.IntegerType: pa.int32(),
    T.LongType: pa.int64(),
    T.DoubleType: pa.float64(),
    T.BooleanType: pa.bool_(),
    T.DateType: pa.date32(),
    T.TimestampType: pa.timestamp("us", "UTC"),
}


def schema(of: T.StructType) -> pa.Schema:
    """Moments are of UTC; the types are those that contracts have."""
    return pa.schema([(field.name, arrow_type(field.dataType)) for field in of])


def arrow_type(of: T.DataType) -> pa.DataType:
    if isinstance(of, T.DecimalType):
        return pa.decimal128(of.precision, of.scale)
    if isinstance(of, T.ArrayType):
        return pa.list_(arrow_type(of.elementType))
    if isinstance(of, T.StructType):
        return pa.struct(list(schema(of)))
    return SIMPLE[type(of)]
