"""What is received and spent by month, in plain Python: fact by fact, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

Row = dict[str, Any]
ALL, UNKNOWN = "All", "Unknown"
MEASURES = ("Actual", "Budget", "Encumbrance")


class Fact(NamedTuple):
    """By how much an account changed in a month, and where that counts."""

    place: str
    year: int
    currency: str
    fund: str
    function: str
    type: str
    month: dt.date
    measure: str
    change: Fraction
    entries: int
    outside: int
    balance: tuple[Any, ...] | None  # the account, of a balance


def decimal(exact: Fraction | None, digits: int) -> str | None:
    """Half up, away from zero."""
    if exact is None:
        return None
    whole = (abs(exact) * 10**digits + Fraction(1, 2)).__floor__()
    text = f"{whole:0{digits + 1}d}"
    return ("-" if exact < 0 and whole else "") + f"{text[:-digits]}.{text[-digits:]}"


def monthly(
    postings: list[Row], balances: list[Row], accounts: list[Row], days: dict[Any, tuple[int, int]]
) -> list[Row]:
    """The rows of one source in the order of their keys; `days` are member days and school days by place and year."""
    books: dict[Any, list[Fact]] = defaultdict(list)
    for fact in _facts(postings, balances, accounts):
        for place in (fact.place, ALL):
            for fund, function in ((fact.fund, fact.function), (fact.fund, ALL), (ALL, ALL)):
                placed = fact._replace(place=place, fund=fund, function=function)
                books[place, fact.year, fact.currency].append(placed)
    rows = [row for book, facts in books.items() for row in _book(book, facts, days)]
    names = ("school_id", "fiscal_year", "month", "fund", "function", "account_type", "currency")
    return sorted(rows, key=lambda row: [row[name] for name in names])


def _facts(postings: list[Row], balances: list[Row], accounts: list[Row]) -> Iterator[Fact]:
    posted = {(row["school_id"], row["fiscal_year"], row["measure"]) for row in postings}
    of_account = {(row["fiscal_year"], row["measure"], row["account_id"]) for row in postings}
    held: dict[Any, dict[dt.date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in balances:
        if row["school_id"] is None and (row["fiscal_year"], row["measure"], row["account_id"]) in of_account:
            continue
        if posted.isdisjoint((school, row["fiscal_year"], row["measure"]) for school in (row["school_id"], None)):
            same = ("school_id", "fiscal_year", "account_id", "measure", "currency")
            held[tuple(row[name] for name in same)][_day(row["month"])].append(row)
    told: list[tuple[Row, Fraction, str | None, int, int, Any]] = []
    for row in postings:
        if row.get("debit") or row.get("credit"):
            booked = Fraction(row.get("debit") or 0) - Fraction(row.get("credit") or 0)
            told.append((row, booked, "booked", 1, _is_outside(row, "posted_date"), None))
        else:
            told.append((row, Fraction(row["amount"]), None, 1, _is_outside(row, "posted_date"), None))
    for account, months in held.items():
        before = Fraction(0)
        for _, rows in sorted(months.items()):
            last = max(rows, key=lambda row: row["as_of_date"])
            outside = sum(_is_outside(row, "as_of_date") for row in rows)
            told.append((last, Fraction(last["amount"]) - before, None, len(rows), outside, account))
            before = Fraction(last["amount"])
    for row, change, how, entries, outside, balance in told:
        account = _account(row, accounts)
        type_ = account.get("account_type") or UNKNOWN
        if type_ not in ("Transfer", "Balance Sheet"):
            yield Fact(
                row["school_id"] or UNKNOWN, row["fiscal_year"], row["currency"], account.get("fund") or UNKNOWN,
                account.get("function") or UNKNOWN, type_, _day(row["month"]), row["measure"],
                -change if how and type_ == "Revenue" else change, entries, outside, balance,
            )  # fmt: skip


def _account(row: Row, accounts: list[Row]) -> Row:
    """The chart's word on the account of a row: of its school, else of all; what two rows say otherwise, nobody knows."""
    of = [a for a in accounts if (a["account_id"], a["fiscal_year"]) == (row["account_id"], row["fiscal_year"])]
    mine = [a for a in of if a["school_id"] and a["school_id"] == row["school_id"]] or [
        a for a in of if not a["school_id"]
    ]
    said = {name: {a.get(name) for a in mine} for name in ("account_type", "fund", "function")}
    return {name: values.pop() for name, values in said.items() if len(values) == 1}


def _book(book: Any, facts: list[Fact], days: dict[Any, tuple[int, int]]) -> Iterator[Row]:
    place, year, currency = book
    told = {m: [fact.month for fact in facts if fact.measure == m] for m in MEASURES}
    # What is received or spent is known up to the last month that tells of any; a plan, or an order, stands.
    since = {m: (min(of), max(of) if m == "Actual" else dt.date.max) for m, of in told.items() if of}
    sides = {fact.type for fact in facts if fact.measure == "Actual"} - {UNKNOWN}
    lines = sorted({(fact.fund, fact.function, fact.type) for fact in facts})
    months = _months(min(fact.month for fact in facts), max(fact.month for fact in facts))
    for month in months:
        net: dict[Any, list[tuple[str, Row, tuple[Fraction | None, Fraction | None]]]] = defaultdict(list)
        in_year = month.year + (month.month > 6)
        worked, held = days.get((place, in_year), (0, 0)) if place != UNKNOWN else (0, 0)
        for line in lines:
            mine = [fact for fact in facts if (fact.fund, fact.function, fact.type) == line]
            row, exact = _line(mine, month, since)
            usual = {"school_id": place, "fiscal_year": year, "month": month.isoformat(), "currency": currency}
            usual |= {"fund": line[0], "function": line[1], "account_type": line[2], "school_year": in_year}
            per = exact[0] * held / worked if worked and exact[0] is not None else None
            usual |= {"adm": decimal(Fraction(worked, held), 2) if held else None, "per_pupil": decimal(per, 2)}
            net[line[:2]].append((line[2], {**usual, **row}, exact))
            yield {**usual, **row}
        for told in net.values():
            yield _net(told, sides)


def _net(told: list[tuple[str, Row, tuple[Fraction | None, Fraction | None]]], sides: set[str]) -> Row:
    """What is received less what is spent, of lines that differ in the type of their accounts."""
    signs = {"Revenue": 1, "Expenditure": -1}
    nets: list[str | None] = []
    for place in (0, 1):
        values = [signs[type_] * value for type_, _, exact in told if (value := exact[place]) is not None]
        nets.append(decimal(sum(values, Fraction(0)), 2) if values and sides == set(signs) else None)
    rows = [row for _, row, _ in told]
    nothing = ("actual", "actual_ytd", "budget_ytd", "encumbered", "variance", "used", "per_pupil")
    carried = [row["carried"] for row in rows if row["carried"] is not None]
    return {
        **rows[0], **dict.fromkeys(nothing), "account_type": ALL, "net": nets[0], "net_ytd": nets[1],
        "carried": max(carried, default=None), "entries": sum(row["entries"] for row in rows),
        "outside_year": sum(row["outside_year"] for row in rows),
    }  # fmt: skip


def _line(mine: list[Fact], month: dt.date, since: dict[str, tuple[dt.date, dt.date]]) -> tuple[Row, Any]:
    now = [fact for fact in mine if fact.month == month]
    so_far = [fact for fact in mine if fact.month <= month]
    known = mine[0].type != UNKNOWN

    def of(measure: str, facts: list[Fact]) -> Fraction | None:
        first, last = since.get(measure, (dt.date.max, dt.date.max))
        told = known and first <= month <= last
        return sum((fact.change for fact in facts if fact.measure == measure), Fraction(0)) if told else None

    actual, ytd, budget, set_aside = of("Actual", now), *[of(measure, so_far) for measure in MEASURES]
    variance = None
    if ytd is not None and budget is not None:
        variance = budget - ytd - (set_aside or 0) if mine[0].type == "Expenditure" else ytd - budget
    begun = {fact.balance for fact in so_far if fact.balance and fact.measure == "Actual"}
    there = {fact.balance for fact in now if fact.balance and fact.measure == "Actual"}
    row = {
        "actual": decimal(actual, 2), "actual_ytd": decimal(ytd, 2), "budget_ytd": decimal(budget, 2),
        "encumbered": decimal(set_aside, 2), "variance": decimal(variance, 2),
        "used": decimal(ytd / budget, 4) if ytd is not None and budget else None, "net": None, "net_ytd": None,
        "carried": begun > there if begun else None, "entries": sum(fact.entries for fact in now),
        "outside_year": sum(fact.outside for fact in now), "term": None,
    }  # fmt: skip
    return row, (actual, ytd)


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _is_outside(row: Row, day: str) -> bool:
    return row[day][:7] != row["month"][:7]
