"""What is told of times at levels: printed medians, how many are enough, and what lies beyond all that was seen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from products import Row
from pyspark.sql import SparkSession
from steps import frame

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language.level_figures import STRATUM, figures, timed

pytestmark = pytest.mark.once
TYPES = dict.fromkeys((*STRATUM, "student_id", "outcome"), "STRING") | {"level_rank": "INT", "time": "BIGINT", "gap_days": "INT"}  # fmt: skip
OF = {"course_id": "es", "level_rank": 1, "entered_by": "progress", "clock": "days", "basis": "confirmed"}
Told = tuple[list[int], list[int], list[int]]
# Weeks of remission (Freireich and others 1963), with and without 6-MP: who relapsed, and who did not so far.
SIX_MP: Told = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO: Told = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [], [])
# By source the times of those who reached the next level, dropped off, and are still there.
FEW = {
    "six": SIX_MP,
    "placebo": PLACEBO,
    "half": ([4] * 8, [], [40] * 8),
    "gone": ([4], [5, 9], []),
    "left": ([4], [], [29]),
}
MANY: dict[str, Told] = {
    "enough": ([5] * 10, [], [90] * 20),
    "a spell less": ([5] * 10, [], [90] * 19),
    "a level less": ([5] * 9, [], [90] * 21),
}


def made(spark: SparkSession, told: dict[str, Told], settings: Language, **of: Any) -> dict[str, dict[str, Row]]:
    ways = ("reached", "dropped", "still_there")
    rows = [
        {**OF, **of, "source_system": name, "student_id": f"{how}{n}", "outcome": how, "time": time}
        for name, times in told.items()
        for how, some in zip(ways, times, strict=True)
        for n, time in enumerate(some)
    ]
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in figures(frame(spark, TYPES, rows), Gold(language=settings)).collect():
        found[row["source_system"]][row["quantity"]] = row.asDict()
    return found


def told(row: Row) -> tuple[str | None, ...]:
    return tuple(None if row[name] is None else f"{row[name].normalize():f}" for name in ("value", "low", "high"))


@pytest.fixture(scope="module")
def few(spark: SparkSession) -> dict[str, dict[str, Row]]:
    return made(spark, FEW, Language(min_spells=1, min_events=1, horizons=[4, 30]))


def test_medians_as_they_are_printed(few: dict[str, dict[str, Row]]) -> None:
    assert told(few["six"]["median"]) == ("23", "13", None)
    assert told(few["placebo"]["median"]) == ("8", "4", "11")
    assert told(few["placebo"]["mean_of_those_who_reached"]) == ("8.666666667", None, None)
    assert told(few["half"]["median"])[0] == "4", "half are half, whatever doubles make of it"
    assert told(few["left"]["median"])[0] == "4"


def test_shares_by_a_day(few: dict[str, dict[str, Row]]) -> None:
    """On the day itself counts; after the last day of all nothing is known, unless nobody is left."""
    assert told(few["gone"]["reached_by_4"])[0] == "0.333333333"
    assert told(few["gone"]["dropped_by_4"]) == ("0", None, None)
    assert told(few["gone"]["dropped_by_30"])[0] == "0.666666667"
    assert few["gone"]["still_there_after_30"]["value"] == 0
    assert few["gone"]["reached_by_30"]["status"] == "OK"
    assert few["gone"]["would_reach_by_30"]["status"] == "MASKED"
    assert {few["left"][name]["status"] for name in ("reached_by_30", "would_reach_by_30")} == {"MASKED"}
    assert few["left"]["reached_by_30"]["value"] is None
    six = few["six"]
    assert told(six["would_reach_by_30"])[0] == told(six["reached_by_30"])[0], "without another end both are one"


def test_how_many_are_enough(spark: SparkSession) -> None:
    found = made(spark, MANY, Language())
    assert {name: {row["status"] for row in rows.values()} for name, rows in found.items()} == {
        "enough": {"OK", "MASKED"}, "a spell less": {"TOO_FEW"}, "a level less": {"TOO_FEW"},
    }  # fmt: skip
    assert all(row["value"] is None and row["low"] is None for row in found["a spell less"].values())
    assert {row["n"] for row in found["a spell less"].values()} == {29}
    assert found["enough"]["median"]["value"] is None, "half have not reached it"
    assert found["enough"]["reached_by_180"]["status"] == "MASKED"


def test_hours_are_told_of_seconds_and_by_no_day(spark: SparkSession) -> None:
    [found] = made(spark, {"s": ([3600, 5400], [], [])}, Language(min_spells=1, min_events=1), clock="hours").values()
    assert {name: told(row)[0] for name, row in found.items()} == {"median": "1", "mean_of_those_who_reached": "1.25"}


def test_what_is_shown_once_has_one_figure(spark: SparkSession) -> None:
    [found] = made(spark, {"s": ([3, 4], [], [])}, Language(min_spells=1, min_events=1), basis="first_shown").values()
    assert {name: told(row)[0] for name, row in found.items()} == {"median_as_first_shown": "3"}


def test_each_clock_has_its_time(spark: SparkSession) -> None:
    types = {**TYPES, "days": "INT", "seconds": "BIGINT"}
    rows = [{"student_id": "a", "days": 3, "seconds": 0}, {"student_id": "b", "days": 4, "seconds": None}]
    found = timed(frame(spark, types, rows).drop("time", "clock")).select("student_id", "clock", "time").collect()
    assert sorted(map(tuple, found)) == [("a", "days", 3), ("a", "hours", 0), ("b", "days", 4)]
