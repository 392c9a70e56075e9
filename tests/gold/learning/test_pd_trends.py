"""What staff learn by month: hazards by hand, and staffs made by chance against the oracle."""

from __future__ import annotations

from typing import Any

import products
import pytest
from learned_by_chance import chance, given
from pd_oracle import Learning
from products import Row
from pyspark.sql import SparkSession
from staff_of import role, session

from edulake.gold import PRODUCTS
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

PRODUCT = PRODUCTS["pd_trends"]


def row(place: str, category: str, hours: str, each: str | None, month: str = "2024-10-01", **more: Any) -> Row:
    key = {"school_id": place, "month": month, "category": category}
    return {**key, "hours": hours, "hours_per_staff": each, **more}


def everywhere(category: str, hours: str, each: str | None, **more: Any) -> list[Row]:
    """Of a district with one school and one category."""
    return [row(place, name, hours, each, **more) for place in ("All", "X") for name in sorted(("All", category))]


TWO = [role(), role("T2")]
CASES: products.Cases = {
    "for each of the staff, not of those who came": (
        given([session("2024-10-05", "3", category="Reading")], TWO),
        everywhere("Reading", "3.00", "1.50", sessions=1, participants=1, staff=2, completed=1, not_cancelled=1,
                   completion_rate="1.0000", school_year=2025, term=None),
    ),
    "completed, of all but cancelled": (
        given([session("2024-10-05", "1", status, activity=status)
               for status in ("Completed", "Attended", "No Show", "Registered", "In Progress", "Unknown", "Cancelled")],
              TWO),
        everywhere("Unknown", "2.00", "1.00", sessions=2, completed=1, not_cancelled=6, completion_rate="0.1667"),
    ),
    "all cancelled": (
        given([session("2024-10-05", "1", "Cancelled")], TWO),
        everywhere("Unknown", "0.00", "0.00", sessions=0, not_cancelled=0, completion_rate=None),
    ),
    "registered, then completed": (
        given([session("2024-10-05", "1", "Registered"), session("2024-10-05", "1")], TWO),
        everywhere("Unknown", "1.00", "0.50", completed=1, not_cancelled=1),
    ),
    "hours that nobody knows": (
        given([session("2024-10-05", None), session("2024-10-06", "2")], TWO),
        everywhere("Unknown", "2.00", None, sessions=2, sessions_without_hours=1),
    ),
    "registered for a day to come": (
        given([session("2024-10-05", "1"), session("2025-06-02", "1", "Registered")], TWO),
        everywhere("Unknown", "1.00", "0.50", not_cancelled=1),
    ),
    "a quiet month, and who left before it": (
        given([session("2024-10-05", "1"), session("2024-12-05", "1")],
              [role(), role("T2", end_date="2024-10-31"), role("T3", begin_date="2025-01-01")]),
        [
            found
            for place in ("All", "X")
            for found in (
                row(place, "All", "1.00", "0.50"),
                row(place, "Unknown", "1.00", "0.50"),
                row(place, "All", "0.00", "0.00", "2024-11-01", staff=1, completion_rate=None),
                row(place, "All", "1.00", "1.00", "2024-12-01"),
                row(place, "Unknown", "1.00", "1.00", "2024-12-01"),
            )
        ],
    ),
    "who works nowhere": (
        given([session("2024-10-05", "1", staff="T9")], [role(fte=None, begin_date="2025-03-01")]),
        [row(place, name, "1.00", None, staff=None) for place in ("All", "Unknown") for name in ("All", "Unknown")],
    ),
    "at the main school, unless the row names one": (
        given([session("2024-10-05", "1"), session("2024-10-06", "4", school_id="Y")],
              [role(is_primary=True), role(school="W"), role("T2", "Y")]),
        [row("All", "All", "5.00", "2.50"), row("All", "Unknown", "5.00", "2.50"),
         row("W", "All", "0.00", "0.00"), row("X", "All", "1.00", "1.00"), row("X", "Unknown", "1.00", "1.00"),
         row("Y", "All", "4.00", "4.00"), row("Y", "Unknown", "4.00", "4.00")],
    ),
}  # fmt: skip
STAFFS = {f"~{seed}": chance(seed) for seed in range(20, 26)}
# By a system that knows no roles, of staff whom another one knows.
ELSEWHERE: products.Cases = {
    "hr": (
        given([session("2024-10-05", "1", staff="T8", source_system="a platform")], [role("T8", "Z")]),
        [row(place, name, "1.00", "1.00") for place in ("All", "Z") for name in ("All", "Unknown")],
    )
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (silver, []) for name, silver in STAFFS.items()}}
    return {**products.answers(spark, PRODUCT, every), **products.answers(spark, PRODUCT, ELSEWHERE)}


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_months_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", STAFFS)
def test_a_staff_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Learning(STAFFS[name][PD_ATTENDANCE_TABLE], STAFFS[name][STAFF_ROLES_TABLE]).trends()
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due
