from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.expr import as_number, minutes, percentage, whole_number, years
from edulake.expr.numbers import only_with_other_mark

NO_NUMBERS = [
    None, "", " ", "N/A", "12d", "12f", "12L", "1e3", "1E3", "0x1F", "NaN", "nan", "Infinity", "-inf",
    "1_000", "\uff11\uff12", "\u0663", "\u22125", "5%", "1 000", "1\u00a0000", "--5", "+-5", "5-", "+", "-",
    ".", ",", "+.", "1.2.3", "7th Grade", "12\n", "1.2\n", "99999999999999999999", "1234567890123",
    "'; DROP", "=1+1", "$5", "5\x00",
]  # fmt: skip

DIGITS = st.text("0123456789", max_size=14)
NEARLY_NUMBERS = st.one_of(
    st.builds("{}{}{}{}".format, st.sampled_from(["", "+", "-"]), DIGITS, st.sampled_from([".", ","]), DIGITS),
    st.text("0123456789.,+-eEdfNn_% ", max_size=8),
    st.text(max_size=6),
)


def test_as_number(check):
    rows = [
        ("85", "85.000000"),
        ("85.5", "85.500000"),
        (" 85.5 ", "85.500000"),
        ("+5", "5.000000"),
        ("-0.5", "-0.500000"),
        (".5", "0.500000"),
        ("5.", "5.000000"),
        ("-0", "0.000000"),
        ("0000000000000000000085", "85.000000"),
        ("999999999999.999999", "999999999999.999999"),
        ("999999999999.9999995", None),
        ("-999999999999.999999", "-999999999999.999999"),
        ("0.0000005", "0.000001"),
        ("0.00000049", "0.000000"),
        ("83.33333333333333", "83.333333"),
        ("1.0000000000000000001", "1.000000"),  # 19 digits behind the point
        ("0.00000000000000005551115123125783", "0.000000"),  # what 0.1 + 0.2 - 0.3 leaves
        ("0." + "3" * 330, "0.333333"),
        ("1,5", None),
        ("1,234.5", None),
        ("1.234,5", None),
        ("0" * 10_000 + "x", None),
        *[(text, None) for text in NO_NUMBERS],
    ]
    check(as_number, rows, "decimal(18,6)")


def test_as_number_with_decimal_comma(check):
    rows = [
        ("85", "85.000000"),
        ("85,5", "85.500000"),
        ("-,5", "-0.500000"),
        ("5,", "5.000000"),
        ("85.5", None),
        ("1.234,5", None),
        ("1,234,5", None),
        *[(text, None) for text in NO_NUMBERS],
    ]
    check(lambda raw: as_number(raw, decimal_comma=True), rows, "decimal(18,6)")


def test_minutes(check):
    rows = [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("45", "45.00"),
        ("45.005", "45.01"),
        ("45.004", "45.00"),
        ("9999.99", "9999.99"),
        ("9999.991", None),
        ("-0.001", None),
        ("10000", None),
        ("1:30", None),
        ("45 min", None),
        *[(text, None) for text in NO_NUMBERS],
    ]
    check(minutes, rows, "decimal(6,2)")
    check(
        lambda raw: minutes(raw, decimal_comma=True),
        [("45,5", "45.50"), ("45.5", None), (None, None)],
        "decimal(6,2)",
    )


@pytest.mark.parametrize("mark", [".", ","])
def test_as_number_like_python(check, mark):
    @settings(max_examples=3, deadline=None)
    @given(st.lists(NEARLY_NUMBERS, min_size=100, max_size=200))
    def like_python(texts):
        rows = [(text, python_number(text, mark)) for text in texts]
        check(lambda raw: as_number(raw, decimal_comma=mark == ","), rows, "decimal(18,6)")

    like_python()


def python_number(text: str, mark: str) -> str | None:
    text = text.strip(" ")
    negative = text.startswith("-")
    digits = text[1:] if text[:1] in ("+", "-") else text
    whole, _, fraction = digits.partition(mark)
    if not whole + fraction or set(whole + fraction) - set("0123456789"):
        return None
    if len(whole.lstrip("0")) > 12:
        return None
    exact = Decimal(f"{whole or 0}.{fraction or 0}").quantize(Decimal("1e-18"), ROUND_HALF_UP, Context(prec=60))
    number = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return None if exact > Decimal("999999999999.999999") else f"{-number if negative and number else number}"


def test_percentage(check):
    rows = [("0", "0.00"), ("100", "100.00"), ("12.345", "12.35"), ("40%", "40.00"), ("40 %", "40.00")]
    rows += [("100.01", None), ("-1", None), ("%", None), ("40%%", None), ("0.4 of 1", None), (None, None), ("", None)]
    check(percentage, rows, "decimal(5,2)")


def test_years(check):
    rows = [("0", "0.0"), ("12.25", "12.3"), ("99.9", "99.9"), ("99.91", None), ("-0.1", None), ("12 years", None)]
    check(years, [*rows, ("1e1", None), ("", None), (None, None)], "decimal(4,1)")


def test_whole_number(check):
    rows = [("0", "0"), ("12", "12"), ("12.0", "12"), ("2147483647", "2147483647"), ("2147483648", None)]
    rows += [("12.5", None), ("-1", None), ("1e3", None), ("1,000", None), (None, None), ("", None)]
    check(whole_number, rows, "int")


@pytest.mark.parametrize(
    ("comma", "only", "not_only"),
    [
        (
            False,
            ["1,5", " -,5 ", "0,125", "12345,678", "85,5 %", "1234,"],
            ["1,234", "999,000", "1.5", "15", "1.234,5"],
        ),
        (True, ["1.5", "-.5", "0.125", "12345.678", "85.5%", "1234."], ["1.234", "999.000", "1,5", "15", "1,234.5"]),
    ],
)
def test_only_with_other_mark(check, comma, only, not_only):
    rows = [*[(text, "true") for text in only], *[(text, "false") for text in (*not_only, "1,2.3", "x", "", None)]]
    check(lambda raw: only_with_other_mark(raw, comma), rows, "boolean")
