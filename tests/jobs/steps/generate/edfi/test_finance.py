"""Balances of accounts are what the district's ledger comes to, and those of the years before."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.finance import ACTUAL, PUT_RIGHT
from edulake.jobs.steps.generate.edfi import finance

pytestmark = [pytest.mark.once, pytest.mark.more]
MARCH = "2025-03-31"


@pytest.fixture(scope="module")
def actuals(district: Any, told: Any) -> dict[str, list[Any]]:
    return told(finance.balances(district, ACTUAL), "localActuals")


def account(one: dict[str, Any]) -> str:
    return one["localAccountReference"]["accountIdentifier"]


def test_the_newest_balances_are_the_sums_of_entries(district: Any, actuals: dict[str, list[Any]]) -> None:
    """In the sense of the account; the last night changes one of those that were told first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    entries = district.plan.happens["finance_postings"].where("NOT is_again AND measure = 'Actual'")
    types = {row["account_id"]: row["account_type"] for row in district.plan.lasts["accounts"].collect()}
    for row in entries.where(f"posted_date <= '{MARCH}'").collect():
        booked = Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        sums[row["account_id"]] += -booked if types[row["account_id"]] == "Revenue" else booked
    held = {account(one): one for night in sorted(actuals) for one in actuals[night] if one["asOfDate"] == MARCH}
    due = {name: amount for name, amount in sums.items() if types[name] in ("Revenue", "Expenditure")}
    assert {name: Decimal(str(one["amount"])).quantize(Decimal("0.01")) for name, one in held.items()} == due
    again = {account(one)[4:] for one in actuals[PUT_RIGHT.isoformat()]}
    assert again == {"10.1000.610"}, "supplies of March, which were put right"


def test_a_balance_that_is_none_is_told_and_deleted(district: Any, actuals: dict[str, list[Any]]) -> None:
    of_food = [one["asOfDate"] for one in actuals[MARCH] if account(one).endswith("21.3100.630")]
    assert {day for day in of_food if "-11-" in day} == {"2023-11-29", "2024-11-30"}
    kept = {row["as_of_date"] for row in finance.standing(district).where("account_id LIKE '%.630'").collect()}
    assert {day for day in kept if "-11-" in day} == {"2024-11-30"}


def test_accounts_are_of_the_chart(district: Any, told: Any) -> None:
    [charts] = told(finance.charts(district), "chartOfAccounts").values()
    [local] = told(finance.accounts(district), "localAccounts").values()
    known = {(one["accountIdentifier"], one["fiscalYear"]) for one in charts}
    assert len(known) == len(charts) == 8 * 2
    of = {(one["chartOfAccountReference"]["accountIdentifier"], one["fiscalYear"]) for one in local}
    assert of == known
    unknown = [one["accountIdentifier"] for one in charts if one["accountTypeDescriptor"].endswith("#ZZ9")]
    assert unknown == ["10.0000.0101"] * 2
