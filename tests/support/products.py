"""Rows of a product from rows of silver, without a job: all cases of a table in one build."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold import Product
from edulake.gold.product import Collected
from edulake.jobs.steps.refresh.compute import solved
from edulake.store.small_frame import as_frame

Row = dict[str, Any]
Silver = Mapping[Table, list[Row]]
# What is given and what is expected: rows of silver by table, and the rows of gold in the order of their keys.
Cases = Mapping[str, tuple[Silver, list[Row]]]

# What a required column holds where a case does not care, by its name, else by its type.
ORDINARY = {
    "student_id": "S1",
    "course_id": "K1",
    "source_system": "sis",
    "subject": "Math",
    "grade_level": "3rd Grade",
    "assessment_date": "2024-10-01",
    "date": "2024-10-01",
    "school_year": 2025,
    "is_active": True,
}
FILLING = {
    "STRING": "-",
    "BIGINT": 0,
    "BOOLEAN": False,
    "TIMESTAMP": dt.datetime(2024, 10, 2, tzinfo=dt.UTC),
    "DECIMAL(3,2)": "1.00",
    "ARRAY<STRING>": [],
}


def answers(spark: SparkSession, product: Product, cases: Cases, choices: Gold | None = None) -> dict[str, list[Row]]:
    """The product's rows of each case, whose name is the first column of the key, in the order of their keys.

    A row of silver is what matters of it: days and decimals as text, as in the answers.
    """
    settings = choices or Gold()
    silver = {
        read.table: read.summed(read.complete(_frame(spark, product, read.table, cases)), settings)
        for read in product.inputs
    }
    frame = product.rows(silver, settings, put_down)
    contract = product.table.struct()
    fields = [field for field in contract.fields if field.name != "processing_timestamp"]
    assert {field.name: field.dataType for field in frame.schema} == {field.name: field.dataType for field in fields}
    rows = [{name: _text(value) for name, value in row.asDict().items()} for row in frame.collect()]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: [row[name] for name in product.table.key]):
        assert not [field.name for field in fields if not field.nullable and row[field.name] is None], row
        found[row[product.table.key[0]]].append(row)
    assert found.keys() == cases.keys()
    return found


def put_down(step: DataFrame | Collected) -> DataFrame:
    """The rows as they are now, as the store puts them down, without files; or what is solved."""
    return solved(step) if isinstance(step, Collected) else step.localCheckpoint()


def asked(rows: Iterable[Row], expected: Iterable[Row]) -> list[Row]:
    """Of each row the columns that are expected of it; rows that nobody expects are whole."""
    wanted = list(expected)
    return [{name: row[name] for name in (wanted[n] if n < len(wanted) else row)} for n, row in enumerate(rows)]


def _frame(spark: SparkSession, product: Product, table: Table, cases: Cases) -> DataFrame:
    """All cases' rows of a table, under keys of their own."""
    [case_column] = [read.column(product.table.key[0]) for read in product.inputs if read.table is table]
    filling = {c.name: None if c.nullable else ORDINARY.get(c.name, FILLING.get(c.type)) for c in table.columns}
    given = [{case_column: case, **row} for case, (silver, _) in cases.items() for row in silver.get(table, [])]
    rows = [list({**filling, table.key[-1]: str(n), **row}.values()) for n, row in enumerate(given)]
    return as_frame(spark, rows, table.struct())


def _text(value: Any) -> Any:
    """Decimals with all their digits, days as ISO writes them."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else value
