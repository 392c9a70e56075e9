"""Errors in 100 checked messages: what is counted where, and of how many learners limits are told."""

from __future__ import annotations

from typing import Any

import products
import pytest
from practised import at, given, message
from products import Row
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["error_patterns"]
NAMES = ("level", "error_type", "learners", "checked_messages", "errors", "learners_with_errors", "errors_per_100", "lower", "upper", "status")  # fmt: skip


def wrote(student: str, *errors: list[str] | None, **more: Any) -> list[Row]:
    """Messages of a learner, a minute after the other."""
    return [message(at("03-14", f"10:{n:02d}:00"), f"{student}{n}", student, e, **more) for n, e in enumerate(errors)]


def told(*rows: tuple[Any, ...]) -> list[Row]:
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


FEW, OK = (None, None, "TOO_FEW"), "OK"
CASES: products.Cases = {
    "ordinary": (
        given(*wrote("S1", ["grammar", "grammar"], [], ["spelling"]), *wrote("S2", [], None)),
        [
            {"course_id": "es", **row, "school_id": None, "school_year": None, "term": None}
            for row in told(
                ("A1", "All", 2, 4, 3, 1, "75.00", *FEW),
                ("A1", "grammar", 2, 4, 2, 1, "50.00", *FEW),
                ("A1", "spelling", 2, 4, 1, 1, "25.00", *FEW),
            )
        ],
    ),
    "nothing is checked": (given(*wrote("S1", None, None), *wrote("S2", [])), told(("A1", "All", 1, 1, 0, 0, "0.00", *FEW))),
    "a type of the language at a level without it": (
        given(*wrote("S1", ["style"]), *wrote("S2", [], [], level="A2"), *wrote("S3", [], level=None)),
        told(
            ("A1", "All", 1, 1, 1, 1, "100.00", *FEW),
            ("A1", "style", 1, 1, 1, 1, "100.00", *FEW),
            ("A2", "All", 1, 2, 0, 0, "0.00", *FEW),
            ("A2", "style", 1, 2, 0, 0, "0.00", *FEW),
            ("Unknown", "All", 1, 1, 0, 0, "0.00", *FEW),
            ("Unknown", "style", 1, 1, 0, 0, "0.00", *FEW),
        ),
    ),
    "languages are apart": (
        given(*wrote("S1", ["style"]), *wrote("S2", ["grammar"], course_id="it")),
        [
            {"course_id": course, "error_type": type_, "errors": 1}
            for course, own in (("es", "style"), ("it", "grammar"))
            for type_ in ("All", own)
        ],
    ),
    "a third is rounded once": (
        given(*wrote("S1", ["a"], [], []), *wrote("S2", ["a", "a"], [], [])),
        told(("A1", "All", 2, 6, 3, 2, "50.00", *FEW), ("A1", "a", 2, 6, 3, 2, "50.00", *FEW)),
    ),
}  # fmt: skip
# Limits of two learners and three errors: r = 3/6, deviations 1/2 and -1/2 of 3 messages each: 2 x 1/2 / 36.
LENIENT: products.Cases = {
    "limits": (
        given(*wrote("S1", ["a"], [], []), *wrote("S2", ["a", "a"], [], [])),
        told(
            ("A1", "All", 2, 6, 3, 2, "50.00", "17.33", "82.67", OK),
            ("A1", "a", 2, 6, 3, 2, "50.00", "17.33", "82.67", OK),
        ),
    ),
    "too few errors": (
        given(*wrote("S1", ["a", "a"]), *wrote("S2", [])),
        [{"error_type": "All", "errors": 2, "status": "TOO_FEW"}, {"error_type": "a", "errors": 2, "lower": None}],
    ),
    "too few learners": (given(*wrote("S1", ["a", "a", "a"])), [{"status": "TOO_FEW"}, {"upper": None}]),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    lenient = Gold(language=Language(min_learners=2, min_events=3))
    return {**products.answers(spark, PRODUCT, CASES), **products.answers(spark, PRODUCT, LENIENT, lenient)}


@pytest.mark.parametrize("case", [*CASES, *LENIENT])
def test_errors_of_learners(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **LENIENT}[case]
    assert products.asked(found[case], expected) == expected
