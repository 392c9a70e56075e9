"""Which levels are shown and which confirmed, by what, and since when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from levelled import on, result, silver, version
from products import Row
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import frame, rows_of

from edulake.config.settings import Gold
from edulake.gold.language.confirmed import READ, level_of, levels, shown

pytestmark = pytest.mark.once
UNTIL = 100
# Rank of the test, of what it recommends, whether it is mixed and finished: what it shows.
SHOWN = [
    (1, 1, False, True, 1),
    (1, 2, False, True, 2),
    (1, 6, False, True, 2),
    (3, 1, False, True, 1),
    (6, 6, False, True, 6),
    (None, 6, True, True, 6),
    (None, 6, False, True, None),
    (2, None, False, True, None),
    (None, None, True, True, None),
    (2, 2, False, False, None),
]


def shows(*told: tuple[float, int | None], **more: Any) -> list[Row]:
    return [result("", day, rank, attempt_id=f"a{n}", **more) for n, (day, rank) in enumerate(told)]


A, P = "attempts", "proficiency"
# Rows of a learner, and by level the day since which it is shown first, and since which it is confirmed, by what.
CASES: dict[str, tuple[list[Row], dict[int, int], dict[int, tuple[int, str]]]] = {
    "one shows, and confirms nothing": (shows((3, 2)), {1: 3, 2: 3}, {}),
    "two in a row": (shows((3, 2), (9, 2)), {1: 3, 2: 3}, {1: (3, A), 2: (3, A)}),
    "the second shows more": (shows((3, 1), (9, 3), (12, 3)), {1: 3, 2: 9, 3: 9}, {1: (3, A), 2: (9, A), 3: (9, A)}),
    "or less": (shows((3, 3), (9, 1), (12, 3)), {1: 3, 2: 3, 3: 3}, {1: (3, A)}),
    "what shows nothing stands between": (shows((3, 2), (5, None), (9, 2)), {1: 3, 2: 3}, {1: (3, A), 2: (3, A)}),
    "what is not finished as well": (
        [*shows((3, 2)), *shows((5, 1), is_finished=False), *shows((9, 2))], {1: 3, 2: 3}, {1: (3, A), 2: (3, A)}
    ),
    "at one moment ids are the order": (
        [result("", 3, 1, attempt_id="b"), result("", 3, 3, attempt_id="a"), result("", 9, 3, attempt_id="0")],
        {1: 3, 2: 3, 3: 3}, {1: (3, A)},
    ),
    "the last day that is known": (shows((99, 1), (100, 1)), {1: 99}, {1: (99, A)}),
    "the day after is not": (shows((99, 1), (101, 1)), {1: 99}, {}),
    "a version that stands": ([version("", 5, 2, 35)], {1: 5, 2: 5}, {1: (5, P), 2: (5, P)}),
    "a version that is too short": ([version("", 5, 2, 34.9), version("", 34.9, None)], {1: 5, 2: 5}, {}),
    "versions of one level": ([version("", 5, 2, 20), version("", 20, 2, 36)], {1: 5, 2: 5}, {1: (5, P), 2: (5, P)}),
    "less stands longer": (
        [version("", 5, 2, 20), version("", 20, 1, 36), version("", 36, 2)], {1: 5, 2: 5}, {1: (5, P), 2: (36, P)}
    ),
    "a break": ([version("", 5, 2, 20), version("", 20, None, 21), version("", 21, 2, 40)], {1: 5, 2: 5}, {}),
    "gone": ([version("", 5, 2, 20), version("", 20, 2, is_active=False)], {1: 5, 2: 5}, {}),
    "the newest, to the end of what is known": ([version("", 70, 1)], {1: 70}, {1: (70, P)}),
    "not longer": ([version("", 71, 1)], {1: 71}, {}),
    "what comes later is not known": ([version("", 101, 1)], {}, {}),
    "whichever was earlier": (
        [*shows((9, 1), (12, 2), (13, 2)), version("", 3, 1, 5), version("", 5, None, 8), version("", 8, 1)],
        {1: 3, 2: 12}, {1: (8, P), 2: (12, A)},
    ),
    "nothing": (shows((3, None)), {}, {}),
}  # fmt: skip


def test_what_an_attempt_shows(spark: SparkSession) -> None:
    names = ("level_rank", "recommended_rank", "is_mixed", "is_finished", "due")
    types = dict.fromkeys(names, "INT") | {"is_mixed": "BOOLEAN", "is_finished": "BOOLEAN"}
    rows = frame(spark, types, [dict(zip(names, row, strict=True)) for row in SHOWN])
    assert [tuple(row) for row in rows.select(shown(), "due").collect() if row[0] != row[1]] == []


def test_levels_have_names(spark: SparkSession) -> None:
    rows = frame(spark, {"rank": "INT"}, [{"rank": 1}, {"rank": 6}, {"rank": None}])
    assert [row[0] for row in rows.select(level_of(F.col("rank"))).collect()] == ["A1", "C2", None]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], dict[int, Row]]:
    given: dict[Any, list[Row]] = defaultdict(list)
    for name, (rows, *_) in CASES.items():
        for table, some in silver(rows).items():
            given[table] += [{**row, "student_id": name, "source_system": "app"} for row in some]
    frames = {table: rows_of(spark, table, *given[table]) for table in READ}
    until = frame(
        spark,
        {"source_system": "STRING", "observed_until": "DATE"},
        [{"source_system": "app", "observed_until": on(UNTIL).date().isoformat()}],
    )
    made: dict[tuple[str, str], dict[int, Row]] = defaultdict(dict)
    for row in (
        levels(frames, until, Gold()).withColumns({name: F.unix_seconds(name) for name in ("at", "sure_at")}).collect()
    ):
        made[row["student_id"], row["basis"]][row["level_rank"]] = row.asDict()
    return made


@pytest.mark.parametrize("name", CASES)
def test_levels_of_a_few_results(name: str, found: dict[tuple[str, str], dict[int, Row]]) -> None:
    _, first, confirmed = CASES[name]
    told = {rank: day(row) for rank, row in found.get((name, "first_shown"), {}).items()}
    assert told == first
    sure = found.get((name, "confirmed"), {})
    assert {rank: (day(row), row["evidence"]) for rank, row in sure.items()} == confirmed
    assert all(row["at"] // 86_400 == (row["date"] - dt.date(1970, 1, 1)).days for row in sure.values())


def day(row: Row) -> int:
    return (row["date"] - on(0).date()).days


def test_how_long_until_a_level_was_confirmed(found: dict[tuple[str, str], dict[int, Row]]) -> None:
    told = found["whichever was earlier", "confirmed"]
    assert {rank: row["gap_days"] for rank, row in told.items()} == {1: None, 2: 1}
    assert {rank: (row["sure_at"] - row["at"]) // 86_400 for rank, row in told.items()} == {1: 0, 2: 1}
    assert found["two in a row", "first_shown"][2]["gap_days"] is None
