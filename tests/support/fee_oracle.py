"""What students owe, in plain Python: entry by entry, from rows of silver as tests write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
MORE, RELIEF = ("Charge", "Refund"), ("Waiver", "Discount", "Aid", "Write-off")
ACCOUNT = ("source_system", "student_id", "currency")


class Account:
    """One student's entries in one currency, as a source keeps them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.by_id = {row["fee_entry_id"]: row for row in rows if row.get("status") not in ("Draft", "Cancelled")}
        self.entries = [self._meant(row) for row in self.by_id.values()]

    def _meant(self, row: Row) -> Row:
        path = [row]
        while path[-1]["kind"] == "Reversal" and len(path) <= len(self.by_id) and path[-1]["reverses"] in self.by_id:
            path.append(self.by_id[path[-1]["reverses"]])
        origin, times = path[-1], len(path) - 1
        if origin["kind"] == "Reversal":
            return {**row, "meant": None}
        net = Decimal(row["amount"]) * (-1) ** times
        effect = net if origin["kind"] in MORE else -net
        aim = origin["fee_entry_id"] if origin["kind"] == "Charge" else origin["applies_to"]
        return {**row, "meant": origin["kind"], "net": net, "effect": effect, "aim": aim}

    @property
    def known(self) -> list[Row]:
        return [entry for entry in self.entries if entry["meant"]]

    @property
    def owed(self) -> Decimal:
        return sum((entry["effect"] for entry in self.known), Decimal(0))

    def open(self) -> dict[str, Decimal]:
        """By entry what is open, each cent handed out one charge after another.

        Entries of which nothing may be open are left out.
        """
        charges = [entry for entry in self.known if entry["kind"] == "Charge"]
        others = [entry for entry in self.known if entry["kind"] != "Charge"]
        unmet = {charge["fee_entry_id"]: Decimal(charge["amount"]) for charge in charges}
        purse = -sum((entry["effect"] for entry in others), Decimal(0))
        for charge, amount in list(unmet.items()):
            meant = -sum((entry["effect"] for entry in others if entry["aim"] == charge), Decimal(0))
            used = min(max(meant, Decimal(0)), amount)
            unmet[charge] -= used
            purse -= used
        for charge in sorted(charges, key=lambda c: (c["due_date"] or "9", c["posted_date"], c["fee_entry_id"])):
            used = min(unmet[charge["fee_entry_id"]], max(purse, Decimal(0)))
            unmet[charge["fee_entry_id"]] -= used
            purse -= used
        for entry in sorted(others, key=lambda e: (e["posted_date"], e["fee_entry_id"]), reverse=True):
            back = min(max(entry["effect"], Decimal(0)), max(-purse, Decimal(0)))
            if back:
                unmet[entry["fee_entry_id"]] = back
                purse += back
        return unmet


def accounts(rows: Iterable[Row]) -> list[Account]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row.get(name) for name in ACCOUNT)].append(row)
    return [Account(of_one) for of_one in found.values()]


def collection(rows: Iterable[Row]) -> list[Row]:
    """Rows of fee_collection, in the order of student, year and currency."""
    years: dict[Any, list[Row]] = defaultdict(list)
    for account in accounts(rows):
        for entry in account.entries:
            years[entry["student_id"], entry["school_year"], entry["currency"]].append(entry)
    return [_year(key, entries) for key, entries in sorted(years.items())]


def _year(key: tuple[Any, ...], entries: list[Row]) -> Row:
    known = [entry for entry in entries if entry["meant"]]

    def total(*kinds: str) -> Decimal:
        return sum((entry["net"] for entry in known if entry["meant"] in kinds), Decimal(0))

    billed, relief, paid, refunded = total("Charge"), total(*RELIEF), total("Payment"), total("Refund")
    outstanding = billed + refunded - relief - paid
    rate = Fraction(paid - refunded) / Fraction(billed - relief) if billed > relief else None
    return {
        "student_id": key[0], "school_year": key[1], "currency": key[2], "billed": cents(billed),
        "relief": cents(relief), "paid": cents(paid), "refunded": cents(refunded), "outstanding": cents(outstanding),
        "credit": cents(max(-outstanding, Decimal(0))), "collection_rate": None if rate is None else _four(rate),
        "entries": len(known), "reverse_nothing_known": len(entries) - len(known),
    }  # fmt: skip


def open_items(rows: Iterable[Row]) -> Mapping[tuple[str, str, str], str]:
    """By student, currency and entry what is open."""
    return {
        (account.by_id[entry]["student_id"], account.by_id[entry]["currency"], entry): cents(amount)
        for account in accounts(rows)
        for entry, amount in account.open().items()
    }


def cents(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _four(rate: Fraction) -> str:
    """Four decimals, half up away from zero."""
    scaled = Fraction(abs(rate) * 10_000 + Fraction(1, 2)).__floor__()
    exact = (Decimal(scaled) / 10_000).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"{-exact if rate < 0 and exact else exact}"
