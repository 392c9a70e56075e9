"""What is told of money: sums over ten students and more, of one currency, and buckets that are all told or none."""

from __future__ import annotations

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
        "USD": {"billed": 8000, "relief": 1000, "paid": 4000, "collected": Decimal("0.57")}
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


def test_what_is_open_by_its_age(tmp_path: Path) -> None:
    """As of the newest delivery of its source: what became due on that day is of the first bucket."""
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


def test_one_bucket_of_few_hides_all(tmp_path: Path) -> None:
    """What is open as a whole is known elsewhere."""
    rows = [due(n, 30) for n in range(20)] + [due(n, 60) for n in range(9)]
    assert asked(tmp_path, OVERDUE, {OPEN: rows}) == {}


def test_months_of_the_newest_fiscal_year(tmp_path: Path) -> None:
    assert asked(tmp_path, LEDGER, of_money(80)) == {
        "2024-07, USD": {
            "spent": 10, "received": 50, "used": Decimal("0.05"), "come": Decimal("0.25"), "set_aside": None,
        },
        "2024-08, USD": {
            "spent": 10, "received": 50, "used": Decimal("0.10"), "come": Decimal("0.50"), "set_aside": None,
        },
    }  # fmt: skip


def test_a_budget_of_nothing_has_no_share(tmp_path: Path) -> None:
    rows = [line("Expenditure", 7, "10.00", "10.00", budget_ytd=Decimal(0), encumbered=Decimal("5.50"))]
    told = asked(tmp_path, LEDGER, {FINANCE: rows})
    assert told == {"2024-07, USD": {"spent": 10, "received": None, "used": None, "come": None, "set_aside": 6}}
