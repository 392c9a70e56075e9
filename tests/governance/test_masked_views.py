"""Personal data stays where it belongs: derived from the contracts, so that a new table or column is picked up."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import DataFrame, Row, SparkSession

import edulake
from edulake.contract.table import Column, Table
from edulake.governance import catalog, masked_views

NAME, HASH, HARM = "Canary Müller", 8_765_432_109_876_543_210, 7_744_001
PLANTED = f"anary|{HASH}|{HARM}"
VIEWED = [table for table in catalog.TABLES if table.layer in masked_views.LAYERS]
PEOPLE = Table(
    layer="silver",
    name="people",
    meaning="One row per person.",
    columns=(
        Column("student_id", "STRING", "Student", personal="direct", mask="identifier"),
        Column("class_id", "STRING", "Class"),
        Column("full_name", "STRING", "Name", personal="direct"),
        Column("email", "STRING", "Address", personal="direct", mask="email"),
        Column("birth_year", "INT", "Year of birth", personal="indirect"),
        Column("condition", "STRING", "Condition", personal="sensitive"),
        Column("doses", "INT", "Doses", personal="sensitive"),
    ),
    cluster_by=("student_id", "class_id"),
)


@pytest.mark.parametrize("table", [table for table in catalog.TABLES if table.layer == "gold"], ids=str)
def test_names_and_addresses_never_reach_gold(table: Table) -> None:
    assert {column.mask for column in table.columns if column.personal == "direct"} <= {"identifier"}


@pytest.mark.parametrize("table", catalog.TABLES, ids=str)
def test_a_mask_belongs_to_personal_data(table: Table) -> None:
    assert {column.personal for column in table.columns if column.mask != "absent"} <= {"direct"}


def canary(column: Column) -> Any:
    """What must not be seen, in every column that is direct or sensitive; elsewhere any value of its type."""
    if column.mask == "email":
        return "canary.mueller@school.example"
    if column.type == "STRING":
        return NAME if column.is_guarded else "x"
    if column.type in ("INT", "BIGINT") and column.personal == "sensitive":
        return HARM
    if column.type == "BIGINT" and column.personal == "direct":
        return HASH
    values = {"DATE": dt.date(2024, 1, 1), "TIMESTAMP": dt.datetime(2024, 1, 1), "BOOLEAN": True}  # noqa: DTZ001
    several = [] if "STRUCT" in column.type else ["x"]
    return values.get(column.type, several if column.type.startswith("ARRAY") else None)


def row_of(spark: SparkSession, table: Table) -> DataFrame:
    """One row with a canary in each column that a masked view must not show."""
    values = [canary(column) for column in table.columns]
    numbers = {"INT": 1, "BIGINT": 1, "DOUBLE": 1.0}
    filled = [numbers.get(c.type, Decimal(0)) if v is None else v for c, v in zip(table.columns, values, strict=True)]
    return spark.createDataFrame([tuple(filled)], table.struct())


@pytest.mark.parametrize("table", [*[pytest.param(t, marks=pytest.mark.once) for t in VIEWED], PEOPLE], ids=str)
def test_masked_columns_show_no_canary(table: Table, spark: SparkSession) -> None:
    raw = row_of(spark, table)
    planted = {column.name for column in table.columns if re.search(PLANTED, str(canary(column)))}
    planted |= {column.name for column in table.columns if column.personal == "sensitive"}
    shown = raw.selectExpr(*masked_views.select_list(table))
    assert not re.findall(PLANTED, str(shown.collect()))
    assert set(table.column_names) - set(shown.columns) <= planted, "a column is missing that held no canary"
    assert [
        column.name for column in table.columns if column.personal == "sensitive" and column.name in shown.columns
    ] == []


def test_start_gives_masked_views(lake: Lake, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.store.append(PEOPLE, row_of(spark, PEOPLE))
    monkeypatch.setattr(catalog, "TABLES", (PEOPLE,))
    session = edulake.start(lake.settings.warehouse)
    assert NAME in str(session.table("silver.people").collect())
    expected = Row(class_id="x", email="c***@school.example", birth_year=1)
    assert session.table("masked.silver_people").collect() == [expected]
