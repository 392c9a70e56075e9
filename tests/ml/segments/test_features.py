"""What learners do as of a day, by hand; what happens later, or is known only then, says nothing."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from practised import at, attempt, given, message, progress, talk
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from silver_frames import frames
from texts import frame

from edulake.config.settings import Gold
from edulake.gold.language.activity import READ
from edulake.ml.segments import features

pytestmark = pytest.mark.once

DAY = "2025-03-01"
LATE, OLD = at("03-01", "00:00:00"), {"known_at": at("01-01")}


def before(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-{day}T10:00:00+00:00")


def on(student: str, *moments: dt.datetime) -> list[dict[str, Any]]:
    return [talk(moment, f"{student}{moment:%m%d}", student, **OLD) for moment in moments]


# Fifty days before the day ann came: eight minutes, three days, one lesson among five days of one kind each.
ANN = [
    *on("ann", at("01-10"), at("01-20"), at("02-28", "23:59:59")),
    message(at("01-10", "10:00:00"), "m1", "ann", ["grammar"], **OLD),
    message(at("01-10", "10:04:00"), "m2", "ann", [], **OLD),
    message(at("01-10", "10:08:00"), "m3", "ann", ["spelling", "grammar", "style"], **OLD),
    message(at("01-10", "10:08:00"), "m4", "ann", None, **OLD),
    progress("l1", "ann", started_at=at("01-10")),
    progress("l2", "ann", status="not_started", started_at=at("01-11")),
    attempt(at("02-01"), "a1", "ann", score="80.00", **OLD),
    attempt(at("02-01", "11:00:00"), "a2", "ann", score=None, **OLD),
    attempt(at("02-01", "12:00:00"), "a3", "ann", score="10.00", is_finished=False, **OLD),
]
# Came before the 56 days, and scores less at the same level; alone at another, where nobody is above the mean.
BOB = [
    *on("bob", before("12-01"), at("01-04"), at("01-05")),
    attempt(at("01-06"), "b1", "bob", score="60.00", **OLD),
    attempt(at("01-06", "12:00:00"), "b2", "bob", score="99.00", level="B1", level_rank=3, **OLD),
    attempt(at("01-03"), "b3", "bob", score="0.00", **OLD),
]
# A week is the least that days are told of.
CAT = on("cat", at("02-26"), at("02-27"), at("02-28"))
NEW = on("new", at("01-04"), at("02-28"))
QUIET = on("quiet", before("12-31"), at("01-03"), at("01-04"), at("02-28"))
GONE = on("gone", before("06-01"))
EVERYBODY = [*ANN, *BOB, *CAT, *NEW, *QUIET, *GONE]
TOLD = {
    "ann": (4, None, math.log1p(8 / (50 / 7)), 4 / 50, 1.0, 4 / 3, 1 / 5),
    "bob": (3, None, 0.0, 3 / 56, -1.0, None, 0.0),
    "cat": (3, None, 0.0, 3 / 7, None, None, 0.0),
    "new": (2, "new", *[None] * 5),
    "quiet": (2, "quiet", *[None] * 5),
    "gone": (0, "quiet", *[None] * 5),
}


def told(spark: SparkSession, rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    silver = frames(spark, given(*rows), READ)
    calendar = frame(spark, [("sis", DAY)], "source_system as_of_date", as_of_date="date")
    found: DataFrame = features.behaviour(lambda table: silver[table], calendar, Gold())
    names = ("active_days", "by_rule", *features.NAMES)
    assert {str(row["as_of_date"]) for row in found.select("as_of_date").collect()} == {DAY}
    return {row["student_id"]: tuple(row[name] for name in names) for row in found.collect()}


@pytest.fixture(scope="module")
def plain(spark: SparkSession) -> dict[str, tuple[Any, ...]]:
    return told(spark, EVERYBODY)


def test_features_by_hand(plain: dict[str, tuple[Any, ...]]) -> None:
    wanted = {
        name: tuple(round(value, 6) if isinstance(value, float) else value for value in row)
        for name, row in TOLD.items()
    }
    assert plain == wanted


def test_what_comes_later_or_is_known_later_says_nothing(
    spark: SparkSession, plain: dict[str, tuple[Any, ...]]
) -> None:
    """From the day on, whatever it is; and what is dated before it, but known from the day on."""
    later = [
        *on("ann", LATE, at("05-01")),
        *on("late", LATE),
        message(LATE, "n1", "bob", ["grammar"] * 9, known_at=at("01-01")),
        message(at("01-10", "10:02:00"), "n2", "ann", ["grammar"] * 9, known_at=LATE),
        talk(at("02-02"), "n3", "new", known_at=LATE),
        attempt(at("02-03"), "n4", "bob", score="100.00", known_at=LATE),
        attempt(LATE, "n5", "cat", score="100.00", **OLD),
        progress("l3", "cat", started_at=at("02-02"), valid_from=LATE),
        progress("l4", "cat", started_at=LATE),
    ]
    assert told(spark, [*EVERYBODY, *later]) == plain


def test_the_day_is_the_last_with_activity(spark: SparkSession) -> None:
    """Of that one more may come; what is dated after its delivery moves no day, nor does a lesson."""
    rows = [
        *on("ann", at("01-10"), at("02-28")),
        talk(at("12-31", "10:00:00"), "future", delivered_at=at("03-01")),
        progress(started_at=at("04-01")),
        *[{**row, "source_system": "unmodelled"} for row in on("bob", at("02-28"))],
    ]
    silver = frames(spark, given(*rows), READ)
    found = features.looked_at(lambda table: silver[table], ["unmodelled"]).select(
        "source_system", F.col("as_of_date").cast("string")
    )
    assert [tuple(row) for row in found.collect()] == [("sis", "2025-02-28")]


def test_who_was_active_lately(spark: SparkSession) -> None:
    """On a day of the window, its first one included; on the day itself is too late."""
    rows = [*on("first", at("02-22")), *on("before", at("02-21")), *on("last", at("02-28")), *on("late", LATE)]
    silver = frames(spark, given(*rows, *on("last", at("02-27"))), READ)
    calendar = frame(spark, [("sis", DAY)], "source_system as_of_date", as_of_date="date")
    found = features.active_lately(lambda table: silver[table], calendar, 7)
    assert sorted(map(tuple, found.collect())) == [("sis", "first", "es"), ("sis", "last", "es")]
