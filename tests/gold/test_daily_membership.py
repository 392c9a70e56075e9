"""Average daily membership of places and years: whose days they are, and of which calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from products import put_down
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold.daily_membership import membership
from edulake.gold.product import at_the_end
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once
USUAL = {"source_system": "s", "delivered_at": dt.datetime(2025, 5, 20, tzinfo=dt.UTC), "is_school_day": True}


def frame(spark: SparkSession, table: Any, rows: list[dict[str, Any]]) -> Any:
    return as_frame(
        spark, [[{**USUAL, **row}.get(name) for name in table.column_names] for row in rows], table.struct()
    )


def test_a_day_belongs_to_one_stay_and_a_school_without_a_calendar_to_no_district(spark: SparkSession) -> None:
    def stay(key: str, student: str, school: str, first: str, **more: Any) -> dict[str, Any]:
        usual = {"membership_id": key, "student_id": student, "school_id": school, "grade_level": "-"}
        return {**usual, "entry_date": first, **more}

    stays = [
        stay("1", "A", "N", "2024-08-20"), stay("2", "A", "N", "2024-09-04"),
        stay("3", "B", "N", "2024-09-03", exit_date="2024-10-15"),
        stay("4", "C", "M", "2024-09-03", source_system="t"), stay("5", "D", "L", "2024-09-03", source_system="t"),
    ]  # fmt: skip
    days = [{"date": f"2024-09-{day:02d}", "school_id": None} for day in (2, 3, 4)]
    days += [{"date": "2024-10-15", "school_id": None}, {"date": "2024-10-16", "school_id": None},
             {"date": "2024-10-17", "school_id": None, "is_school_day": False},
             {"date": "2025-05-21", "school_id": None},
             {"date": "2024-09-03", "school_id": "M", "source_system": "t"}]  # fmt: skip
    steps = membership(frame(spark, MEMBERSHIPS_TABLE, stays), frame(spark, SCHOOL_DAYS_TABLE, days), Gold())
    found = at_the_end(steps, put_down)
    rows = {(row["source_system"], row["place"], row["school_year"]): row for row in found.collect()}
    assert {key: (row["member_days"], row["school_days"]) for key, row in rows.items()} == {
        ("s", "N", 2025): (8, 5),
        ("s", "All", 2025): (8, 5),
        ("t", "M", 2025): (1, 1),
    }
