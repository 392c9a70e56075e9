"""What is received and spent by month: ledgers made by chance against the oracle."""

from __future__ import annotations

import datetime as dt
import random

import finance_oracle
import products
import pytest
from finance_rows import CALENDAR, DAYS, PUPILS, TYPES, given
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["finance_monthly"]


def by_chance(seed: int) -> dict[str, list[Row]]:
    """A few schools' books of two years, in both forms, with accounts of all kinds and of none."""
    chance = random.Random(seed)
    kinds = [*TYPES.values(), "Unknown"]

    def account(name: str, year: int, school: str | None) -> Row:
        said = {name: chance.choice([None, "1", "2"]) for name in ("fund", "function")}
        return {
            "account_id": name,
            "fiscal_year": year,
            "school_id": school,
            "account_type": chance.choice(kinds),
            **said,
        }

    def one(day: str) -> Row:
        year, number = chance.choice([2025, 2026]), chance.randrange(12)
        first = dt.date(year - (number < 6), (number + 6) % 12 + 1, 1)
        is_outside = chance.random() < 0.1
        on = dt.date(2024, 6, 30) if is_outside else first.replace(day=chance.randint(1, 28))
        return {
            "account_id": chance.choice("abcdefg"), "fiscal_year": year, "month": first.isoformat(), day: on.isoformat(),
            "school_id": chance.choice([None, "N", "M"]), "currency": chance.choice(["USD", "USD", "EUR"]),
            "measure": chance.choice(["Actual", "Actual", "Budget", "Encumbrance"]),
            "amount": f"{chance.randint(-99999, 999999) / 100:.2f}",
        }  # fmt: skip

    postings, balances = [], {}
    for _ in range(chance.randint(0, 25)):
        row = one("posted_date")
        if chance.random() < 0.4:
            side = chance.choice(["debit", "credit"])
            booked = row["amount"] if side == "debit" else row["amount"].lstrip("-")
            row |= {side: booked, "amount": booked if side == "debit" else f"-{booked}"}
        postings.append(row)
    for _ in range(chance.randint(1, 25)):
        row = one("as_of_date")
        same = ("account_id", "fiscal_year", "school_id", "currency", "measure", "as_of_date", "month")
        balances[tuple(row[name] for name in same)] = row
    accounts = [account(name, year, None) for name in "abcdef" for year in (2025, 2026)]
    accounts += [account(chance.choice("abcdef"), 2025, chance.choice(["N", "M", None])) for _ in range(4)]
    return {"postings": postings, "balances": list(balances.values()), "accounts": accounts}


@pytest.mark.more
def test_any_ledgers_are_what_plain_python_makes_of_them(spark: SparkSession) -> None:
    books = {f"{seed}": by_chance(seed) for seed in range(12)}
    due = {name: finance_oracle.monthly(days=DAYS, **of) for name, of in books.items()}
    cases = {name: (given(**of, stays=PUPILS, days=CALENDAR), []) for name, of in books.items() if due[name]}
    found = products.answers(spark, PRODUCT, cases)
    for name, rows in found.items():
        assert [{**row, "source_system": name} for row in due[name]] == rows_told(rows, due[name])
    kept = [row for rows in due.values() for row in rows]
    for figure in ("variance", "used", "net", "per_pupil", "carried"):
        assert sum(row[figure] is not None for row in kept) > 20, "each is tried"


def rows_told(rows: list[Row], due: list[Row]) -> list[Row]:
    return [{name: row[name] for name in ("source_system", *due[0])} for row in rows]
