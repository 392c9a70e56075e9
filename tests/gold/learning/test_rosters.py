"""Who belongs to a class, from a few versions and enrollments: the class of facts that name none, and its roll.

Each case has students of its own. One of them names the class, so that it has a row; those of `told` name none.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

PRODUCT = PRODUCTS["class_daily_performance"]
OTHER = {"class_id": "another"}
EARLY, LONG, UNDATED = {"end_date": "2024-09-30"}, {"end_date": "2024-12-20"}, {"end_date": None}
GONE = {"status": "Inactive", "is_active": False, "is_gone": True}
OVER = {"status": "Withdrawn", "is_active": False}


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def version(student: str, since: str = "2024-09-01", until: str | None = None, **more: Any) -> Row:
    return {"student_id": student, "valid_from": moment(since), "valid_to": until and moment(until), **more}


def enrolled(student: str, first: str | None = "2024-09-01", last: str | None = None, **more: Any) -> Row:
    return {"student_id": student, "start_date": first, "end_date": last, "status": "Active", **more}


def told(student: str, **more: Any) -> Row:
    return {"student_id": student, "is_present": True, "class_id": None, **more}


def given(
    *facts: Row, versions: tuple[Row, ...] = (), enrollments: tuple[Row, ...] = (), classes: tuple[Row, ...] = ()
) -> Silver:
    named = {"student_id": "somebody", "is_present": True}
    return {
        ATTENDANCE_TABLE: [named, *facts],
        STUDENTS_TABLE: list(versions),
        ENROLLMENTS_TABLE: list(enrollments),
        CLASSES_TABLE: list(classes),
    }


def roll(total: int | None, students: int, by_roster: int) -> list[Row]:
    return [{"total_students": total, "students_with_facts": students, "facts_by_roster": by_roster}]


TAKEN, LEFT = roll(1, 2, 1), roll(None, 1, 0)
CASES: products.Cases = {
    "no roster": (given(told("a1")), LEFT),
    "a version": (given(told("a2"), versions=(version("a2"),)), TAKEN),
    "an enrollment": (given(told("a3"), enrollments=(enrolled("a3"),)), TAKEN),
    "somebody else": (given(told("a4"), versions=(version("b4"),), enrollments=(enrolled("c4"),)), roll(2, 1, 0)),
    "a version without a class": (given(told("a5"), versions=(version("a5", class_id=None),)), LEFT),
    "a version's first day": (given(told("a6"), versions=(version("a6", "2024-10-01T23:59"),)), TAKEN),
    "a version's eve": (given(told("a7"), versions=(version("a7", "2024-10-02"),)), LEFT),
    "a version's last day": (given(told("a8"), versions=(version("a8", until="2024-10-02"),)), TAKEN),
    "a version before": (given(told("a9"), versions=(version("a9", until="2024-10-01T00:01"),)), LEFT),
    "moved on the day": (
        given(
            told("a10"),
            versions=(version("a10", until="2024-10-01T08:00", **OTHER), version("a10", "2024-10-01T08:00")),
        ),
        TAKEN,
    ),
    "moved away": (
        given(
            told("a11", is_present=None),
            versions=(version("a11", until="2024-10-01"), version("a11", "2024-10-01", class_id=None)),
        ),
        LEFT,
    ),
    "inactive": (given(told("a12"), versions=(version("a12", is_active=False),)), LEFT),
    "versions of two sources": (
        given(
            told("a13"),
            versions=(version("a13"), version("a13", source_system="lms", **OTHER)),
            enrollments=(enrolled("a13"),),
        ),
        roll(1, 1, 0),
    ),
    "two sources that agree": (
        given(told("a14"), versions=(version("a14"), version("a14", source_system="lms"))),
        TAKEN,
    ),
    "a version goes before": (
        given(told("a15"), versions=(version("a15"),), enrollments=(enrolled("a15", **OTHER),)),
        TAKEN,
    ),
    "two enrollments": (given(told("a16"), enrollments=(enrolled("a16"), enrolled("a16", **OTHER))), roll(1, 1, 0)),
    "twice in one class": (given(told("a17"), enrollments=(enrolled("a17"), enrolled("a17"))), TAKEN),
    "an enrollment's only day": (
        given(told("a18"), enrollments=(enrolled("a18", "2024-10-01", "2024-10-01"),)),
        TAKEN,
    ),
    "an enrollment's eve": (given(told("a19"), enrollments=(enrolled("a19", "2024-10-02"),)), LEFT),
    "the day after": (given(told("a20"), enrollments=(enrolled("a20", last="2024-09-30"),)), LEFT),
    "nobody knows since when": (given(told("a21"), enrollments=(enrolled("a21", None, "2024-12-20"),)), LEFT),
    "nobody knows until when": (
        given(
            told("a22"),
            told("b22"),
            enrollments=(enrolled("a22", **OVER), enrolled("b22", status="Completed")),
        ),
        LEFT,
    ),
    "over later": (given(told("a23"), enrollments=(enrolled("a23", last="2024-10-01", **OVER),)), TAKEN),
    "of the year before": (given(told("a24"), enrollments=(enrolled("a24", "2023-09-01", school_year=2024),)), LEFT),
    "of the year": (given(told("a25"), enrollments=(enrolled("a25", school_year=2025),)), TAKEN),
    "its class has ended": (given(told("a32"), enrollments=(enrolled("a32"),), classes=(EARLY,)), LEFT),
    "its own last day": (
        given(told("a33"), enrollments=(enrolled("a33", last="2024-10-01"),), classes=(EARLY,)),
        TAKEN,
    ),
    "the class of another source": (
        given(told("a34"), enrollments=(enrolled("a34"),), classes=({**EARLY, "source_system": "lms"},)),
        TAKEN,
    ),
    "to the end of the class": (
        given(told("a35"), enrollments=(enrolled("a35", status="Completed", is_active=False),), classes=(LONG,)),
        TAKEN,
    ),
    "to the end of the year": (
        given(told("a36"), enrollments=(enrolled("a36", status="Failed", school_year=2025),), classes=(UNDATED,)),
        TAKEN,
    ),
    "left before the end": (given(told("a37"), enrollments=(enrolled("a37", **OVER),), classes=(LONG,)), LEFT),
    "gone before the end": (
        given(
            told("a38"),
            enrollments=(enrolled("a38", **GONE, delivered_at=moment("2024-12-19T23:59")),),
            classes=(LONG,),
        ),
        LEFT,
    ),
    "gone after the end": (
        given(told("a39"), enrollments=(enrolled("a39", **GONE, delivered_at=moment("2024-12-20")),), classes=(LONG,)),
        TAKEN,
    ),
    "a class that cannot be read": (
        given(
            told("a26", issue_codes=["ID_DAMAGED"]),
            told("a26", issue_codes=["UNMAPPED_STATUS", "BAD_ID"]),
            versions=(version("a26"),),
        ),
        roll(1, 1, 0),
    ),
    "another fault": (given(told("a27", issue_codes=["UNMAPPED_STATUS"]), versions=(version("a27"),)), TAKEN),
    "it names a class": (
        given({"student_id": "a28", "is_present": True}, versions=(version("a28", **OTHER),)),
        roll(None, 2, 0),
    ),
    "most without a fact": (
        given(
            told("a29"),
            versions=tuple(version(student) for student in ("a29", "b29", "c29")),
            enrollments=tuple(enrolled(student) for student in ("c29", "d29")),
        ),
        roll(4, 2, 1),
    ),
    "facts of both kinds": (
        {
            **given(told("a30", session="1"), told("a30", session="2"), versions=(version("a30"),)),
            STUDENT_ASSESSMENTS_CLEAN: [{"student_id": "a30", "score": "80.00", "class_id": None}],
        },
        [{**roll(1, 2, 3)[0], "students_with_assessment": 1, "avg_score": "80.00", "present_count": 2}],
    ),
    "two days": (
        given(
            told("a31"),
            told("a31", date="2024-10-02"),
            versions=(version("a31", "2024-10-02"), version("b31", until="2024-10-02")),
        ),
        [
            {"date": "2024-10-01", **roll(1, 1, 0)[0]},
            {"date": "2024-10-02", **roll(1, 1, 1)[0]},
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_class_and_who_belongs_to_it(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
