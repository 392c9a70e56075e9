"""What is received and spent by month, by hand: forms, budgets, carried balances, currencies, places and pupils."""

from __future__ import annotations

from typing import Any

import products
import pytest
from finance_rows import CALENDAR, CHART, PUPILS, entry, given
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["finance_monthly"]


def spent(rows: list[Row], type_: str = "Expenditure", place: str = "All", **where: Any) -> list[Row]:
    """The rows of all funds and functions."""
    wanted = {"school_id": place, "fund": "All", "function": "All", "account_type": type_, **where}
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


FIGURES = ("month", "actual", "actual_ytd", "budget_ytd", "encumbered", "variance", "used", "carried", "entries")
M = {month: f"{2024 if month > 6 else 2025}-{month:02d}-01" for month in range(1, 13)}
# Silver, and of the expenditure of a district what is due by month.
CASES: dict[str, tuple[Silver, list[tuple[Any, ...]]]] = {
    "entries, and a month without any": (
        given([entry(7, "100.10"), entry(7, "100.10"), entry(7, "-0.20"), entry(9, "5.00")]),
        [(M[7], "200.00", "200.00", None, None, None, None, None, 3),
         (M[8], "0.00", "200.00", None, None, None, None, None, 0),
         (M[9], "5.00", "205.00", None, None, None, None, None, 1)],
    ),
    "debits and credits": (
        given([entry(7, "7.00", debit="7.00"), entry(7, "-2.00", credit="2.00"), entry(7, "0.00", debit="0.00")]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 3)],
    ),
    "balances are no entries": (
        given([], [entry(7, "100.00"), entry(8, "150.00"), entry(8, "999.00", as_of_date="2024-08-27"), entry(9, "140.00")]),
        [(M[7], "100.00", "100.00", None, None, None, None, False, 1),
         (M[8], "50.00", "150.00", None, None, None, None, False, 2),
         (M[9], "-10.00", "140.00", None, None, None, None, False, 1)],
    ),
    "a month without a balance": (
        given([], [entry(7, "100.00"), entry(9, "150.00"), entry(9, "7.00", "f"), entry(10, "8.00", "f")]),
        [(M[7], "100.00", "100.00", None, None, None, None, False, 1),
         (M[8], "0.00", "100.00", None, None, None, None, True, 0),
         (M[9], "57.00", "157.00", None, None, None, None, False, 2),
         (M[10], "1.00", "158.00", None, None, None, None, True, 1)],
    ),
    "both forms": (
        given([entry(7, "5.00")], [entry(7, "100.00"), entry(8, "300.00", "f"), entry(8, "60.00", measure="Budget")]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1),
         (M[8], None, None, "60.00", None, None, None, None, 1)],
    ),
    "months to come, of which there is a budget": (
        given([entry(7, "1.00", measure="Budget"), entry(8, "5.00"), entry(10, "2.00", "r"),
               entry(11, "3.00", measure="Budget"), entry(11, "1.00", measure="Encumbrance")]),
        [(M[7], None, None, "1.00", None, None, None, None, 1),
         (M[8], "5.00", "5.00", "1.00", None, "-4.00", "5.0000", None, 1),
         (M[9], "0.00", "5.00", "1.00", None, "-4.00", "5.0000", None, 0),
         (M[10], "0.00", "5.00", "1.00", None, "-4.00", "5.0000", None, 0),
         (M[11], None, None, "4.00", "1.00", None, None, None, 2)],
    ),
    "both forms in two schools": (
        given([entry(7, "5.00", school_id="N")], [entry(7, "100.00", school_id="M"), entry(7, "9.00", school_id="N")]),
        [(M[7], "105.00", "105.00", None, None, None, None, False, 2)],
    ),
    "a balance of no school beside entries of schools, of its account and of another": (
        given([entry(7, "5.00", school_id="N"), entry(7, "3.00", school_id="M")],
              [entry(7, "8.00"), entry(7, "9.00", "f"), entry(7, "4.00", measure="Budget")]),
        [(M[7], "17.00", "17.00", "4.00", None, "-13.00", "4.2500", False, 4)],
    ),
    "budgets on the side of what is spent": (
        given([entry(7, "5.00"), entry(7, "8.00", measure="Budget", debit="8.00")]),
        [(M[7], "5.00", "5.00", "8.00", None, "3.00", "0.6250", None, 2)],
    ),
    "a budget that is amended, and orders": (
        given([entry(7, "300.00", measure="Budget"), entry(9, "-100.00", measure="Budget"), entry(8, "50.00"),
               entry(8, "30.00", measure="Encumbrance"), entry(9, "-30.00", measure="Encumbrance"), entry(9, "30.00")]),
        [(M[7], None, None, "300.00", None, None, None, None, 1),
         (M[8], "50.00", "50.00", "300.00", "30.00", "220.00", "0.1667", None, 2),
         (M[9], "30.00", "80.00", "200.00", "0.00", "120.00", "0.4000", None, 3)],
    ),
    "a budget of nothing": (
        given([entry(7, "5.00")], [entry(7, "0.00", measure="Budget")]),
        [(M[7], "5.00", "5.00", "0.00", None, "-5.00", None, None, 2)],
    ),
    "neither transfers nor the balance sheet": (
        given([entry(7, "5.00"), entry(7, "1000.00", "t"), entry(8, "1000.00", "b")], [entry(9, "77.00", "t", "Budget")]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1)],
    ),
    "another year": (
        given([entry(7, "5.00"), entry(7, "9.00", fiscal_year=2026, month="2025-07-01", posted_date="2025-07-01")]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1),
         ("2025-07-01", "9.00", "9.00", None, None, None, None, None, 1)],
    ),
    "two rows of one account that say two types": (
        given([entry(7, "5.00"), entry(7, "3.00", "x")], accounts=[
            *CHART, {**CHART[0], "account_id": "x"}, {**CHART[0], "account_id": "x", "account_type": "Revenue"}]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1)],
    ),
    "an account in two rows": (
        given([entry(7, "5.00")], accounts=[*CHART, CHART[0]]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1)],
    ),
    "an account of a school, and its name in another": (
        given([entry(7, "5.00", school_id="N"), entry(7, "3.00", school_id="M")], accounts=[
            {**CHART[0], "school_id": "N"}, {**CHART[0], "account_type": "Transfer"}]),
        [(M[7], "5.00", "5.00", None, None, None, None, None, 1)],
    ),
    "half a digit of what is used": (
        given([entry(7, "1.00")], [entry(7, "32.00", measure="Budget")]),
        [(M[7], "1.00", "1.00", "32.00", None, "31.00", "0.0313", None, 2)],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {name: (silver, []) for name, (silver, _) in {**CASES, **WHOLE}.items()})


@pytest.mark.parametrize("case", CASES)
def test_what_is_spent(case: str, found: dict[str, list[Row]]) -> None:
    _, due = CASES[case]
    assert [tuple(row[name] for name in FIGURES) for row in spent(found[case])] == due


# Silver, of which several sides are looked at.
WHOLE: dict[str, tuple[Silver, None]] = {
    "received": (
        given([entry(7, "-100.00", "r", credit="100.00"), entry(7, "30.00"), entry(8, "20.00", "r"), entry(8, "5.00"),
               entry(8, "150.00", "r", "Budget"), entry(8, "9.99", "zz")]),
        None,
    ),
    "one side": (given([entry(7, "30.00"), entry(7, "3.00", "r", "Budget")]), None),
    "currencies": (given([entry(7, "5.00"), entry(7, "3.00", currency="EUR"), entry(9, "2.00", currency="EUR")]), None),
    "places": (given([entry(7, "5.00", school_id="N", term="T"), entry(7, "3.00", term="T"), entry(7, "1.00")]), None),
    "outside": (given([entry(7, "5.00", posted_date="2024-06-30"), entry(7, "5.00")]), None),
}  # fmt: skip


def told(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_what_is_received_and_what_is_left(found: dict[str, list[Row]]) -> None:
    rows = found["received"]
    names = ("actual", "actual_ytd", "budget_ytd", "variance", "used")
    assert told(spent(rows, "Revenue"), *names) == [
        ("100.00", "100.00", None, None, None), ("20.00", "120.00", "150.00", "-30.00", "0.8000")
    ]  # fmt: skip
    assert told(spent(rows, "All"), "net", "net_ytd", "actual", "variance", "entries") == [
        ("70.00", "70.00", None, None, 2), ("15.00", "85.00", None, None, 4)
    ]  # fmt: skip
    nothing = ("actual", "actual_ytd", "budget_ytd", "variance", "used", "net")
    assert told(spent(rows, "Unknown"), *nothing, "entries") == [(None,) * 6 + (0,), (None,) * 6 + (1,)]
    assert told(spent(found["one side"], "All"), "net") == [(None,)], "a source that says nothing of revenue"


def test_currencies_are_never_added(found: dict[str, list[Row]]) -> None:
    rows = spent(found["currencies"])
    assert told(rows, "month", "currency", "actual_ytd") == [
        (M[7], "EUR", "3.00"), (M[7], "USD", "5.00"), (M[8], "EUR", "3.00"), (M[9], "EUR", "5.00")
    ]  # fmt: skip


def test_schools_funds_and_all_of_them(found: dict[str, list[Row]]) -> None:
    rows = [row for row in found["places"] if row["account_type"] == "Expenditure"]
    due = [("All", "9.00", None), ("N", "5.00", "T"), ("Unknown", "4.00", None)]
    levels = [("All", "All"), ("Unknown", "All"), ("Unknown", "Unknown")]
    assert told(rows, "school_id", "fund", "function", "actual", "term") == [
        (place, *level, actual, term) for place, actual, term in due for level in levels
    ]


def test_days_outside_of_the_year_are_counted(found: dict[str, list[Row]]) -> None:
    assert told(spent(found["outside"]), "actual", "entries", "outside_year") == [("10.00", 2, 1)]


def test_for_each_pupil(spark: SparkSession) -> None:
    """By the pupils of the month's school year, though they stand in another system; of no school there are none.

    Nor of all, where that other system has members of a school of which the ledger knows nothing.
    """
    postings = [entry(9, "10.00", school_id="N"), entry(9, "10.00"), entry(6, "7.00", "r", school_id="N"),
                entry(7, "9.00", fiscal_year=2026, month="2025-07-01", school_id="N")]  # fmt: skip
    elsewhere = [[{**row, "source_system": "district"} for row in rows] for rows in (PUPILS, CALENDAR)]
    cases = {
        "one": given(postings, stays=PUPILS, days=CALENDAR),
        "two": given([*postings, entry(9, "0.00", school_id="M")], stays=elsewhere[0], days=elsewhere[1]),
        "not all": given(postings),
    }
    found = products.answers(spark, PRODUCT, {name: (silver, []) for name, silver in cases.items()})
    for case, rows in found.items():
        assert told(spent(rows, place="N", month=M[9]), "adm", "per_pupil") == [("2.33", "4.29")]
        whole = (None, None) if case == "not all" else ("3.33", "6.00")
        assert told(spent(rows, month=M[9]), "adm", "per_pupil") == [whole], case
        assert told(spent(rows, place="Unknown", month=M[9]), "adm", "per_pupil") == [(None, None)]
        assert told(spent(rows, "Revenue", "N", month=M[6]), "adm", "per_pupil") == [("2.33", "3.00")]
        assert told(spent(rows, place="N", month="2025-07-01"), "adm", "per_pupil") == [(None, None)]
