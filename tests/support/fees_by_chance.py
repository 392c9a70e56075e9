"""Accounts of students made by chance, as rows of silver: what a ledger may hold at any moment between deliveries."""

from __future__ import annotations

import random
from typing import Any

from edulake.contract.table import Table
from edulake.silver.operations.fee_entries import FEE_ENTRIES_TABLE

Row = dict[str, Any]
KINDS = (
    "Charge",
    "Charge",
    "Charge",
    "Payment",
    "Payment",
    "Payment",
    "Refund",
    "Discount",
    "Aid",
    "Reversal",
    "Reversal",
)
CENTS = (0, 1, 2500, 3333, 3334, 10_000, 10_000, 12_345)


def entry(id_: str, kind: str, amount: str, posted: str = "2024-09-01", **more: Any) -> Row:
    """An entry of S1 in dollars."""
    said = {"student_id": "S1", "currency": "USD", "due_date": None, "applies_to": None, "reverses": None}
    year = int(posted[:4]) + (posted[5:] >= "07-01")
    row = {"fee_entry_id": id_, "kind": kind, "amount": amount, "posted_date": posted, "school_year": year}
    return {**said, **row, "status": "Posted", **more}


def given(*entries: Row) -> dict[Table, list[Row]]:
    return {FEE_ENTRIES_TABLE: list(entries)}


def ledger(seed: int) -> list[Row]:
    """Some entries of two students in two currencies, which name each other, or entries that nobody told of."""
    chance = random.Random(seed)
    ids = [f"E{n:02d}" for n in range(chance.randint(1, 14))]
    return [_by_chance(chance, id_, ids) for id_ in chance.sample(ids, chance.randint(1, len(ids)))]


def _by_chance(chance: random.Random, id_: str, ids: list[str]) -> Row:
    kind = chance.choice(KINDS)
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    return entry(
        id_,
        kind,
        f"{chance.choice(CENTS) / 100:.2f}",
        f"{chance.choice((2024, 2025))}-{month:02d}-{day:02d}",
        student_id=chance.choice(("S1", "S1", "S1", "S2")),
        currency=chance.choice(("USD", "USD", "USD", "EUR")),
        due_date=chance.choice((None, "2024-10-01", "2024-12-01", "2025-03-01")) if kind == "Charge" else None,
        applies_to=chance.choice((None, *ids)) if kind != "Charge" else None,
        reverses=chance.choice(ids) if kind == "Reversal" else None,
        status=chance.choice(("Posted", "Posted", "Posted", "Unknown", "Draft", "Cancelled")),
    )
