"""Names, texts and types as SQL and Spark write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import types as T


IDENTIFIER = re.compile(r"\A[A-Za-z_][A-Za-z0-9_]{0,127}\Z")


def quoted(identifier: str) -> str:
    """A back-quoted identifier; ValueError for a name outside letters, digits and underscore."""
    if not IDENTIFIER.match(identifier):
        raise ValueError(f"not a table or column name: {identifier!r}")
    return f"`{identifier}`"


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fields(sql: str) -> list[tuple[str, str]]:
    """The fields of a STRUCT<name: TYPE, ...> with their types, none of which is a struct of its own."""
    return re.findall(r"(\w+): ?(\w+(?:\([^)]*\)|<\w+>)?)", sql[len("STRUCT<") : -1])


def spark_type(sql: str) -> T.DataType:
    """The Spark type of a contract's SQL type, without a session (Spark's own DDL parser needs one)."""
    from pyspark.sql import types as T

    decimal = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", sql)
    if decimal:
        return T.DecimalType(int(decimal[1]), int(decimal[2]))
    if sql.startswith("ARRAY<"):
        return T.ArrayType(spark_type(sql[len("ARRAY<") : -1]))
    if sql.startswith("STRUCT<"):
        return T.StructType([T.StructField(name, spark_type(type_)) for name, type_ in fields(sql)])
    simple = {
        "STRING": T.StringType,
        "INT": T.IntegerType,
        "DOUBLE": T.DoubleType,
        "BIGINT": T.LongType,
        "DATE": T.DateType,
        "TIMESTAMP": T.TimestampType,
        "BOOLEAN": T.BooleanType,
    }
    return simple[sql]()
