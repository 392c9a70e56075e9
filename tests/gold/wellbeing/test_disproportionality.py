"""Risks of groups, from students in numbers around those that are enough: what is compared, and with whom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.student_groups import STUDENT_GROUPS_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

PRODUCT = PRODUCTS["disproportionality"]
OSS = "Out-of-School Suspension"
FIGURES = (
    "value",
    "disciplined",
    "members",
    "others_disciplined",
    "others",
    "risk",
    "risk_ratio",
    "is_disproportionate",
)


def group(student: str, kind: str, value: str, begin: str | None = None, end: str | None = None, **more: Any) -> Row:
    return {"student_id": student, "kind": kind, "value": value, "begin_date": begin, "end_date": end, **more}


def action(student: str, **more: Any) -> Row:
    return {"student_id": student, "action": OSS, "date": "2025-03-14", "school_id": "X", **more}


def given(actions: list[Row], stays: list[Row], groups: list[Row], *incidents: Row) -> products.Silver:
    return {
        DISCIPLINE_ACTIONS_TABLE: actions,
        MEMBERSHIPS_TABLE: stays,
        STUDENT_GROUPS_TABLE: groups,
        INCIDENTS_TABLE: list(incidents),
    }


def of_sizes(**sides: tuple[int, int]) -> products.Silver:
    """Of each group so many of so many members are suspended, twice each; Unknown is a group that nobody names."""
    people = {value: [f"{value}{n}" for n in range(size)] for value, (_, size) in sides.items()}
    return given(
        [action(student) for value, (n, _) in sides.items() for student in people[value][:n] * 2],
        [stay(student, "X") for students in people.values() for student in students],
        [group(s, "Sex", value) for value, students in people.items() if value != "Unknown" for s in students],
    )


def told(kind: str, *rows: tuple[Any, ...]) -> list[Row]:
    """The rows of a district with one school."""
    return [
        {"school_id": place, "kind": kind, **dict(zip(FIGURES, row, strict=True))}
        for place in ("All", "X")
        for row in rows
    ]


def races(*values: tuple[str, str]) -> list[Row]:
    return [group(student, "Race", value) for student, value in values]


CASES: products.Cases = {
    "ordinary": (
        of_sizes(Female=(10, 50), Male=(25, 40)),
        [
            {"school_year": 2025, "action": OSS, "term": None, **row}
            for row in told(
                "Sex",
                ("Female", 10, 50, 25, 40, "0.2000", "0.32", False),
                ("Male", 25, 40, 10, 50, "0.6250", "3.13", True),
            )
        ],
    ),
    "exactly twice as often": (
        of_sizes(Female=(10, 40), Male=(20, 40)),
        told("Sex", ("Female", 10, 40, 20, 40, "0.2500", "0.50", False), ("Male", 20, 40, 10, 40, "0.5000", "2.00", False)),
    ),
    "nine are too few": (
        of_sizes(Female=(9, 40), Male=(20, 40)),
        told("Sex", ("Female", 9, 40, 20, 40, "0.2250", None, None), ("Male", 20, 40, 9, 40, "0.5000", None, None)),
    ),
    "of 29 are too few": (
        of_sizes(Female=(10, 29), Male=(20, 40)),
        told("Sex", ("Female", 10, 29, 20, 40, "0.3448", None, None), ("Male", 20, 40, 10, 29, "0.5000", None, None)),
    ),
    "those of whom nobody says are compared with none": (
        of_sizes(Female=(10, 40), Male=(20, 40), Unknown=(30, 30)),
        told(
            "Sex",
            ("Female", 10, 40, 20, 40, "0.2500", "0.50", False),
            ("Male", 20, 40, 10, 40, "0.5000", "2.00", False),
            ("Unknown", 30, 30, 30, 80, "1.0000", None, None),
        ),
    ),
    "races": (
        given(
            [action("S1"), action("S2"), action("not a member")],
            [stay(f"S{n}", "X") for n in (1, 2, 3, 4, 5)],
            [
                *races(("S1", "White"), ("S2", "White"), ("S2", "Asian"), ("S3", "Asian"), ("S4", "Unknown"), ("S5", "Hispanic")),
                group("S3", "Hispanic", "Yes"),
                *[group(f"S{n}", "Home Language", "Tamil") for n in (1, 2)],
            ],
        ),
        [
            row
            for place in ("All", "X")
            for row in (
                *[
                    {"school_id": place, "kind": "Hispanic", **dict(zip(FIGURES, figures, strict=True))}
                    for figures in (("Unknown", 2, 4, 0, 1, "0.5000", None, None), ("Yes", 0, 1, 0, 0, "0.0000", None, None))
                ],
                *[
                    {"school_id": place, "kind": "Race", **dict(zip(FIGURES, figures, strict=True))}
                    for figures in (
                        ("Hispanic", 0, 2, 2, 2, "0.0000", None, None),
                        ("Two or More", 1, 1, 1, 3, "1.0000", None, None),
                        ("Unknown", 0, 1, 2, 4, "0.0000", None, None),
                        ("White", 1, 1, 1, 3, "1.0000", None, None),
                    )
                ],
            )
        ],
    ),
    "groups of the year, the last one of several": (
        given(
            [action("S1")],
            [stay(f"S{n}", "X") for n in (1, 2, 3, 4)],
            [
                group("S1", "Economic", "No", "2024-09-01"), group("S1", "Economic", "Free", "2025-01-01"),
                group("S2", "Economic", "Reduced", "2020-01-01", "2024-06-30"),
                group("S3", "Economic", "Reduced", None, "2024-07-01"),
                group("S4", "Economic", "Yes", school_year=2024),
            ],
        ),
        told("Economic", ("Unknown", 0, 2, 1, 2, "0.0000", None, None), ("Yes", 1, 2, 0, 0, "0.5000", None, None)),
    ),
    "incidents that count nowhere": (
        given(
            [action("S1", incident_id="X/1"), action("S2", incident_id="X/2")],
            [stay("S1", "X"), stay("S2", "X")],
            [group("S1", "Sex", "Female"), group("S2", "Sex", "Male")],
            {"incident_id": "X/1", "status": "Dismissed"},
        ),
        told("Sex", ("Female", 0, 1, 1, 1, "0.0000", None, None), ("Male", 1, 1, 0, 1, "1.0000", None, None)),
    ),
}  # fmt: skip
LENIENT: products.Cases = {
    "a bound of the settings": (
        of_sizes(Female=(10, 40), Male=(20, 40)),
        told(
            "Sex", ("Female", 10, 40, 20, 40, "0.2500", "0.50", False), ("Male", 20, 40, 10, 40, "0.5000", "2.00", True)
        ),
    )
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    lenient = products.answers(spark, PRODUCT, LENIENT, Gold(risk_ratio=Decimal("1.9999")))
    return {**products.answers(spark, PRODUCT, CASES), **lenient}


@pytest.mark.parametrize("case", [*CASES, *LENIENT])
def test_risks_of_groups(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **LENIENT}[case]
    assert products.asked(found[case], expected) == expected
