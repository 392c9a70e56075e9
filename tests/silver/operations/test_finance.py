"""What postings and balances share: months of fiscal years, amounts beside letters, and accounts that add up others."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Money

pytestmark = pytest.mark.once
SOUND = {
    "account_id": "A", "as_of_date": "2025-03-14", "fiscal_year": "2025", "measure": "Actual", "amount": "5",
    "currency": "USD", "first_month": "7",
}  # fmt: skip
# A letter that means minus, and none that means plus: as one year writes it. The next one writes R.
FLAGGED = Notation(money=Money(negative="column", letters={"CR": "minus", "": "plus"}, currency="USD"))
SOURCES = {"s": Notation(), "flagged": FLAGGED}
# Day, fiscal year and its first month as they are said; year and month that are due, and whether the day is outside.
MONTHS: dict[str, tuple[str, str | None, str | None, int | None, str | None, bool]] = {
    "first day": ("2024-07-01", "2025", "7", 2025, "2024-07-01", False),
    "the day before": ("2024-06-30", "2025", "7", 2025, "2024-07-01", True),
    "last day": ("2025-06-30", "2025", "7", 2025, "2025-06-01", False),
    "the day after": ("2025-07-01", "2025", "7", 2025, "2025-06-01", True),
    "as calendars have it": ("2025-12-31", "2025", "1", 2025, "2025-12-01", False),
    "before January": ("2024-12-31", "2025", "1", 2025, "2025-01-01", True),
    "from December": ("2024-12-01", "2025", "12", 2025, "2024-12-01", False),
    "undeclared, first": ("2024-01-01", "2025", None, 2025, "2024-01-01", False),
    "undeclared, last": ("2025-12-31", "2025", None, 2025, "2025-12-01", False),
    "undeclared, too early": ("2023-12-31", "2025", None, 2025, "2024-01-01", True),
    "undeclared, too late": ("2026-01-01", "2025", None, 2025, "2025-12-01", True),
    "counted up row by row": ("2024-07-01", "2999", "7", 2999, "2998-07-01", True),
    "unsaid, in its first month": ("2024-07-01", None, "7", 2025, "2024-07-01", False),
    "unsaid, in its last month": ("2024-06-30", None, "7", 2024, "2024-06-01", False),
    "unsaid, as calendars have it": ("2024-07-01", None, "1", 2024, "2024-07-01", False),
}
OUT, NO_YEAR = ("DATE_OUTSIDE_YEAR",), ("NULL_FISCAL_YEAR",)
# Amount and letter, and what they mean where CR is declared and nothing else.
LETTERS: dict[tuple[str, str | None], str | tuple[str, ...]] = {
    ("5", None): "5.00",
    ("5", " "): "5.00",
    ("5", "CR"): "-5.00",
    ("5", "cr"): "-5.00",
    ("0", "CR"): "0.00",
    ("5", "R"): ("SIGN_CONTRADICTS_FLAG",),
    ("5", "DR"): ("SIGN_CONTRADICTS_FLAG",),
    ("-5", "CR"): ("SIGN_CONTRADICTS_FLAG",),
    ("-5", None): ("SIGN_CONTRADICTS_FLAG",),
    ("5 CR", None): ("BAD_AMOUNT",),
    ("five", "CR"): ("BAD_AMOUNT",),
    ("five", "R"): ("BAD_AMOUNT",),
}
CASES = {
    **{
        name: Case(
            {"as_of_date": day, "fiscal_year": said, "first_month": first},
            {"fiscal_year": year, "month": month},
            issues=OUT if outside else (),
        )
        for name, (day, said, first, year, month, outside) in MONTHS.items()
    },
    "unsaid and undeclared": Case({"fiscal_year": None, "first_month": None}, {"fiscal_year": None}, NO_YEAR),
    **{f"year {said}": Case({"fiscal_year": said}, {"fiscal_year": None, "month": None}, NO_YEAR)
       for said in ("FY25", "24-26", "1899")},
    **{f"first month {said}": Case({"first_month": said}, {"fiscal_year": 2025}, issues=("BAD_FIRST_MONTH",))
       for said in ("0", "13", "July", "7.5")},
    **{f"{amount} {letter}": Case(
        {"amount": amount, "sign": letter}, {"amount": due if isinstance(due, str) else None},
        () if isinstance(due, str) else due, source="flagged")
       for (amount, letter), due in LETTERS.items()},
    "a letter where none has a meaning": Case({"sign": "CR"}, {"amount": "5.00"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "finance_balances", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def test_an_account_and_a_part_of_it(spark: SparkSession) -> None:
    """The account above it, in years in which the part has amounts of its own; in another source it is another one."""
    accounts = [
        {"account_id": "A1", "fiscal_year": 2025, "parents": ["A", "all"]},
        {"account_id": "A2", "fiscal_year": 2026, "parents": ["A"]},
        {"account_id": "B1", "fiscal_year": 2025, "parents": ["B"]},
        {"account_id": "C1", "fiscal_year": 2025, "parents": None},
    ]
    told = [("a", "A", 2025, "s"), ("a1", "A1", 2025, "s"), ("a26", "A", 2026, "s"), ("b", "B", 2025, "s"),
            ("at", "A", 2025, "t"), ("all", "all", 2025, "s"), ("c1", "C1", 2025, "s")]  # fmt: skip
    for subject, row_id in (("finance_balances", "balance_id"), ("finance_postings", "posting_id")):
        rows = [
            {row_id: key, "account_id": account, "fiscal_year": year, "source_system": source}
            for key, account, year, source in told
        ]
        assert contradicting(spark, subject, "ROLL_UP_DELIVERED", rows, accounts=accounts) == ["a", "all"]
