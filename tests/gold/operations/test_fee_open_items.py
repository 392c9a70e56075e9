"""What is open of each charge: by hand, against the oracle, and no cent made or lost whatever a ledger holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import products
import pytest
from fee_oracle import accounts, open_items
from fees_by_chance import entry, given, ledger
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["fee_open_items"]
FIRST = entry("1", "Charge", "100.00", due_date="2024-10-01")
SECOND = entry("2", "Charge", "50.00", due_date="2024-12-01")
WITHOUT = entry("0", "Charge", "30.00")


def paid(id_: str, amount: str, posted: str = "2024-09-15", **more: str) -> Row:
    return entry(id_, "Payment", amount, posted, **more)


# What is open, by entry; what is not named has no row.
OPEN: dict[str, tuple[list[Row], dict[str, str]]] = {
    "nothing paid": ([FIRST, SECOND, WITHOUT], {"0": "30.00", "1": "100.00", "2": "50.00"}),
    "the one due first is paid first": ([FIRST, SECOND, paid("p", "120")], {"1": "0.00", "2": "30.00"}),
    "whatever they are called": (
        [entry("9", "Charge", "1.00", due_date="2024-10-01"), entry("8", "Charge", "1.00", due_date="2024-10-02"),
         paid("p", "1")],
        {"9": "0.00", "8": "1.00"},
    ),
    "one without a day due comes last": ([WITHOUT, FIRST, paid("p", "110")], {"0": "20.00", "1": "0.00"}),
    "of two due on a day that of the earlier entry": (
        [entry("1", "Charge", "5.00", "2024-09-02", due_date="2024-10-01"),
         entry("2", "Charge", "5.00", due_date="2024-10-01"), paid("p", "5")],
        {"1": "5.00", "2": "0.00"},
    ),
    "of two of a day that of the lower id": (
        [entry("2", "Charge", "5.00"), entry("1", "Charge", "5.00"), paid("p", "6")], {"1": "0.00", "2": "4.00"}
    ),
    "what is meant for a charge pays that": (
        [FIRST, SECOND, paid("p", "20", applies_to="2")], {"1": "100.00", "2": "30.00"}
    ),
    "and with the rest of it the oldest": (
        [FIRST, SECOND, paid("p", "60", applies_to="2")], {"1": "90.00", "2": "0.00"}
    ),
    "relief pays as well": (
        [FIRST, SECOND, entry("d", "Discount", "5.00", applies_to="2"), entry("a", "Aid", "10.00")],
        {"1": "90.00", "2": "45.00"},
    ),
    "what is meant for nothing that is told of": ([FIRST, paid("p", "20", applies_to="?")], {"1": "80.00"}),
    "what is meant for no charge": ([FIRST, paid("p", "20"), paid("q", "5", applies_to="p")], {"1": "75.00"}),
    "a debit that comes back": (
        [FIRST, SECOND, paid("p", "50", applies_to="2"), entry("x", "Reversal", "50.00", reverses="p")],
        {"1": "100.00", "2": "50.00"},
    ),
    "a charge by mistake pays itself": (
        [FIRST, SECOND, entry("x", "Reversal", "50.00", reverses="2")], {"1": "100.00", "2": "0.00"}
    ),
    "after it was paid": (
        [FIRST, SECOND, paid("p", "50", applies_to="2"), entry("x", "Reversal", "50.00", reverses="2")],
        {"1": "50.00", "2": "0.00"},
    ),
    "more than was asked, and paid back": (
        [FIRST, paid("p", "125"), entry("r", "Refund", "25.00", "2024-11-01")], {"1": "0.00"}
    ),
    "more paid back than was left over": (
        [FIRST, paid("p", "125"), entry("r", "Refund", "30.00", "2024-11-01")], {"1": "5.00"}
    ),
    "paid back, and never paid": (
        [entry("q", "Refund", "20.00"), entry("r", "Refund", "30.00", "2024-11-01"), paid("p", "15")],
        {"r": "30.00", "q": "5.00"},
    ),
    "reversed twice": (
        [FIRST, paid("p", "100", applies_to="1"), entry("x", "Reversal", "100.00", "2024-11-01", reverses="p"),
         entry("y", "Reversal", "100.00", "2024-11-02", reverses="p")],
        {"1": "100.00", "y": "100.00"},
    ),
    "drafts, what is cancelled, and what reverses nothing known": (
        [FIRST, paid("p", "9", status="Draft"), entry("c", "Charge", "9.00", status="Cancelled"),
         entry("x", "Reversal", "9.00", reverses="c")],
        {"1": "100.00"},
    ),
    "paid in another currency": ([FIRST, paid("p", "100", currency="EUR")], {"1": "100.00"}),
    "paid by another student": ([FIRST, paid("p", "100", student_id="S2", applies_to="1")], {"1": "100.00"}),
    "a charge of nothing": ([entry("1", "Charge", "0.00"), paid("p", "1")], {"1": "0.00"}),
}  # fmt: skip
CHANCE = {f"~{seed}": ledger(seed) for seed in range(60)}


def answered(spark: SparkSession, ledgers: dict[str, list[Row]]) -> dict[str, dict[tuple[str, str, str], str]]:
    """By ledger, then by student, currency and entry, what is open; each has a charge of nothing besides."""
    cases = {name: (given(*rows, entry("+", "Charge", "0.00")), []) for name, rows in ledgers.items()}
    return {
        name: {
            (row["student_id"], row["currency"], row["fee_entry_id"]): row["open"]
            for row in rows
            if row["fee_entry_id"] != "+"
        }
        for name, rows in products.answers(spark, PRODUCT, cases).items()
    }


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[tuple[str, str, str], str]]:
    return answered(spark, {**{name: rows for name, (rows, _) in OPEN.items()}, **CHANCE})


@pytest.mark.parametrize("case", OPEN)
def test_what_is_open(case: str, found: dict[str, dict[tuple[str, str, str], str]]) -> None:
    _, expected = OPEN[case]
    assert {id_: amount for (*_, id_), amount in found[case].items()} == expected


def test_ledgers_made_by_chance(found: dict[str, dict[tuple[str, str, str], str]]) -> None:
    """Handed out by running sums as by hand, one charge after another."""
    for case, rows in CHANCE.items():
        assert found[case] == open_items(rows), case


def test_no_cent_is_made_or_lost(spark: SparkSession) -> None:
    """Charges minus credits are what is open less the credit, of each student and currency, whatever came so far."""

    @settings(max_examples=2, deadline=None)
    @drawn(st.lists(st.integers(0, 10**9), min_size=30, max_size=30, unique=True))
    def conserved(seeds: list[int]) -> None:
        ledgers = {str(seed): ledger(seed) for seed in seeds}
        for name, amounts in answered(spark, ledgers).items():
            open_: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for (student, currency, _), amount in amounts.items():
                assert Decimal(amount) >= 0
                open_[student, currency] += Decimal(amount)
            for account in accounts(ledgers[name]):
                of = next(iter(account.entries), None)
                if of:
                    credit = max(-account.owed, Decimal(0))
                    assert open_.pop((of["student_id"], of["currency"]), Decimal(0)) == account.owed + credit, name
            assert not open_

    conserved()


def test_what_else_a_row_says(spark: SparkSession) -> None:
    """The day of the newest delivery is that of any entry of the account, as a payment says what is open."""
    told = [
        entry("1", "Charge", "5.00", due_date="2024-10-01", fee_type="Meals", school_id="X", term="Fall",
              delivered_at=dt.datetime(2024, 9, 2, 23, 59, tzinfo=dt.UTC)),
        paid("p", "1", delivered_at=dt.datetime(2024, 9, 16, tzinfo=dt.UTC)),
        entry("1b", "Charge", "5.00", currency="EUR", delivered_at=dt.datetime(2024, 9, 3, tzinfo=dt.UTC)),
    ]  # fmt: skip
    [euro, dollar] = products.answers(spark, PRODUCT, {"one": (given(*told), [])})["one"]
    assert dollar == {
        "source_system": "one", "student_id": "S1", "currency": "USD", "fee_entry_id": "1", "kind": "Charge",
        "fee_type": "Meals", "posted_date": "2024-09-01", "due_date": "2024-10-01", "amount": "5.00", "open": "4.00",
        "told_on": "2024-09-16", "school_id": "X", "school_year": 2025, "term": "Fall",
    }  # fmt: skip
    assert (euro["told_on"], euro["due_date"], euro["open"]) == ("2024-09-03", None, "5.00")
