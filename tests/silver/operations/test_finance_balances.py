"""Balances of accounts: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code, Money

SOUND = {
    "account_id": "100.550", "fiscal_year": "2025", "amount": "13779.60", "sign": None, "measure": "Budget",
    "currency": "USD", "first_month": "7", "as_of_date": "2025-03-14", "balance_id": "B1",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Fall",
}  # fmt: skip
NEEDED = {name: SOUND[name] for name in ("account_id", "fiscal_year", "amount", "measure", "currency", "as_of_date")}
NOTHING = dict.fromkeys(SOUND)
GERMAN = Money(grouping=".", negative="trailing minus", currency="EUR", signs={"€": "EUR"})
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", money=Money(grouping=",", negative="parentheses", signs={"$": "USD"})),
    "german": Notation(decimal_comma=True, money=GERMAN, codes=(("measure", (Code("P", "Budget"),)),)),
}
MADE = ("X", "2025", "100.550", "Budget", "2025-03-14", "USD")
AMOUNTS = {
    "0": "0.00", "-0.01": "-0.01", "13779.6": "13779.60", "1.500": None, "99999999999999.99": "99999999999999.99",
    "100000000000000": None, "1,500.00": None, "(5)": None, "5-": None, "1e3": None, "": None, "n/a": None,
    "9" * 10_000: None,
}  # fmt: skip
SHOWN = {"$13,779.60": "13779.60", "($1,234.50)": "-1234.50", "$ 0.05": "0.05", "1,234.5": "1234.50"}
BARE = {
    **dict.fromkeys(("school_id", "term", "source_updated_at")),
    "amount": "13779.60", "month": "2025-03-01", "school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00",
    "balance_id": hashed("s", None, *MADE[1:]),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("account_id", "amount", "measure", "currency", "as_of_date")},
            **{name: SOUND[name] for name in ("balance_id", "school_id", "term")},
            "fiscal_year": 2025, "month": "2025-03-01", "school_year": 2025,
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, (
        "NULL_ACCOUNT_ID", "BAD_DATE", "NULL_FISCAL_YEAR", "UNMAPPED_MEASURE", "BAD_AMOUNT", "UNKNOWN_CURRENCY")),
    **{f"amount {raw[:12]!a}": Case({"amount": raw}, {"amount": due}, () if due else ("BAD_AMOUNT",))
       for raw, due in AMOUNTS.items()},
    "three decimals": Case({"amount": "1.5001"}, {"amount": None}, ("TOO_MANY_DECIMALS",)),
    "zeros behind them": Case({"amount": "1.5000"}, {"amount": "1.50"}),
    **{f"amount {raw!a}": Case({"amount": raw, "currency": "USD"}, {"amount": due, "currency": "USD"}, source="north")
       for raw, due in SHOWN.items()},
    "an amount of another country": Case({"amount": "1.234,50-", "currency": None, "measure": "P"},
                                         {"amount": "-1234.50", "currency": "EUR", "measure": "Budget"},
                                         source="german"),
    "two currencies": Case({"amount": "5,00 €", "currency": "USD"}, {"currency": None}, ("UNKNOWN_CURRENCY",),
                           source="german"),
    "no currency": Case({"currency": None}, {"currency": None}, ("UNKNOWN_CURRENCY",)),
    "a currency that there is not": Case({"currency": "USX"}, {"currency": None}, ("UNKNOWN_CURRENCY",)),
    **{f"measure {raw}": Case({"measure": raw}, {"measure": due}) for raw, due in
       {"actuals": "Actual", "BUDGETED": "Budget", "Encumbered": "Encumbrance"}.items()},
    **{f"measure {raw}": Case({"measure": raw}, {}, ("UNMAPPED_MEASURE",)) for raw in ("forecast", "P", None, "-")},
    **{f"day {raw!a}": Case({"as_of_date": raw}, {"as_of_date": None, "month": None}, ("BAD_DATE",))
       for raw in (None, "", "14.03.2025", "2025-02-29", "1899-12-31", "2026-01-02")},
    "an id made of all": Case({"balance_id": None}, {"balance_id": hashed("s", *MADE)}),
    "another amount of the same": Case({"balance_id": None, "amount": "1", "term": None},
                                       {"balance_id": hashed("s", *MADE)}),
    "another spelling of the same": Case({"balance_id": None, "measure": "budgeted", "fiscal_year": "2024-25"},
                                         {"balance_id": hashed("s", *MADE)}),
    "an own id that can be none": Case({"balance_id": "B\x001"}, {"balance_id": hashed("s", *MADE)},
                                       issues=("BAD_ID",)),
    "a destroyed own id": Case({"balance_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed account": Case({"account_id": "1.23457E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a destroyed school without an own id": Case({"school_id": "1E+11", "balance_id": None}, {}, ("ID_DAMAGED",),
                                                 ("ID_DAMAGED",)),
    "an account too long": Case({"account_id": "x" * 129}, {}, ("NULL_ACCOUNT_ID",)),
    "a namespace": Case({"balance_id": None}, {"account_id": "north:100.550", "school_id": "north:X",
                                               "balance_id": hashed("north", *MADE)}, source="north"),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": "2025-03-14T00:00:00+00:00"},
                                        issues=("BAD_UPDATED_AT",)),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "finance_balances", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def test_balances_that_are_not_the_sum_of_entries(spark: SparkSession) -> None:
    """In the account's sense, up to the day; where nobody knows which side of an entry is above zero, nothing is said."""
    usual = {"fiscal_year": 2025, "measure": "Actual", "currency": "USD", "school_id": "X", "as_of_date": "2025-03-14"}

    def held(key: str, amount: str, account: str = "e", **more: Any) -> dict[str, Any]:
        return {**usual, "balance_id": key, "amount": amount, "account_id": account, **more}

    def entry(amount: str, account: str = "e", day: str = "2025-03-14", **more: Any) -> dict[str, Any]:
        return {**usual, "account_id": account, "amount": amount, "posted_date": day, **more}

    types = {
        "e": "Expenditure",
        "r": "Revenue",
        "b": "Balance Sheet",
        "two": "Revenue",
        "own": "Revenue",
        "unclear": "Revenue",
    }
    accounts = [{"account_id": name, "fiscal_year": 2025, "account_type": type_} for name, type_ in types.items()]
    accounts += [
        {**accounts[3], "account_type": "Transfer"},
        {**accounts[4], "account_type": "Expenditure", "school_id": "X"},
        {**accounts[5], "account_type": "Revenue", "school_id": "X"},
        {**accounts[5], "account_type": "Expenditure", "school_id": "X"},
    ]
    postings = [
        entry("5.00"), entry("2.50", day="2025-01-01"), entry("9.00", day="2025-03-15"), entry("4.00", school_id="Y"),
        entry("1.00", measure="Budget"), entry("1.00", currency="EUR"), entry("1.00", fiscal_year=2024),
        entry("-7.00", "r", credit="7.00"), entry("1.00", "r"), entry("3.00", "b", debit="3.00"),
        entry("3.00", "two", debit="3.00"), entry("3.00", "own", debit="3.00"), entry("3.00", "unclear", debit="3.00"),
        entry("6.00", school_id=None, source_system="t"),
    ]  # fmt: skip
    rows = [
        held("same", "7.50"), held("less", "7.49"), held("later", "16.50", as_of_date="2025-12-31"), held("whole", "11.50", school_id=None),
        held("not whole", "7.50", school_id=None), held("before", "0.00", as_of_date="2024-12-31"), held("too early", "2.50", as_of_date="2024-12-31"),
        held("received", "8.00", "r"), held("as booked", "-6.00", "r"), held("sheet", "4.00", "b"), held("twofold", "4.00", "two"),
        held("spent", "3.00", "own"), held("of a school's own two", "4.00", "unclear"), held("alone", "5.00", "n"), held("nowhere", "5.00", school_id="Z"), held("there", "6.01", school_id=None, source_system="t"),
        held("planned", "2.00", measure="Budget"), held("other money", "2.00", currency="EUR"),
    ]  # fmt: skip
    numbered = [{**row, "posting_id": str(number)} for number, row in enumerate(postings)]
    found = contradicting(
        spark, "finance_balances", "BALANCE_DIFFERS", rows, finance_postings=numbered, accounts=accounts
    )
    assert found == ["as booked", "less", "not whole", "other money", "planned", "there", "too early"]


def test_balances_of_what_has_entries_as_well(spark: SparkSession) -> None:
    """Of one organisation, fiscal year and measure; one that names no school may be any."""

    def told(key: str, school: str | None = "X", year: int = 2025, measure: str = "Actual", of: str = "s") -> Any:
        return {"school_id": school, "fiscal_year": year, "measure": measure, "source_system": of, "balance_id": key}

    rows = [told("same"), told("same too"), told("school", "Y"), told("year", year=2024), told("planned", measure="Budget"),
            told("source", of="t"), told("none", None), told("any", "Z", 2026, of="t"), told("neither", "Z", 2026)]  # fmt: skip
    whole = told("", None, 2026, of="t")
    entries = [{name: value for name, value in row.items() if name != "balance_id"} for row in (rows[0], whole)]
    postings = [{**entry, "posting_id": str(number)} for number, entry in enumerate([*entries, *entries])]
    found = contradicting(spark, "finance_balances", "BOTH_FORMS", rows, finance_postings=postings)
    assert found == ["any", "none", "same", "same too"]
