"""What was known on a day: happened before it, and known before it."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.ml.problems import as_of

pytestmark = pytest.mark.once

FACTS = [
    # Name, source, day of the fact, and when it became known; as-of dates are 10 and 20 January.
    ("before both", "s", "2025-01-08", "2025-01-09T23:59:59.999999"),
    ("known at midnight", "s", "2025-01-08", "2025-01-10T00:00:00"),
    ("on the day", "s", "2025-01-10", "2025-01-01T00:00:00"),
    ("of the second day", "s", "2025-01-20", "2025-01-19T00:00:00"),
    ("never known", "s", "2025-01-01", None),
    ("without a day", "s", None, "2025-01-01T00:00:00"),
    ("of a source without a date", "t", "2025-01-01", "2025-01-01T00:00:00"),
    ("of no source", None, "2025-01-01", "2025-01-01T00:00:00"),
]


def test_what_happened_and_was_known_before_the_day(spark: SparkSession) -> None:
    """Strictly: what comes on the day itself, were it at midnight, is not known on its morning."""
    facts = frame(spark, FACTS, "name source_system happened known_at", happened="date", known_at="timestamp")
    days = [("s", "2025-01-10", "0.2"), ("s", "2025-01-20", "0.4"), ("u", "2030-01-01", "0.2")]
    calendar = frame(spark, days, "source_system as_of_date share", as_of_date="date")
    known = as_of.known_before(facts, calendar, ["source_system"], "happened")
    assert set(known.columns) == {*facts.columns, "as_of_date", "share"}
    assert sorted((row["share"], row["name"]) for row in known.collect()) == [
        ("0.2", "before both"),
        ("0.4", "before both"),
        ("0.4", "known at midnight"),
        ("0.4", "on the day"),
    ]


def test_nobody_knows_the_future(spark: SparkSession) -> None:
    """A fact dated after its delivery is a mistake; one of the day of its delivery is not."""
    rows = [
        ("2025-01-05", "2025-01-05T08:00:00"),
        ("2025-01-02", "2025-02-01T00:00:00"),
        ("2052-01-05", "2025-01-05T08:00:00"),
        ("2025-01-06", "2025-01-05T23:59:59"),
        (None, "2025-01-05T08:00:00"),
        ("2020-01-01", None),
    ]
    facts = frame(spark, rows, "date delivered_at", date="date", delivered_at="timestamp")
    [row] = as_of.first_and_last_day(facts).collect()
    assert (row["first"], row["last"]) == (dt.date(2025, 1, 2), dt.date(2025, 1, 5))
    [none] = as_of.first_and_last_day(facts.where("date > '2030-01-01'")).collect()
    assert (none["first"], none["last"]) == (None, None)
