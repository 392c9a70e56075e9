"""What ledgers say in one form: entries and balances as changes, and the accounts that they are of."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.gold.operations import ledgers
from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once
USUAL = {"source_system": "s", "school_id": "N", "fiscal_year": 2025, "account_id": "a", "measure": "Actual",
         "currency": "USD", "month": "2024-07-01", "posted_date": "2024-07-09", "as_of_date": "2024-07-31"}  # fmt: skip


def silver(spark: SparkSession, table: Table, *rows: dict[str, Any]) -> DataFrame:
    return as_frame(
        spark, [[{**USUAL, **row}.get(name) for name in table.column_names] for row in rows], table.struct()
    )


def told(rows: DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in rows.select(*names).collect()), key=str)


def test_entries_are_summed_and_balances_told_apart(spark: SparkSession) -> None:
    postings = silver(
        spark, FINANCE_POSTINGS_TABLE, {"amount": "5.00"}, {"amount": "-1.50", "posted_date": "2024-06-30"},
        {"amount": "2.00", "debit": "2.00"}, {"amount": "1.00", "school_id": None, "fiscal_year": 2024},
    )  # fmt: skip
    balances = silver(
        spark, FINANCE_BALANCES_TABLE, {"amount": "99.00"}, {"amount": "10.00", "measure": "Budget"},
        {"amount": "7.00", "measure": "Budget", "month": "2024-09-01", "as_of_date": "2024-09-30"},
        {"amount": "8.00", "measure": "Budget", "month": "2024-09-01", "as_of_date": "2024-09-29"},
    )  # fmt: skip
    names = ("school_id", "measure", "month", "change", "is_booked", "has_balance", "is_first", "entries", "outside")
    found = [tuple(map(str, row)) for row in told(ledgers.changes(postings, balances), *names)]
    assert found == [
        ("N", "Actual", "2024-07-01", "2.00", "True", "False", "False", "1", "0"),
        ("N", "Actual", "2024-07-01", "3.50", "False", "False", "False", "2", "1"),
        ("N", "Budget", "2024-07-01", "10.00", "False", "True", "True", "1", "0"),
        ("N", "Budget", "2024-09-01", "-3.00", "False", "True", "False", "2", "0"),
        ("Unknown", "Actual", "2024-07-01", "1.00", "False", "False", "False", "1", "0"),
    ]


def test_entries_of_no_school_may_be_those_of_each(spark: SparkSession) -> None:
    """They stand in the place of balances of all schools, of that year and measure and in that source."""
    postings = silver(spark, FINANCE_POSTINGS_TABLE, {"amount": "5.00", "school_id": None})
    balances = silver(
        spark, FINANCE_BALANCES_TABLE, {"amount": "99.00"}, {"amount": "98.00", "school_id": None},
        {"amount": "3.00", "measure": "Budget"}, {"amount": "2.00", "fiscal_year": 2024},
        {"amount": "1.00", "source_system": "t"},
    )  # fmt: skip
    found = [str(change) for (change,) in told(ledgers.changes(postings, balances), "change")]
    assert sorted(found) == ["1.00", "2.00", "3.00", "5.00"]


def test_a_balance_of_no_school_may_be_of_all(spark: SparkSession) -> None:
    """It counts where no school has entries of its account in that year and measure."""
    postings = silver(spark, FINANCE_POSTINGS_TABLE, {"amount": "5.00"})
    whole = {"school_id": None}
    balances = silver(
        spark, FINANCE_BALANCES_TABLE, {"amount": "99.00", **whole}, {"amount": "1.00", "account_id": "b", **whole},
        {"amount": "2.00", "measure": "Budget", **whole}, {"amount": "3.00", "fiscal_year": 2024, **whole},
        {"amount": "4.00", "source_system": "t", **whole}, {"amount": "6.00", "school_id": "M"},
    )  # fmt: skip
    found = [str(change) for (change,) in told(ledgers.changes(postings, balances), "change")]
    assert sorted(found) == ["1.00", "2.00", "3.00", "4.00", "5.00", "6.00"]


def test_an_account_of_the_organisation_comes_before_one_of_all(spark: SparkSession) -> None:
    ids = ("own", "all", "none", "two", "transfer", "sheet", "old")
    postings = silver(
        spark, FINANCE_POSTINGS_TABLE, *[{"account_id": name, "amount": "5.00", "debit": "5.00"} for name in ids]
    )
    accounts = silver(
        spark, ACCOUNTS_TABLE,
        {"account_id": "own", "account_type": "Revenue", "fund": "1"},
        {"account_id": "own", "account_type": "Transfer", "school_id": None},
        {"account_id": "all", "account_type": "Expenditure", "school_id": None, "function": "7"},
        {"account_id": "none", "account_type": "Expenditure", "school_id": "M"},
        {"account_id": "two", "account_type": "Expenditure", "fund": "1"},
        {"account_id": "two", "account_type": "Revenue", "fund": "1"},
        {"account_id": "transfer", "account_type": "Transfer"},
        {"account_id": "sheet", "account_type": "Balance Sheet"},
        {"account_id": "old", "account_type": "Expenditure", "fiscal_year": 2024},
    )  # fmt: skip
    rows = ledgers.with_accounts(ledgers.changes(postings, silver(spark, FINANCE_BALANCES_TABLE)), accounts)
    names = ("account_id", "account_type", "fund", "function", "change")
    assert [tuple(map(str, row)) for row in told(rows, *names)] == [
        ("all", "Expenditure", "Unknown", "7", "5.00"),
        ("none", "Unknown", "Unknown", "Unknown", "5.00"),
        ("old", "Unknown", "Unknown", "Unknown", "5.00"),
        ("own", "Revenue", "1", "Unknown", "-5.00"),
        ("two", "Unknown", "1", "Unknown", "5.00"),
    ]


def test_a_district_is_that_of_the_schools_of_a_year(spark: SparkSession) -> None:
    """The only other system that knows them; where there are two, nobody knows, and it is the ledger's own."""
    rows = silver(
        spark, FINANCE_POSTINGS_TABLE, {}, {"fiscal_year": 2026, "school_id": "M"},
        {"fiscal_year": 2027}, {"fiscal_year": 2027, "school_id": "M"},
    )  # fmt: skip
    knowing = [{"source_system": "sis", "school_id": "N"}, {"source_system": "other", "school_id": "M"}]
    memberships = as_frame(
        spark, [[row.get(n) for n in MEMBERSHIPS_TABLE.column_names] for row in knowing], MEMBERSHIPS_TABLE.struct()
    )
    found = told(ledgers.districts(rows, memberships), "source_system", "fiscal_year", "district")
    assert found == [("s", 2025, "sis"), ("s", 2026, "other"), ("s", 2027, "s")]
