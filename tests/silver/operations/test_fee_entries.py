"""Fee entries: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.operations import FEE_KINDS
from edulake.expr.vocabulary import Code, Money
from edulake.silver.operations.fees import REVERSAL, SIGNS

SOUND = {
    "student_id": "S1", "payer_id": "G1", "invoice_id": "I1", "kind": "Charge", "amount": "120.5", "sign": None,
    "currency": "usd", "fee_type": "Meals", "posted_date": "2025-03-14", "due_date": "2025-04-14", "applies_to": "E0",
    "reverses": None, "method": "Card", "aid_type": "Hardship grant", "status": "issued", "fee_entry_id": "E1",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {name: SOUND[name] for name in ("student_id", "kind", "amount", "currency", "posted_date", "fee_entry_id")}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "euro": Notation(
        decimal_comma=True, money=Money(grouping=".", currency="EUR", signs={"€": "EUR", "$": "USD"})
    ),
    "signed": Notation(money=Money(negative="column", letters={"DR": "plus", "CR": "minus"}, signed=True)),
    "codes": Notation(codes=(("kind", (Code("D", "Charge"), Code("X", "Unknown"))), ("status", (Code("9", "Draft"),)))),
}  # fmt: skip
BARE = {
    **dict.fromkeys(("payer_id", "invoice_id", "fee_type", "due_date", "applies_to", "reverses", "method", "aid_type")),
    **dict.fromkeys(("status_raw", "school_id", "term", "source_updated_at")),
    **NEEDED, "kind_raw": "Charge", "amount": "120.50", "effect": "120.50", "currency": "USD", "status": "Unknown",
    "school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STUDENTS: dict[str | None, tuple[str, ...]] = {
    None: ("NULL_STUDENT_ID",), " ": ("NULL_STUDENT_ID",), "1.23457E+11": ("ID_DAMAGED",),
    "x" * 129: ("BAD_STUDENT_ID",), "S\x001": ("BAD_STUDENT_ID",),
}  # fmt: skip
IDS: dict[str | None, tuple[str, ...]] = {
    None: ("NULL_FEE_ENTRY_ID",), "N/A": ("NULL_FEE_ENTRY_ID",), "1.23457E+11": ("ID_DAMAGED",),
    "x" * 129: ("NULL_FEE_ENTRY_ID",), "E\x001": ("NULL_FEE_ENTRY_ID",),
}  # fmt: skip
NO_DAYS = (None, "", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "x" * 10_000)
# Amount; what it is, or why it is none.
AMOUNTS: dict[str | None, str | tuple[str, ...]] = {
    "0.01": "0.01", "120": "120.00", "120.5000": "120.50", "999999999999.99": "999999999999.99",
    "1000000000000": ("BAD_AMOUNT",), "1.234": ("BAD_AMOUNT",), "1,234.50": ("BAD_AMOUNT",), "$5": ("BAD_AMOUNT",),
    "(5)": ("BAD_AMOUNT",), "five": ("BAD_AMOUNT",), None: ("BAD_AMOUNT",), "": ("BAD_AMOUNT",), "-": ("BAD_AMOUNT",),
    "1e3": ("BAD_AMOUNT",), "-0.01": ("NEGATIVE_AMOUNT",), "0.1234": ("TOO_MANY_DECIMALS",),
    "-5.1234": ("NEGATIVE_AMOUNT", "TOO_MANY_DECIMALS"), "9" * 10_000: ("BAD_AMOUNT",),
}  # fmt: skip
# In euros: amount and currency as written; amount and currency, or why there is none.
EUROS: dict[tuple[str, str | None], tuple[str, str] | tuple[str]] = {
    ("1.234,50", None): ("1234.50", "EUR"), ("1.234,50 €", "eur"): ("1234.50", "EUR"), ("5", "€"): ("5.00", "EUR"),
    ("$5", None): ("UNKNOWN_CURRENCY",), ("5", "USD"): ("UNKNOWN_CURRENCY",), ("5", "?"): ("UNKNOWN_CURRENCY",),
    ("1,234.50", None): ("BAD_AMOUNT",),
}  # fmt: skip
# Of a source that writes a letter for each sign: kind, letter; effect, or why there is none.
SIGNED: dict[tuple[str, str | None], str | tuple[str] | None] = {
    ("Charge", "DR"): "5.00", ("Payment", "CR"): "-5.00", ("Refund", "dr"): "5.00", ("Aid", "CR"): "-5.00",
    ("Charge", "CR"): ("SIGN_CONTRADICTS_KIND",), ("Payment", "DR"): ("SIGN_CONTRADICTS_KIND",),
    ("Charge", "R"): ("BAD_AMOUNT",), ("Charge", None): ("BAD_AMOUNT",),
    ("Reversal", "CR"): None, ("Reversal", "DR"): None,
}  # fmt: skip
KINDS = {
    "Fee": "Charge", "PAID": "Payment", "refunded": "Refund", "waived": "Waiver", "Sibling-Discount": "Discount",
    "scholarship": "Aid", "written off": "Write-off", "Write-off": "Write-off", "returned check": "Reversal",
}  # fmt: skip
STATUSES = {
    "POSTED": "Posted", "paid": "Posted", "draft": "Draft", "voided": "Cancelled", "Canceled": "Cancelled",
    "?": "Unknown",
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in SOUND if name in BARE and name not in ("currency", "amount", "status")},
            "source_system": "s", "amount": "120.50", "effect": "120.50", "currency": "USD", "kind_raw": "Charge",
            "status": "Posted", "status_raw": "issued", "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING,
        {"fee_entry_id": None, "amount": None, "effect": None, "currency": None},
        ("NULL_STUDENT_ID", "BAD_DATE", "NULL_FEE_ENTRY_ID", "UNMAPPED_KIND", "BAD_AMOUNT", "UNKNOWN_CURRENCY"),
    ),
    **{f"student {id_!a:.20}": Case({"student_id": id_}, {}, reasons) for id_, reasons in STUDENTS.items()},
    **{
        f"called {id_!a:.20}": Case({"fee_entry_id": id_}, {"fee_entry_id": None}, reasons)
        for id_, reasons in IDS.items()
    },
    **{f"on {raw!a:.20}": Case({"posted_date": raw, "due_date": None}, {}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"amount {raw!a:.20}": Case({"amount": raw}, {"amount": due, "effect": due})
        if isinstance(due, str)
        else Case({"amount": raw}, {}, due)
        for raw, due in AMOUNTS.items()
    },
    "an amount of 0": Case({"amount": "0"}, {"amount": "0.00", "effect": "0.00"}, issues=("ZERO_AMOUNT",)),
    **{
        f"{amount} and {unit}": Case(
            {"amount": amount, "currency": unit},
            {"amount": due[0], "currency": due[1]} if len(due) == 2 else {},
            () if len(due) == 2 else due,
            source="euro",
        )
        for (amount, unit), due in EUROS.items()
    },
    **{f"currency {raw!a}": Case({"currency": raw}, {}, ("UNKNOWN_CURRENCY",)) for raw in (None, "$", "US", "XXX")},
    **{
        f"{kind} {letter}": Case(
            {"kind": kind, "amount": "5", "sign": letter, "reverses": "E0" if kind == REVERSAL else None},
            {} if isinstance(due, tuple) else {"amount": "5.00", "effect": due},
            due if isinstance(due, tuple) else (),
            source="signed",
        )
        for (kind, letter), due in SIGNED.items()
    },
    **{f"kind {raw}": Case({"kind": raw, "reverses": "E0"}, {"kind": kind}) for raw, kind in KINDS.items()},
    **{
        f"effect of {kind}": Case(
            {"kind": kind, "reverses": "E0"},
            {"kind": kind, "amount": "120.50", "effect": {1: "120.50", -1: "-120.50", None: None}[SIGNS.get(kind)]},
        )
        for kind in FEE_KINDS
    },
    "no kind": Case({"kind": None}, {"effect": None}, ("UNMAPPED_KIND",)),
    "a kind that nobody knows": Case({"kind": "Debit"}, {"effect": None, "kind": "Unknown"}, ("UNMAPPED_KIND",)),
    "a kind in a code": Case({"kind": "d"}, {"kind": "Charge", "kind_raw": "d"}, source="codes"),
    "a code that is said to mean nothing known": Case({"kind": "X"}, {}, ("UNMAPPED_KIND",), source="codes"),
    "a reversal of nothing": Case({"kind": "Reversal"}, {"effect": None}, ("REVERSES_NOTHING",)),
    "a reversal of what a spreadsheet destroyed": Case(
        {"kind": "Reversal", "reverses": "1.23457E+11"}, {"reverses": None}, ("REVERSES_NOTHING",), ("ID_DAMAGED",)
    ),
    **{
        f"status {raw}": Case({"status": raw}, {"status": due}, issues=("UNMAPPED_STATUS",) if due == "Unknown" else ())
        for raw, due in STATUSES.items()
    },
    "a status in a code": Case({"status": "9"}, {"status": "Draft", "status_raw": "9"}, source="codes"),
    "due the day before": Case({"due_date": "2025-03-13"}, {"due_date": "2025-03-13"}, issues=("DUE_BEFORE_POSTED",)),
    "due the same day": Case({"due_date": "2025-03-14"}, {"due_date": "2025-03-14"}),
    "due some day": Case({"due_date": "soon"}, {"due_date": None}, issues=("BAD_DUE_DATE",)),
    "ids that cannot be any": Case(
        {"payer_id": "G\x001", "invoice_id": "x" * 129, "applies_to": "1E+11"},
        {"payer_id": None, "invoice_id": None, "applies_to": None},
        issues=("ID_DAMAGED", "BAD_ID"),
    ),
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT")
    ),
    "a namespace and a time zone": Case(
        {"posted_date": "2025-03-14T01:00:00Z", "updated_at": None},
        {
            "student_id": "north:S1", "payer_id": "north:G1", "invoice_id": "north:I1", "school_id": "north:X",
            "fee_entry_id": "E1", "applies_to": "E0", "posted_date": "2025-03-13",
            "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "amount": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "fee_entries", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
