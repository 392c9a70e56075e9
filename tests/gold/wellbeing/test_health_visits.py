"""Visits to a nurse by month, from a few of them."""

from __future__ import annotations

from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS_TABLE

PRODUCT = PRODUCTS["health_visits"]


def visit(student: str, day: str | None, school: str | None = "X", **more: Any) -> Row:
    return {"student_id": student, "kind": "Visit", "code": "Unknown", "event_date": day, "school_id": school, **more}


def given(visits: list[Row], stays: list[Row]) -> products.Silver:
    return {HEALTH_RECORDS_TABLE: visits, MEMBERSHIPS_TABLE: stays}


def month(school: str, first: str, visits: int, students: int, members: int | None, rate: str | None) -> Row:
    figures = {"visits": visits, "students": students, "members": members, "visits_per_100": rate}
    return {"school_id": school, "month": first, **figures}


def alone(*rows: tuple[Any, ...], school: str = "X") -> list[Row]:
    """Of a district with one school."""
    return [month(place, *row) for place in ("All", school) for row in rows]


X3 = [stay(f"S{n}", "X") for n in (1, 2, 3)]
CASES: products.Cases = {
    "ordinary": (
        given([visit("S1", "2025-03-14", term="Spring"), visit("S1", "2025-03-14", term="Spring"),
               visit("S2", "2025-03-31", term="Spring")], X3),
        [{**row, "school_year": 2025, "term": "Spring"} for row in alone(("2025-03-01", 3, 2, 3, "100.00"))],
    ),
    "other records are no visits": (
        given([visit("S1", "2025-03-14"), visit("S2", "2025-03-14", kind="Screening"), visit("S2", None)], X3),
        alone(("2025-03-01", 1, 1, 3, "33.33")),
    ),
    "a month without any, and a new school year": (
        given([visit("S1", "2025-04-30"), visit("S1", "2025-06-02")], [stay("S1", "X"), stay("S2", "X", "2025-05-31")]),
        [
            {**row, "school_year": 2025}
            for row in alone(
                ("2025-04-01", 1, 1, 1, "100.00"), ("2025-05-01", 0, 0, 2, "0.00"), ("2025-06-01", 1, 1, 2, "50.00")
            )
        ],
    ),
    "the school of the day, the main one of several": (
        given(
            [visit("S1", "2025-03-14", None), visit("S2", "2025-03-14", None), visit("S3", "2025-03-14", None),
             visit("S4", "2025-03-14", None)],
            [stay("S1", "X", end="2025-03-13"), stay("S1", "Y", "2025-03-14"), stay("S2", "X", is_primary=False),
             stay("S2", "Y", is_primary=True), stay("S3", "X"), stay("S3", "Y")],
        ),
        [
            month("All", "2025-03-01", 4, 4, 3, "133.33"),
            month("Unknown", "2025-03-01", 1, 1, None, None),
            month("X", "2025-03-01", 1, 1, 3, "33.33"),
            month("Y", "2025-03-01", 2, 2, 3, "66.67"),
        ],
    ),
    "no memberships": (given([visit("S1", "2025-03-14", "Q")], []), alone(("2025-03-01", 1, 1, None, None), school="Q")),
    "a nurse's system that has no members": (
        given([visit("S1", "2025-03-14", "Z", source_system="a nurse's system")], [stay("S1", "Z"), stay("S2", "Z")]),
        alone(("2025-03-01", 1, 1, 2, "50.00"), school="Z"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_months_from_a_few_visits(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
