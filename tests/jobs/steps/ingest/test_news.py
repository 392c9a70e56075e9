"""Which of the files that lie in a landing folder say something that was not said before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from edulake.contract.feed import Dialect, Feed, Files
from edulake.contract.table import Column, Table
from edulake.jobs.steps.ingest.news import News
from edulake.landing.files.listing import DeliveredFile
from edulake.ops.deliveries import Delivered

pytestmark = pytest.mark.once

TABLE = Table(
    "bronze", "some", "Some.", (Column("a", "STRING", "A"), Column("b", "STRING", "B")), cluster_by=("a", "b")
)
CSV = Files("**/*", Dialect("csv"))
PLAIN = Feed(TABLE, {"raw_student_id": "student"}, CSV)
UPDATED = Feed(TABLE, {"raw_student_id": "student", "raw_updated_at": "changed"}, CSV)
SNAPSHOT = Feed(TABLE, {"raw_updated_at": "changed"}, CSV, snapshot=True)
NINE = 9


def at(day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2025, 1, day, hour, tzinfo=dt.UTC)


def file(content: str, day: int, hour: int = NINE, name: str = "x.csv", *, dated: bool = True) -> DeliveredFile:
    folder = f"s/2025-01-{day:02d}" if dated else "s"
    modified = at(day, hour)
    return DeliveredFile(Path(name), f"{folder}/{name}", content, 1, modified, at(day) if dated else modified, False)


def held(known: DeliveredFile) -> Delivered:
    provenance = (known.name, known.sha256, known.bytes, known.modified_at, known.delivered_at)
    return Delivered("s", *provenance, False, 1, 1, at(20), "run", 1, 1)


def news(feed: Feed, before: list[DeliveredFile], *files: DeliveredFile) -> list[bool]:
    """Whether each of these files is news, given those that bronze holds, all of which still lie there."""
    known = News(feed, map(held, before), [*before, *files])
    found = []
    for each in files:
        found.append(known.is_news(each))
        if found[-1]:
            known.add(each)
    return found


@pytest.mark.parametrize("feed", [PLAIN, UPDATED, SNAPSHOT])
def test_what_was_loaded_is_no_news(feed: Feed) -> None:
    assert news(feed, [file("A", 1)], file("A", 1), file("B", 1, name="y.csv")) == [False, True]
    assert news(feed, [file("A", 1)], file("A", 1, hour=11)) == [False], "only touched"
    assert news(feed, [file("A", 1)], file("A", 1, name="copy.csv")) == [False], "same day, another name"
    assert news(feed, [], file("A", 1), file("A", 1, name="copy.csv")) == [True, False]


def test_another_day_is_news_where_records_have_no_update_time() -> None:
    assert news(PLAIN, [file("A", 1)], file("A", 2)) == [True]
    assert news(SNAPSHOT, [file("A", 1)], file("A", 2)) == [True]
    assert news(UPDATED, [file("A", 1)], file("A", 2)) == [False]
    assert news(PLAIN, [file("A", 2)], file("A", 1)) == [True], "whichever came first"


@pytest.mark.parametrize("feed", [PLAIN, UPDATED])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_the_last_word_is_loaded_in_any_order(feed: Feed, order: tuple[int, ...]) -> None:
    """Absent, Present, Absent: the third delivery has the content of the first."""
    days = [file("Absent", 1), file("Present", 2), file("Absent", 3)]
    loaded: list[DeliveredFile] = []
    for number in order:
        loaded += [days[number]] if news(feed, loaded, days[number]) == [True] else []
    assert max(loaded, key=lambda each: each.delivered_at).sha256 == "Absent"


@pytest.mark.parametrize("feed", [PLAIN, UPDATED])
def test_a_copy_is_news_where_something_else_was_said_in_between(feed: Feed) -> None:
    first, other = file("A", 1, dated=False), file("B", 2, name="y.csv", dated=False)
    copy = file("A", 3, name="z.csv", dated=False)
    assert news(feed, [first, other], copy) == [True]
    assert news(feed, [first], copy) == [False]
    assert news(feed, [copy, other], first) == [False], "an earlier copy says nothing that is not known"
    same_day = [file("A", 1, 9), file("B", 1, 10, name="y.csv")]
    assert news(feed, same_day, file("A", 1, 11, name="z.csv")) == [True]


def test_a_copy_of_the_last_word_says_nothing() -> None:
    days = [file("A", 1), file("B", 2), file("A", 3)]
    assert news(PLAIN, days, file("A", 3, name="again.csv")) == [False]


def test_a_path_that_goes_back_to_what_it_said_before_is_news() -> None:
    first, second, third = (file(content, 1, hour, dated=False) for content, hour in (("A", 9), ("B", 10), ("A", 11)))
    assert news(UPDATED, [first, second], third) == [True]
    assert news(UPDATED, [first, second, third], third) == [False]


def test_what_is_updated_at_night_but_unchanged_is_loaded_once() -> None:
    nights = [file("A", day) for day in range(1, 9)]
    assert news(UPDATED, [], *nights) == [True] + [False] * 7
