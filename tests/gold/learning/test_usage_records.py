"""Use by month, from a few events: who, how often, how long, and of how many members."""

from __future__ import annotations

from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

PRODUCT = PRODUCTS["usage_records"]


def used(student: str, day: str = "2025-03-14", events: int | None = 1, activity: str = "login", **more: Any) -> Row:
    return {"student_id": student, "date": day, "events": events, "activity": activity, **more}


def given(engagement: list[Row], stays: list[Row]) -> products.Silver:
    return {ENGAGEMENT_TABLE: engagement, MEMBERSHIPS_TABLE: stays}


def row(place: str, activity: str, users: int, share: str | None, month: str = "2025-03-01", **more: Any) -> Row:
    key = {"school_id": place, "month": month, "activity": activity}
    return {**key, "users": users, "active_share": share, **more}


def everywhere(users: int, share: str | None, **more: Any) -> list[Row]:
    return [row(place, name, users, share, **more) for place in ("All", "X") for name in ("All", "login")]


X3 = [stay(f"S{n}", "X") for n in (1, 2, 3)]
CASES: products.Cases = {
    "ordinary": (
        given([used("S1", minutes="2.25", term="Spring"), used("S1", events=4, minutes="0.30", term="Spring"),
               used("S2", "2025-03-31", term="Spring")], X3),
        everywhere(2, "0.6667", not_members=0, events=6, rows_without_events=0, minutes="2.55", rows_without_minutes=1,
                   members=3, events_per_user="3.00", school_year=2025, term="Spring"),
    ),
    "no minutes are measured": (given([used("S1")], X3), everywhere(1, "0.3333", minutes=None, rows_without_minutes=1)),
    "nothing happened": (
        given([used("S1", events=0)], X3), everywhere(0, "0.0000", events=0, events_per_user=None)
    ),
    "events that are not valid": (
        given([used("S1", events=None), used("S2", events=3)], X3),
        everywhere(1, "0.3333", events=3, rows_without_events=1, events_per_user=None),
    ),
    "who is no member of the school": (
        given([used("S9", school_id="X"), used("S1")], X3),
        everywhere(2, "0.3333", not_members=1, events_per_user="1.00"),
    ),
    "a member earlier in the month": (
        given([used("S1")], [stay("S1", "X", end="2025-03-01"), stay("S2", "X")]),
        [row("All", "All", 1, "0.5000"), row("All", "login", 1, "0.5000"), row("Unknown", "All", 1, None, not_members=1),
         row("Unknown", "login", 1, None), row("X", "All", 0, "0.0000", members=2)],
    ),
    "the main school of the day": (
        given([used("S1")], [stay("S1", "W"), stay("S1", "X", is_primary=True)]),
        [row("All", "All", 1, "1.0000"), row("All", "login", 1, "1.0000"), row("W", "All", 0, "0.0000"),
         row("X", "All", 1, "1.0000"), row("X", "login", 1, "1.0000")],
    ),
    "two activities of one student": (
        given([used("S1"), used("S1", activity="quiz", events=2)], X3),
        [row(place, *of) for place in ("All", "X")
         for of in (("All", 1, "0.3333"), ("login", 1, "0.3333"), ("quiz", 1, "0.3333"))],
    ),
    "no members at all": (
        given([used("Q1", school_id="Q")], []),
        [row(place, name, 1, None, members=None) for place in ("All", "Q") for name in ("All", "login")],
    ),
    "a quiet month": (
        given([used("S1", "2025-02-28"), used("S1", "2025-04-01")], X3[:2]),
        [
            found
            for place in ("All", "X")
            for found in (
                row(place, "All", 1, "0.5000", "2025-02-01"),
                row(place, "login", 1, "0.5000", "2025-02-01"),
                row(place, "All", 0, "0.0000", events=0, minutes=None, members=2),
                row(place, "All", 1, "0.5000", "2025-04-01"),
                row(place, "login", 1, "0.5000", "2025-04-01"),
            )
        ],
    ),
    "half of a hundredth is rounded up": (
        given([used(f"S{n}", events=1 if n else 2) for n in range(8)], [stay("S0", "X")]),
        [row("All", "All", 8, "1.0000", not_members=7, events=9, events_per_user="1.13"),
         row("All", "login", 8, "1.0000"),
         *[row("Unknown", name, 7, None) for name in ("All", "login")],
         *[row("X", name, 1, "1.0000", events_per_user="2.00") for name in ("All", "login")]],
    ),
}  # fmt: skip
# A platform that knows neither schools nor members, of students whom a district knows.
ELSEWHERE: products.Cases = {
    "a district": (
        given([used("E1", source_system="a platform")], [stay("E1", "X"), stay("E2", "X")]),
        everywhere(1, "0.5000"),
    )
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return {**products.answers(spark, PRODUCT, CASES), **products.answers(spark, PRODUCT, ELSEWHERE)}


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_months_from_a_few_events(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected
