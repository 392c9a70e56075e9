"""Entries of ledgers: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Money

SOUND = {
    "account_id": "100.550", "fiscal_year": "2025", "amount": "13779.60", "sign": None, "measure": "Actual",
    "currency": "USD", "first_month": "7", "posted_date": "2025-03-14", "debit": None, "credit": None,
    "document": "JE-7", "payee": "Ann Doe", "whole_ledger": "yes", "budget_side": "same", "posting_id": "P1",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Fall",
}  # fmt: skip
NEEDED = {name: SOUND[name] for name in ("account_id", "fiscal_year", "amount", "measure", "currency", "posted_date")}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(
        id_namespace="north", money=Money(grouping=",", negative="parentheses", signs={"$": "USD", "€": "EUR"})
    ),
    "letters": Notation(money=Money(negative="column", letters={"CR": "minus", "": "plus"}, signs={"$": "USD"})),
}
MADE = ("X", "2025", "100.550", "Actual", "2025-03-14", "USD", "13779.60", None, None, "JE-7", "Ann Doe", "Fall")
BARE = {
    **dict.fromkeys(("debit", "credit", "document", "payee", "is_whole_ledger", "school_id", "term")),
    "amount": "13779.60", "month": "2025-03-01", "school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00",
    "posting_id": hashed("s", None, *MADE[1:9], None, None, None),
}  # fmt: skip
# Amount, debit and credit as they are said, and as they are due; or why not.
BOOKED: dict[tuple[str | None, str | None, str | None], tuple[str | None, str | None, str | None] | str] = {
    (None, "5", None): ("5.00", "5.00", None),
    (None, None, "5"): ("-5.00", None, "5.00"),
    (None, "5", "0.00"): ("5.00", "5.00", "0.00"),
    (None, "0", "5.25"): ("-5.25", "0.00", "5.25"),
    (None, "0", "0"): ("0.00", "0.00", "0.00"),
    (None, "-5", None): ("-5.00", "-5.00", None),
    (None, "5", "-"): ("5.00", "5.00", None),
    ("5", "5", None): ("5.00", "5.00", None),
    ("5", None, "5"): ("-5.00", None, "5.00"),
    ("-5", None, "5"): ("-5.00", None, "5.00"),
    (None, "5", "5"): "DEBIT_AND_CREDIT",
    (None, "5", "-5"): "DEBIT_AND_CREDIT",
    ("5", "5", "2"): "DEBIT_AND_CREDIT AMOUNT_CONTRADICTS",
    ("5", "5.01", None): "AMOUNT_CONTRADICTS",
    (None, "five", None): "BAD_AMOUNT",
    (None, "5", "five"): "BAD_AMOUNT",
    ("five", "5", None): "BAD_AMOUNT",
    (None, "5.0011", None): "TOO_MANY_DECIMALS",
    (None, None, None): "BAD_AMOUNT",
}
# The same of a source with letters in a column beside its amounts, which are those of amounts only.
LETTERED: dict[tuple[str | None, ...], tuple[str | None, ...] | str] = {
    (None, None, "5", None): ("5.00", "5.00", None),
    (None, None, None, "5"): ("-5.00", None, "5.00"),
    (None, None, "-5", "0.00"): ("-5.00", "-5.00", "0.00"),
    (None, None, "-$5", None): ("-5.00", "-5.00", None),
    ("5", "CR", None, "5"): ("-5.00", None, "5.00"),
    ("5", "CR", None, None): ("-5.00", None, None),
    ("5", "XX", "5", None): "SIGN_CONTRADICTS_FLAG",
    (None, None, "5 CR", None): "BAD_AMOUNT",
}
# A budget's debit and credit, on which side budgets stand, and as what they are due.
BUDGETS: dict[tuple[str | None, str | None, str | None], str | None] = {
    ("5", None, "same"): "5.00",
    (None, "5", "Same"): "-5.00",
    ("5", None, "opposite"): "-5.00",
    (None, "5", "budgetary"): "5.00",
    ("5", None, None): None,
    (None, "5", "left"): None,
    ("-5", "0", "opposite"): "5.00",
    ("0", "0", None): "0.00",
}
# What is another entry, and what is the same one told otherwise.
OTHERS: dict[str, dict[str, str | None]] = {
    "amount": {"amount": "13779.61"}, "payee": {"payee": "Bob Roe"}, "document": {"document": "JE-8"},
    "school": {"school_id": "Y"}, "year": {"fiscal_year": "2026"}, "term": {"term": None}, "measure": {"measure": "Budget"},
    "day": {"posted_date": "2025-03-15"}, "account": {"account_id": "100.551"}, "currency": {"currency": "EUR"},
    "debit": {"amount": None, "debit": "13779.60"}, "credit": {"amount": None, "credit": "13779.60"},
    "no payee": {"payee": None},
}  # fmt: skip
SAME: dict[str, dict[str, str | None]] = {
    "as a source words it": {"amount": "13779.6", "measure": "actuals", "fiscal_year": "2024-25", "payee": " Ann  Doe"},
    "what it says of itself": {"updated_at": None, "whole_ledger": None, "first_month": None, "budget_side": None},
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("account_id", "amount", "measure", "currency", "posted_date")},
            **{name: SOUND[name] for name in ("posting_id", "document", "payee", "school_id", "term")},
            "debit": None, "credit": None, "is_whole_ledger": True, "fiscal_year": 2025, "month": "2025-03-01",
            "school_year": 2025, "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, (
        "NULL_ACCOUNT_ID", "BAD_DATE", "NULL_FISCAL_YEAR", "UNMAPPED_MEASURE", "BAD_AMOUNT", "UNKNOWN_CURRENCY")),
    **{f"booked {said}": Case(
        dict(zip(("amount", "debit", "credit"), said, strict=True)),
        {} if isinstance(due, str) else dict(zip(("amount", "debit", "credit"), due, strict=True)),
        tuple(due.split()) if isinstance(due, str) else ())
       for said, due in BOOKED.items()},
    **{f"lettered {said}": Case(
        dict(zip(("amount", "sign", "debit", "credit"), said, strict=True)),
        {} if isinstance(due, str) else dict(zip(("amount", "debit", "credit"), due, strict=True)),
        tuple(due.split()) if isinstance(due, str) else (), source="letters")
       for said, due in LETTERED.items()},
    **{f"budget {said}": Case(
        {"measure": "Budget", "amount": None, **dict(zip(("debit", "credit", "budget_side"), said, strict=True))},
        {"amount": due} if due else {}, () if due else ("UNKNOWN_BUDGET_SIDE",))
       for said, due in BUDGETS.items()},
    **{f"{measure} has a side of its own": Case(
        {"measure": measure, "amount": None, "debit": "5", "budget_side": "opposite"}, {"amount": "5.00"})
       for measure in ("Actual", "Encumbrance")},
    "a budget of neither side": Case({"measure": "Budget", "budget_side": None}, {"amount": "13779.60"}),
    "with a sign of the currency alone": Case({"amount": None, "debit": "-$5", "currency": None},
                                              {"amount": "-5.00", "currency": "USD"}, source="letters"),
    "with a sign of the currency": Case({"amount": None, "debit": "$1,234.50", "currency": None},
                                        {"amount": "1234.50", "currency": "USD"}, source="north"),
    "two currencies at two amounts": Case({"amount": "$5", "debit": "€5", "currency": None}, {"currency": None},
                                          ("UNKNOWN_CURRENCY",), source="north"),
    "an id made of all": Case({"posting_id": None}, {"posting_id": hashed("s", *MADE)}),
    **{f"the same by {name}": Case({"posting_id": None, **raw}, {"posting_id": hashed("s", *MADE)})
       for name, raw in SAME.items()},
    "an id of a line of nothing": Case(
        {"posting_id": None, "amount": None, "debit": "0", "credit": "0.000"},
        {"posting_id": hashed("s", *MADE[:6], None, "0.00", "0.00", *MADE[9:])}),
    "an own id that can be none": Case({"posting_id": "P\x001"}, {"posting_id": hashed("s", *MADE)},
                                       issues=("BAD_ID",)),
    "a destroyed own id": Case({"posting_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed account": Case({"account_id": "1.23457E+11"}, {}, ("ID_DAMAGED",)),
    **{f"a destroyed {name}": Case({name: "1E+11"}, {name: None, "posting_id": "P1"}, issues=("ID_DAMAGED",))
       for name in ("document", "school_id")},
    **{f"a destroyed {name} without an own id": Case({name: "1E+11", "posting_id": None}, {}, ("ID_DAMAGED",),
                                                     ("ID_DAMAGED",)) for name in ("document", "school_id")},
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("document", "school_id")},
    "neither whole nor not": Case({"whole_ledger": "partly"}, {"is_whole_ledger": None}, issues=("BAD_WHOLE_LEDGER",)),
    "a part of a ledger": Case({"whole_ledger": "no"}, {"is_whole_ledger": False}),
    "a day outside of its year": Case({"posted_date": "2025-07-01"}, {"month": "2025-06-01", "school_year": 2026},
                                      issues=("DATE_OUTSIDE_YEAR",)),
    "no day": Case({"posted_date": "soon"}, {"month": None}, ("BAD_DATE",)),
    "no currency": Case({"currency": None}, {"currency": None}, ("UNKNOWN_CURRENCY",)),
    "a namespace": Case({"posting_id": None}, {"account_id": "north:100.550", "school_id": "north:X", "document": "JE-7",
                                               "posting_id": hashed("north", *MADE)}, source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip
OTHER_CASES = {f"another {name}": Case({"posting_id": None, **raw}, {}) for name, raw in OTHERS.items()}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "finance_postings", SOUND, {**CASES, **OTHER_CASES}, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def test_whatever_an_entry_says_makes_it_another_one(found: dict[str, dict[str, Any]]) -> None:
    ids = {found[name]["posting_id"] for name in ("an id made of all", *OTHER_CASES)}
    assert len(ids) == 1 + len(OTHER_CASES)


def test_documents_of_whole_ledgers_balance(spark: SparkSession) -> None:
    def line(key: str, document: str | None, debit: str | None, credit: str | None, **more: Any) -> dict[str, Any]:
        usual = {"fiscal_year": 2025, "currency": "USD", "measure": "Actual", "is_whole_ledger": True}
        return {**usual, "posting_id": key, "document": document, "debit": debit, "credit": credit, **more}

    rows = [
        line("a1", "A", "5.00", None), line("a2", "A", None, "3.00"), line("a3", "A", "0.00", "2.00"),
        line("b1", "B", "5.00", None), line("b2", "B", None, "4.99"),
        line("c", "C", "5.00", None, is_whole_ledger=None), line("d", None, "5.00", None),
        line("e", "E", "5.00", None, measure="Budget"), line("f", "F", None, None),
        line("g", "A", "5.00", None, fiscal_year=2026), line("h", "A", None, "5.00", currency="EUR"),
        line("i", "A", "1.00", None, source_system="t"), line("j", "A", "9.00", None, is_whole_ledger=False),
    ]  # fmt: skip
    assert contradicting(spark, "finance_postings", "UNBALANCED_DOCUMENT", rows) == ["b1", "b2", "g", "h", "i"]
