"""Who is easily counted twice or not at all: one who moves, twins, one who returns, and whom next year's rows name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from membership_rows import cell, stays
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.guardian_links import GUARDIAN_LINKS_TABLE
from edulake.silver.people.guardians import GUARDIANS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.student_groups import STUDENT_GROUPS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

MAY_2025 = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)
OCTOBER_2025 = dt.datetime(2025, 10, 2, tzinfo=dt.UTC)
EVERY_DAY = ("2024-12-19", "2024-12-20", "2025-01-06", "2025-01-07", "2025-01-08")


def stay(student: str, first: str, last: str | None = None, school: str = "N", **more: Any) -> Row:
    dates = {"entry_date": first, "exit_date": last}
    [row] = stays(student, school_id=school, **{**dates, "delivered_at": MAY_2025, **more})
    return row


CALENDAR = [
    {"date": day, "school_id": school, "is_school_day": True, "delivered_at": MAY_2025}
    for day in EVERY_DAY
    for school in ("N", "W")
]
MOVES = [
    stay("mover", "2024-08-20", "2024-12-20", exit_type="Transferred"),
    stay("mover", "2025-01-07", school="W"),
    stay("other", "2024-08-20"),
]
RETURNS = [stay("back", "2024-08-20", "2024-09-10"), stay("back", "2024-10-05")]
TWINS = [stay("twin1", "2024-08-20"), stay("twin2", "2024-08-20")]
NEXT_YEAR = [
    stay("up", "2024-08-20", "2025-06-10", exit_type="Year End"),
    stay("up", "2025-08-20", school="W", grade_level="4th Grade"),
    stay("new", "2025-08-20", school="W", school_year=2026),
]
ROLLED_OVER = [{**row, "delivered_at": OCTOBER_2025} for row in NEXT_YEAR[:2]]
AT_ONE_SCHOOL = ("All", "N")


def counted(members: list[Row], *rows: Row) -> tuple[Silver, list[Row]]:
    return {MEMBERSHIPS_TABLE: members, SCHOOL_DAYS_TABLE: CALENDAR}, list(rows)


STUDENTS: products.Cases = {
    "a transfer in the middle of the year": counted(
        MOVES,
        cell(
            "All", members=2, entries=2, exits=0, exits_transferred=0, came_later=0, left_later=0, mobility_rate="0.0000",
            member_days=9, school_days=5, adm="1.80",
        ),
        cell(
            "N", members=2, entries=2, exits=1, exits_transferred=1, left_later=1, mobility_rate="0.5000", member_days=7,
        ),
        cell("W", members=0, entries=1, exits=0, came_later=1, mobility_rate=None, member_days=2),
    ),
    "a day at both schools": counted(
        [stay("mover", "2024-08-20", "2025-01-07", exit_type="Transferred"), MOVES[1]],
        cell("All", members=1, entries=1, exits=0, member_days=5, adm="1.00"),
        cell("N", members=1, exits_transferred=1, member_days=4),
        cell("W", members=0, entries=1, member_days=2),
    ),
    "twins": counted(TWINS, *[cell(place, members=2, entries=2, member_days=10, adm="2.00") for place in AT_ONE_SCHOOL]),
    "away on the census day": counted(
        RETURNS, *[cell(place, members=0, entries=1, exits=0, came_later=0, member_days=5) for place in AT_ONE_SCHOOL]
    ),
    "the census day is the last": counted(
        [stay("gone", "2024-08-20", "2024-10-01", exit_type="Withdrawn")],
        *[cell(place, members=1, exits=1, exits_withdrawn=1, left_later=1) for place in AT_ONE_SCHOOL],
    ),
    "next year's rows in this year's file": counted(
        NEXT_YEAR, *[cell(place, members=1, entries=1, exits=0, retained=None) for place in AT_ONE_SCHOOL]
    ),
    "a roll-over is no transfer": counted(
        ROLLED_OVER,
        cell(
            "All", members=1, exits=1, exits_year_end=1, exits_transferred=0, exits_unknown=0, left_later=0,
            mobility_rate="0.0000", retained=1,
        ),
        cell("All", 2026, "4th Grade", members=1, entries=1, came_later=0),
        cell("N", members=1, exits=1, exits_year_end=1, exits_transferred=0, left_later=0, retained=0),
        cell("W", 2026, "4th Grade", members=1, entries=1),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def students(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCTS["enrollment_metrics"], STUDENTS)


@pytest.mark.parametrize("case", STUDENTS)
def test_students_are_counted_once(case: str, students: dict[str, list[Row]]) -> None:
    _, expected = STUDENTS[case]
    assert products.asked(students[case], expected) == expected


IN_BOTH = {"2024-12-19": "N", "2024-12-20": "N", "2025-01-07": "W", "2025-01-08": "W"}


def missing(
    name: str, days: dict[str, str], *members: Row, share: str = "1", **expected: Any
) -> tuple[Silver, list[Row]]:
    """Stays and days, by the school that tells of each, of one student, who bears the name of the case."""
    own = [{**row, "student_id": name} for row in members]
    told = {"student_id": name, "status": "Absent" if share == "1" else "Present", "absent_fraction": share}
    return {
        ATTENDANCE_TABLE: [{**told, "date": day, "school_id": school} for day, school in days.items()],
        MEMBERSHIPS_TABLE: own,
    }, [expected]


ABSENCES: products.Cases = {
    "transfer": missing(
        "transfer", {**IN_BOTH, "2025-01-06": "N"}, *MOVES[:2], school_year=2025, days_recorded=4, days_absent="4.0000",
        days_outside_membership=1, longest_absence=4, current_absence=4, schools=2, school_id=None,
    ),
    "return": missing(
        "return", {"2024-09-10": "N", "2024-10-01": "N", "2024-10-05": "N"}, *RETURNS, school_year=2025, days_recorded=2,
        days_absent="2.0000", days_outside_membership=1, longest_absence=2, schools=1, school_id="N",
    ),
    "twin": missing("twin", {"2025-01-07": "N"}, TWINS[0], days_recorded=1, days_absent="1.0000"),
    "other twin": missing("other twin", {"2025-01-07": "N"}, TWINS[1], share="0", days_recorded=1, days_absent="0.0000"),
    "last day": missing(
        "last day", {"2024-10-01": "N", "2024-10-02": "N"}, stay("", "2024-08-20", "2024-10-01"), days_recorded=1,
        days_outside_membership=1,
    ),
    "next year": missing(
        # Of the years before a student's first membership nobody says when he was one.
        "next year", {"2025-05-19": "N"}, *NEXT_YEAR[2:], school_year=2025, days_recorded=1, days_absent="1.0000",
        days_outside_membership=None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def absences(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCTS["attendance_insights"], ABSENCES)


@pytest.mark.parametrize("case", ABSENCES)
def test_absence_follows_its_student(case: str, absences: dict[str, list[Row]]) -> None:
    _, expected = ABSENCES[case]
    assert products.asked(absences[case], expected) == expected


IN_SEPTEMBER = [
    stay("mover", "2024-08-20", "2024-09-20", exit_type="Transferred"),
    stay("mover", "2024-09-23", school="W"),
]
MEMBERS = {
    "a transfer before the census day": (IN_SEPTEMBER, {"All": 1, "W": 1}),
    "a transfer in the middle of the year": (MOVES, {"All": 2, "N": 2}),
    "twins": (TWINS, {"All": 2, "N": 2}),
    "away on the census day": ([*RETURNS, stay("other", "2024-08-20")], {"All": 1, "N": 1}),
    "next year's rows in this year's file": (NEXT_YEAR, {"All": 1, "N": 1}),
}


def families(members: list[Row], places: dict[str, int]) -> tuple[Silver, list[Row]]:
    """All of them have one guardian, as a family does."""
    links = [{"student_id": row["student_id"], "guardian_id": "g", "relation": "Mother"} for row in members]
    guardians = [{"guardian_id": "g", "family_name": "Doe", "email": "doe@example.org", "is_active": True}]
    told = {MEMBERSHIPS_TABLE: members, GUARDIAN_LINKS_TABLE: links, GUARDIANS_TABLE: guardians}
    due = [
        cell(place, members=n, with_guardian=n, reachable=n, no_contact=0, reach="1.0000")
        for place, n in places.items()
    ]
    return told, due


def groups(members: list[Row], places: dict[str, int]) -> tuple[Silver, list[Row]]:
    told = [{"student_id": row["student_id"], "kind": "Sex", "value": "Female"} for row in members]
    due = [
        cell(place, kind="Sex", value="Female", students=n, members=n, share="1.0000") for place, n in places.items()
    ]
    return {MEMBERSHIPS_TABLE: members, STUDENT_GROUPS_TABLE: told}, due


@pytest.mark.parametrize(("product", "given"), [("guardian_coverage", families), ("demographics_overview", groups)])
def test_members_of_the_census_day_are_counted_once(product: str, given: Any, spark: SparkSession) -> None:
    cases = {name: given(*case) for name, case in MEMBERS.items()}
    found = products.answers(spark, PRODUCTS[product], cases)
    assert {case: products.asked(found[case], due) for case, (_, due) in cases.items()} == {
        case: due for case, (_, due) in cases.items()
    }
