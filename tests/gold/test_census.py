"""Days of spells by school year, and who is where on a census day; products' own tests look at what they make of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from members_of import stay
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.config.settings import Gold
from edulake.gold import census
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.store.small_frame import as_frame

TOLD_IN_MAY = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
# All is told up to 1 June 2025.
STAYS = [
    stay("over", "X", end="2024-10-01"),
    stay("over before", "X", end="2024-09-30"),
    stay("since then", "X", "2024-10-01"),
    stay("too late", "X", "2024-10-02"),
    stay("of two years", None, "2023-09-01"),
    stay("of one year", "X", "2023-09-01", school_year=2024),
    stay("gone", "X", "2023-09-01", is_gone=True, delivered_at=TOLD_IN_MAY),
    stay("gone, and back", "X", "2023-08-20", is_gone=True, delivered_at=TOLD_IN_MAY),
    stay("gone, and back", "Y", "2023-09-15", "2024-06-10"),
    stay("to come", "X", "2025-08-20"),
]


def silver(spark: SparkSession, rows: list[dict[str, Any]]) -> DataFrame:
    full = [[{"source_system": "s", **row}.get(name) for name in MEMBERSHIPS_TABLE.column_names] for row in rows]
    return as_frame(spark, full, MEMBERSHIPS_TABLE.struct())


def by_year(spark: SparkSession, settings: Gold) -> dict[str, list[tuple[int, str, str, str, bool]]]:
    rows = silver(spark, STAYS)
    newest = census.newest_deliveries(rows)
    found = census.by_year(rows, "student_id", "entry_date", "exit_date", newest, settings).collect()
    by_student = defaultdict(list)
    for row in found:
        days = (row["since"].isoformat(), row["until"].isoformat())
        by_student[row["student_id"]].append((row["school_year"], row["place"], *days, row["is_member"]))
    return {student: sorted(rows) for student, rows in by_student.items()}


def test_spells_by_school_year(spark: SparkSession) -> None:
    found = by_year(spark, Gold())
    assert all({place for _, place, *_ in rows} > {"All"} for rows in found.values())
    in_all = {
        student: [(year, *rest) for year, place, *rest in rows if place == "All"] for student, rows in found.items()
    }
    assert in_all == {
        "over": [(2025, "2024-09-02", "2024-10-01", True)],
        "over before": [(2025, "2024-09-02", "2024-09-30", False)],
        "since then": [(2025, "2024-10-01", "2025-06-01", True)],
        "too late": [(2025, "2024-10-02", "2025-06-01", False)],
        "of two years": [(2024, "2023-09-01", "2024-06-30", True), (2025, "2024-07-01", "2025-06-01", True)],
        "of one year": [(2024, "2023-09-01", "2024-06-30", True)],
        "gone": [(2024, "2023-09-01", "2024-06-30", True)],
        "gone, and back": [(2024, "2023-08-20", "2023-09-14", False), (2024, "2023-09-15", "2024-06-10", True)],
    }
    assert {place for _, place, *_ in found["of two years"]} == {"All", "Unknown"}


def test_a_census_day_to_come_counts_nobody(spark: SparkSession) -> None:
    found = by_year(spark, Gold(census_day="06-02"))
    assert {year for rows in found.values() for year, *_ in rows} == {2024}


@pytest.mark.parametrize(("day", "due"), [("10-01", "2024-10-01"), ("07-01", "2024-07-01"), ("06-30", "2025-06-30")])
def test_the_census_day_lies_within_its_school_year(spark: SparkSession, day: str, due: str) -> None:
    year = F.lit(2025)
    days = (census.year_begins(year), census.census_of(year, Gold(census_day=day)), census.year_ends(year))
    [row] = spark.range(1).select(*[each.cast("string").alias(str(n)) for n, each in enumerate(days)]).collect()
    assert tuple(row) == ("2024-07-01", due, "2025-06-30")
