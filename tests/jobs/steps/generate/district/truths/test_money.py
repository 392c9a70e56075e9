"""What the tables must say of money, counted once more in plain Python, to the cent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]
ZERO, CENT = Decimal(0), Decimal("0.01")
MORE = ("Charge", "Refund")
NAMES = {"Charge": "billed", "Payment": "paid", "Refund": "refunded"}


def effects(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str, Decimal]]:
    """Entries that stand, the kind in which each counts, and its amount: of a reversal below zero."""
    standing = {row["fee_entry_id"]: row for row in rows if row["status"] == "Posted"}
    return [
        (row, standing[row["reverses"]]["kind"] if row["reverses"] else row["kind"],
         Decimal(row["amount"]) * (-1 if row["reverses"] else 1))
        for row in standing.values()
    ]  # fmt: skip


def test_fees(truth: dict[str, Any], delivered: Any) -> None:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    owed: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row, kind, amount in effects(delivered("fee_entries")):
        of = sums[row["currency"], row["school_year"]]
        effect = amount if kind in MORE else -amount
        of[NAMES.get(kind, "relief")] += amount
        of["outstanding"] += effect
        owed[row["currency"], row["student_id"]] += effect
    names = ("billed", "relief", "paid", "refunded", "outstanding")
    assert {
        (currency, year): {name: Decimal(of[name]) for name in names}
        for currency, years in truth["fees"].items()
        for year, of in years.items()
    } == {key: {name: of[name] for name in names} for key, of in sums.items()}
    for currency, of in truth["fees_open"].items():
        each = [amount for (unit, _), amount in owed.items() if unit == currency]
        assert Decimal(of["open"]) == sum((amount for amount in each if amount > 0), ZERO) > 0
        assert Decimal(of["credit"]) == -sum((amount for amount in each if amount < 0), ZERO)
        years = truth["fees"][currency].values()
        assert Decimal(of["open"]) - Decimal(of["credit"]) == sum((Decimal(y["outstanding"]) for y in years), ZERO)
    assert Decimal(truth["fees_open"]["USD"]["credit"]) > 0


def test_books(truth: dict[str, Any], told: Any, delivered: Any) -> None:
    types = {row["account_id"]: row["account_type"] for row in told["accounts"]}
    names = {"Revenue": "received", "Expenditure": "spent"}
    months: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: {"received": ZERO, "spent": ZERO})
    for row in delivered("finance_postings"):
        of = months[row["fiscal_year"], row["posted_date"][:7]]
        name = names.get(types[row["account_id"]])
        if row["measure"] == "Actual" and not row["is_again"] and name:
            amount = Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
            of[name] += amount if name == "spent" else -amount
    held: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in sorted(delivered("finance_balances"), key=lambda row: row["as_of_date"]):
        if row["measure"] == "Actual":
            amount = Decimal(row["amount"])
            months[row["fiscal_year"], row["as_of_date"][:7]][names[types[row["account_id"]]]] += (
                amount - held[row["account_id"]]
            )
            held[row["account_id"]] = amount
    assert {
        (year, month): {name: Decimal(amount) for name, amount in of.items()}
        for year, by_month in truth["books"].items()
        for month, of in by_month.items()
    } == months
    assert len(months) == 12 + 10


def test_plans(truth: dict[str, Any], told: Any, delivered: Any) -> None:
    types = {row["account_id"]: row["account_type"] for row in told["accounts"]}
    sums: dict[str, dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(("to_receive", "to_spend", "ordered"), ZERO)
    )
    entered = [
        (r, Decimal(r["amount"].strip("$ CR").replace(",", ""))) for r in delivered("finance_postings") if r["amount"]
    ]
    held = {
        row["account_id"]: (row, Decimal(row["amount"]))
        for row in sorted(delivered("finance_balances"), key=lambda row: row["as_of_date"])
        if row["measure"] == "Budget"
    }
    for row, amount in (*entered, *held.values()):
        name = "to_receive" if types[row["account_id"]] == "Revenue" else "to_spend"
        sums[row["fiscal_year"]][name if row["measure"] == "Budget" else "ordered"] += (
            -amount if row["amount"].endswith("CR") else amount
        )
    assert {year: {name: Decimal(of) for name, of in by.items()} for year, by in truth["plans"].items()} == sums
    assert sums["2025"]["ordered"] > 0
