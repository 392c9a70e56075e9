"""Who rides on the census day: schools and the district, there and back, strangers, distances, and no riders."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

PRODUCT = PRODUCTS["transport_usage"]
TOLD = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
DAY = "2024-10-01"


def ride(student: str, mode: str = "Bus", **more: Any) -> Row:
    usual = {"student_id": student, "mode": mode, "begin_date": "2024-09-02", "direction": "To School"}
    return {**usual, "delivered_at": TOLD, "first_known_at": TOLD, **more}


def stay(student: str, school: str | None = "N1", **more: Any) -> Row:
    told = {"student_id": student, "school_id": school, "entry_date": "2024-08-20", "delivered_at": TOLD}
    return {**told, "school_year": None, "grade_level": "-", **more}


def given(rides: list[Row], stays: list[Row]) -> Silver:
    return {TRANSPORT_RIDERS_TABLE: rides, MEMBERSHIPS_TABLE: stays}


def counted(school: str, mode: str, riders: int, members: int | None, share: str | None, **more: Any) -> Row:
    return {"school_id": school, "mode": mode, "riders": riders, "members": members, "share": share, **more}


def of_one(riders: int, members: int = 1) -> list[Row]:
    """The rows of one school and its district, of which one student may ride on a bus."""
    share = "1.0000" if riders else "0.0000"
    modes = ("All", "Bus") if riders else ("All",)
    return [counted(school, mode, riders, members, share) for school in ("All", "N1") for mode in modes]


CASES: products.Cases = {
    "ordinary": (
        given(
            [ride("A", miles="2.00", term="T1"), ride("A", direction="From School", miles="3.01", term="T1"),
             ride("B", "Car", term="T1"), ride("B", direction="From School", miles="1.00", term="T1")],
            [stay("A"), stay("B"), stay("C"), stay("D", "N2")],
        ),
        [
            counted("All", "All", 2, 4, "0.5000", school_year=2025, not_members=0, riders_with_miles=2, avg_miles="1.75"),
            counted("All", "Bus", 2, 4, "0.5000", riders_with_miles=2, avg_miles="1.75", term="T1"),
            counted("All", "Car", 1, 4, "0.2500", riders_with_miles=0, avg_miles=None),
            counted("N1", "All", 2, 3, "0.6667", term="T1"),
            counted("N1", "Bus", 2, 3, "0.6667"),
            counted("N1", "Car", 1, 3, "0.3333"),
            counted("N2", "All", 0, 1, "0.0000", riders_with_miles=0, avg_miles=None, term=None),
        ],
    ),
    "a student of two schools counts once in the district": (
        given([ride("A")], [stay("A"), stay("A", "N2"), stay("B", "N2")]),
        [counted("All", "All", 1, 2, "0.5000"), counted("All", "Bus", 1, 2, "0.5000"),
         counted("N1", "All", 1, 1, "1.0000"), counted("N1", "Bus", 1, 1, "1.0000"),
         counted("N2", "All", 1, 2, "0.5000"), counted("N2", "Bus", 1, 2, "0.5000")],
    ),
    "who is a member of no school": (
        given([ride("A"), ride("X", school_id="N1"), ride("Y")], [stay("A"), stay("X", exit_date="2024-09-30")]),
        [counted("All", "All", 3, 1, "1.0000", not_members=2), counted("All", "Bus", 3, 1, "1.0000", not_members=2),
         counted("N1", "All", 2, 1, "1.0000", not_members=1), counted("N1", "Bus", 2, 1, "1.0000", not_members=1),
         counted("Unknown", "All", 1, None, None, not_members=1),
         counted("Unknown", "Bus", 1, None, None, not_members=1)],
    ),
    "nobody says who is a member": (
        given([ride("A", school_id="N1")], []),
        [counted(school, mode, 1, None, None, not_members=1) for school in ("All", "N1") for mode in ("All", "Bus")],
    ),
    "until the census day": (given([ride("A", end_date=DAY)], [stay("A")]), of_one(1)),
    "from the census day on": (given([ride("A", begin_date=DAY)], [stay("A")]), of_one(1)),
    "the census day lies between two rides": (
        given([ride("A", end_date="2024-09-30"), ride("A", begin_date="2024-10-02"), ride("B")],
              [stay("A"), stay("B")]),
        [counted(school, mode, 1, 2, "0.5000") for school in ("All", "N1") for mode in ("All", "Bus")],
    ),
    "since it was told of": (given([ride("A", begin_date=None)], [stay("A")]), of_one(1)),
    "told of too late": (
        given([ride("A", begin_date=None, first_known_at=dt.datetime(2024, 10, 2, tzinfo=dt.UTC)), ride("B", "Walk")],
              [stay("A"), stay("B")]),
        [counted(school, mode, 1, 2, "0.5000") for school in ("All", "N1") for mode in ("All", "Walk")],
    ),
    "gone, and the way back goes on": (
        given([ride("A", "Car", is_gone=True), ride("A", direction="From School")], [stay("A")]),
        [counted(school, mode, 1, 1, "1.0000") for school in ("All", "N1") for mode in ("All", "Bus", "Car")],
    ),
    "gone, and another route in its place": (
        given([ride("A", "Car", is_gone=True), ride("A", begin_date="2024-09-20")], [stay("A")]), of_one(1)),
    "a year before the source told of it": (
        given([ride("A", delivered_at=dt.datetime(2024, 9, 30, tzinfo=dt.UTC), begin_date="2023-09-01")],
              [stay("A", entry_date="2023-08-20", delivered_at=dt.datetime(2024, 9, 30, tzinfo=dt.UTC))]),
        [{**row, "school_year": 2024} for row in of_one(1)],
    ),
    "two years": (
        given([ride("A", begin_date="2023-09-01")], [stay("A", entry_date="2023-08-20")]),
        [counted(school, mode, 1, 1, "1.0000", school_year=year)
         for school in ("All", "N1") for year in (2024, 2025) for mode in ("All", "Bus")],
    ),
}  # fmt: skip
# Rides that stand in another system than the students do: the district is the one of the students.
ELSEWHERE: products.Cases = {
    "district": (
        {MEMBERSHIPS_TABLE: [stay("A"), stay("B")], TRANSPORT_RIDERS_TABLE: [ride("A", source_system="router")]},
        [counted(school, mode, 1, 2, "0.5000") for school in ("All", "N1") for mode in ("All", "Bus")],
    ),
}
SPRING = Gold(census_day="03-01")


def apart(cases: products.Cases) -> products.Cases:
    """The cases with students of their own, because rides find their students in any source."""
    return {
        case: (
            {t: [{**row, "student_id": f"{case} {row['student_id']}"} for row in of] for t, of in silver.items()},
            due,
        )
        for case, (silver, due) in cases.items()
    }


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, apart({**CASES, **ELSEWHERE}))


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_who_rides_on_the_census_day(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected


def test_another_census_day(spark: SparkSession) -> None:
    told = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    silver = given([ride("A", begin_date="2025-01-07", delivered_at=told)], [stay("A", delivered_at=told)])
    [rows] = products.answers(spark, PRODUCT, {"spring": (silver, [])}, SPRING).values()
    assert products.asked(rows, of_one(1)) == of_one(1)
