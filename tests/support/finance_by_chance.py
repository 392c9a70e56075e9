"""Ledgers made by chance, and states of them, between which there is small news."""

from __future__ import annotations

import datetime as dt
import random

import reached
from finance_rows import CALENDAR, MAY, PUPILS, TYPES, given, member
from products import Row, Silver
from reached import State

from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

# By what rows of a table are told apart within a world.
OF_ROWS = {
    MEMBERSHIPS_TABLE: ("source_system", "student_id", "school_id", "entry_date"),
    SCHOOL_DAYS_TABLE: ("source_system", "school_id", "date"),
    ACCOUNTS_TABLE: ("account_id", "fiscal_year", "school_id"),
    FINANCE_POSTINGS_TABLE: ("posting_id",),
    FINANCE_BALANCES_TABLE: ("account_id", "fiscal_year", "school_id", "currency", "measure", "as_of_date", "month"),
}


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


def drawn(seed: int) -> Silver:
    """Such a ledger, in whose schools a district or two has pupils, itself perhaps; its years are any that it says."""
    luck = random.Random(seed)
    told = dt.datetime(2025, luck.choice([5, 5, 11]), 20, tzinfo=dt.UTC)
    sis = {"source_system": "sis", "delivered_at": told}
    days = ["2024-08-20", "2024-09-03", "2025-01-10"]
    stays = [
        member(
            n,
            luck.choice(["N", "M", None]),
            source_system=luck.choice(["sis", "sis", "t", "erp" if luck.random() < 0.3 else "sis"]),
            entry_date=luck.choice(days),
            exit_date=luck.choice([None, None, "2025-02-01", "2025-09-05"]),
            is_gone=luck.choice([None, None, True]),
            is_deleted=luck.random() < 0.1,
            school_year=luck.choice([None, None, 2025]),
            delivered_at=luck.choice([MAY, told]),
        )
        for n in range(len(PUPILS))
    ]
    calendar = [{**day, **sis, "school_id": luck.choice([None, None, "N"])} for day in luck.sample(CALENDAR, 2)]
    calendar += [{**calendar[0], "date": "2025-09-02"}, {**calendar[0], "source_system": luck.choice(["t", "erp"])}]
    of = by_chance(seed)
    if luck.random() < 0.3:
        of = {**of, **{name: [_of_calendar_year(row) for row in of[name]] for name in ("postings", "balances")}}
    postings = [{**row, "posting_id": f"p{n}"} for n, row in enumerate(of["postings"])]
    rows = given(**{**of, "postings": postings}, stays=stays, days=calendar)
    return {table: [{"source_system": "erp", **row} for row in of] for table, of in rows.items()}


def _of_calendar_year(row: Row) -> Row:
    return {**row, "fiscal_year": int(row["month"][:4])}


def worlds(number: int) -> list[State]:
    return reached.worlds(number, drawn, OF_ROWS)
