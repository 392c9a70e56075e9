"""A course, from a few enrollments: how they ended, and what share of the known ends is a pass."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE

PRODUCT = PRODUCTS["course_completion"]
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}
JUNE_20 = dt.datetime(2025, 6, 20, tzinfo=dt.UTC)
OUTCOMES = ("completed", "failed", "withdrawn", "still_open", "not_told")


def enrolled(status: str, student: str = "S1", **more: Any) -> Row:
    return {"status": status, "student_id": student, **more}


def inactive(said: dt.datetime = JUNE_20, **more: Any) -> Row:
    return enrolled("Inactive", delivered_at=said, **more)


def login(student: str, progress: str | None, day: str = "2024-10-01", **more: Any) -> Row:
    return {"student_id": student, "progress_percentage": progress, "date": day, **more}


def given(*enrollments: Row, classes: list[Row] | None = None, logins: tuple[Row, ...] = ()) -> Silver:
    return {ENROLLMENTS_TABLE: list(enrollments), CLASSES_TABLE: classes or [], ENGAGEMENT_TABLE: list(logins)}


def progressed(students: int, reached: int, rate: str | None) -> Row:
    return {"with_progress": students, "reached_100": reached, "progress_rate": rate}


def ended(rate: str | None, students: dict[str, int] | None = None, **counts: int) -> list[Row]:
    """Enrollments by outcome, none of those not named; as many students, but for those of `students`."""
    enrollments = {**dict.fromkeys(OUTCOMES, 0), **counts}
    different = {f"{name}_students": count for name, count in {**enrollments, **(students or {})}.items()}
    return [{"completion_rate": rate, **enrollments, **different}]


LEFT = ended("0.0000", withdrawn=1)
NOT_TOLD = ended(None, not_told=1)
CASES: products.Cases = {
    "ordinary": (
        given(
            enrolled("Completed", "S1", **PLACE),
            enrolled("Completed", "S2", **PLACE),
            enrolled("Failed", "S3", **PLACE),
            enrolled("Withdrawn", "S4", **PLACE),
            enrolled("Active", "S5", **PLACE),
        ),
        [
            {
                "course_id": "ordinary",
                **ended("0.5000", completed=2, failed=1, withdrawn=1, still_open=1)[0],
                "enrolled": 5,
                "students": 5,
                **PLACE,
            }
        ],
    ),
    "one that passed": (
        given(enrolled("Completed")),
        [{**ended("1.0000", completed=1)[0], "enrolled": 1, "students": 1, **dict.fromkeys(PLACE)}],
    ),
    "none that passed": (given(enrolled("Failed")), ended("0.0000", failed=1)),
    "no known outcome": (
        given(enrolled("Active", "S1"), enrolled("Unknown", "S2"), inactive(is_gone=True)),
        [{**ended(None, still_open=2, not_told=1)[0], "enrolled": 3, "students": 2}],
    ),
    "a third": (
        given(enrolled("Completed", "S1"), enrolled("Failed", "S2"), enrolled("Withdrawn", "S3")),
        ended("0.3333", completed=1, failed=1, withdrawn=1),
    ),
    "one of 32": (
        given(enrolled("Completed", "S0"), *[enrolled("Failed", f"S{n}") for n in range(1, 32)]),
        ended("0.0313", completed=1, failed=31),
    ),
    "at the third attempt": (
        given(enrolled("Failed"), enrolled("Failed"), enrolled("Completed")),
        [{**ended("0.3333", {"failed": 1}, completed=1, failed=2)[0], "enrolled": 3, "students": 1}],
    ),
    "several sources": (
        given(
            enrolled("Completed", source_system="lms", **PLACE),
            enrolled("Completed", school_id="N1", school_year=2025, term="T2"),
            enrolled("Completed", "S2", school_id="N1", term="T1"),
        ),
        [
            {
                **ended("1.0000", {"completed": 2}, completed=3)[0],
                "enrolled": 3,
                "students": 2,
                "school_id": "N1",
                "school_year": None,
                "term": None,
            }
        ],
    ),
    "inactive and nothing else": (given(inactive()), LEFT),
    "gone from its source": (given(inactive(is_gone=True)), NOT_TOLD),
    "gone, and no day says so": (given(inactive(is_gone=True, end_date="2025-12-20")), NOT_TOLD),
    "on its last day": (given(inactive(end_date="2025-06-20")), NOT_TOLD),
    "just before its last day": (
        given(inactive(JUNE_20 - dt.timedelta(microseconds=1), end_date="2025-06-20")),
        LEFT,
    ),
    "said before it was delivered": (
        given(inactive(end_date="2025-06-20", source_updated_at=JUNE_20 - dt.timedelta(1))),
        LEFT,
    ),
    "said after its last day": (
        given(inactive(JUNE_20 - dt.timedelta(1), end_date="2025-06-20", source_updated_at=JUNE_20)),
        NOT_TOLD,
    ),
    "its class has ended": (
        given(inactive(class_id="ended"), classes=[{"class_id": "ended", "end_date": "2025-06-20"}]),
        NOT_TOLD,
    ),
    "its class goes on": (
        given(inactive(class_id="goes on"), classes=[{"class_id": "goes on", "end_date": "2025-06-21"}]),
        LEFT,
    ),
    "its own last day comes first": (
        given(inactive(class_id="own", end_date="2025-06-21"), classes=[{"class_id": "own", "end_date": "2025-06-01"}]),
        LEFT,
    ),
    "its class is over": (
        given(inactive(class_id="over"), classes=[{"class_id": "over", "is_active": False}]),
        NOT_TOLD,
    ),
    "its class has no days": (given(inactive(class_id="no days"), classes=[{"class_id": "no days"}]), LEFT),
    "the class of another source": (
        given(
            inactive(class_id="other"),
            classes=[{"class_id": "other", "source_system": "lms", "is_active": False, "end_date": "2025-06-01"}],
        ),
        LEFT,
    ),
    "a class that nobody knows": (given(inactive(class_id="nobody's")), LEFT),
    "many in one class": (
        given(
            *[enrolled("Completed", f"S{n}", class_id="many") for n in range(3)],
            inactive(class_id="many"),
            classes=[{"class_id": "many", "is_active": False}, {"class_id": "many", "source_system": "lms"}],
        ),
        [{**ended("1.0000", completed=3, not_told=1)[0], "enrolled": 4, "students": 3}],
    ),
    "no progress": (given(enrolled("Completed"), logins=(login("S1", None),)), [progressed(0, 0, None)]),
    "progress beside outcomes": (
        given(
            enrolled("Failed", "S1", **PLACE),
            enrolled("Completed", "S2", **PLACE),
            logins=(login("S1", "100.00"), login("S3", "99.99", term="T9"), login("S4", "0.00")),
        ),
        [{**ended("0.5000", completed=1, failed=1)[0], **progressed(3, 1, "0.3333"), "enrolled": 2, **PLACE}],
    ),
    "the latest progress": (
        given(
            logins=(
                login("S1", "100.00"),
                login("S1", "20.00", "2024-10-02"),
                login("S2", "20.00"),
                login("S2", "100.00", "2024-10-02"),
                login("S2", None, "2024-10-03"),
            )
        ),
        [progressed(2, 1, "0.5000")],
    ),
    "progress alone": (
        given(logins=(login("S1", "100.00", **PLACE), login("S1", "50.00", school_id="N1", term="T1"))),
        [
            {
                **ended(None)[0],
                "enrolled": 0,
                "students": 0,
                **progressed(1, 1, "1.0000"),
                "school_id": "N1",
                "school_year": 2025,
                "term": "T1",
            }
        ],
    ),
    "progress in two schools": (
        given(logins=(login("S1", "1.00", school_id="N1"), login("S2", "2.00", school_id="N2"))),
        [{**progressed(2, 0, "0.0000"), "school_id": None, "term": None}],
    ),
    "one of 32 at the end": (
        given(logins=tuple(login(f"S{n}", "100.00" if n == 0 else "99.99") for n in range(32))),
        [progressed(32, 1, "0.0313")],
    ),
    "a result that is told": (
        given(
            enrolled("Withdrawn", class_id="told", end_date="2025-01-01", delivered_at=JUNE_20),
            enrolled("Completed", class_id="told", end_date="2025-12-20", delivered_at=JUNE_20),
            classes=[{"class_id": "told", "is_active": False}],
        ),
        ended("0.5000", completed=1, withdrawn=1),
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_course_from_a_few_enrollments(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
