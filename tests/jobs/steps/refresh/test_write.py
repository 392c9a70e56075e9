"""A product written: the rows of changed keys where they can be told, else all; nothing new changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from small_product import POINTS, PRODUCT, REACHING, SUMS, VISITS
from steps import Held, rows_of

from edulake.errors import UnreadableError
from edulake.jobs.steps.refresh import write
from edulake.jobs.steps.refresh.news import News
from edulake.jobs.steps.refresh.shared import Shared
from edulake.ops.runs import Run

pytestmark = pytest.mark.once
RUN = Run("gold_aggregate", "run", dt.datetime(2025, 2, 1, tzinfo=dt.UTC))


HELD = [("A", 1.0), ("B", 9.0), ("C", 9.0), ("Z", 1.0)]


class Fed(Held):
    """A store with feeds of changes by table; what is appended is noted. Of A, B and C the product is wrong."""

    def __init__(self, spark: SparkSession, changed: dict[Any, DataFrame]) -> None:
        points = [{"student_id": who, "topic": "art", "points": 1.0} for who in "AABC"]
        sums = [{"student_id": who, "topic": "art", "points": points} for who, points in HELD]
        tables = {POINTS: rows_of(spark, POINTS, *points), VISITS: rows_of(spark, VISITS)}
        super().__init__(spark, {**tables, SUMS: rows_of(spark, SUMS, *sums)}, {POINTS: 4, VISITS: 7})
        self.changed = changed
        self.asked: list[Any] = []
        self.appended: list[Any] = []
        self.staged: list[str] = []

    def changes(self, table: Any, after: int, to: int) -> DataFrame:
        self.asked.append(table)
        if table not in self.changed:
            raise UnreadableError("its files are gone", "VACUUM")
        assert (after, to) == (2, self.version(table))
        return self.changed[table]

    def stage(self, rows: DataFrame, name: str) -> DataFrame:
        self.staged.append(name)
        return super().stage(rows, name)

    def append(self, table: Any, rows: DataFrame) -> None:
        self.appended.append((table, {tuple(row) for row in rows.select(*SUMS.column_names[:3]).collect()}))

    def check(self, table: Any) -> None:
        assert table == SUMS


def news(rows: int | None = 3, visits: int | None = 0, anew: str = "") -> list[News]:
    points, visited = PRODUCT.inputs
    return [News(points, 2, 4, rows, anew), News(visited, 2, 7, visits, anew)]


def feed(spark: SparkSession) -> dict[Any, DataFrame]:
    """A has another row, Z has none any more; what lacks its topic belongs to no row."""
    points = [
        {"student_id": who, "topic": topic} for who, topic in (("A", "art"), ("A", "art"), ("Z", "art"), ("B", None))
    ]
    return {POINTS: rows_of(spark, POINTS, *points), VISITS: rows_of(spark, VISITS, {"visitor": "B", "room": "art"})}


@pytest.mark.parametrize(("visits", "keys"), [(0, {"A", "Z"}), (1, {"A", "B", "Z"}), (None, {"A", "B", "Z"})])
@pytest.mark.parametrize("few", [True, False])
def test_the_rows_of_changed_keys_are_merged(
    visits: int | None, keys: set[str], few: bool, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are gone as well. The feed of an input without changes is not read."""
    monkeypatch.setattr(write, "BROADCAST_ROWS", 10 if few else 0)
    store = Fed(spark, feed(spark))
    said: list[str] = []
    write.refresh(store, said.append, RUN, PRODUCT, news(visits=visits), Shared(store, [PRODUCT]))
    [(table, rows, (gone, changed), how)] = store.merged
    assert (table, how, said) == (SUMS, {"insert_if": "s._present"}, [])
    assert (gone.condition, gone.assignments) == ("s._present IS NULL", None)
    assert "`processing_timestamp` <=>" not in changed.condition
    found = {row["student_id"]: row for row in rows.collect()}
    assert {who: row["points"] for who, row in found.items()} == {k: {"A": 2.0, "B": 1.0, "Z": None}[k] for k in keys}
    assert {who for who, row in found.items() if row["_present"]} == keys - {"Z"}
    assert {row["processing_timestamp"] for who, row in found.items() if who != "Z"} == {
        found["A"]["processing_timestamp"]
    }
    assert (VISITS in store.asked) == (visits != 0)


def test_nothing_that_differs_is_no_merge(spark: SparkSession) -> None:
    """A changed row may leave its sums as they were; a row that no key names is not looked at, right or wrong."""
    store = Fed(spark, {POINTS: rows_of(spark, POINTS, {"student_id": "A", "topic": "art"})})
    store.tables[SUMS] = rows_of(spark, SUMS, *[{"student_id": w, "topic": "art", "points": 2.0} for w in "AC"])
    write.refresh(store, print, RUN, PRODUCT, news(), Shared(store, [PRODUCT]))
    assert store.merged == []


@pytest.mark.parametrize("untouched", [True, False])
def test_where_changes_cannot_be_told_all_rows_are_written(
    untouched: bool, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Because the whole table counts as unseen, or because the files of its feed are gone: then it is said."""
    replaced: list[Any] = []
    monkeypatch.setattr(
        write, "replace_part", lambda _, table, rows, *how: replaced.append((table, rows.count(), *how))
    )
    for anew, told in (("its code changed", []), ("", ["gold    sums: all rows (the changes cannot be read: VACUUM)"])):
        replaced.clear()
        store = Fed(spark, {})
        store.new = {SUMS} if untouched else set()
        said: list[str] = []
        write.refresh(store, said.append, RUN, PRODUCT, news(anew=anew), Shared(store, [PRODUCT]))
        assert (said, store.merged) == (told, [])
        assert store.appended == (
            [(SUMS, {("A", "art", 2.0), ("B", "art", 1.0), ("C", "art", 1.0)})] if untouched else []
        )
        assert replaced == ([] if untouched else [(SUMS, 3, "true", "processing_timestamp")])


@pytest.mark.parametrize(("visits", "keys"), [(0, {"A", "Z"}), (1, {"A", "B", "C", "Z"})])
def test_the_rows_that_news_reach_are_merged(
    visits: int, keys: set[str], spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit has a say in all rows of its topic, those that are gone as well. Keys are put down once."""
    monkeypatch.setattr(write, "WHOLE_ROWS", 0)
    points, visited = (n._replace(input=read) for n, read in zip(news(visits=visits), REACHING.inputs, strict=True))
    store = Fed(spark, feed(spark))
    write.refresh(store, print, RUN, REACHING, [points, visited], Shared(store, [REACHING]))
    [(_, rows, *_)] = store.merged
    assert {row["student_id"] for row in rows.collect()} == keys
    assert store.staged.count("sums_keys") == 1


def test_news_that_reach_no_row_build_none(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit to a room of no topic: the keys are put down, and that there is none is known from that."""
    monkeypatch.setattr(write, "WHOLE_ROWS", 0)
    told = zip(news(rows=0, visits=1), REACHING.inputs, strict=True)
    store = Fed(spark, {VISITS: rows_of(spark, VISITS, {"visitor": "B", "room": "nowhere"})})
    write.refresh(store, print, RUN, REACHING, [n._replace(input=read) for n, read in told], Shared(store, [REACHING]))
    assert (store.staged[-1], store.merged) == ("sums_keys", [])


@pytest.mark.parametrize(("rows", "is_whole"), [(3, False), (4, True)])
def test_a_product_with_a_reach_that_reads_little_is_made_as_a_whole(
    rows: int, is_whole: bool, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its inputs have four rows; one of which it is not told has none."""
    monkeypatch.setattr(write, "WHOLE_ROWS", rows)
    replaced: list[str] = []
    monkeypatch.setattr(write, "replace_part", lambda _, table, *__: replaced.append(table.name))
    told = [n._replace(input=read) for n, read in zip(news(), REACHING.inputs, strict=True)]
    store = Fed(spark, feed(spark))
    write.refresh(store, print, RUN, REACHING, told, Shared(store, [REACHING]))
    assert (replaced, "sums_keys" in store.staged) == (["sums"] if is_whole else [], not is_whole)
