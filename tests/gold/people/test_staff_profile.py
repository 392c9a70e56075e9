"""Staff of a school and a district: the hazards by hand, and staffs made by chance against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import census_oracle
import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

PRODUCT = PRODUCTS["staff_profile"]
MAY_2025 = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)
OCTOBER_2025 = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)


def role(first: str | None, last: str | None = None, fte: str | None = None, **more: Any) -> Row:
    return {
        "staff_id": "T1",
        "begin_date": first,
        "end_date": last,
        "fte": fte,
        "role": "Teacher",
        "school_id": "N",
        **more,
    }


def student(number: int, school: str = "N", **more: Any) -> Row:
    return {"student_id": f"S{number}", "entry_date": "2024-08-20", "school_id": school, "grade_level": "-", **more}


def given(*roles: Row, students: list[Row] | None = None, told: dt.datetime | None = None) -> Silver:
    at = {"delivered_at": told} if told else {}
    return {STAFF_ROLES_TABLE: [{**at, **row} for row in roles], MEMBERSHIPS_TABLE: students or []}


def row(place: str, year: int = 2025, name: str = "Teacher", **more: Any) -> Row:
    return {"school_id": place, "school_year": year, "role": name, **more}


CASES: products.Cases = {
    "one": (
        given(role("2020-08-01", fte="0.8"), students=[student(n) for n in range(3)]),
        [
            *[row("All", year) for year in range(2021, 2025)],
            row(
                "All", headcount=1, fte="0.8000", roles_without_fte=0, new_staff=0, kept=None, kept_rate=None,
                members=3, students_per_teacher="3.75", term=None,
            ),
            row("N", 2021, headcount=1, new_staff=None, kept=1, kept_rate="1.0000", members=None,
                students_per_teacher=None),
            *[row("N", year, new_staff=0, kept=1) for year in range(2022, 2025)],
            row("N", headcount=1, students_per_teacher="3.75"),
        ],
    ),
    "at two schools": (
        given(role("2024-08-01", fte="0.5"), role("2024-08-01", fte="0.5", school_id="W"), students=[student(1)]),
        [
            row("All", headcount=1, fte="1.0000", members=1, students_per_teacher="1.00"),
            row("N", headcount=1, fte="0.5000", members=1, students_per_teacher="2.00"),
            row("W", headcount=1, fte="0.5000", members=None, students_per_teacher=None),
        ],
    ),
    "a share on one school only": (
        given(role("2024-08-01", fte="1"), role("2024-08-01", school_id="W"), students=[student(1)]),
        [
            row("All", headcount=1, fte="1.0000", roles_without_fte=1, students_per_teacher=None),
            row("N", fte="1.0000", roles_without_fte=0, students_per_teacher="1.00"),
            row("W", fte=None, roles_without_fte=1),
        ],
    ),
    "no full time at all": (
        given(role("2024-08-01", fte="0"), students=[student(1)]),
        [row(place, fte="0.0000", members=1, students_per_teacher=None) for place in ("All", "N")],
    ),
    "no teacher": (
        given(role("2024-08-01", fte="1", role="Nurse"), students=[student(1)]),
        [row(place, name="Nurse", members=None, students_per_teacher=None) for place in ("All", "N")],
    ),
    "until the day before": (
        given(role("2024-08-01", "2024-09-30"), role("2024-10-01", "2024-10-01", staff_id="T2")),
        [row(place, headcount=1) for place in ("All", "N")],
    ),
    "since nobody knows when": (
        given(role(None, fte="1"), told=OCTOBER_2025),
        [row(place, 2026, headcount=1, new_staff=None) for place in ("All", "N")],
    ),
    "since nobody knows when, of a year": (
        given(role(None, school_year=2025), role(None, "2025-09-01", staff_id="T2"), told=OCTOBER_2025),
        [row(place, headcount=1, kept=0, kept_rate="0.0000") for place in ("All", "N")],
    ),
    "next year's role in this year's file": (
        given(role("2024-08-01"), role("2025-08-01", school_id="W"), role("2025-08-01", staff_id="T2"), told=MAY_2025),
        [row(place, headcount=1, kept=None, kept_rate=None) for place in ("All", "N")],
    ),
    "to another school": (
        given(role("2024-08-01", "2025-06-30"), role("2025-08-01", school_id="W"), told=OCTOBER_2025),
        [
            row("All", headcount=1, kept=1),
            row("All", 2026, headcount=1, new_staff=0),
            row("N", headcount=1, kept=0, kept_rate="0.0000"),
            row("W", 2026, headcount=1, new_staff=1, kept=None),
        ],
    ),
    "promoted": (
        given(role("2024-08-01", "2025-06-30"), role("2025-07-01", role="Administrator"), told=OCTOBER_2025),
        [
            found
            for place in ("All", "N")
            for found in (row(place, kept=1), row(place, 2026, "Administrator", new_staff=0))
        ],
    ),
}  # fmt: skip


def chance(seed: int) -> Silver:
    """A staff of 20 over three school years."""
    luck = random.Random(seed)
    first = dt.date(2022, 7, 1)
    roles = []
    for _ in range(60):
        begins = first + dt.timedelta(luck.randrange(1000))
        ends = luck.choice([None, begins + dt.timedelta(luck.randrange(500))])
        roles.append(
            role(
                luck.choice([begins.isoformat()] * 4 + [None]),
                ends.isoformat() if ends else None,
                luck.choice([None, "0.25", "1", "0.3333", "1", "0.5"]),
                staff_id=f"T{luck.randrange(20)}",
                role=luck.choice(["Teacher", "Teacher", "Aide", "Unknown"]),
                school_id=luck.choice(["N", "W", None]),
                is_gone=luck.choice([None, None, None, True]),
                school_year=luck.choice([None, None, None, census_oracle.year_of(begins)]),
                term=luck.choice(["T1", "T1", None]),
                delivered_at=dt.datetime(2022, 9, 1, tzinfo=dt.UTC) + dt.timedelta(luck.randrange(1000)),
            )
        )
    students = [student(n, luck.choice("NW"), entry_date="2023-08-20", membership_id=str(n)) for n in range(30)]
    return {STAFF_ROLES_TABLE: roles, MEMBERSHIPS_TABLE: students if seed % 3 else []}


STAFFS = {f"~{seed}": chance(seed) for seed in range(6)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {**CASES, **{name: (silver, []) for name, silver in STAFFS.items()}})


@pytest.mark.parametrize("case", CASES)
def test_a_staff_by_hand(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", STAFFS)
def test_a_staff_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = census_oracle.staff(STAFFS[name][STAFF_ROLES_TABLE], STAFFS[name][MEMBERSHIPS_TABLE])
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due
