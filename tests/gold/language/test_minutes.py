"""Gaps between messages: which count, up to how much, and to which message."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language import minutes

# A case is a learner: moments with their talk, then the seconds of each and whether the one before is of its talk.
CASES = {
    "one message": ([("10:00:00", "a")], [(0, False)]),
    "up to five minutes count as they are": (
        [("10:00:00", "a"), ("10:00:59", "a"), ("10:05:59", "a"), ("10:11:00", "a")],
        [(0, False), (59, True), (300, True), (300, True)],
    ),
    "after half an hour a session begins": (
        [("10:00:00", "a"), ("10:30:00", "a"), ("11:00:01", "a"), ("11:00:11", "a")],
        [(0, False), (300, True), (0, True), (10, True)],
    ),
    "fractions are cut off": (
        [("10:00:00.9", "a"), ("10:00:02.1", "a"), ("10:30:02.999999", "a")],
        [(0, False), (2, True), (300, True)],
    ),
    "at one moment the order is that of ids": ([("10:00:00", "a"), ("10:00:00", "b")], [(0, False), (0, False)]),
    "between two talks": (
        [("10:00:00", "a"), ("10:01:00", "b"), ("10:02:00", "b"), ("10:04:00", "a")],
        [(0, False), (60, False), (60, True), (120, False)],
    ),
    "over midnight": ([("23:59:00", "a"), ("24:01:00", "a")], [(0, False), (120, True)]),
}


def found(spark: SparkSession, settings: Gold) -> dict[str, list[tuple[int, bool]]]:
    given = [
        (name, "es", f"2025-03-14 {time}Z".replace("14 24:", "15 00:"), f"{n}", talk)
        for name, (messages, _) in CASES.items()
        for n, (time, talk) in enumerate(messages)
    ]
    # The same learner in another language, in the middle of it all.
    given += [(name, "it", "2025-03-14 10:00:01Z", "x", "a") for name in CASES]
    rows = frame(spark, given, "student_id course_id sent_at message_id conversation_id", sent_at="timestamp")
    rows = minutes.active(rows.selectExpr("'s' AS source_system", "*"), settings).where("course_id = 'es'")
    told: dict[str, list[tuple[int, bool]]] = {name: [] for name in CASES}
    for row in rows.orderBy("message_id").collect():
        told[row["student_id"]].append((row["active_seconds"], row["is_of_the_same"]))
    return told


def test_gaps_between_messages(spark: SparkSession) -> None:
    assert found(spark, Gold()) == {name: due for name, (_, due) in CASES.items()}


def test_gaps_of_the_settings(spark: SparkSession) -> None:
    told = found(spark, Gold(language=Language(active_gap_minutes=1, session_gap_minutes=5)))
    assert told["up to five minutes count as they are"] == [(0, False), (59, True), (60, True), (0, True)]


@pytest.mark.parametrize(
    ("seconds", "due"),
    [(None, None), ("0", "0.00"), ("1", "0.02"), ("3", "0.05"), ("90", "1.50"), ("9000000000", "150000000.00")],
)
def test_minutes_are_rounded_once(spark: SparkSession, seconds: str | None, due: str | None) -> None:
    rows = frame(spark, [(seconds,)], "seconds", seconds="bigint")
    [(minute,)] = rows.select(minutes.in_minutes(rows["seconds"])).collect()
    assert minute is None if due is None else str(minute) == due


def test_rows_that_are_apart_know_nothing_of_each_other(spark: SparkSession) -> None:
    """As a message that is known on one day has no say on another."""
    given = [
        (day, f"2025-03-14 10:0{minute}:00Z", f"{minute}")
        for day, minutes_ in (("1", (0, 4)), ("2", (0, 2, 4)))
        for minute in minutes_
    ]
    rows = frame(spark, given, "day sent_at message_id", sent_at="timestamp").selectExpr(
        "*", "'s' AS source_system", "'a' AS student_id", "'es' AS course_id", "'c' AS conversation_id"
    )
    told = minutes.active(rows, Gold(), "day").orderBy("day", "message_id").collect()
    assert [(row["day"], row["active_seconds"]) for row in told] == [
        ("1", 0),
        ("1", 240),
        ("2", 0),
        ("2", 120),
        ("2", 120),
    ]
