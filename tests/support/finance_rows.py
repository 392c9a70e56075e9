"""Rows of silver about money, as tests of its products write them: charts, entries, balances, and pupils to divide by."""

from __future__ import annotations

import datetime as dt
from typing import Any

from products import Row, Silver

from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

MAY = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)
TYPES = {"e": "Expenditure", "f": "Expenditure", "r": "Revenue", "t": "Transfer", "b": "Balance Sheet"}
CHART = [
    {"account_id": name, "fiscal_year": year, "account_type": type_, "school_id": None}
    for name, type_ in TYPES.items()
    for year in (2025, 2026)
]


def entry(number: int, amount: str, account: str = "e", measure: str = "Actual", **more: Any) -> Row:
    """Of the fiscal year 2025, which begins in July; of a balance the day is the last one of February."""
    first = f"{2024 if number > 6 else 2025}-{number:02d}-01"
    day = {"posted_date": first, "as_of_date": f"{first[:-2]}28", "month": first, "fiscal_year": 2025}
    usual = {"account_id": account, "measure": measure, "amount": amount, "currency": "USD", "school_id": None}
    return {**day, **usual, **more}


def given(postings: list[Row] = [], balances: list[Row] = [], **more: list[Row]) -> Silver:  # noqa: B006 - never changed
    """With a chart without funds and functions, unless another one is given."""
    tables = {"postings": FINANCE_POSTINGS_TABLE, "balances": FINANCE_BALANCES_TABLE, "accounts": ACCOUNTS_TABLE,
              "stays": MEMBERSHIPS_TABLE, "days": SCHOOL_DAYS_TABLE}  # fmt: skip
    rows = {"postings": postings, "balances": balances, "accounts": CHART, **more}
    columns = {name: set(table.column_names) for name, table in tables.items()}
    return {
        tables[name]: [{key: value for key, value in row.items() if key in columns[name]} for row in of]
        for name, of in rows.items()
    }


def member(number: int, school: str = "N", **more: Any) -> Row:
    usual = {"student_id": f"S{number}", "entry_date": "2024-08-20", "school_id": school, "school_year": None}
    return {**usual, "grade_level": f"{number % 2}", "delivered_at": MAY, **more}


CALENDAR = [
    {"date": f"2024-09-{day:02d}", "is_school_day": True, "school_id": None, "delivered_at": MAY} for day in range(2, 5)
]


PUPILS = [member(0), member(1), member(2, entry_date="2024-09-04"), member(3, "M")]
# School days that pupils of a place were members, and that there were.
DAYS = {("N", 2025): (7, 3), ("M", 2025): (3, 3), ("All", 2025): (10, 3)}
