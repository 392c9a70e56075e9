"""What becomes of those who start in a year: who is there and where, who is not, and whose scores are compared."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import oracle_years
import pytest
from made_up_results import as_built, as_reckoned, results
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["cohort_longitudinal"]
COUNTS = ("students", "stayed", "moved", "school_unknown", "completed", "gone")
SCORES = ("students_with_score", "avg_score", "matched_students", "matched_change")


def result(student: str, year: int, school: str | None, score: str | None = None, month: int = 10) -> dict[str, Any]:
    day = dt.date(year - (month > 6), month, 1)
    told = {"student_id": student, "school_year": year, "school_id": school, "assessment_date": day, "subject": "Math"}
    return {**told, "grade_level": "3rd Grade", "score": score and Decimal(score)}


def enrolled(student: str, year: int | None, school: str | None, day: str | None = None) -> dict[str, Any]:
    start = dt.date.fromisoformat(day) if day else None
    return {"student_id": student, "school_year": year, "school_id": school, "start_date": start}


def version(student: str, year: int | None, school: str | None, status: str = "Active", day: int = 1) -> dict[str, Any]:
    told = {"student_id": student, "school_year": year, "school_id": school, "status": status}
    at = dt.datetime((year or 2022), 1, day, tzinfo=dt.UTC)
    return {**told, "valid_from": at, "is_active": status == "Active", "source_system": "sis"}


GIVEN: dict[Any, list[dict[str, Any]]] = {
    STUDENT_ASSESSMENTS_CLEAN: [
        # Stays, then moves; of two schools in a year the later is the year's.
        result("A", 2022, "N1", "60.00"),
        result("A", 2023, "N1", "70.00"),
        result("A", 2024, "N1", "80.00"),
        result("A", 2024, "N2", "90.00", month=3),
        # Away for a year, and back in the school of entry; without a score there.
        result("B", 2022, "N1", "80.00"),
        result("B", 2024, "N1", None),
        # Nobody says where, in the year of entry.
        result("E", 2023, None, "50.00"),
    ],
    ENROLLMENTS_TABLE: [
        # A known school counts, though an unknown one is later; a day that is not known is earlier than any.
        enrolled("C", 2022, "N1", "2021-09-01"),
        enrolled("C", 2022, None, "2022-02-01"),
        enrolled("C", 2022, "N9"),
        enrolled("C", None, "N7", "2023-09-01"),
        # An enrollment makes an earlier entry than the results do, elsewhere.
        enrolled("E", 2024, "N1", "2023-09-01"),
    ],
    STUDENTS_TABLE: [
        version("C", 2022, "N1"),
        version("C", 2023, "N1", "Completed"),
        version("A", None, "N5", "Completed"),
        version("D", 2023, "N2"),
        version("D", 2024, "N2", "Withdrawn"),
        # Completed once, and back: what was said last counts.
        version("B", 2022, "N1", "Completed"),
        version("B", 2022, "N1", "Active", day=2),
    ],
}
DUE = {
    # school, entry year, school year: students, stayed, moved, unknown, completed, gone; scored, mean, matched, change
    ("N1", 2022, 2022): ((3, 3, 0, 0, 0, 0), (2, "70.00", 2, "0.00")),
    ("N1", 2022, 2023): ((3, 1, 0, 0, 1, 1), (1, "70.00", 1, "10.00")),
    ("N1", 2022, 2024): ((3, 1, 1, 0, 1, 0), (1, "85.00", 1, "25.00")),
    ("N2", 2023, 2023): ((1, 1, 0, 0, 0, 0), (0, None, 0, None)),
    ("N2", 2023, 2024): ((1, 0, 0, 0, 0, 1), (0, None, 0, None)),
    ("Unknown", 2023, 2023): ((1, 0, 0, 1, 0, 0), (1, "50.00", 1, "0.00")),
    ("Unknown", 2023, 2024): ((1, 0, 0, 1, 0, 0), (0, None, 0, None)),
    ("All", 2022, 2022): ((3, 3, 0, 0, 0, 0), (2, "70.00", 2, "0.00")),
    ("All", 2022, 2023): ((3, 1, 0, 0, 1, 1), (1, "70.00", 1, "10.00")),
    ("All", 2022, 2024): ((3, 1, 1, 0, 1, 0), (1, "85.00", 1, "25.00")),
    ("All", 2023, 2023): ((2, 1, 0, 1, 0, 0), (1, "50.00", 1, "0.00")),
    ("All", 2023, 2024): ((2, 0, 0, 1, 0, 1), (0, None, 0, None)),
}


def test_what_becomes_of_a_few(spark: SparkSession) -> None:
    """C is there by enrollment, D by a version; both are gone later, but only C has completed school."""
    found = as_built(spark, PRODUCT, GIVEN)
    assert {
        (row["school_id"], row["entry_year"], row["school_year"]): (
            tuple(row[name] for name in COUNTS),
            tuple(str(value) if isinstance(value := row[name], Decimal) else value for name in SCORES),
        )
        for row in found
    } == DUE
    types = PRODUCT.table.struct()
    assert all(sum(row[name] for name in COUNTS[1:]) == row["students"] for row in found)
    assert {type(row["avg_score"]) for row in found} <= {Decimal, type(None)}
    assert [field.name for field in types][:-1] == list(found[0])


def test_as_the_oracle_reckons(spark: SparkSession) -> None:
    """A year of which nothing is known at all, 2024, has no row."""
    rng = random.Random(9)
    silver: dict[Any, list[dict[str, Any]]] = {STUDENT_ASSESSMENTS_CLEAN: results(rng, 25)}
    years, schools, days = (2022, 2023, 2025, None), ("N1", "N2", None), (None, "2022-09-01", "2024-12-01")
    silver[ENROLLMENTS_TABLE] = [
        enrolled(f"S{rng.randrange(40)}", rng.choice(years), rng.choice(schools), rng.choice(days)) for _ in range(60)
    ]
    statuses = ("Active", "Completed", "Withdrawn")
    silver[STUDENTS_TABLE] = [
        version(f"S{rng.randrange(40)}", rng.choice(years), rng.choice(schools), rng.choice(statuses), day=1 + n % 28)
        for n in range(60)
    ]
    expected = as_reckoned(PRODUCT, oracle_years.cohorts, silver)
    assert {row["school_year"] for row in expected} == {2022, 2023, 2025}
    assert {bool(row[name]) for name in ("completed", "gone", "moved") for row in expected} == {True, False}
    assert as_built(spark, PRODUCT, silver) == expected
