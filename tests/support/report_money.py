"""The money of the report's warehouse: what students owe, and what the district receives and spends."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.gold.product import ALL

Rows = dict[Table, list[dict[str, Any]]]
COLLECTED = PRODUCTS["fee_collection"].table
OPEN = PRODUCTS["fee_open_items"].table
FINANCE = PRODUCTS["finance_monthly"].table
YEAR = 2025
TOLD_ON = dt.date(2024, 12, 31)


def of_money(students: int) -> Rows:
    """All are asked for 100; half have paid it, an eighth was let off, a quarter has been due for 30 days."""
    let_off, paying = students // 8, students // 2
    return {
        COLLECTED: [
            *[account(n, paid="100.00") for n in range(paying)],
            *[account(n, relief="100.00") for n in range(paying, paying + let_off)],
            *[account(n) for n in range(paying + let_off, students)],
        ],
        OPEN: [
            *[due(n, 30) for n in range(students // 4)],
            *[due(n, -1) for n in range(students // 4, students // 2)],
            *[due(n, 0, amount="0.00") for n in range(students // 2, students)],
        ],
        FINANCE: [
            *[line("Expenditure", month, "10.40", ytd) for month, ytd in ((7, "10.40"), (8, "20.80"))],
            *[line("Revenue", month, "50.00", ytd) for month, ytd in ((7, "50.00"), (8, "100.00"))],
            {**line("Expenditure", 8, "7.00", "7.00"), "function": "Instruction"},
            {**line("Expenditure", 8, "7.00", "7.00"), "fiscal_year": YEAR - 1},
        ],
    }


def account(student: int, relief: str = "0.00", paid: str = "0.00", **more: Any) -> dict[str, Any]:
    sums = {"billed": Decimal(100), "relief": Decimal(relief), "paid": Decimal(paid), "refunded": Decimal(0)}
    of = {"source_system": "sis", "student_id": f"S{student}", "school_year": YEAR, "currency": "USD"}
    return {**of, **sums, **more}


def due(student: int, days: int | None, amount: str = "100.00", **more: Any) -> dict[str, Any]:
    """What has been due for so many days."""
    day = None if days is None else TOLD_ON - dt.timedelta(days=days)
    of = {"source_system": "sis", "student_id": f"S{student}", "currency": "USD", "fee_entry_id": f"S{student} {days}"}
    return {**of, "due_date": day, "open": Decimal(amount), "told_on": TOLD_ON, **more}


def line(account_type: str, month: int, actual: str, ytd: str, **more: Any) -> dict[str, Any]:
    of = {
        "source_system": "sis",
        "school_id": ALL,
        "fiscal_year": YEAR,
        "fund": ALL,
        "function": ALL,
        "currency": "USD",
    }
    amounts = {"actual": Decimal(actual), "actual_ytd": Decimal(ytd), "budget_ytd": Decimal(200)}
    return {**of, "account_type": account_type, "month": dt.date(2024, month, 1), **amounts, **more}
