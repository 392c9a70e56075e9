"""Hours that staff learned and have to: hazards by hand, and staffs made by chance against the oracle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import products
import pytest
from learned_by_chance import chance, given
from pd_oracle import Learning
from products import Row
from pyspark.sql import SparkSession
from staff_of import role, session

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

PRODUCT = PRODUCTS["pd_hours"]
REQUIRED: dict[str, dict[str, Any]] = {
    "Teacher": {"hours": Decimal("7.5")},
    "Aide": {"hours": 10, "by_fte": True},
    "Nurse": {"hours": 20, "years": 2, "since": 2024},
}
AUTUMN = "2024-10-05"


def row(hours: str, required: str | None = "7.50", progress: str | None = None, **more: Any) -> Row:
    """Of T1 and the year 2025, in a cycle of one year."""
    is_met = progress and progress == "1.0000"
    found = {"hours": hours, "cycle_hours": required and hours, "required_hours": required}
    return {"staff_id": "T1", "school_year": 2025, **found, "is_met": is_met, "progress": progress, **more}


CASES: products.Cases = {
    "just enough": (
        given([session(AUTUMN, "7.50", school_id="X")], [role()]),
        [row("7.50", progress="1.0000", sessions=1, sessions_without_hours=0, school_id="X", term=None)],
    ),
    "not quite": (given([session(AUTUMN, "7.49")], [role()]), [row("7.49", progress="0.9987")]),
    "more than enough": (given([session(AUTUMN, "30")], [role()]), [row("30.00", progress="1.0000")]),
    "each session once": (
        given(
            [session(AUTUMN, "2", "Attended"), session(AUTUMN, "2"), session(AUTUMN, None, activity="A"),
             session(AUTUMN, "1", activity="B", session_id="1"),
             session("2024-10-06", "1", activity="B", session_id="1"), session("2024-10-06", "2")],
            [role()],
        ),
        [row("5.00", progress="0.6667", sessions=3)],
    ),
    "only what was held": (
        given([session(AUTUMN, "5", status, activity=status)
               for status in ("Completed", "No Show", "Cancelled", "Registered", "In Progress", "Unknown")],
              [role()]),
        [row("5.00", progress="0.6667", sessions=1)],
    ),
    "hours that differ are not known": (
        given([session(AUTUMN, "2"), session(AUTUMN, "3"), session(AUTUMN, "4", activity="B")], [role()]),
        [row("4.00", progress=None, sessions=2, sessions_without_hours=1)],
    ),
    "enough whatever the others are": (
        given([session(AUTUMN, None), session(AUTUMN, "8", activity="B")], [role()]), [row("8.00", progress="1.0000")]
    ),
    "nobody requires any": (
        given([session(AUTUMN)], [role(role="Support")]), [row("3.00", None)]
    ),
    "nobody in a role": (given([session(AUTUMN, staff="T77")], []), [row("3.00", None, staff_id="T77")]),
    "not in the role on the census day": (
        given([session(AUTUMN)], [role(begin_date="2024-10-02")]), [row("3.00", None)]
    ),
    "a census day to come": (
        given([session("2024-09-05", delivered_at=dt.datetime(2024, 9, 30, tzinfo=dt.UTC))],
              [role(delivered_at=dt.datetime(2024, 9, 30, tzinfo=dt.UTC))]),
        [row("3.00", None)],
    ),
    "by the share of full time, of two schools": (
        given([session(AUTUMN)], [role(role="Aide", fte="0.25"), role(role="Aide", fte="0.5", school="Y")]),
        [row("3.00", "7.50", "0.4000")],
    ),
    "by a share that nobody knows": (
        given([session(AUTUMN)], [role(role="Aide", fte=None)]),
        [row("3.00", None, cycle_hours="3.00")],
    ),
    "of two roles the most": (
        given([session(AUTUMN)], [role(fte="0.1"), role(role="Aide", fte="0.9")]), [row("3.00", "9.00", "0.3333")]
    ),
    "who learned nothing": (
        given([session(AUTUMN, staff="T2")], [role(), role("T3", role="Support")]),
        [row("0.00", progress="0.0000", sessions=0), row("3.00", None, staff_id="T2", sessions=1)],
    ),
    "a cycle of two years": (
        given([session("2023-10-05", "12"), session("2024-10-05", "9")], [role(role="Nurse", begin_date="2023-08-01")]),
        [
            row("12.00", "20.00", "0.6000", school_year=2024),
            row("9.00", "20.00", "1.0000", cycle_hours="21.00"),
        ],
    ),
    "the next cycle begins at nothing": (
        given([session("2024-10-05", "12"), session("2025-10-05", "9")],
              [role(role="Nurse", begin_date="2024-08-01", delivered_at=dt.datetime(2025, 12, 1, tzinfo=dt.UTC))]),
        [row("12.00", "20.00"), row("9.00", "20.00", "0.4500", school_year=2026)],
    ),
}  # fmt: skip
STAFFS = {f"~{seed}": chance(seed) for seed in range(8)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (silver, []) for name, silver in STAFFS.items()}}
    return products.answers(spark, PRODUCT, every, Gold(required_hours=REQUIRED))


@pytest.mark.parametrize("case", CASES)
def test_hours_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", STAFFS)
def test_a_staff_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Learning(STAFFS[name][PD_ATTENDANCE_TABLE], STAFFS[name][STAFF_ROLES_TABLE]).hours(REQUIRED)
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due


def test_by_default_nothing_is_required(spark: SparkSession) -> None:
    [row] = products.answers(spark, PRODUCT, {"a": (given([session(AUTUMN)], [role(), role("T2")]), [])})["a"]
    assert (row["hours"], row["cycle_hours"], row["is_met"], row["progress"]) == ("3.00", None, None, None)
