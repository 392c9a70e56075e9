"""Small tables of a warehouse, written by delta-rs from plain rows: no Spark is needed to look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from edulake.contract.table import Table


def write(warehouse: Path, table: Table, *rows: dict[str, Any]) -> None:
    """Append rows to a table of the contract's types, made if it is missing; columns that a row lacks are null."""
    import pyarrow as pa
    from deltalake import write_deltalake

    columns = {c.name: pa.array([row.get(c.name) for row in rows], arrow_type(c.type)) for c in table.columns}
    write_deltalake(str(warehouse / table.layer / table.name), pa.table(columns), mode="append")


def arrow_type(sql: str) -> Any:
    import pyarrow as pa

    if sql.startswith("DECIMAL("):
        precision, scale = sql.removeprefix("DECIMAL(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    if sql.startswith("ARRAY<"):
        return pa.list_(arrow_type(sql.removeprefix("ARRAY<").removesuffix(">")))
    if sql.startswith("STRUCT<"):
        fields = [field.split(": ") for field in sql.removeprefix("STRUCT<").removesuffix(">").split(", ")]
        return pa.struct([(name, arrow_type(of)) for name, of in fields])
    return {
        "STRING": pa.string(),
        "INT": pa.int32(),
        "DOUBLE": pa.float64(),
        "BIGINT": pa.int64(),
        "DATE": pa.date32(),
        "TIMESTAMP": pa.timestamp("us", "UTC"),
        "BOOLEAN": pa.bool_(),
    }[sql]
