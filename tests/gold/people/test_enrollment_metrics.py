"""Students of a school and a district: the hazards by hand, and districts made by chance against the oracle."""

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
from edulake.gold.people.enrollment_metrics import LEFT_AS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

PRODUCT = PRODUCTS["enrollment_metrics"]
GRADE = "3rd Grade"
JULY_2025 = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
OCTOBER_2025 = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)


def stay(first: str, last: str | None = None, school: str | None = "N", **more: Any) -> Row:
    return {
        "student_id": "S1",
        "entry_date": first,
        "exit_date": last,
        "school_id": school,
        "grade_level": GRADE,
        **more,
    }


def school_day(day: str, school: str | None = "N", held: bool = True, **more: Any) -> Row:
    return {"date": day, "school_id": school, "is_school_day": held, **more}


def given(*stays: Row, days: list[Row] | None = None, told: dt.datetime | None = None) -> Silver:
    numbered = [
        {"membership_id": f"{n:04}", **({"delivered_at": told} if told else {}), **s} for n, s in enumerate(stays)
    ]
    return {MEMBERSHIPS_TABLE: numbered, SCHOOL_DAYS_TABLE: days or []}


def row(place: str, year: int = 2025, **more: Any) -> Row:
    return {"school_id": place, "school_year": year, "grade_level": GRADE, **more}


WEEK = [school_day(f"2024-09-{day:02}") for day in range(23, 28)]
CASES: products.Cases = {
    "one who stays": (
        given(stay("2024-08-20"), days=WEEK),
        [
            row(
                place, members=1, entries=1, exits=0, came_later=0, left_later=0, mobility_rate="0.0000", member_days=5,
                school_days=5, adm="1.00", graduated=0, retained=None, retention_rate=None, term=None,
            )
            for place in ("All", "N")
        ],
    ),
    "the census day is the first and the last": (
        given(stay("2024-10-01", "2024-10-01")),
        [row("All", members=1, came_later=0, left_later=1), row("N", members=1, exits=1, exits_unknown=1)],
    ),
    "a day after and a day before": (
        given(stay("2024-10-02"), stay("2024-08-20", "2024-09-30", student_id="S2", exit_type="Transferred")),
        [
            row("All", members=0, entries=2, exits=1, exits_transferred=1, came_later=1, left_later=0, mobility_rate=None),
            row("N", members=0, retention_rate=None, adm=None, member_days=None, school_days=None),
        ],
    ),
    "a transfer within the district": (
        given(
            stay("2024-08-20", "2024-12-20", exit_type="Transferred"),
            stay("2025-01-07", school="W"),
            told=JULY_2025,
        ),
        [
            row("All", members=1, entries=1, exits=0, came_later=0, left_later=0),
            row("N", members=1, entries=1, exits=1, exits_transferred=1, left_later=1, mobility_rate="1.0000"),
            row("W", members=0, entries=1, exits=0, came_later=1, mobility_rate=None),
        ],
    ),
    "left and came back": (
        given(stay("2024-08-20", "2024-09-10"), stay("2024-09-20", "2025-03-01"), told=JULY_2025),
        [row(place, members=1, entries=1, exits=1, left_later=1, came_later=0) for place in ("All", "N")],
    ),
    "at two schools at once": (
        given(stay("2024-08-20", is_primary=False), stay("2024-08-20", school="W", is_primary=True)),
        [row("All", members=1, entries=1), row("N", members=1), row("W", members=1)],
    ),
    "in two grades at once": (
        given(stay("2024-08-20"), stay("2024-09-01", grade_level="4th Grade")),
        [
            row("All", members=1),
            {**row("All", members=0, entries=0), "grade_level": "4th Grade"},
            row("N", members=1),
            {**row("N", members=0, entries=0), "grade_level": "4th Grade"},
        ],
    ),
    "a row of next year": (
        given(stay("2024-08-20", "2025-06-10", exit_type="Year End"), stay("2025-08-20", grade_level="4th Grade"), told=JULY_2025),
        [row(place, members=1, exits=1, exits_year_end=1, left_later=0, retained=None) for place in ("All", "N")],
    ),
    "next year has come": (
        given(
            stay("2024-08-20", "2025-06-10", exit_type="Year End"),
            stay("2024-08-20", "2025-06-10", student_id="S2", exit_type="Graduated"),
            stay("2024-08-20", "2025-06-10", student_id="S3"),
            stay("2025-08-20", grade_level="4th Grade"),
            stay("2025-08-20", school="W", grade_level="4th Grade", student_id="S3"),
            told=OCTOBER_2025,
        ),
        [
            row("All", members=3, graduated=1, retained=2, retention_rate="1.0000", exits=3, left_later=1),
            {**row("All", 2026, members=2, retained=None), "grade_level": "4th Grade"},
            row("N", members=3, graduated=1, retained=1, retention_rate="0.5000"),
            {**row("N", 2026, members=1), "grade_level": "4th Grade"},
            {**row("W", 2026, members=1), "grade_level": "4th Grade"},
        ],
    ),
    "a stay of one year only": (
        given(stay("2024-08-20", school_year=2025), told=OCTOBER_2025),
        [row(place, members=1, exits=0, retained=0, retention_rate="0.0000") for place in ("All", "N")],
    ),
    "gone, for it was told otherwise": (
        given(stay("2024-08-20", is_gone=True), stay("2024-08-20", school="W")),
        [row("All", members=1, entries=1), row("W", members=1, entries=1)],
    ),
    "gone with the year": (
        given(
            stay("2024-08-20", is_gone=True, delivered_at=products.FILLING["TIMESTAMP"]),
            stay("2025-08-20", student_id="S2"),
            told=OCTOBER_2025,
        ),
        [row(place, year, members=1) for place in ("All", "N") for year in (2025, 2026)],
    ),
    "no school": (given(stay("2024-08-20", school=None)), [row("All", members=1), row("Unknown", members=1)]),
    "days off and days to come": (
        given(stay("2024-09-24"), days=[*WEEK, school_day("2024-09-28", held=False), school_day("2024-11-01")]),
        [row(place, member_days=4, school_days=5, adm="0.80") for place in ("All", "N")],
    ),
    "a calendar for all": (
        given(
            stay("2024-08-20"),
            stay("2024-08-20", school="W", student_id="S2"),
            days=[*WEEK[:3], school_day("2024-09-26", None), school_day("2024-09-27", None)],
        ),
        [
            row("All", member_days=5, school_days=5, adm="1.00"),
            row("N", member_days=3, school_days=3, adm="1.00"),
            row("W", member_days=2, school_days=2, adm="1.00"),
        ],
    ),
    "one school without a calendar": (
        given(stay("2024-08-20"), stay("2024-08-20", school="W", student_id="S2"), days=WEEK),
        [
            row("All", members=2, member_days=None, school_days=None, adm=None),
            row("N", member_days=5),
            row("W", member_days=None, adm=None),
        ],
    ),
    "holidays alone": (
        given(stay("2024-08-20"), days=[school_day("2024-09-23", held=False)]),
        [row(place, member_days=0, school_days=0, adm=None) for place in ("All", "N")],
    ),
}  # fmt: skip


def chance(seed: int) -> Silver:
    """A district of 40 students over three school years, with all that a register may say."""
    luck = random.Random(seed)
    first = dt.date(2022, 7, 1)

    def day(span: int = 1090) -> dt.date:
        return first + dt.timedelta(luck.randrange(span))

    stays = []
    for n in range(100):
        begins = day()
        ends = luck.choice([None, begins, begins + dt.timedelta(luck.randrange(400)), dt.date(2024, 9, 30)])
        told = dt.datetime(2022, 9, 1, tzinfo=dt.UTC) + dt.timedelta(luck.randrange(1000))
        stays.append(
            stay(
                begins.isoformat(),
                ends.isoformat() if ends and ends >= begins else None,
                luck.choice(["N", "W", "N", None]),
                student_id=f"S{luck.randrange(40)}",
                grade_level=luck.choice([GRADE, "4th Grade"]),
                exit_type=luck.choice([None, *LEFT_AS.values()]),
                is_primary=luck.choice([None, True, False]),
                is_gone=luck.choice([None, None, None, True]),
                school_year=luck.choice([None, None, census_oracle.year_of(begins)]),
                term=luck.choice(["T1", "T1", "T1", "T2"]),
                membership_id=f"{n:04}",
                delivered_at=told,
            )
        )
    places = luck.choice([["N", "W", None], ["N", None], ["N", "W"]])
    days = {(luck.choice(places), day(1200)): luck.random() < 0.7 for _ in range(600)}
    calendar = [school_day(when.isoformat(), school, held) for (school, when), held in days.items()]
    return {MEMBERSHIPS_TABLE: stays, SCHOOL_DAYS_TABLE: calendar}


DISTRICTS = {f"~{seed}": chance(seed) for seed in range(6)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    by_chance = {name: (silver, []) for name, silver in DISTRICTS.items()}
    return products.answers(spark, PRODUCT, {**CASES, **by_chance})


@pytest.mark.parametrize("case", CASES)
def test_a_district_by_hand(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_district_by_chance(district: str, found: dict[str, list[Row]]) -> None:
    silver = DISTRICTS[district]
    due = census_oracle.District(silver[MEMBERSHIPS_TABLE], silver[SCHOOL_DAYS_TABLE]).metrics()
    assert [{name: row[name] for name in due[0]} for row in found[district]] == due


def test_grades_add_up_to_students_and_schools_do_not(found: dict[str, list[Row]]) -> None:
    """Of at least one of the districts: schools together have more members than the district has."""
    totals = {True: 0, False: 0}
    for district in DISTRICTS:
        for row_ in found[district]:
            totals[row_["school_id"] == "All"] += row_["members"]
    assert totals[False] > totals[True] > 0
