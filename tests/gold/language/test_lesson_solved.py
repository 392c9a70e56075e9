"""What is told of lessons from sums: one row a lesson, limits by its learners, and who is bound with whom."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import Row

from edulake.gold.language.distributions import t_point
from edulake.gold.language.lesson_solved import coefficients, effects

pytestmark = pytest.mark.once


def sums(a: str, b: str, within: float, scores: float | None = None, learners: int | None = None) -> Row:
    told: dict[str, Any] = {"source_system": "sis", "course_id": "es", "a": a, "b": b}
    exact = None if scores is None else Decimal(str(scores))
    return Row(**told, within=Decimal(str(within)), scores=exact, learners=learners)


ROWS = [
    sums("days", "days", 100.0, 9.0),
    sums("lesson:A", "lesson:A", 4.0, 16.0, 40),
    sums("lesson:B", "lesson:B", 5.0, 25.0, 31),
    sums("lesson:C", "lesson:C", 5.0, 25.0, 30),
    sums("lesson:B", "lesson:C", 5.0, 25.0),
    sums("days", "score", 5_000.0),
    sums("lesson:A", "score", 1_200.0),
    sums("lesson:B", "score", 500.0),
    sums("lesson:C", "score", 500.0),
    sums("score", "score", 999.0),
]


def test_coefficients_are_points_of_what_has_one() -> None:
    """Sums are of hundredths; C is B, and comes after it, for fewer tell of it."""
    assert coefficients(ROWS[::-1]) == [
        ("sis", "es", "days", "0.500000000"),
        ("sis", "es", "lesson:A", "3.000000000"),
        ("sis", "es", "lesson:B", "1.000000000"),
    ]


def test_effects() -> None:
    a, b, c = effects(ROWS[::-1])
    reach = t_point(0.975, 39)
    assert a[:5] == ("sis", "es", "A", 3.0, 1.0)
    assert a[5:7] == (pytest.approx(3 - reach, abs=1e-9), pytest.approx(3 + reach, abs=1e-9))
    assert a[7] == a[8]
    assert a[9:] == (None, None, None, None, "NO_EVIDENCE"), "of one lesson nobody knows whether lessons differ"
    assert b[2:] == ("B", *[None] * 9, ["C"], "COLLINEAR")
    assert c[2:] == ("C", *[None] * 9, ["B"], "COLLINEAR")


def test_a_lesson_without_an_error_is_not_told_where_others_are() -> None:
    """Its tests all ended alike: it has no effect to show, and no evidence for one."""
    rows = [
        *[sums(f"lesson:{name}", f"lesson:{name}", 100.0, 100.0, 40) for name in "ABCD"],
        *[
            sums(f"lesson:{name}", "score", within)
            for name, within in zip("ABCD", (9_000.0, -9_000.0, 500.0, 0.0), strict=True)
        ],
        sums("lesson:E", "lesson:E", 100.0, 0.0, 40),
    ]
    found = {row[2]: (row[3], row[-1]) for row in effects(rows)}
    assert found["A"] == (0.9, "OK")
    assert found["E"] == (None, "NO_EVIDENCE")


def test_no_rows_are_none() -> None:
    assert coefficients([]) == effects([]) == []
