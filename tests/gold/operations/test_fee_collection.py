"""What students were asked and paid: hazards of ledgers by hand, and ledgers made by chance against the oracle."""

from __future__ import annotations

import products
import pytest
from fee_oracle import collection
from fees_by_chance import entry, given, ledger
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.operations.fee_entries import FEE_ENTRIES_TABLE

PRODUCT = PRODUCTS["fee_collection"]


def row(billed: str, outstanding: str, rate: str | None, **more: str | int | None) -> Row:
    """Of S1, 2025 and dollars."""
    nothing = {"relief": "0.00", "paid": "0.00", "refunded": "0.00", "credit": "0.00", "reverse_nothing_known": 0}
    of = {"student_id": "S1", "school_year": 2025, "currency": "USD"}
    return {**of, "billed": billed, "outstanding": outstanding, "collection_rate": rate, **nothing, **more}


CASES: products.Cases = {
    "nothing paid": (given(entry("1", "Charge", "100.00", school_id="X", term="Fall")),
                     [row("100.00", "100.00", "0.0000", school_id="X", term="Fall", entries=1)]),
    "a discount, and the rest paid": (
        given(entry("1", "Charge", "10000.00"), entry("2", "Discount", "2000.00"), entry("3", "Payment", "2500.00")),
        [row("10000.00", "5500.00", "0.3125", relief="2000.00", paid="2500.00", entries=3)],
    ),
    "every kind of relief": (
        given(entry("1", "Charge", "100.00"),
              *[entry(kind, kind, "10.01") for kind in ("Waiver", "Discount", "Aid", "Write-off")]),
        [row("100.00", "59.96", "0.0000", relief="40.04")],
    ),
    "too much": (
        given(entry("1", "Charge", "30.00"), entry("2", "Payment", "45.00"), entry("3", "Refund", "5.00")),
        [row("30.00", "-10.00", "1.3333", paid="45.00", refunded="5.00", credit="10.00")],
    ),
    "paid, and nothing asked": (
        given(entry("1", "Payment", "5.00")), [row("0.00", "-5.00", None, paid="5.00", credit="5.00")]
    ),
    "all waived": (
        given(entry("1", "Charge", "5.00"), entry("2", "Waiver", "5.00")), [row("5.00", "0.00", None, relief="5.00")]
    ),
    "less than nothing left to ask": (
        given(entry("1", "Charge", "5.00"), entry("2", "Waiver", "6.00")),
        [row("5.00", "-1.00", None, relief="6.00", credit="1.00")],
    ),
    "a rate in the middle is rounded up": (
        given(entry("1", "Charge", "16.00"), entry("2", "Payment", "0.01")), [row("16.00", "15.99", "0.0006", paid="0.01")]
    ),
    "a debit that comes back in another year": (
        given(entry("1", "Charge", "100.00"), entry("2", "Payment", "100.00"),
              entry("3", "Reversal", "100.00", "2025-07-01", reverses="2")),
        [row("100.00", "0.00", "1.0000", paid="100.00"),
         row("0.00", "100.00", None, paid="-100.00", school_year=2026)],
    ),
    "a charge by mistake": (
        given(entry("1", "Charge", "12.50"), entry("2", "Reversal", "12.50", reverses="1")), [row("0.00", "0.00", None)]
    ),
    "a reversal that is reversed": (
        given(entry("1", "Charge", "9.00"), entry("2", "Payment", "9.00"), entry("3", "Reversal", "9.00", reverses="2"),
              entry("4", "Reversal", "9.00", reverses="3")),
        [row("9.00", "0.00", "1.0000", paid="9.00", entries=4)],
    ),
    "a reversal of a reversal of a reversal, and one of itself": (
        given(entry("1", "Charge", "9.00"), entry("2", "Reversal", "9.00", reverses="1"),
              entry("3", "Reversal", "9.00", reverses="2"), entry("4", "Reversal", "9.00", reverses="3"),
              entry("5", "Reversal", "9.00", reverses="5")),
        [row("0.00", "0.00", None, entries=4, reverse_nothing_known=1)],
    ),
    "one of the fifth degree, and two that name each other": (
        given(entry("1", "Charge", "9.00"), entry("2", "Payment", "9.00"), entry("3", "Reversal", "9.00", reverses="2"),
              *[entry(str(n), "Reversal", "9.00", reverses=str(n - 1)) for n in range(4, 8)],
              entry("8", "Reversal", "9.00", reverses="9"), entry("9", "Reversal", "9.00", reverses="8")),
        [row("9.00", "9.00", "0.0000", entries=7, reverse_nothing_known=2)],
    ),
    "what nobody told of": (
        given(entry("1", "Charge", "9.00"), entry("2", "Reversal", "9.00", reverses="?")),
        [row("9.00", "9.00", "0.0000", entries=1, reverse_nothing_known=1)],
    ),
    "nothing but that": (
        given(entry("2", "Reversal", "9.00", reverses="?")),
        [row("0.00", "0.00", None, entries=0, reverse_nothing_known=1)],
    ),
    "of another student, or in another currency": (
        given(entry("1", "Payment", "9.00", student_id="S2"), entry("2", "Payment", "9.00", currency="EUR"),
              entry("3", "Reversal", "9.00", reverses="1"), entry("4", "Reversal", "9.00", reverses="2")),
        [row("0.00", "-9.00", None, currency="EUR", paid="9.00", credit="9.00"),
         row("0.00", "0.00", None, entries=0, reverse_nothing_known=2),
         row("0.00", "-9.00", None, student_id="S2", paid="9.00", credit="9.00")],
    ),
    "neither drafts nor what is cancelled": (
        given(entry("1", "Charge", "9.00"), entry("2", "Charge", "1.00", status="Draft"),
              entry("3", "Charge", "1.00", status="Cancelled"), entry("4", "Charge", "1.00", status="Unknown"),
              entry("5", "Reversal", "1.00", reverses="3")),
        [row("10.00", "10.00", "0.0000", entries=2, reverse_nothing_known=1)],
    ),
    "schools and terms that differ": (
        given(entry("1", "Charge", "9.00", school_id="X", term="Fall"), entry("2", "Charge", "9.00", school_id="X")),
        [row("18.00", "18.00", "0.0000", school_id="X", term=None)],
    ),
    "as much as there can be": (
        given(entry("1", "Charge", "0.01"), entry("2", "Payment", "999999999999.99")),
        [row("0.01", "-999999999999.98", "99999999999999.0000", paid="999999999999.99", credit="999999999999.98")],
    ),
}  # fmt: skip
BY_CHANCE = {f"~{seed}": ledger(seed) for seed in range(60)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (given(*rows, entry("+", "Charge", "0.00")), []) for name, rows in BY_CHANCE.items()}}
    return products.answers(spark, PRODUCT, every)


@pytest.mark.parametrize("case", CASES)
def test_accounts_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    key = [{name: row[name] for name in PRODUCT.table.key[1:]} for row in expected]
    assert [{name: row[name] for name in PRODUCT.table.key[1:]} for row in found[case]] == key
    assert products.asked(found[case], expected) == expected


def test_ledgers_made_by_chance(found: dict[str, list[Row]]) -> None:
    """To the last digit."""
    for case, rows in BY_CHANCE.items():
        expected = collection([*rows, entry("+", "Charge", "0.00")])
        assert products.asked(found[case], expected) == expected, case


def test_an_account_is_computed_whole() -> None:
    """What an entry names may be one of another year: all years of an account are computed together."""
    assert PRODUCT.scope == ("source_system", "student_id", "currency")
    assert [read.table for read in PRODUCT.inputs] == [FEE_ENTRIES_TABLE]
