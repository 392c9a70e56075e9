"""Incidents by month, from a few of them: what counts, where, and for how many members."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.incident_students import INCIDENT_STUDENTS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

PRODUCT = PRODUCTS["behaviour_trends"]
LATE = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)


def incident(name: str, day: str, school: str | None = "X", category: str = "Fighting", **more: Any) -> Row:
    told = {"incident_id": name, "date": day, "school_id": school, "category": category}
    return {"status": "Closed", "school_year": 2025, **told, **more}


def part(student: str, name: str | None, role: str = "Perpetrator", behaviour: str = "Unknown", **more: Any) -> Row:
    return {"student_id": student, "incident_id": name, "role": role, "behaviour": behaviour, **more}


def given(incidents: list[Row], parts: list[Row], stays: list[Row]) -> products.Silver:
    return {INCIDENTS_TABLE: incidents, INCIDENT_STUDENTS_TABLE: parts, MEMBERSHIPS_TABLE: stays}


def month(
    school: str, first: str, category: str, counts: tuple[int, int, int], members: int | None, rate: str | None
) -> Row:
    figures = dict(zip(("incidents", "offences", "students"), counts, strict=True))
    return {"school_id": school, "month": first, "category": category, **figures, "members": members, "rate": rate}


def both(school: str, first: str, category: str, *figures: Any) -> list[Row]:
    """The row of a category, and that of all, where it is the only one."""
    return [month(school, first, name, *figures) for name in sorted(("All", category))]


def alone(school: str, first: str, category: str, *figures: Any) -> list[Row]:
    """Of a district with one school."""
    return sorted(
        [row for place in ("All", school) for row in both(place, first, category, *figures)],
        key=lambda row: (row["school_id"], row["month"], row["category"]),
    )


X3 = [stay(f"S{n}", "X") for n in (1, 2, 3)]
CASES: products.Cases = {
    "ordinary": (
        given(
            [incident("X/1", "2025-03-14", term="Spring")],
            [part("S1", "X/1"), part("S2", "X/1"), part("S3", "X/1", "Victim"), part("S3", "X/1", "Witness")],
            X3,
        ),
        [
            {**row, "school_year": 2025, "term": "Spring"}
            for row in alone("X", "2025-03-01", "Fighting", (1, 2, 2), 3, "66.67")
        ],
    ),
    "several behaviours of one student are one offence": (
        given(
            [incident("X/1", "2025-03-14")],
            [part("S1", "X/1", behaviour="Theft"), part("S1", "X/1", behaviour="Fighting"), part("S1", "X/1")],
            X3,
        ),
        alone("X", "2025-03-01", "Fighting", (1, 1, 1), 3, "33.33"),
    ),
    "a student in two incidents": (
        given(
            [incident("X/1", "2025-03-14"), incident("X/2", "2025-03-31")],
            [part("S1", "X/1"), part("S1", "X/2")],
            X3,
        ),
        alone("X", "2025-03-01", "Fighting", (2, 2, 1), 3, "66.67"),
    ),
    "nobody took part": (
        given([incident("X/1", "2025-03-14")], [], X3),
        alone("X", "2025-03-01", "Fighting", (1, 0, 0), 3, "0.00"),
    ),
    "drafts, dismissed and merged ones count nowhere": (
        given(
            [
                incident("X/1", "2025-03-14"),
                *[incident(f"X/{s}", "2025-03-14", status=s) for s in ("Draft", "Dismissed", "Merged")],
            ],
            [part("S1", f"X/{name}") for name in ("1", "Draft", "Dismissed", "Merged")],
            X3,
        ),
        alone("X", "2025-03-01", "Fighting", (1, 1, 1), 3, "33.33"),
    ),
    "an open one counts, and one of which nobody knows": (
        given([incident("X/1", "2025-03-14", status="Open"), incident("X/2", "2025-03-14", status="Unknown")], [], X3),
        alone("X", "2025-03-01", "Fighting", (2, 0, 0), 3, "0.00"),
    ),
    "merits are no offences": (
        given([], [part("S1", None, behaviour="Merit", date="2025-03-14", school_id="X"),
                   part("S2", None, behaviour="Theft", date="2025-03-14", school_id="X")], X3),
        alone("X", "2025-03-01", "Theft", (1, 1, 1), 3, "33.33"),
    ),
    "an incident that nobody delivered": (
        given([], [part(s, "X/9", behaviour="Theft", date="2025-03-14", school_id="X") for s in ("S1", "S2")], X3),
        alone("X", "2025-03-01", "Theft", (1, 2, 2), 3, "66.67"),
    ),
    "what the incident says comes first, unless it is unknown": (
        given(
            [incident("X/1", "2025-03-31", category="Unknown")],
            [part("S1", "X/1", behaviour="Theft", date="2025-04-01", school_id="Y")],
            X3,
        ),
        alone("X", "2025-03-01", "Theft", (1, 1, 1), 3, "33.33"),
    ),
    "nobody says what": (
        given([incident("X/1", "2025-03-14", category="Unknown")], [part("S1", "X/1")], X3),
        alone("X", "2025-03-01", "Unknown", (1, 1, 1), 3, "33.33"),
    ),
    "no memberships": (
        given([incident("Q/1", "2025-03-14", "Q")], [part("S1", "Q/1")], []),
        alone("Q", "2025-03-01", "Fighting", (1, 1, 1), None, None),
    ),
    "no school": (
        given([incident("1", "2025-03-14", None)], [part("S1", "1")], X3),
        [
            *both("All", "2025-03-01", "Fighting", (1, 1, 1), 3, "33.33"),
            *both("Unknown", "2025-03-01", "Fighting", (1, 1, 1), None, None),
            month("X", "2025-03-01", "All", (0, 0, 0), 3, "0.00"),
        ],
    ),
    "a quiet month between two, and the students of that month": (
        given(
            [incident("X/1", "2025-03-31"), incident("X/2", "2025-05-01")],
            [],
            [stay("S1", "X"), stay("S2", "X", end="2025-04-01"), stay("S3", "X", "2025-04-30"),
             stay("S4", "X", "2025-05-02", delivered_at=LATE)],
        ),
        [
            row
            for place in ("All", "X")
            for row in (
                *both(place, "2025-03-01", "Fighting", (1, 0, 0), 2, "0.00"),
                month(place, "2025-04-01", "All", (0, 0, 0), 3, "0.00"),
                *both(place, "2025-05-01", "Fighting", (1, 0, 0), 3, "0.00"),
            )
        ],
    ),
    "who goes to two schools counts once in the district": (
        given(
            [incident("X/1", "2025-03-14"), incident("Y/1", "2025-03-14", "Y")],
            [part("S1", "X/1"), part("S1", "Y/1")],
            [stay("S1", "X"), stay("S1", "Y"), stay("S2", "Y")],
        ),
        [
            *both("All", "2025-03-01", "Fighting", (2, 2, 1), 2, "100.00"),
            *both("X", "2025-03-01", "Fighting", (1, 1, 1), 1, "100.00"),
            *both("Y", "2025-03-01", "Fighting", (1, 1, 1), 2, "50.00"),
        ],
    ),
    "incidents of two schools with one number": (
        given(
            [incident("V/1", "2025-03-14", "V"), incident("W/1", "2025-03-14", "W")],
            [part("S1", "V/1"), part("S2", "W/1")],
            [],
        ),
        [
            *both("All", "2025-03-01", "Fighting", (2, 2, 2), None, None),
            *both("V", "2025-03-01", "Fighting", (1, 1, 1), None, None),
            *both("W", "2025-03-01", "Fighting", (1, 1, 1), None, None),
        ],
    ),
    "two categories, and all of them": (
        given(
            [incident("X/1", "2025-03-14"), incident("X/2", "2025-03-14", category="Theft")],
            [part("S1", "X/1"), part("S1", "X/2")],
            X3,
        ),
        [
            row
            for place in ("All", "X")
            for row in (
                month(place, "2025-03-01", "All", (2, 2, 1), 3, "66.67"),
                month(place, "2025-03-01", "Fighting", (1, 1, 1), 3, "33.33"),
                month(place, "2025-03-01", "Theft", (1, 1, 1), 3, "33.33"),
            )
        ],
    ),
}  # fmt: skip
# A source without members, which tells of a school whose members another one knows.
ELSEWHERE: products.Cases = {
    "a district": (
        given(
            [incident("Z/1", "2025-03-14", "Z", source_system="a behaviour system")],
            [part("S1", "Z/1", source_system="a behaviour system")],
            [stay("S1", "Z"), stay("S2", "Z")],
        ),
        alone("Z", "2025-03-01", "Fighting", (1, 1, 1), 2, "50.00"),
    )
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return {**products.answers(spark, PRODUCT, CASES), **products.answers(spark, PRODUCT, ELSEWHERE)}


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_months_from_a_few_incidents(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected
