"""Which years of ledgers news touch: those whose rows are others, and none before the first day on which anything is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import reached
from finance_by_chance import OF_ROWS, worlds
from finance_rows import CALENDAR, CHART, entry, given, member
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["finance_monthly"]
SIS = {"source_system": "sis"}


def in_2026(row: Row) -> Row:
    """Such a one a fiscal year later."""
    days = {name: row[name].replace("2024", "2025") for name in ("month", "posted_date")}
    return {**row, **days, "fiscal_year": 2026, "posting_id": f"{row['posting_id']}n"}


def pupil(number: int, first: str, last: str | None = None, **more: Any) -> Row:
    """In school N of another system than the ledger's, which told of it in November 2025."""
    told = dt.datetime(2025, 11, 20, tzinfo=dt.UTC)
    return {**member(number), **SIS, "entry_date": first, "exit_date": last, "delivered_at": told, **more}


SPENT, RECEIVED = entry(9, "5.00", school_id="N", posting_id="s"), entry(7, "1.00", "r", posting_id="r")
STAYS, LEFT, CAME = pupil(0, "2024-08-20"), pupil(1, "2024-08-20", "2025-03-01"), pupil(2, "2025-08-20")
# Another district, and days of the ledger's own system, of which nothing is told in this ledger.
ELSEWHERE = pupil(8, "2025-08-20", source_system="a", school_id="Z")
HELD, HELD_NEXT = ({**CALENDAR[0], **SIS, "date": day} for day in ("2024-09-02", "2025-09-02"))
OWN = {**HELD_NEXT, "source_system": "erp", "delivered_at": CAME["delivered_at"]}
LEDGER = given(
    [SPENT, RECEIVED, in_2026(SPENT), in_2026(RECEIVED)],
    stays=[STAYS, LEFT, CAME, ELSEWHERE],
    days=[HELD, HELD_NEXT, OWN],
)
# News of a table, and the fiscal years that they touch.
NEWS: dict[str, tuple[Silver, list[int]]] = {
    "an entry": ({FINANCE_POSTINGS_TABLE: [{**SPENT, "amount": "6.00"}]}, [2025]),
    "an entry of the year after": ({FINANCE_POSTINGS_TABLE: [in_2026({**SPENT, "amount": "6.00"})]}, [2026]),
    "an entry that goes to another year": (
        {FINANCE_POSTINGS_TABLE: [{**in_2026(SPENT), "posting_id": "s"}]}, [2025, 2026],
    ),
    "a balance": ({FINANCE_BALANCES_TABLE: [entry(8, "9.00", measure="Budget")]}, [2025]),
    "an account of one year": ({ACCOUNTS_TABLE: [{**CHART[1], "account_type": "Transfer"}]}, [2026]),
    "who leaves this year": ({MEMBERSHIPS_TABLE: [{**CAME, "exit_date": "2025-10-01"}]}, [2026]),
    "who left in the year before": ({MEMBERSHIPS_TABLE: [{**LEFT, "exit_date": "2025-03-10"}]}, [2025, 2026]),
    "a newer delivery": (
        {MEMBERSHIPS_TABLE: [{**STAYS, "delivered_at": dt.datetime(2026, 9, 20, tzinfo=dt.UTC)}]}, [2026],
    ),
    "a day of this year": ({SCHOOL_DAYS_TABLE: [{**HELD_NEXT, "is_school_day": False}]}, [2026]),
    "a day of the year before": ({SCHOOL_DAYS_TABLE: [{**HELD, "is_school_day": False}]}, [2025, 2026]),
    "a school that another district names": (
        {MEMBERSHIPS_TABLE: [pupil(9, "2025-09-01", source_system="a")]}, [2025, 2026],
    ),
    "an unknown school that another district names": (
        {MEMBERSHIPS_TABLE: [pupil(9, "2025-09-01", source_system="a", school_id="Unknown")]}, [2025, 2026],
    ),
    "of a district in which no school of the ledger is": (
        {MEMBERSHIPS_TABLE: [{**ELSEWHERE, "entry_date": "2024-08-20"}]}, [],
    ),
    "pupils of the ledger's own system": (
        {MEMBERSHIPS_TABLE: [pupil(9, "2025-09-01", source_system="erp", school_id="Z")]}, [2025, 2026],
    ),
}  # fmt: skip


def states(changed: Silver) -> list[reached.State]:
    """The ledger before, and with these rows in the place of those that are told apart by the same."""
    both: list[reached.State] = []
    for news in ({}, changed):
        silver = {table: [_told(table, row) for row in [*rows, *news.get(table, [])]] for table, rows in LEDGER.items()}
        both.append(reached.of_world("", silver, OF_ROWS))
    return both


def _told(table: Table, row: Row) -> Row:
    return {"source_system": "erp", **{name: value for name, value in row.items() if name in table.column_names}}


USUAL = ("an entry", "who leaves this year", "who left in the year before")


@pytest.mark.parametrize("case", [pytest.param(of, marks=() if of in USUAL else pytest.mark.more) for of in NEWS])
def test_years_that_news_touch(case: str, spark: SparkSession) -> None:
    changed, years = NEWS[case]
    assert sorted(reached.touched(PRODUCT, spark, states(changed), [])) == [("erp", year) for year in years]


@pytest.mark.more
def test_a_school_that_another_district_names_makes_all_its_years_anew(spark: SparkSession) -> None:
    """Of two that know it the first is its district now, which has no calendar; computed alone they are as rebuilt."""
    both = {("erp", 2025), ("erp", 2026)}
    assert reached.as_rebuilt(PRODUCT, spark, states(NEWS["a school that another district names"][0])) == (both, both)


@pytest.mark.more
def test_after_news_by_chance_years_are_those_of_a_rebuild(spark: SparkSession) -> None:
    told = worlds(30)
    differ, keys = reached.as_rebuilt(PRODUCT, spark, told)
    years = {(row["source_system"], row["fiscal_year"]) for row in told[0][FINANCE_POSTINGS_TABLE]}
    assert len(differ) > 10
    assert len(keys & years) < len(years)
