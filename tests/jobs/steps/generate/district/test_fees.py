"""What families owe: instalments that add up, and each of what happens to real ledgers."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]
ZERO = Decimal(0)


@pytest.fixture(scope="module")
def entries(told: Any) -> dict[str, dict[str, Any]]:
    rows = told["fee_entries"]
    by_id = {row["fee_entry_id"]: {**row, "amount": Decimal(row["amount"])} for row in rows}
    assert len(by_id) == len(rows)
    return by_id


def suffix(row: dict[str, Any]) -> str:
    return row["fee_entry_id"].rpartition("-")[2]


def test_what_entries_name_is_of_the_same_student_and_currency_and_no_later(entries: dict[str, dict[str, Any]]) -> None:
    named = [(row, entries[row[of]]) for row in entries.values() for of in ("applies_to", "reverses") if row[of]]
    assert len(named) > 100
    for row, other in named:
        assert [row[of] for of in ("student_id", "currency", "school_year")] == [
            other[of] for of in ("student_id", "currency", "school_year")
        ]
        assert row["posted_date"] >= other["posted_date"]
        assert row["applies_to"] is None or row["invoice_id"] == other["invoice_id"]


def test_three_instalments_differ_by_a_cent_or_two(entries: dict[str, dict[str, Any]]) -> None:
    asked = defaultdict(list)
    for row in entries.values():
        if suffix(row) in ("C1", "C2", "C3"):
            asked[row["student_id"], row["school_year"]].append(row["amount"])
            assert row["due_date"] >= row["posted_date"]
    rests = Counter(max(of) - min(of) for of in asked.values())
    assert {len(of) for of in asked.values()} == {3}
    assert rests.keys() == {ZERO, Decimal("0.01"), Decimal("0.02")}


def test_a_reversal_is_as_much_as_what_it_takes_back_and_may_come_late(entries: dict[str, dict[str, Any]]) -> None:
    taken = [(row, entries[row["reverses"]]) for row in entries.values() if row["kind"] == "Reversal"]
    assert Counter(other["kind"] for _, other in taken).keys() == {"Charge", "Payment"}
    assert all(row["amount"] == other["amount"] for row, other in taken)
    months = {(other["kind"], row["posted_date"][:7] > other["posted_date"][:7]) for row, other in taken}
    assert ("Payment", True) in months
    assert len({row["reverses"] for row, _ in taken}) == len(taken)


def test_one_payment_of_a_family_is_for_three_children(entries: dict[str, dict[str, Any]]) -> None:
    paid = defaultdict(list)
    for row in entries.values():
        if suffix(row) == "S":
            paid[row["payer_id"], row["posted_date"]].append(row)
    whole = [of for of in paid.values() if len(of) == 3]
    assert whole
    for of in whole:
        assert len({row["student_id"] for row in of}) == 3
        assert sum((row["amount"] for row in of), ZERO) == Decimal(100)


def test_what_is_cancelled_is_asked_anew(entries: dict[str, dict[str, Any]]) -> None:
    cancelled = [row for row in entries.values() if row["status"] == "Cancelled"]
    assert cancelled
    for row in cancelled:
        anew = entries[row["fee_entry_id"] + "2"]
        assert (anew["status"], anew["kind"]) == ("Posted", "Charge")
        assert anew["posted_date"] > row["posted_date"]
        assert not [r for r in entries.values() if row["fee_entry_id"] in (r["applies_to"], r["reverses"])]


def test_each_kind_happens_and_trips_are_in_another_currency(entries: dict[str, dict[str, Any]]) -> None:
    kinds = Counter((row["kind"], row["currency"]) for row in entries.values())
    usual = ("Charge", "Payment", "Refund", "Waiver", "Discount", "Aid", "Write-off", "Reversal")
    assert kinds.keys() == {*((kind, "USD") for kind in usual), ("Charge", "EUR"), ("Payment", "EUR")}
    assert {row["aid_type"] for row in entries.values() if row["kind"] == "Aid"} == {"Hardship grant"}
    assert all(row["told_on"] == row["posted_date"] for row in entries.values())
