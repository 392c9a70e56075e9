"""Which moments nothing later takes back, who is looked at on which days, and who does nothing afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from practised import at, attempt, given, message, progress, talk
from pyspark.sql import DataFrame, SparkSession
from silver_frames import frames
from texts import frame

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.gold.language.activity import READ
from edulake.ml.problems.dropout import cohorts

pytestmark = pytest.mark.once

LATE = at("03-14", "23:59:59")
# A case is a learner; rows, then day (of March), hour and kind.
MOMENTS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str, str]]]] = {
    "a conversation": ([talk(LATE)], [("14", "23", "conversation")]),
    "on a day of the source": ([talk(LATE, date="2025-03-15")], [("15", "23", "conversation")]),
    "messages": (
        [message(LATE), message(at("03-20"), "m2", role="assistant")],
        [("14", "23", "conversation")],
    ),
    "dated after its delivery": ([talk(LATE, delivered_at=at("03-13"))], []),
    "a finished attempt": ([attempt(LATE, started_at=at("03-13"))], [("14", "23", "attempt")]),
    # It may be finished later, and is of that day then.
    "an unfinished attempt": ([attempt(LATE, completed_at=None, started_at=LATE, is_finished=False)], []),
    # Completed, or opened, again: no source says when it was before.
    "a lesson": (
        [
            progress("l1", started_at=at("03-02"), last_accessed_at=at("03-03")),
            progress(
                "l1", status="completed", started_at=at("03-02"), completed_at=at("03-05"), valid_from=at("03-05")
            ),
            progress("l1", started_at=at("03-04"), last_accessed_at=at("03-09"), valid_from=at("03-09")),
        ],
        [("02", "10", "lesson")],
    ),
    "a lesson that is not begun": ([progress(status="not_started", started_at=LATE)], []),
    "a lesson without its begin": ([progress(last_accessed_at=LATE)], []),
    "two lessons": (
        [progress("l1", started_at=LATE), progress("l2", started_at=LATE)],
        [("14", "23", "lesson"), ("14", "23", "lesson")],
    ),
}


def facts(spark: SparkSession, rows: list[dict[str, Any]], **choices: Any) -> dict[Table, DataFrame]:
    silver = frames(spark, given(*rows), READ)
    asked = Settings(early_warning=EarlyWarning(**choices))
    return dict(cohorts.silver(lambda table: silver[table], asked))


def test_moments_that_stay(spark: SparkSession) -> None:
    rows = [{**row, "student_id": case} for case, (rows, _) in MOMENTS.items() for row in rows]
    told: dict[str, list[tuple[str, ...]]] = {case: [] for case in MOMENTS}
    found = cohorts.moments(facts(spark, rows))
    parts = ("student_id", "date_format(date, 'dd')", "date_format(at, 'HH')", "kind")
    for student, *of in sorted(map(tuple, found.selectExpr(*parts).collect())):
        told[student].append(tuple(of))
    assert told == {case: wanted for case, (_, wanted) in MOMENTS.items()}


def test_a_lesson_is_known_from_its_begin_on(spark: SparkSession) -> None:
    [row] = cohorts.moments(facts(spark, [progress(started_at=LATE)])).collect()
    assert row["known_at"] == row["at"]


def test_who_is_not_modelled_is_not_there(spark: SparkSession) -> None:
    rows = [talk(LATE, source_system="ours"), talk(LATE, "c2", source_system="other")]
    found = cohorts.moments(facts(spark, rows, unmodelled_sources=["other"]))
    assert [row["source_system"] for row in found.collect()] == ["ours"]


def test_any_activity_is_a_stay_but_not_what_is_dated_after_its_delivery(spark: SparkSession) -> None:
    rows = [
        talk(at("03-01"), "c1", "A"),
        talk(at("03-02"), "c2", "A", delivered_at=at("03-01")),
        progress("l1", "A", started_at=at("02-01"), last_accessed_at=at("03-03")),
        attempt(at("03-04"), "a1", "A", completed_at=None, started_at=at("03-04"), is_finished=False),
    ]
    found = sorted(str(row["date"]) for row in cohorts.active_days(facts(spark, rows)).collect())
    assert found == ["2025-02-01", "2025-03-01", "2025-03-03", "2025-03-04"]


def test_days_are_looked_at_whose_days_after_are_all_known(spark: SparkSession) -> None:
    """By source; on the day of a list that is nothing but what came before it."""
    until = frame(
        spark, [("s", "2025-03-14"), ("t", "2025-03-13")], "source_system observed_until", observed_until="date"
    )
    days = [dt.date(2025, 3, 1), dt.date(2025, 2, 1)]
    found = cohorts.calendar(until, days, 14).collect()
    assert sorted((row["source_system"], str(row["as_of_date"])) for row in found) == [
        ("s", "2025-02-01"),
        ("s", "2025-03-01"),
        ("t", "2025-02-01"),
    ]
    listed = cohorts.calendar(until, [dt.date(2025, 3, 15)], 0).collect()
    assert [row["source_system"] for row in listed] == ["s"]
    assert cohorts.calendar(until, [], 14).collect() == []


LEARNER = "source_system student_id course_id"


def test_who_is_there(spark: SparkSession) -> None:
    """Active in the days before: with the last of them, not with the one before that."""
    rows = [("s", "A", "es", "2025-03-01"), ("s", "B", "es", "2025-02-28"), ("s", "A", "de", "2025-02-01")]
    known = frame(
        spark, [(*row, "2025-03-15") for row in rows], f"{LEARNER} date as_of_date", date="date", as_of_date="date"
    )
    found = cohorts.population(known, 14).collect()
    assert [(row["student_id"], row["course_id"]) for row in found] == [("A", "es")]


@pytest.mark.parametrize(
    ("days", "label"),
    [
        ([], 1),
        (["03-14"], 1),
        (["03-15"], 0),
        (["03-28"], 0),
        (["03-29"], 1),
        (["03-14", "03-20", "03-21", "04-01"], 0),
    ],
)
def test_who_drops_off_does_nothing_from_the_day_on(spark: SparkSession, days: list[str], label: int) -> None:
    """In that language: another is no stay."""
    there = frame(spark, [("s", "A", "es", "2025-03-15")], f"{LEARNER} as_of_date", as_of_date="date")
    active = [("s", "A", "es", f"2025-{day}") for day in days] + [("s", "A", "de", "2025-03-16")]
    found = cohorts.outcomes(there, frame(spark, active, f"{LEARNER} date", date="date"), 14).collect()
    assert [row["label"] for row in found] == [label]
