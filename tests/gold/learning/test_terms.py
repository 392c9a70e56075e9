"""Terms in the order of their days, and who is in one and in the one before: not in any earlier one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.gold.learning.terms import in_order, matched

pytestmark = pytest.mark.once

TYPES = {"school_year": "int", "n": "int", "first_date": "date", "last_day": "date", "mean": "decimal(9,6)"}
# Named against their order; the last two begin on one day.
TERMS = [
    ("a", "2024", "Winter", "1", "2023-09-01", "2023-12-20"),
    ("a", "2024", "Spring", "2", "2024-01-08", "2024-03-01"),
    ("a", "2025", "Fall", "3", "2024-09-01", "2024-12-20"),
    ("a", "2025", "Early", "4", "2024-09-01", "2024-10-01"),
    ("b", "2025", "Fall", "5", "2024-09-01", "2024-12-20"),
]
STUDENTS = [
    ("a", "2024", "Winter", "stays", "60"), ("a", "2024", "Spring", "stays", "70"), ("a", "2025", "Early", "stays", "65.5"),
    ("a", "2024", "Winter", "skips one", "60"), ("a", "2025", "Early", "skips one", "90"),
    ("a", "2024", "Spring", "not known", None), ("a", "2024", "Winter", "not known", "50"),
    ("b", "2025", "Fall", "alone", "80"),
]  # fmt: skip


def test_students_of_two_terms_that_follow_each_other(spark: SparkSession) -> None:
    sums = frame(
        spark, TERMS, "place_of school_year term n first_date last_day", **_of("school_year n first_date last_day")
    )
    terms = in_order(sums, ["place_of"], {"n_before": "n"})
    assert {(row["place_of"], row["term"]): (row["place"], row["n_before"]) for row in terms.collect()} == {
        ("a", "Winter"): (1, None), ("a", "Spring"): (2, 1), ("a", "Early"): (3, 2), ("a", "Fall"): (4, 4),
        ("b", "Fall"): (1, None),
    }  # fmt: skip
    students = frame(spark, STUDENTS, "place_of school_year term student_id mean", **_of("school_year mean"))
    found = matched(students, terms, ["place_of"]).collect()
    assert {(row["place_of"], row["term"]): (row["matched"], row["gained"]) for row in found} == {
        ("a", "Winter"): (0, None), ("a", "Spring"): (1, Decimal(10)), ("a", "Early"): (1, Decimal("-4.5")),
        ("b", "Fall"): (0, None),
    }  # fmt: skip


def _of(names: str) -> dict[str, str]:
    return {name: TYPES[name] for name in names.split()}
