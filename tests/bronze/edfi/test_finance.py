"""Accounts of Ed-Fi and their balances: three resources of one subject, which only their folders tell apart."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import LEA, SCHOOL, Json, at, code, guid, one, to
from edfi_rows import SOURCES, Delivery, candidates, picked
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables_finance import CHART_ACCOUNT, LOCAL_ACCOUNT, LOCAL_ACCOUNTS, LOCAL_BALANCES

pytestmark = pytest.mark.once
CHART = {"accountIdentifier": "11-6112", "educationOrganizationId": LEA, "fiscalYear": 2025}
LOCAL = {"accountIdentifier": "E01-11-6112", "educationOrganizationId": SCHOOL, "fiscalYear": 2025}
DIMENSIONS = {
    f"{name}DimensionReference": {"code": number, "fiscalYear": 2025}
    for name, number in (("fund", "199"), ("function", "11"), ("object", "6112"))
}
OF_CHART = one("cha", {"accountIdentifier": "11-6112", "educationOrganizationReference": at(LEA), "fiscalYear": 2025, "accountName": "Substitutes", "accountTypeDescriptor": code("AccountType", "Expenditure"), **DIMENSIONS})  # fmt: skip
ACCOUNT = one("loc", {"accountIdentifier": "E01-11-6112", "educationOrganizationReference": at(SCHOOL), "fiscalYear": 2025, "chartOfAccountReference": to("ChartOfAccount", "chartOfAccounts", **CHART)})  # fmt: skip
KINDS = {"localActuals": "Actual", "localBudgets": "Budget", "localEncumbrances": "Encumbrance"}


def balance(key: str, amount: float, **said: Any) -> Json:
    about = {"localAccountReference": to("LocalAccount", "localAccounts", **LOCAL)}
    return one(key, {**about, "asOfDate": "2024-09-30", "amount": amount, **said})


BALANCES: Delivery = {name: [balance(name, n + 0.5)] for n, name in enumerate(KINDS)}


def test_accounts(spark: SparkSession) -> None:
    """What a chart says of an account, and by which school it is kept."""
    told: Delivery = {"chartOfAccounts": [OF_CHART], "localAccounts": [ACCOUNT]}
    names = ("account_year_id", "account_id", "fiscal_year", "account_type", "name", "fund", "function", "object")
    rows = candidates(spark, "accounts", told)
    assert picked(rows, *[f"raw_{name}" for name in names], "raw_program", "raw_school_id", "parse_issue") == [
        (guid("loc"), "E01-11-6112", "2025", "Expenditure", "Substitutes", "199", "11", "6112", None, str(SCHOOL), None)
    ]
    own = {**ACCOUNT, "accountName": "Our own", "educationOrganizationReference": at(LEA)}
    [row] = candidates(spark, "accounts", {**told, "localAccounts": [own]})
    assert (row["raw_name"], row["raw_school_id"]) == ("Our own", None)


@pytest.mark.more
def test_an_account_is_there_before_its_chart(spark: SparkSession) -> None:
    [row] = candidates(spark, "accounts", {"localAccounts": [ACCOUNT]})
    assert (row["raw_account_type"], row["raw_fund"], row["parse_issue"]) == (None, None, None)
    [row] = candidates(spark, "accounts", {"localAccounts": [ACCOUNT]}, {"chartOfAccounts": [OF_CHART]}, new=2)
    assert (row["raw_account_type"], row["revisit"]) == ("Expenditure", True)
    for field, other in (("accountIdentifier", "11-6113"), ("educationOrganizationId", SCHOOL), ("fiscalYear", 2024)):
        said = {**ACCOUNT, "chartOfAccountReference": {**CHART, field: other}}
        [row] = candidates(spark, "accounts", {"localAccounts": [said], "chartOfAccounts": [OF_CHART]})
        assert row["raw_account_type"] is None, field


def test_balances(spark: SparkSession) -> None:
    rows = candidates(spark, "finance_balances", {**BALANCES, "localAccounts": [ACCOUNT]})
    names = ("balance_id", "measure", "amount", "account_id", "fiscal_year", "as_of_date", "school_id", "currency")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names], "parse_issue")) == sorted(
        (guid(name), measure, str(n + 0.5), "E01-11-6112", "2025", "2024-09-30", str(SCHOOL), None, None)
        for n, (name, measure) in enumerate(KINDS.items())
    )
    assert SOURCES["finance_balances"].notation.money is not None
    assert SOURCES["finance_balances"].notation.money.currency == "USD"


@pytest.mark.more
def test_a_balance_is_there_before_its_account(spark: SparkSession) -> None:
    """And money of a district is no school's."""
    rows = candidates(spark, "finance_balances", BALANCES)
    assert {(row["raw_school_id"], row["parse_issue"]) for row in rows} == {(None, None)}
    rows = candidates(spark, "finance_balances", BALANCES, {"localAccounts": [ACCOUNT]}, new=2)
    assert {(row["raw_school_id"], row["revisit"]) for row in rows} == {(str(SCHOOL), True)}
    of_district = {**ACCOUNT, "educationOrganizationReference": {**at(LEA), "educationOrganizationId": SCHOOL}}
    rows = candidates(spark, "finance_balances", {**BALANCES, "localAccounts": [of_district]})
    assert {row["raw_school_id"] for row in rows} == {None}


@pytest.mark.more
def test_a_balance_that_is_taken_back(spark: SparkSession) -> None:
    rows = candidates(spark, "finance_balances", BALANCES, {"deletes/localBudgets": [{"id": guid("localBudgets")}]})
    found = {row["raw_measure"]: row["parse_issue"] for row in rows}
    assert found == {"Actual": None, "Budget": "TAKEN_BACK", "Encumbrance": None}


def test_an_account_is_named_by_what_it_is_known_by() -> None:
    for account, naming in ((CHART_ACCOUNT, LOCAL_ACCOUNTS), (LOCAL_ACCOUNT, LOCAL_BALANCES)):
        assert len(set(account.key)) == 3
        paths = [path for path in naming.feed.columns.values() if "ccountReference" in path]
        said = {path.rpartition(".")[2] for path in paths}
        assert said == {account.feed.columns[name].rpartition(".")[2] for name in account.key}
