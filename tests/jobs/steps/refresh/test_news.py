"""What of silver a product has not seen: changes since a version, or all of it, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from small_product import POINTS, PRODUCT, SUMS, VISITS
from steps import Held, day

from edulake.gold.product import Input
from edulake.jobs.steps.refresh.compute import made_by
from edulake.jobs.steps.refresh.news import News, pending, spelled
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
NOW = {POINTS: 4, VISITS: 7, SUMS: 9}
ALL = "nothing is recorded"


class Logged(Held):
    """A store whose tables have commits after each version, or a log that was cleaned."""

    def __init__(self, versions: dict[Any, int], **operations: str | None) -> None:
        super().__init__(None, versions, versions)
        self.operations = operations

    def commits_after(self, table: Any, version: int) -> list[Commit] | None:
        operation = self.operations.get(table.name, "MERGE")
        changes = {"numTargetRowsInserted": 2, "numTargetRowsUpdated": 1}
        numbers = range(version + 1, self.version(table) + 1)
        return operation and [Commit(n, dt.datetime.now(dt.UTC), operation, changes) for n in numbers]


def done(points: int = 4, visits: int | None = 7, **entry: Any) -> dict[Any, Any]:
    made = str(made_by(Held(None, {}).settings, PRODUCT))
    last = {"ended_at": day(1), "version_after": 9, "fingerprint": made, **entry}
    seen = {POINTS: points, VISITS: visits}
    return {
        (str(SUMS), None, str(table)): {**last, "input_version": version}
        for table, version in seen.items()
        if version is not None
    }


def found(store: Held, known: dict[Any, Any], anew: str = "") -> list[tuple[Any, ...]]:
    news = pending(store, PRODUCT, known, anew=anew)
    return [(n.input.table.name, n.since, n.now, n.rows, n.anew) for n in news]


def test_what_changed_since_it_was_read() -> None:
    assert found(Logged(NOW), done()) == [("points", 4, 4, 0, ""), ("visits", 7, 7, 0, "")]
    assert found(Logged(NOW), done(points=2)) == [("points", 2, 4, 6, ""), ("visits", 7, 7, 0, "")]
    assert found(Logged(NOW, points="MYSTERY"), done(points=2))[0] == ("points", 2, 4, None, "")


def test_an_input_that_is_not_there_is_no_news() -> None:
    assert found(Logged({POINTS: 4, SUMS: 9}), done()) == [("points", 4, 4, 0, "")]


def test_without_what_it_needs_nothing_is_asked() -> None:
    needing = replace(PRODUCT, needs=(VISITS,))
    assert pending(Logged({POINTS: 4}), needing, {}) == []
    assert len(pending(Logged(NOW), needing, {})) == 2


@pytest.mark.parametrize(
    ("store", "known", "why"),
    [
        (Logged(NOW), {}, ALL),
        (Logged({POINTS: 4, VISITS: 7}), done(), ALL),
        (Logged(NOW), done(fingerprint=None), "nothing says what it was made from"),
        (Logged(NOW), done(fingerprint="other.code"), "its settings and code changed"),
        (Logged(NOW, sums="RESTORE"), done(version_after=8), "gold.sums saw a RESTORE"),
        (Logged(NOW), done(version_after=10), "gold.sums has fewer versions than were read of it"),
        (Logged(NOW, sums="RESTORE"), done(version_after=None), "gold.sums saw a RESTORE"),
    ],
)
def test_why_all_rows_count_as_unseen(store: Held, known: dict[Any, Any], why: str) -> None:
    assert found(store, known) == [("points", 0, 4, None, why), ("visits", 0, 7, None, why)]


def test_what_is_asked_for_is_said_before_what_was_found() -> None:
    assert {row[-1] for row in found(Logged(NOW), {}, "a rebuild was asked for")} == {"a rebuild was asked for"}


def test_one_input_may_be_unseen_alone() -> None:
    """It is new to the product, or its past is another one: the others are read as they were."""
    never = found(Logged(NOW), done(visits=None))
    assert never == [("points", 4, 4, 0, ""), ("visits", 0, 7, None, "silver.visits was never read")]
    restored = found(Logged(NOW, visits="RESTORE"), done(visits=6))
    assert restored[1] == ("visits", 6, 7, None, "silver.visits saw a RESTORE")
    assert found(Logged(NOW, visits=None), done(visits=6))[1][-1].endswith("is not in its log any more")


def test_the_newest_run_says_by_what_the_rows_were_made() -> None:
    """Two inputs, two entries: one of them of an earlier run, by other code."""
    known = done()
    known[str(SUMS), None, str(VISITS)] |= {"ended_at": day(0), "fingerprint": "other.code", "version_after": 1}
    assert {row[-1] for row in found(Logged(NOW, sums="RESTORE"), known)} == {""}


def news(table: Any, since: int, now: int, rows: int | None, anew: str = "") -> News:
    return News(Input(table), since, now, rows, anew)


def test_news_in_words() -> None:
    assert spelled([]) == spelled([news(POINTS, 4, 4, 0)]) == "up to date"
    changed = [news(POINTS, 2, 4, 6), news(VISITS, 6, 7, None)]
    assert spelled(changed) == "changes of silver.points 3 to 4, silver.visits 7 to 7"
    assert spelled([news(POINTS, 2, 4, 6), news(VISITS, 7, 7, 0)]) == "changes of silver.points 3 to 4"
    twice = [news(POINTS, 0, 4, None, "its code changed"), news(VISITS, 0, 7, None, "its code changed")]
    assert spelled([*twice, news(POINTS, 2, 4, 6)]) == "all rows (its code changed)"
    assert [n.is_any for n in (changed[1], news(POINTS, 4, 4, 0), news(POINTS, 4, 4, 0, "a RESTORE"))] == [
        True,
        False,
        True,
    ]
