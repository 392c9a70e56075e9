"""A day of a class, from a few rows of attendance and results: each student counts once.

Results that the source took back are not given to `build`: its caller leaves them out. Rosters have a test of their own.
"""

from __future__ import annotations

from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

PRODUCT = PRODUCTS["class_daily_performance"]
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}
NOBODY_ASSESSED = {"students_with_assessment": 0, "students_with_score": 0, "assessment_count": 0, "avg_score": None}


def there(student: str, is_present: bool | None, **more: Any) -> Row:
    return {"student_id": student, "is_present": is_present, **more}


def did(student: str, score: str | None, **more: Any) -> Row:
    return {"student_id": student, "score": score, **more}


def given(attendance: list[Row], assessments: list[Row]) -> Silver:
    return {ATTENDANCE_TABLE: attendance, STUDENT_ASSESSMENTS_CLEAN: assessments}


def attended(known: int, present: int, absent: int, rate: str | None) -> Row:
    names = ("students_with_attendance", "present_count", "absent_count", "attendance_rate")
    return dict(zip(names, (known, present, absent, rate), strict=True))


CASES: products.Cases = {
    "ordinary": (
        given(
            [
                there("S1", is_present=True, **PLACE),
                there("S2", is_present=True, **PLACE),
                there("S3", is_present=False, **PLACE),
                there("S4", is_present=None, **PLACE),
            ],
            [did("S1", "80.00", **PLACE), did("S1", "91.01", **PLACE), did("S5", None, **PLACE)],
        ),
        [
            {
                "class_id": "ordinary",
                "date": "2024-10-01",
                "total_students": None,
                "students_with_facts": 5,
                "facts_by_roster": 0,
                **attended(3, 2, 1, "0.6667"),
                "students_with_assessment": 2,
                "students_with_score": 1,
                "assessment_count": 3,
                "avg_score": "85.51",
                **PLACE,
            }
        ],
    ),
    "one row of attendance": (
        given([there("S1", is_present=True)], []),
        [{"students_with_facts": 1, **attended(1, 1, 0, "1.0000"), **NOBODY_ASSESSED, "school_id": None, "term": None}],
    ),
    "one result": (
        given([], [did("S1", "70.00", **PLACE)]),
        [
            {
                "students_with_facts": 1,
                **attended(0, 0, 0, None),
                "students_with_assessment": 1,
                "assessment_count": 1,
                "avg_score": "70.00",
                **PLACE,
            }
        ],
    ),
    "a source that tells of absences only": (
        given([there("S1", is_present=False, is_exception=True), there("S2", is_present=True)], []),
        [{"students_with_facts": 2, **attended(1, 1, 0, "1.0000")}],
    ),
    "a result without a score": (
        given([], [did("S1", None)]),
        [
            {
                "students_with_facts": 1,
                "students_with_assessment": 1,
                "students_with_score": 0,
                "assessment_count": 1,
                "avg_score": None,
            }
        ],
    ),
    "only what nobody understands": (
        given([there("S1", is_present=None), there("S2", is_present=None)], []),
        [{"students_with_facts": 2, **attended(0, 0, 0, None), **NOBODY_ASSESSED}],
    ),
    "nobody there": (
        given([there("S1", is_present=False), there("S2", is_present=False)], []),
        [{"students_with_facts": 2, **attended(2, 0, 2, "0.0000")}],
    ),
    "sessions": (
        given(
            [
                there("S1", is_present=False, session="1"),
                there("S1", is_present=True, session="2"),
                there("S2", is_present=False, session="1"),
                there("S2", is_present=False, session="2"),
                there("S3", is_present=None, session="1"),
                there("S3", is_present=True, session="2"),
            ],
            [],
        ),
        [{"students_with_facts": 3, **attended(3, 2, 1, "0.6667")}],
    ),
    "several sources": (
        given(
            [there("S1", is_present=True), there("S1", is_present=True, source_system="lms")],
            [did("S1", "60.00"), did("S1", "80.00", source_system="lms")],
        ),
        [
            {
                "students_with_facts": 1,
                **attended(1, 1, 0, "1.0000"),
                "students_with_assessment": 1,
                "assessment_count": 2,
                "avg_score": "70.00",
            }
        ],
    ),
    "there, and assessed": (
        given([there("S1", is_present=False), there("S2", is_present=True)], [did("S2", "0.00"), did("S3", "100.00")]),
        [
            {
                "students_with_facts": 3,
                **attended(2, 1, 1, "0.5000"),
                "students_with_assessment": 2,
                "avg_score": "50.00",
            }
        ],
    ),
    "one of 32": (
        given([there(f"S{n}", is_present=n == 0) for n in range(32)], []),
        [{"students_with_facts": 32, **attended(32, 1, 31, "0.0313")}],
    ),
    "half a hundredth": (
        given([], [did("S1", "70.00"), did("S2", "70.01"), did("S3", None)]),
        [{"students_with_assessment": 3, "students_with_score": 2, "avg_score": "70.01"}],
    ),
    "two days": (
        given(
            [there("S1", is_present=True, date="2024-10-01"), there("S1", is_present=False, date="2024-10-02")],
            [did("S2", "50.00", assessment_date="2024-10-02"), did("S2", "90.00", assessment_date="2024-10-03")],
        ),
        [
            {"date": "2024-10-01", "students_with_facts": 1, **attended(1, 1, 0, "1.0000"), **NOBODY_ASSESSED},
            {"date": "2024-10-02", "students_with_facts": 2, **attended(1, 0, 1, "0.0000"), "avg_score": "50.00"},
            {"date": "2024-10-03", "students_with_facts": 1, **attended(0, 0, 0, None), "avg_score": "90.00"},
        ],
    ),
    "not of one place": (
        given([there("S1", is_present=True, **PLACE)], [did("S1", "80.00", school_id="N1", term="T2")]),
        [{"school_id": "N1", "school_year": None, "term": None}],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_day_of_a_class(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
