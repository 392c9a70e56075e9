"""What is told of money: sums over ten students and more, of one currency, and buckets that are all told or none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from asked import asked, column
from report_money import COLLECTED, FINANCE, OPEN, account, due, line, of_money

from edulake.serving.questions.money import FEES, LEDGER, OVERDUE

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_what_is_billed_and_what_came_in(tmp_path: Path) -> None:
    """Of 80 who are asked for 100 each half have paid, and ten were let off."""
    assert asked(tmp_path, FEES, of_money(80)) == {
        "USD": {"year": "2024/25", "billed": 8000, "relief": 1000, "paid": 4000, "collected": Decimal("0.57")}
    }


def test_neither_currencies_nor_years_are_added_up(tmp_path: Path) -> None:
    rows = [account(n, currency=currency) for currency in ("USD", "EUR") for n in range(12)]
    before = [account(n, paid="100.00", school_year=2024) for n in range(50)]
    told = asked(tmp_path, FEES, {COLLECTED: [*rows, *before]})
    assert column(told, "billed") == {"USD": 1200, "EUR": 1200}
    assert column(told, "paid") == {"USD": 0, "EUR": 0}


@pytest.mark.parametrize(
    ("paying", "relieved", "told"),
    [
        (10, 10, (3000, 1000, 1000)),
        (9, 10, (3000, 1000, None)),
        (10, 9, (3000, None, 1000)),
        (21, 0, (3000, 0, None)),
        (0, 0, (3000, 0, 0)),
        (30, 0, (3000, 0, 3000)),
    ],
    ids=["ten", "few pay", "few are let off", "few do not pay", "nobody pays", "all pay"],
)
def test_of_few_no_amount_is_told(tmp_path: Path, paying: int, relieved: int, told: tuple[int | None, ...]) -> None:
    rows = [
        account(n, paid="100.00" if n < paying else "0.00", relief="100.00" if n >= 30 - relieved else "0.00")
        for n in range(30)
    ]
    found = asked(tmp_path, FEES, {COLLECTED: rows})["USD"]
    assert tuple(found[name] for name in ("billed", "relief", "paid")) == told
    assert asked(tmp_path / "few", FEES, {COLLECTED: rows[:9]}) == {}


def test_who_pays_without_being_asked_hides_nobody(tmp_path: Path) -> None:
    """Of 20 who are asked 11 pay; 9 others pay what was asked a year before: 20 in all, and 9 of the asked do not."""
    rows = [account(n, paid="100.00" if n < 11 else "0.00") for n in range(20)]
    late = [account(n, paid="50.00", billed=Decimal(0)) for n in range(20, 29)]
    assert column(asked(tmp_path, FEES, {COLLECTED: [*rows, *late]}), "paid") == {"USD": None}
    let_off = [account(n, relief="100.00" if n < 10 else "0.00") for n in range(20)]
    more = [account(n, relief="50.00", billed=Decimal(0)) for n in range(20, 29)]
    assert column(asked(tmp_path / "relief", FEES, {COLLECTED: let_off}), "relief") == {"USD": 1000}
    found = asked(tmp_path / "more", FEES, {COLLECTED: [*let_off, *more]})["USD"]
    assert (found["relief"], found["collected"]) == (None, None)


def test_a_year_in_which_few_are_asked_is_not_the_newest(tmp_path: Path) -> None:
    """Nor is that of one source or currency the one of another."""
    rows = [account(n) for n in range(12)]
    ahead = [account(n, school_year=2026) for n in range(9)]
    other = [account(n, school_year=2026, currency="EUR") for n in range(10)]
    told = asked(tmp_path, FEES, {COLLECTED: [*rows, *ahead, *other]})
    assert {book: (row["year"], row["billed"]) for book, row in told.items()} == {
        "USD": ("2024/25", 1200), "EUR": ("2025/26", 1000)
    }  # fmt: skip


def test_what_is_open_by_its_age(tmp_path: Path) -> None:
    """As of the day on which its source last told of a change: what became due on that day is of the first bucket."""
    ages = {
        -1: "not due yet",
        30: "0-30 days",
        31: "31-60 days",
        61: "61-90 days",
        91: "90+ days",
        None: "without a day",
    }
    rows = [due(n, days) for days in ages for n in range(10)]
    told = asked(tmp_path, OVERDUE, {OPEN: [*rows, *[due(n, 40, amount="0.00") for n in range(3)]]})
    assert column(told, "amount") == {f"USD: {words}": 1000 for words in ages.values()}
    assert column(told, "students") == dict.fromkeys(told, 10)
    assert list(told) == [f"USD: {words}" for words in ages.values()]


# By days past due who owes, each 100, and what is told; students are counted once where bands are joined.
JOINED: dict[str, tuple[dict[int | None, range], dict[str, tuple[int, int]]]] = {
    "none is small": (
        {-1: range(10), 40: range(10)}, {"not due yet": (1000, 10), "31-60 days": (1000, 10)}
    ),
    "a small one beside a large one": (
        {30: range(20), 60: range(20, 29), -1: range(10)},
        {"not due yet": (1000, 10), "0-30 days or 31-60 days": (2900, 29)},
    ),
    "two small ones of other students": (
        {30: range(5), 60: range(5, 10), None: range(10)},
        {"0-30 days or 31-60 days": (1000, 10), "without a day": (1000, 10)},
    ),
    "two small ones of the same students": (
        {-1: range(20), 30: range(9), 60: range(9), 61: range(10)},
        {"not due yet or 0-30 days or 31-60 days": (3800, 20), "61-90 days": (1000, 10)},
    ),
    "the same students alone": ({30: range(9), 60: range(9), None: range(1)}, {}),
    "nothing but a large and a small one": ({30: range(20), 60: range(9)}, {"0-30 days or 31-60 days": (2900, 20)}),
}  # fmt: skip


@pytest.mark.parametrize("case", JOINED)
def test_few_are_told_together_with_neighbours(tmp_path: Path, case: str) -> None:
    """In one currency; the other has its own."""
    said, told = JOINED[case]
    rows = [due(n, days) for days, who in said.items() for n in who]
    others = [due(n, 30, currency="EUR") for n in range(10)]
    found = asked(tmp_path, OVERDUE, {OPEN: [*rows, *others]})
    assert {words: (row["amount"], row["students"]) for words, row in found.items()} == {
        "EUR: 0-30 days": (1000, 10), **{f"USD: {words}": of for words, of in told.items()}
    }  # fmt: skip


def test_months_of_the_newest_fiscal_year(tmp_path: Path) -> None:
    assert asked(tmp_path, LEDGER, of_money(80)) == {
        "2024-07, USD": {
            "spent": 10, "received": 50, "used": Decimal("0.05"), "come": Decimal("0.25"), "set_aside": None,
        },
        "2024-08, USD": {
            "spent": 10, "received": 50, "used": Decimal("0.10"), "come": Decimal("0.50"), "set_aside": None,
        },
    }  # fmt: skip


def test_a_bill_that_is_paid_ahead_begins_no_year(tmp_path: Path) -> None:
    begun = [line("Expenditure", month, "10.00", "10.00") for month in (7, 8)]
    ahead = [{**line("Expenditure", 7, "5.00", "5.00"), "fiscal_year": 2026, "month": dt.date(2025, 7, 1)}]
    other = [line("Expenditure", 9, "5.00", "5.00", fiscal_year=2026, currency="EUR")]
    told = asked(tmp_path, LEDGER, {FINANCE: [*begun, *ahead, *other]})
    assert column(told, "spent") == {"2024-07, USD": 10, "2024-08, USD": 10, "2024-09, EUR": 5}


def test_what_no_chart_knows_leaves_no_share(tmp_path: Path) -> None:
    """From the month on in which there is an entry of such an account."""
    rows = [line("Expenditure", month, "10.00", "10.00") for month in (7, 8, 9)]
    entries = {7: 0, 8: 2, 9: 0}
    unknown = [{**line("Unknown", month, "0", "0", entries=n), "actual": None} for month, n in entries.items()]
    told = asked(tmp_path, LEDGER, {FINANCE: [*rows, *unknown]})
    assert list(column(told, "used").values()) == [Decimal("0.05"), None, None]
    assert set(column(told, "spent").values()) == {10}


def test_a_budget_of_nothing_has_no_share(tmp_path: Path) -> None:
    rows = [line("Expenditure", 7, "10.00", "10.00", budget_ytd=Decimal(0), encumbered=Decimal("5.50"))]
    told = asked(tmp_path, LEDGER, {FINANCE: rows})
    assert told == {"2024-07, USD": {"spent": 10, "received": None, "used": None, "come": None, "set_aside": 6}}
