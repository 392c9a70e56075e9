"""How enrollments end: what a source does not tell is no failure, and what is past is past on the source's day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import oracle_classes
import pytest
from lake import Lake
from products import put_down
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.store.small_frame import as_frame
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.more]

COMPLETION = PRODUCTS["course_completion"]
JUNE, AUGUST = dt.date(2025, 6, 20), dt.datetime(2025, 8, 1, tzinfo=dt.UTC)


def enrollment(student: str, status: str, **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(ENROLLMENTS_TABLE.column_names)
    return {**row, "source_system": "sis", "student_id": student, "course_id": "K", "status": status, **more}


GIVEN = {
    "completed": [enrollment("S1", "Completed", is_gone=None, end_date=JUNE)],
    "failed": [enrollment("S2", "Failed"), enrollment("S2", "Failed", class_id="open")],
    "withdrawn": [
        enrollment("S3", "Withdrawn"),
        enrollment("S4", "Inactive", delivered_at=AUGUST),
        enrollment("S5", "Inactive", end_date=dt.date(2025, 8, 2), delivered_at=AUGUST),
        enrollment(
            "S5",
            "Inactive",
            end_date=JUNE,
            delivered_at=AUGUST,
            source_updated_at=dt.datetime(2025, 6, 1, tzinfo=dt.UTC),
        ),
        enrollment("S6", "Inactive", class_id="open", delivered_at=AUGUST),
    ],
    "still_open": [enrollment("S7", "Active", class_id="over"), enrollment("S8", "Unknown", end_date=JUNE)],
    "not_told": [
        enrollment("S9", "Inactive", is_gone=True),
        enrollment("S9", "Inactive", end_date=JUNE, delivered_at=AUGUST),
        enrollment("S9", "Inactive", end_date=dt.date(2025, 8, 1), delivered_at=AUGUST),
        enrollment("S9", "Inactive", class_id="ended", delivered_at=AUGUST),
        enrollment("S10", "Inactive", class_id="over", delivered_at=AUGUST),
    ],
}
CLASSES = [
    {**dict.fromkeys(CLASSES_TABLE.column_names), "course_id": "K", **row}
    for row in (
        {"source_system": "sis", "class_id": "open", "is_active": True, "end_date": dt.date(2025, 12, 20)},
        {"source_system": "sis", "class_id": "ended", "is_active": True, "end_date": JUNE},
        {"source_system": "sis", "class_id": "over", "is_active": False, "end_date": None},
        {"source_system": "other", "class_id": "open", "is_active": False, "end_date": JUNE},
    )
]


def frame(spark: SparkSession, rows: list[dict[str, Any]], table: Table) -> DataFrame:
    plain = [[value.isoformat() if type(value) is dt.date else value for value in row.values()] for row in rows]
    return as_frame(spark, plain, table.struct())


def test_an_end_without_a_result_is_not_told(spark: SparkSession, lake: Lake) -> None:
    rows = [row for of_outcome in GIVEN.values() for row in of_outcome]
    given = ((ENROLLMENTS_TABLE, rows), (CLASSES_TABLE, CLASSES), (ENGAGEMENT_TABLE, []))
    silver = {table: frame(spark, of, table) for table, of in given}
    [built] = [row.asDict() for row in COMPLETION.rows(silver, lake.settings.gold, put_down).collect()]
    for name, of_outcome in GIVEN.items():
        told = built[name], built[f"{name}_students"]
        assert told == (len(of_outcome), len({row["student_id"] for row in of_outcome})), name
    assert built["completion_rate"] == Decimal("0.1250")
    assert [built] == oracle_classes.completions(rows, CLASSES, [])


def test_a_table_from_before_learns_that_a_rate_may_be_missing(lake: Lake) -> None:
    """Its column was NOT NULL: a course of which nothing is known would have stopped the run."""
    table = COMPLETION.table
    rate = replace(table.columns[1], nullable=False)
    new = {"not_told", *[name for name in table.column_names if name.endswith("_students")]}
    before = replace(table, columns=(table.columns[0], rate, *[c for c in table.columns[2:] if c.name not in new]))
    lake.store.ensure(before)
    assert not lake.frame(before).schema["completion_rate"].nullable
    later = Store(lake.spark, lake.settings)
    later.ensure(table)
    later.check(table)
    assert later.read(table).schema["completion_rate"].nullable
