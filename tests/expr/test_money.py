"""Amounts of money: what each declared notation says, and all that it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr.money import as_currency, as_money, currency_at, has_cents, to_the_cent
from edulake.expr.vocabulary import CURRENCIES, GROUPINGS, MINUS, NEGATIVES, PLUS, Money

MONEY = "decimal(33,18)"
LETTERS = {"CR": MINUS, "DR": PLUS}
NO_AMOUNTS = [
    None, "", " ", "N/A", "free", "1e3", "NaN", "Infinity", "0x1F", "1_000", "\uff11", "\u0663", "--5", "+-5", "(5",
    "5)", "(-5)", "()", ".", ",", "+", "1.2.3", "12\n", "5\x00", "9" * 10_000, "0" * 10_000 + "x", "1" * 16,
    "0." + "1" * 19, "'; DROP", "=1+1", "\u22125", "5 5", "CR",
]  # fmt: skip
# What is said of nothing: digits, a point, a minus before them. 1.234 may be a thousand and more, and is none.
PLAIN = {
    "1234.50": "1234.50", "5.": "5", ".5": "0.5", "+5": "5", "-5.00": "-5", "- 5": "-5",
    " 5 ": "5", "5.1234": "5.1234", "0.123": "0.123", "1234.567": "1234.567", "01.234": "1.234", "1.234": None,
    "12.340": None, "999.999": None, "-1.234": None, "1000.000": "1000", "1,234.50": None, "1,5": None, "5-": None,
    "(5)": None, "$5": None, "5 CR": None, "5 USD": None, "9" * 15: "9" * 15, "0" * 10_000 + "5": "5",
    "0." + "1" * 18 + "0" * 40: "0." + "1" * 18,
}  # fmt: skip
NOTATIONS: dict[str, tuple[Money, bool, dict[str, str | None]]] = {
    "plain": (Money(), False, PLAIN),
    "a comma for the decimal sign": (
        Money(), True, {"1234,50": "1234.5", "1,234": None, "1.234": None, "1234.50": None, "-0,5": "-0.5"},
    ),
    "no groups": (Money(grouping="none"), False, {"1.234": "1.234", "120.500": "120.5", "1,234": None}),
    "groups": (
        Money(grouping=","),
        False,
        {
            "1,234.50": "1234.5", "1,234": "1234", "1234.50": "1234.5", "1.234": "1.234", "12,345,678.9": "12345678.9",
            "999,999,999,999,999": "9" * 15, "1,23": None, "12,34.5": None, "1234,567": None, ",234": None,
            "1,234,": None, "0,500": None, "00,123": None, "0,500.00": None, "1,000": "1000", "0.500": "0.5",
            "1.234,50": None, "1 234": None, "1,000,000,000,000,000": None,
        },
    ),
    "groups in German": (
        Money(grouping=".", signs={"€": "EUR", "EUR": "EUR"}),
        True,
        {
            "1.234,50 €": "1234.5", "€1.234,50": "1234.5", "EUR 1.234": "1234", "-1.234,50 EUR": "-1234.5",
            "1,234.50": None, "0.500": None, "0,500": "0.5", "-0.500 €": None, "€ 5 €": None, "eur 5": None, "5 $": None, "5€5": None, "€": None,
        },
    ),
    "groups of blanks": (
        Money(grouping=" "), True, {"1 234,50": "1234.5", "1\u00a0234": "1234", "1\u202f234": "1234", "1 23": None}
    ),
    "groups of apostrophes": (Money(grouping="'"), False, {"1'234.50": "1234.5", "1\u2019234": "1234"}),
    "minus and a currency": (
        Money(signs={"$": "USD", "US$": "USD"}),
        False,
        {"-$5.00": "-5", "$-5.00": "-5", "US$ 5": "5", "5 $": "5", "$$5": None, "$5-": None, "$1.234": None},
    ),
    "trailing minus": (
        Money(negative="trailing minus", signs={"$": "USD"}),
        False,
        {"5.00-": "-5", "5.00 -": "-5", "$5.00-": "-5", "5-$": "-5", "5": "5", "-5": None, "5--": None, "5+": None},
    ),
    "parentheses": (
        Money(grouping=",", negative="parentheses", signs={"$": "USD"}),
        False,
        {
            "(1,234.50)": "-1234.5", "($5)": "-5", "$(5)": "-5", "( 5 )": "-5", "5": "5", "-5": None, "((5))": None,
            "(5": None, "5)": None,
        },
    ),
    "letters": (
        Money(negative="letter", letters=LETTERS, signs={"$": "USD"}),
        False,
        {
            "5 CR": "-5", "5cr": "-5", "CR 5": "-5", "$5 DR": "5", "5": None, "5 R": None, "5 C": None, "-5 CR": None,
            "CR 5 CR": None, "5 CRDR": None, "CR": None,
        },
    ),
    "letters at some": (
        Money(negative="letter", letters={"": PLUS, "CR": MINUS}), False, {"5": "5", "5 CR": "-5", "5 DR": None}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTATIONS)
def test_as_money(check, name):
    money, comma, due = NOTATIONS[name]
    rows = [(text, number) for text, number in due.items()]
    rows += [(text, None) for text in NO_AMOUNTS if text not in due]
    rows = [(text, in_full(number)) for text, number in rows if not opposed(name, text)]
    check(lambda raw: as_money(raw, money, decimal_comma=comma), rows, MONEY)


def in_full(number: str | None) -> str | None:
    """A number as Spark writes one with 18 decimals."""
    return number and f"{Decimal(number):.18f}"


def opposed(name: str, text: str | None) -> bool:
    """What is garbage elsewhere, and an amount with groups of blanks."""
    return name == "groups of blanks" and text == "5 5"


def in_column(letters):
    """`5|CR`: an amount, and what stands in the column of its sign; nothing does without a bar."""
    money = Money(negative="column", letters=letters)
    return lambda raw: as_money(F.split(raw, r"\|")[0], money, letter=F.get(F.split(raw, r"\|"), F.lit(1)))


@pytest.mark.parametrize(
    ("letters", "due"),
    [
        (LETTERS, {"5|CR": "-5", "5|dr": "5", "5| CR ": "-5", "5|R": None, "5|": None, "5": None, "-5|CR": None}),
        ({"": PLUS, "-": MINUS}, {"5|-": "-5", "5|": "5", "5": "5", "5|+": None, "5|N/A": None, "x|-": None}),
        ({"c": PLUS, "C": MINUS}, {"5|c": "5", "5|C": "-5"}),
    ],
)
def test_letters_in_a_column(check, letters, due):
    rows = [(text, in_full(number)) for text, number in due.items()]
    check(in_column(letters), [*rows, (None, None)], MONEY)


def test_nothing_owed_is_an_amount(check):
    rows = [("0", "0.00"), ("-0", "0.00"), ("0.000", "0.00"), ("00", "0.00"), (None, None)]
    check(lambda raw: as_money(raw, Money()).cast("decimal(5,2)"), rows, "decimal(5,2)")


def test_letters_of_a_column_that_is_not_there(check):
    money = Money(negative="column", letters={"": PLUS, "CR": MINUS})
    check(lambda raw: as_money(raw, money), [("5", None), (None, None)], MONEY)


@st.composite
def written(draw):
    """A notation, an amount, and how it is written."""
    comma = draw(st.booleans())
    mark = "," if comma else "."
    grouping = draw(st.sampled_from([one for one in GROUPINGS if one != mark]))
    negative = draw(st.sampled_from([one for one in NEGATIVES if one != "column"]))
    signs = draw(st.sampled_from([{}, {"$": "USD"}, {"€": "EUR", "EUR": "EUR", "E": "EUR"}]))
    letters = draw(st.sampled_from([LETTERS, {"": PLUS, "CR": MINUS}])) if negative == "letter" else {}
    money = Money(grouping, negative, letters, "", signs)
    places = draw(st.integers(0, 4))
    amount = Decimal(draw(st.integers(-(10**15) + 1, 10**15 - 1))).scaleb(-places)
    whole, _, fraction = f"{abs(amount):,.{places}f}".partition(".")
    is_grouped = grouping != "none" and draw(st.booleans())
    digits = whole.replace(",", grouping if is_grouped else "") + (mark + fraction if fraction else "")
    sign = draw(st.sampled_from(["", *signs]))
    blank = draw(st.sampled_from(["", " "]))
    digits = draw(st.sampled_from([sign + blank + digits, digits + blank + sign])) if sign else digits
    styles = {"minus": f"-{digits}", "trailing minus": f"{digits}-", "parentheses": f"({digits})"}
    if negative == "letter":
        plus = next(letter for letter, means in letters.items() if means == PLUS)
        return money, comma, amount, f"{digits}{blank}{'CR' if amount < 0 else plus}"
    return money, comma, amount, styles[negative] if amount < 0 else digits


def test_what_is_written_in_a_notation_reads_back(spark):
    """Exactly, to the last digit, whichever the notation; and its currency with it."""

    @settings(max_examples=4, deadline=None)
    @given(st.lists(written(), min_size=15, max_size=25))
    def reads_back(cases):
        row = spark.range(1).select(
            *[as_money(F.lit(text), money, decimal_comma=comma) for money, comma, _, text in cases],
            *[currency_at(F.lit(text), money, decimal_comma=comma) for money, comma, _, text in cases],
        )
        [found] = row.collect()
        assert list(found)[: len(cases)] == [amount for _, _, amount, _ in cases]
        signed = [next((money.signs[s] for s in money.signs if s in text), None) for money, _, _, text in cases]
        assert list(found)[len(cases) :] == signed

    reads_back()


def test_currency_at(check):
    money = Money(negative="parentheses", signs={"$": "USD", "€": "EUR", "EUR": "EUR"})
    rows = [("$5", "USD"), ("5 EUR", "EUR"), ("(5 €)", "EUR"), ("5", None), ("$", None), ("$x", None), ("$5€", None)]
    check(lambda raw: currency_at(raw, money), [*rows, ("USD 5", None), ("", None), (None, None)])
    check(lambda raw: currency_at(raw, Money()), [("$5", None), ("5 EUR", None), (None, None)])


def test_as_currency(check):
    rows = [("USD", "USD"), (" eur ", "EUR"), ("US", None), ("$", None), ("XXX", None), ("", None), (None, None)]
    check(lambda raw: as_currency(raw, Money()), rows)
    check(lambda raw: as_currency(raw, Money(signs={"$": "CAD"})), [("$", "CAD"), ("USD", "USD"), ("€", None)])
    assert len(set(CURRENCIES)) == len(CURRENCIES)


def test_to_the_cent(check):
    rows = [("5", "5.00"), ("5.1200", "5.12"), ("5.125", None), ("0", "0.00"), ("99.99", "99.99"), ("99.991", None)]
    rows += [("100", None), ("-0.01", None), ("5.000000000000000001", None), ("x", None), (None, None)]
    money = Money(grouping="none")
    check(
        lambda raw: to_the_cent(as_money(raw, money), Decimal(0), Decimal("99.99"), "decimal(4,2)"),
        rows,
        "decimal(4,2)",
    )
    whether = [("5", "true"), ("5.10", "true"), ("5.101", "false"), ("-5.001", "false"), ("x", None), (None, None)]
    check(lambda raw: has_cents(as_money(raw, money)), whether, "boolean")
