"""Amounts and currencies of rows of many sources, each in its own notation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation
from edulake.contract.rule import Rule
from edulake.expr.vocabulary import Money
from edulake.silver.money import amount, currency, is_signed, too_many_decimals, unknown_currency, unread_amount

SOURCES = {
    "plain": Notation(),
    "dollars": Notation(money=Money(grouping=",", currency="USD", signs={"$": "USD", "€": "EUR"})),
    "letters": Notation(
        decimal_comma=True, money=Money(grouping=".", negative="column", letters={"H": "minus", "S": "plus"})
    ),
}
# Source, amount, column of the sign, column of the currency; amount, currency.
ROWS: list[tuple[tuple[str | None, ...], str | None, str | None]] = [
    (("plain", "1234.50", None, "usd"), "1234.5", "USD"),
    (("plain", "1.234", None, "USD"), None, "USD"),
    (("plain", "5", "H", None), "5", None),
    (("plain", "5", None, "$"), "5", None),
    (("plain", "$5", None, "USD"), None, "USD"),
    (("dollars", "$1,234.50", None, None), "1234.5", "USD"),
    (("dollars", "5", None, "$"), "5", "USD"),
    (("dollars", "5", None, None), "5", "USD"),
    (("dollars", "5", None, "EUR"), "5", None),
    (("dollars", "€5", None, None), "5", None),
    (("dollars", "$5", None, "dollars"), "5", None),
    (("letters", "1.234,5", "H", "CHF"), "-1234.5", "CHF"),
    (("letters", "1.234,5", "s", "CHF"), "1234.5", "CHF"),
    (("letters", "1.234,5", "R", "CHF"), None, "CHF"),
    (("letters", "1.234,5", None, "CHF"), None, "CHF"),
    (("unheard of", "5", None, "USD"), None, None),
    ((None, None, None, None), None, None),
]


def test_each_amount_as_its_source_writes(spark: SparkSession) -> None:
    """The currency is what column, sign and source agree upon; a letter that is not declared is no plus."""
    words = [(str(at), *row) for at, (row, _, _) in enumerate(ROWS)]
    rows = frame(spark, words, "at source_system said sign unit")
    found = rows.select(
        "at", amount(SOURCES, "said", "sign").alias("a"), currency(SOURCES, "said", said="unit").alias("c")
    )
    seen = {int(row["at"]): (row["a"], row["c"]) for row in found.collect()}
    assert [seen[at] for at in range(len(ROWS))] == [(due and Decimal(due), code) for _, due, code in ROWS]


def test_an_amount_without_a_column_for_its_sign(spark: SparkSession) -> None:
    """Of a source with letters in a column beside other amounts: a minus says it, and no letter does."""
    due = {"1.234,5": "1234.5", "-5": "-5", "5-": None, "5 H": None, "five": None}
    rows = frame(spark, [("letters", said) for said in due], "source_system said")
    found = rows.select("said", amount(SOURCES, "said").alias("a")).collect()
    assert {row[0]: row[1] for row in found} == {said: value and Decimal(value) for said, value in due.items()}


def test_the_currency_of_amounts_without_a_column_for_it(spark: SparkSession) -> None:
    rows = frame(spark, [("dollars", "5", None), ("plain", "5", None)], "source_system said unit")
    found = rows.select("source_system", currency(SOURCES, "said", said="unit").alias("c")).collect()
    assert {row[0]: row[1] for row in found} == {"dollars": "USD", "plain": None}


def test_who_writes_minus_for_less_owed(spark: SparkSession) -> None:
    rows = frame(spark, [("plain", "5"), ("dollars", "5"), ("signed", "5")], "source_system said")
    signed = {**SOURCES, "signed": Notation(money=Money(signed=True))}
    found = rows.select("source_system", is_signed(signed).alias("is_so")).collect()
    assert {row[0]: row[1] for row in found} == {"plain": False, "dollars": False, "signed": True}


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (unread_amount("exact", Decimal(99)), {"5": False, "5.001": False, None: True, "-99": False, "-99.01": True}),
        (too_many_decimals("exact"), {"5": False, "5.10": False, "5.001": True, None: False}),
        (unknown_currency("text"), {"5": False, None: True}),
    ],
)
def test_rules_on_amounts(spark: SparkSession, rule: Rule, broken: dict[str | None, bool]) -> None:
    rows = frame(spark, [(text, "x") for text in broken], "text other")
    rows = rows.withColumn("exact", F.col("text").cast("decimal(33,18)"))
    found = {row[0]: bool(row[1]) for row in rows.select("text", rule.broken()).collect()}
    assert found == broken
