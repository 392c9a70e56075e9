"""A school year's suspensions, from a few actions: who, for how many days, and in which school."""

from __future__ import annotations

from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

PRODUCT = PRODUCTS["discipline_outcomes"]
OSS, ISS, OUT = "Out-of-School Suspension", "In-School Suspension", "Expulsion"
FIGURES = ("members", "suspended", "suspension_rate", "suspended_in_school", "suspended_out_of_school", "expelled")
DAYS = ("days_lost", "days_in_school", "actions_without_days", "days_lost_per_100")


def action(student: str, what: str = OSS, served: str | None = None, assigned: str | None = None, **more: Any) -> Row:
    days = {"days_served": served, "days_assigned": assigned}
    return {"student_id": student, "action": what, "date": "2025-03-14", "school_id": "X", **days, **more}


def dated(student: str, first: str, last: str | None, **more: Any) -> Row:
    return action(student, begin_date=first, end_date=last, **more)


def given(actions: list[Row], stays: list[Row], days: list[Row] | None = None, *incidents: Row) -> products.Silver:
    return {
        DISCIPLINE_ACTIONS_TABLE: actions,
        MEMBERSHIPS_TABLE: stays,
        SCHOOL_DAYS_TABLE: days or [],
        INCIDENTS_TABLE: list(incidents),
    }


def year(school: str, people: tuple[Any, ...], days: tuple[Any, ...], school_year: int = 2025) -> Row:
    figures = dict(zip((*FIGURES, *DAYS), (*people, *days), strict=True))
    return {"school_id": school, "school_year": school_year, **figures}


def alone(people: tuple[Any, ...], days: tuple[Any, ...], school: str = "X") -> list[Row]:
    """Of a district with one school."""
    return [year(name, people, days) for name in sorted(("All", school))]


NOBODY = (4, 0, "0.00", 0, 0, 0), ("0.00", "0.00", 0, "0.00")
ONE_OUT = (4, 1, "25.00", 0, 1, 0)
X4 = [stay(f"S{n}", "X") for n in (1, 2, 3, 4)]
# From Monday to Monday; the weekend and a holiday are no school days.
CALENDAR = [
    {"school_id": "X", "date": f"2025-03-{day}", "is_school_day": day not in (14, 15, 16)} for day in range(10, 18)
]
CASES: products.Cases = {
    "ordinary": (
        given(
            [
                action("S1", OSS, "3.50", "5.00", term="Spring"),
                action("S1", ISS, None, "1.00", term="Spring"),
                action("S2", ISS, "0.50", term="Spring"),
                action("S3", OUT, None, "20.00", term="Spring"),
                action("S4", "Detention", "1.00"),
            ],
            X4,
        ),
        [
            {**row, "term": "Spring"}
            for row in alone((4, 2, "50.00", 2, 1, 1), ("23.50", "1.50", 0, "587.50"))
        ],
    ),
    "none served of those assigned": (
        given([action("S1", OSS, "0.00", "5.00")], X4), alone(ONE_OUT, ("0.00", "0.00", 0, "0.00"))
    ),
    "twice suspended": (
        given([action("S1", served="1.00"), action("S1", served="2.00")], X4),
        alone(ONE_OUT, ("3.00", "0.00", 0, "75.00")),
    ),
    "nobody knows the days": (given([action("S1")], X4), alone(ONE_OUT, ("0.00", "0.00", 1, "0.00"))),
    "the school days of its dates": (
        given([dated("S1", "2025-03-12", "2025-03-17")], X4, CALENDAR), alone(ONE_OUT, ("3.00", "0.00", 0, "75.00"))
    ),
    "dates of which all days are off": (
        given([dated("S1", "2025-03-14", "2025-03-16")], X4, CALENDAR), alone(ONE_OUT, ("0.00", "0.00", 0, "0.00"))
    ),
    "dates beyond the calendar": (
        given([dated("S1", "2025-03-12", "2025-03-18"), dated("S1", "2025-03-09", "2025-03-10")], X4, CALENDAR),
        alone(ONE_OUT, ("0.00", "0.00", 2, "0.00")),
    ),
    "dates without an end, and those of another school": (
        given([dated("S1", "2025-03-12", None), dated("S1", "2025-03-12", "2025-03-13", school_id="Y")], X4, CALENDAR),
        [
            year("All", ONE_OUT, ("0.00", "0.00", 2, "0.00")),
            year("X", ONE_OUT, ("0.00", "0.00", 1, "0.00")),
            year("Y", (None, 1, None, 0, 1, 0), ("0.00", "0.00", 1, None)),
        ],
    ),
    "of incidents that count nowhere": (
        given(
            [action("S1", served="1.00", incident_id=f"X/{name}") for name in ("1", "2", "3")]
            + [action("S2", served="1.00", incident_id="X/4"), action("S3", "Contact")],
            X4, None,
            *[{"incident_id": f"X/{n}", "status": s} for n, s in (("1", "Draft"), ("2", "Dismissed"), ("3", "Merged"))],
            {"incident_id": "X/4", "status": "Open"},
        ),
        alone(ONE_OUT, ("1.00", "0.00", 0, "25.00")),
    ),
    "nobody was suspended": (given([action("S1", "Contact")], X4), alone(*NOBODY)),
    "a year of which nobody tells": (
        given([action("S1", served="1.00", school_year=2024)], [stay("S1", "X", "2023-09-01")]),
        [year(place, (1, 1, "100.00", 0, 1, 0), ("1.00", "0.00", 0, "100.00"), 2024) for place in ("All", "X")],
    ),
    "the school of the longest stay, where none is said": (
        given(
            [action("S1", served="1.00", school_id=None), action("S2", served="1.00", school_id=None)],
            [stay("S1", "X", end="2024-12-20"), stay("S1", "Y", "2025-01-07"), stay("S2", "X", is_primary=True),
             stay("S2", "Y", "2024-08-01")],
        ),
        [
            year("All", (2, 2, "100.00", 0, 2, 0), ("2.00", "0.00", 0, "100.00")),
            year("X", (2, 1, "50.00", 0, 1, 0), ("1.00", "0.00", 0, "50.00")),
            year("Y", (2, 1, "50.00", 0, 1, 0), ("1.00", "0.00", 0, "50.00")),
        ],
    ),
    "suspended in two schools": (
        given(
            [action("S1", served="1.00"), action("S1", served="1.00", school_id="Y")],
            [stay("S1", "X"), stay("S1", "Y"), stay("S2", "Y", "2024-07-01", "2024-07-01")],
        ),
        [
            year("All", (2, 1, "50.00", 0, 1, 0), ("2.00", "0.00", 0, "100.00")),
            year("X", (1, 1, "100.00", 0, 1, 0), ("1.00", "0.00", 0, "100.00")),
            year("Y", (2, 1, "50.00", 0, 1, 0), ("1.00", "0.00", 0, "50.00")),
        ],
    ),
    "no school and no membership": (
        given([action("S9", served="1.00", school_id=None)], []),
        alone((None, 1, None, 0, 1, 0), ("1.00", "0.00", 0, None), "Unknown"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_school_years_from_a_few_actions(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
