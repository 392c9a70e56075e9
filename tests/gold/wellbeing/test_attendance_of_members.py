"""Days on which a student is a member, and those on which nobody says so, where a source tells of the student's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

PRODUCT = PRODUCTS["attendance_insights"]
DISTRICT = {"source_system": "district"}
TOLD = dt.datetime(2024, 11, 1, tzinfo=dt.UTC)
MISSED = {"P": ("Present", "0"), "L": ("Late", "0"), "A": ("Absent", "1"), "?": ("Unknown", None)}


def days(letters: str, first: str = "2024-09-02", **more: Any) -> list[Row]:
    """One day after another, a letter each; of the district, unless `more` names a source."""
    dates = [(dt.date.fromisoformat(first) + dt.timedelta(n)).isoformat() for n in range(len(letters))]
    told = zip(dates, (MISSED[letter] for letter in letters), strict=True)
    return [
        {**DISTRICT, "date": date, "status": status, "absent_fraction": share, **more} for date, (status, share) in told
    ]


def stay(entry: str, last: str | None = None, **more: Any) -> Row:
    return {**DISTRICT, "entry_date": entry, "exit_date": last, "delivered_at": TOLD, **more}


def given(attendance: list[Row], *stays: Row) -> Silver:
    """A stay of somebody else, too, which says nothing of the student."""
    return {ATTENDANCE_TABLE: attendance, MEMBERSHIPS_TABLE: [*stays, stay("2024-09-02", student_id="somebody")]}


def counted(recorded: int, absent: str, outside: int | None, **more: Any) -> list[Row]:
    return [{"days_recorded": recorded, "days_absent": absent, "days_outside_membership": outside, **more}]


CASES: products.Cases = {
    "all days": (given(days("PA"), stay("2024-09-02")), counted(2, "1.0000", 0)),
    "no stay": (given(days("PA?")), counted(2, "1.0000", None, unmapped_rows=1)),
    "no stay on any of the days": (
        given(days("PA?", school_id="N1", term="T1"), stay("2024-10-01")),
        counted(
            0,
            "0.0000",
            2,
            absence_band="Too Few Days",
            is_chronically_absent=None,
            absence_rate=None,
            unmapped_rows=1,
            first_date=None,
            last_date=None,
            schools=0,
            school_id=None,
            term=None,
        ),
    ),
    "from the first day to the last": (
        given(days("AAPAA"), stay("2024-09-03", "2024-09-05")),
        counted(3, "2.0000", 2, first_date="2024-09-03", last_date="2024-09-05", longest_absence=1, current_absence=1),
    ),
    "not chronic while a member": (
        given(days("P" * 10 + "AA"), stay("2024-09-02", "2024-09-11")),
        counted(10, "0.0000", 2, absence_band="Satisfactory", is_chronically_absent=False),
    ),
    "between two stays": (
        given(days("AAA"), stay("2024-09-02", "2024-09-02"), stay("2024-09-04")),
        counted(2, "2.0000", 1, longest_absence=2),
    ),
    "two stays on one day": (
        given(days("A"), stay("2024-09-02"), stay("2024-08-20", school_id="N2")),
        counted(1, "1.0000", 0),
    ),
    "late outside": (given(days("LL"), stay("2024-09-03")), counted(1, "0.0000", 1, days_late=1)),
    "unknown outside": (given(days("?P"), stay("2024-09-03")), counted(1, "0.0000", 0, unmapped_rows=1)),
    "sessions outside": (
        given([*days("A", session="1"), *days("P", session="2")], stay("2024-10-01")),
        counted(0, "0.0000", 1),
    ),
    "a source without memberships": (
        given(days("AP", source_system="register")),
        counted(2, "1.0000", None),
    ),
    "a stay told by another source": (
        given(days("AP"), stay("2024-09-04", source_system="second")),
        counted(2, "1.0000", None),
    ),
    "a day of two sources": (
        given([*days("AA"), *days("P", source_system="register")], stay("2024-10-01")),
        counted(1, "0.0000", 1),
    ),
    "before there were memberships": (
        given(days("A", "2024-06-28", school_year=2024), stay("2024-09-02")),
        counted(1, "1.0000", None),
    ),
    "in the first year of memberships": (
        given(days("A", "2024-07-01"), stay("2024-09-02")),
        counted(0, "0.0000", 1),
    ),
    "a first stay, whose year is the student's own": (
        given([*days("A", "2024-09-02"), *days("A", "2025-09-01", school_year=2026)], stay("2025-09-02")),
        [*counted(1, "1.0000", None, school_year=2025), *counted(0, "0.0000", 1, school_year=2026)],
    ),
    "gone from its source": (given(days("AA"), stay("2024-09-02", is_gone=True)), counted(2, "2.0000", 0)),
    "gone, and somewhere else since": (
        given(days("AAA"), stay("2024-09-02", is_gone=True), stay("2024-09-04")),
        counted(3, "3.0000", 0),
    ),
    "of one school year": (
        given(
            [*days("A", "2025-06-30"), *days("A", "2025-07-01", school_year=2026)], stay("2024-09-02", school_year=2025)
        ),
        [*counted(1, "1.0000", 0, school_year=2025), *counted(0, "0.0000", 1, school_year=2026)],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    """Of somebody else, who has no days, there is no row."""
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_days_of_a_member(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def test_where_nobody_tells_of_memberships_all_days_count(spark: SparkSession) -> None:
    cases: products.Cases = {"alone": ({ATTENDANCE_TABLE: days("PA")}, counted(2, "1.0000", None))}
    [[row]] = products.answers(spark, PRODUCT, cases).values()
    assert products.asked([row], cases["alone"][1]) == cases["alone"][1]
