from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr import (
    engagement_category,
    is_above,
    performance_category,
    quality_score,
    score_out_of,
    valid_engagement,
    valid_score,
)

NO_SCORES = [
    None,
    "",
    "NULL",
    "N/A",
    "7th Grade",
    "6th Grade",
    "NaN",
    "Infinity",
    "\uff11\uff12",
    "1e1",
    "12d",
    "-10",
    "150",
    "200",
]


def test_valid_score(check):
    rows = [
        ("95.5", "95.50"),
        ("0", "0.00"),
        ("-0.0", "0.00"),
        ("100", "100.00"),
        ("100.000", "100.00"),
        ("84.995", "85.00"),
        ("84.9949999", "84.99"),
        ("99.999", "100.00"),
        ("100.004", None),
        ("100.0000000001", None),
        ("100.01", None),
        ("-0.001", None),
        ("50%", None),
        ("85,5", None),
        *[(text, None) for text in NO_SCORES],
    ]
    check(valid_score, rows, "decimal(5,2)")


def test_valid_score_of_another_scale(check):
    rows = [
        ("0", "0.00"),
        ("36", "100.00"),
        ("18", "50.00"),
        ("17.5", "48.61"),
        ("36.0001", None),
        ("-1", None),
        *[(text, None) for text in NO_SCORES],
    ]
    check(lambda raw: valid_score(raw, 0, 36), rows, "decimal(5,2)")
    marks = [("1", "0.00"), ("6", "100.00"), ("2.7", "34.00"), ("0.99", None), ("6.01", None), (None, None)]
    check(lambda raw: valid_score(raw, 1, 6), marks, "decimal(5,2)")
    fractions = [("0.1", "10.00"), ("1", "100.00"), ("0.00005", "0.01"), ("0.00004", "0.00"), ("1.1", None)]
    check(lambda raw: valid_score(raw, 0.0, 1.0), fractions, "decimal(5,2)")
    offset = [("-1.5", "0.00"), ("0", "50.00"), ("1.5", "100.00"), ("-1.51", None)]
    check(lambda raw: valid_score(raw, -1.5, 1.5), offset, "decimal(5,2)")


def test_valid_score_is_rounded_once(check):
    # 84.494999999999999999 on the way to two digits must not pass through 84.495.
    rows = [("84.494999999999999999", "84.49"), ("84.495", "84.50")]
    check(valid_score, rows, "decimal(5,2)")
    check(
        lambda raw: valid_score(raw, 0, 200),
        [("168.98999999999999999", "84.49"), ("168.99", "84.50")],
        "decimal(5,2)",
    )
    check(
        lambda raw: valid_score(raw, 0, 3),
        [("0.00015", "0.01"), ("0.000149999999999999", "0.00")],
        "decimal(5,2)",
    )


def test_valid_score_in_percent(check):
    rows = [
        ("85%", "85.00"),
        ("85.5 %", "85.50"),
        ("85", "85.00"),
        ("85%%", None),
        ("%", None),
        ("101%", None),
        (None, None),
    ]
    check(lambda raw: valid_score(raw, percent=True), rows, "decimal(5,2)")
    german = [("85,5 %", "85.50"), ("85.5%", None), (None, None)]
    check(lambda raw: valid_score(raw, decimal_comma=True, percent=True), german, "decimal(5,2)")


def test_valid_score_refuses_a_scale_without_extent(spark):
    with pytest.raises(ValueError, match="must rise"):
        valid_score(F.col("raw"), 5, 5)


def test_performance_category(check):
    rows = [
        ("100", "High"),
        ("85", "High"),
        ("84.99", "Medium"),
        ("70", "Medium"),
        ("69.99", "Low"),
        ("0", "Low"),
    ]
    check(lambda raw: performance_category(valid_score(raw)), [*rows, (None, "Unknown"), ("x", "Unknown")])


def test_valid_engagement(check):
    rows = [
        ("79", "79"),
        ("79.0", "79"),
        ("79.9", "79"),
        ("0", "0"),
        ("100", "100"),
        ("0.9", "0"),
        ("-0.5", None),
        ("100.5", None),
        ("100.0000001", None),
        ("INVALID", None),
        *[(text, None) for text in NO_SCORES],
    ]
    check(valid_engagement, rows, "int")
    check(
        lambda raw: valid_engagement(raw, decimal_comma=True),
        [("79,9", "79"), ("79.9", None), (None, None)],
        "int",
    )


def test_engagement_category(check):
    rows = [
        ("100", "High"),
        ("80", "High"),
        ("79", "Medium"),
        ("60", "Medium"),
        ("59", "Low"),
        ("0", "Low"),
        (None, "Unknown"),
    ]
    check(lambda raw: engagement_category(valid_engagement(raw)), rows)


def test_quality_score(check):
    rows = [("tt", "1.00"), ("tf", "0.50"), ("ft", "0.50"), ("ff", "0.00"), ("t", "0.50"), (None, "0.00")]

    def flags(raw, count):
        letters = [F.substring(raw, position, 1) for position in range(1, count + 1)]
        return [F.when(letter != "", letter == "t") for letter in letters]

    check(lambda raw: quality_score(*flags(raw, 2)), rows, "decimal(3,2)")
    check(
        lambda raw: quality_score(*flags(raw, 3)),
        [("ttf", "0.67"), ("tff", "0.33"), (None, "0.00")],
        "decimal(3,2)",
    )
    with pytest.raises(ValueError, match="at least one"):
        quality_score()


@pytest.mark.parametrize(("low", "high"), [(0, 100), (0, 36), (1, 6), (200, 800), (-1.5, 4.25)])
def test_valid_score_like_python(check, low, high):
    ends = [Decimal(str(low)), Decimal(str(high))]
    near_ends = st.sampled_from(ends).flatmap(lambda end: st.integers(-9, 9).map(lambda n: end + Decimal(n) / 1000))
    anywhere = st.decimals(-10, 900, places=6) | st.decimals(ends[0], ends[1], places=3)

    @settings(max_examples=2, deadline=None)
    @given(st.lists(near_ends | anywhere, min_size=100, max_size=200))
    def like_python(numbers):
        rows = [(f"{number:f}", python_score(number, *ends)) for number in numbers]
        check(lambda raw: valid_score(raw, low, high), rows, "decimal(5,2)")

    like_python()


def python_score(number: Decimal, low: Decimal, high: Decimal) -> str | None:
    if not low <= number <= high:
        return None
    hundredths = Fraction(number - low) * 10_000 / Fraction(high - low)
    rounded = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return f"{(Decimal(rounded) / 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def test_a_score_above_its_maximum_is_capped_where_that_is_wanted(check):
    rows = [("100.004", "100.00"), ("105", "100.00"), ("-1", None), ("50", "50.00"), ("x", None), (None, None)]
    check(lambda raw: valid_score(raw, cap=True), [*rows, ("9" * 13, None)], "decimal(5,2)")
    check(
        lambda raw: valid_score(raw, 0, 36, cap=True), [("37", "100.00"), ("18", "50.00"), (None, None)], "decimal(5,2)"
    )
    check(lambda raw: valid_score(raw, percent=True, cap=True), [("105 %", "100.00"), (None, None)], "decimal(5,2)")
    check(
        lambda raw: score_out_of(raw, F.lit(20), cap=True),
        [("21", "100.00"), ("20", "100.00"), ("10", "50.00"), ("-1", None), ("x", None), (None, None)],
        "decimal(5,2)",
    )
    above = [("100.004", "true"), ("100", "false"), ("-5", "false"), ("x", None), (None, None)]
    check(lambda raw: is_above(raw, F.lit(100)), above, "boolean")
    check(lambda raw: is_above(raw, F.lit(100), True, percent=True), [("100,1%", "true"), (None, None)], "boolean")
    check(lambda raw: is_above(raw, F.lit(None).cast("int")), [("1", None), (None, None)], "boolean")
