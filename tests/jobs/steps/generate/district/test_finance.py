"""The books: documents that balance, true repeats, a month that is delivered again, and plans beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import deliveries

pytestmark = [pytest.mark.once, pytest.mark.more]
SAID = ("account_id", "posted_date", "debit", "credit", "document", "payee")
NIGHTS = [night.isoformat() for night in (deliveries()[2], deliveries()[4])]
ZERO = Decimal(0)


def booked(told: Any) -> list[dict[str, Any]]:
    return [row for row in told["finance_postings"] if row["measure"] == "Actual"]


def test_each_document_balances(told: Any) -> None:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in booked(told):
        assert (row["debit"] is None) != (row["credit"] is None)
        if not row["is_again"]:
            sums[row["document"]] += Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
    assert len(sums) > 100
    assert set(sums.values()) == {ZERO}


def test_some_lines_are_said_twice_and_meant_twice(told: Any) -> None:
    first = [row for row in booked(told) if not row["is_again"]]
    times = Counter(tuple(row[name] for name in SAID) for row in first)
    assert set(times.values()) == {1, 2, 3}


def test_march_is_delivered_again_whole_and_then_with_what_was_put_right(told: Any) -> None:
    march = [row for row in booked(told) if row["posted_date"].startswith("2025-03")]
    by_night = {
        night: Counter(tuple(row[name] for name in SAID) for row in march if row["told_on"] == night)
        for night in NIGHTS
    }
    first = Counter(tuple(row[name] for name in SAID) for row in march if row["told_on"] == row["posted_date"])
    assert by_night[NIGHTS[0]] == first
    more = by_night[NIGHTS[1]] - first
    assert {document[:3] for *_, document, _ in more} == {"COR"}
    assert not first - by_night[NIGHTS[1]]
    assert all(not row["is_again"] for row in march if row["document"].startswith("COR"))
    again = [row for row in booked(told) if row["is_again"]]
    assert sum(by_night[NIGHTS[0]].values()) * 2 == len(again)


def test_accounts_are_those_of_the_chart_of_the_year(told: Any) -> None:
    chart = {(row["account_id"], row["fiscal_year"]): row for row in told["accounts"]}
    assert len(chart) == len(told["accounts"])
    assert {year for _, year in chart} == {"2024", "2025"}
    for name, years in (("finance_postings", {"2025"}), ("finance_balances", {"2024"})):
        rows = told[name]
        assert {row["fiscal_year"] for row in rows} == years, "entries and balances of one year"
        assert {(row["account_id"], row["fiscal_year"]) for row in rows} <= chart.keys()
        assert all(chart[row["account_id"], row["fiscal_year"]]["school_id"] == row["school_id"] for row in rows)


def test_plans_are_written_with_groups_and_a_flag(told: Any) -> None:
    rows = [row for row in told["finance_postings"] if row["measure"] != "Actual"]
    amounts = {(row["measure"], row["amount"]) for row in rows}
    assert amounts >= {("Budget", "$600,000.00"), ("Budget", "$1,250.50"), ("Budget", "$750.25 CR")}
    assert {amount for measure, amount in amounts if measure == "Encumbrance"} == {"$12,000.00", "$1,000.00 CR"}
    assert all(row["amount"].startswith("$") and row["debit"] is row["credit"] is None for row in rows)


def test_balances_are_of_the_year_so_far_and_one_is_missing(told: Any) -> None:
    held = defaultdict(dict)
    for row in told["finance_balances"]:
        held[row["account_id"], row["measure"]][row["as_of_date"]] = Decimal(row["amount"])
    assert {len(of) for (account, _), of in held.items() if ".21." in account} == {11}
    assert {len(of) for (account, _), of in held.items() if ".21." not in account} == {12}
    assert all("2023-11-30" not in of for (account, _), of in held.items() if ".21." in account)
    for (_, measure), of in held.items():
        amounts = [of[day] for day in sorted(of)]
        assert amounts == sorted(amounts)
        assert (len(set(amounts)) == 1) == (measure == "Budget")
