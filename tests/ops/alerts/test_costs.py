"""Whether a run cost unusually much: by runs before it, never by the first ones, nor by a few that were long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from edulake.contract.table import Table
from edulake.ops.alerts.costs import FEWEST, NEWEST, bound, unusual
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import JOB_RUNS
from edulake.store.small_rows import Asked

pytestmark = pytest.mark.once

MONDAY = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
S = 1000


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], None),
        ([60 * S] * (FEWEST - 1), None),
        ([60 * S] * FEWEST, 120 * S),
        ([1 * S] * FEWEST, 31 * S),
        ([0] * FEWEST, 30 * S),
        # Medians of 100 s with a median deviation of 20 s: nine of them are more than twice.
        ([80 * S, 120 * S, 100 * S] * 4, 280 * S),
        # Four of twelve that were a hundred times as long move nothing.
        ([100 * S] * 8 + [10_000 * S] * 4, 200 * S),
        # Only the newest count: what was slow long ago is no excuse.
        ([900 * S] * 50 + [10 * S] * NEWEST, 40 * S),
        ([900 * S] * 50 + [10 * S] * (NEWEST // 2 - 1), 1800 * S),
    ],
)
def test_beyond_how_much_a_run_is_unusual(before: list[int], expected: int | None) -> None:
    assert bound(before) == expected


class Ledger:
    """A store with ops.job_runs alone; keeps what it was asked."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.asked: list[Asked] = []

    def exists(self, table: Table) -> bool:
        return table is JOB_RUNS

    def values(self, table: Table, asked: Asked) -> list[dict[str, Any]]:
        self.asked.append(asked)
        return self.rows


def earlier(table: str, milliseconds: int | None, cpu: int | None, number: int = 0) -> dict[str, Any]:
    at = MONDAY + dt.timedelta(days=number)
    measures = {"milliseconds": milliseconds, "cpu_milliseconds": cpu}
    return {"table_name": table, "started_at": at, "records_in": 5, **measures}


def run(*entries: Entry) -> Run:
    return Run("silver_cleanse", "run-7", MONDAY, list(entries))


def wrote(table: str, milliseconds: int | None, cpu: int | None, records: int | None = None) -> Entry:
    measures = {"milliseconds": milliseconds, "cpu_milliseconds": cpu}
    return Entry(table, version_before=1, version_after=2, records_in=records, **measures)


def told(rows: list[dict[str, Any]], *entries: Entry) -> list[tuple[str, str, str]]:
    store: Any = Ledger(rows)
    return [(alert.what, alert.why, alert.fix) for alert in unusual(store, [run(*entries)])]


USUAL = [earlier(table, 10 * S, 15 * S, n) for table in ("silver.a", "silver.b") for n in range(FEWEST)]


def test_a_run_that_took_unusually_long() -> None:
    """With the records of all its sources: more of them explain it."""
    found = told(USUAL, wrote("silver.a", 95 * S, 20 * S, 7000), Entry("silver.a", records_in=345))
    assert found == [
        (
            "silver_cleanse took 95 s for silver.a",
            "usually 10 s, up to 40 s by its last runs; 7,345 records came in",
            "compare: edulake runs --table silver.a",
        )
    ]


def test_the_one_that_cost_most_more_is_told_with_the_number_of_others() -> None:
    [(what, why, _)] = told(USUAL, wrote("silver.a", 95 * S, None), wrote("silver.b", 41 * S, 300 * S))
    assert what == "silver_cleanse cost CPU time of 300 s for silver.b (and 1 more tables)"
    assert why == "usually 15 s, up to 45 s by its last runs"


@pytest.mark.parametrize(
    "entry",
    [
        wrote("silver.a", 40 * S, 45 * S),
        wrote("silver.c", 900 * S, 900 * S),
        wrote("silver.a", None, None),
        Entry("silver.a", version_before=2, version_after=2, milliseconds=900 * S),
        Entry(None, milliseconds=900 * S, version_after=2),
    ],
)
def test_nobody_is_told(entry: Entry) -> None:
    """At the bound, of first runs, where nothing is known, and of what wrote nothing."""
    assert told(USUAL, entry) == []


def test_order_is_by_when_runs_were_and_unknown_costs_count_for_nothing() -> None:
    old = [earlier("silver.a", 900 * S, None, n) for n in range(FEWEST)]
    new = [earlier("silver.a", 1 * S, None, 100 + n) for n in range(NEWEST)]
    assert len(told([*new, *old], wrote("silver.a", 60 * S, 60 * S))) == 1
    assert told([earlier("silver.a", None, None, n) for n in range(NEWEST)], wrote("silver.a", 60 * S, 1)) == []


def test_what_the_ledger_is_asked() -> None:
    store: Any = Ledger([])
    assert unusual(store, [run(wrote("silver.a", 1, 1))]) == []
    condition = store.asked[0].condition
    assert "job = 'silver_cleanse'" in condition
    assert "run_id <> 'run-7'" in condition
    store.exists = lambda table: False
    assert unusual(store, [run(wrote("silver.a", 1, 1))]) == []
