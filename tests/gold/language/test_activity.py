"""What is activity, on which day, and which day is the last of which all is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from practised import DELIVERED, at, attempt, given, message, progress, talk
from products import Row
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.gold.language import activity
from edulake.gold.language.activity import READ
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

LATE = at("03-14", "23:59:59")
# A case is a student; rows, then day (of March), hour, kind, and whether its day is known to be over.
CASES: dict[str, tuple[list[Row], list[tuple[Any, ...]]]] = {
    "a conversation": ([talk(LATE)], [("14", "23", "conversation", True)]),
    "on a day of the source": ([talk(LATE, date="2025-03-15")], [("15", "23", "conversation", True)]),
    "its messages": (
        [message(LATE), message(at("03-20"), "m2", role="assistant"), message(at("03-21"), "m3", role="Unknown")],
        [("14", "23", "conversation", True)],
    ),
    "dated after its delivery": (
        [talk(LATE, delivered_at=at("03-13", "23:59:59"))],
        [("14", "23", "conversation", False)],
    ),
    "dated on its delivery": ([talk(LATE, delivered_at=at("03-14", "00:00:00"))], [("14", "23", "conversation", True)]),
    "finished and unfinished attempts": (
        [attempt(LATE), attempt(at("03-15"), "a2", completed_at=None, started_at=at("03-15"), is_finished=False)],
        [("14", "23", "attempt", True), ("15", "10", "attempt", True)],
    ),
    "an attempt counts once": ([attempt(LATE, started_at=at("03-13"))], [("14", "23", "attempt", True)]),
    "versions of a lesson": (
        [
            progress(started_at=at("03-01"), last_accessed_at=at("03-02")),
            progress(
                status="completed", started_at=at("03-01"), completed_at=at("03-04"), last_accessed_at=at("03-04")
            ),
            progress(status="Unknown", last_accessed_at=at("03-05")),
        ],
        [(day, "10", "lesson", False) for day in ("01", "02", "04", "05")],
    ),
    "a lesson that is not started": ([progress(status="not_started", started_at=at("03-01"))], []),
    "a lesson without a moment": ([progress()], []),
    "one moment of two lessons": (
        [progress("l1", started_at=at("03-01")), progress("l2", started_at=at("03-01"))],
        [("01", "10", "lesson", False)] * 2,
    ),
}


def silver(spark: SparkSession, rows: list[Row]) -> dict[Table, DataFrame]:
    told = given(*rows)
    return {
        table: as_frame(
            spark, [[row.get(name) for name in table.column_names] for row in told.get(table, [])], table.struct()
        )
        for table in READ
    }


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[tuple[Any, ...]]]:
    rows = [{**row, "student_id": case, "source_system": "s"} for case, (rows, _) in CASES.items() for row in rows]
    told: dict[str, list[tuple[Any, ...]]] = {case: [] for case in CASES}
    moments = activity.activity(silver(spark, rows)).selectExpr(
        "student_id", "date_format(date, 'dd')", "date_format(at, 'HH')", "kind", "is_known"
    )
    for student, *of in sorted(map(tuple, moments.collect())):
        told[student].append(tuple(of))
    return told


@pytest.mark.parametrize("case", CASES)
def test_activity(case: str, found: dict[str, list[tuple[Any, ...]]]) -> None:
    assert found[case] == CASES[case][1]


def test_the_last_day_and_what_is_later_is_not_all_known(spark: SparkSession) -> None:
    """By source: lessons and mistakes move no day, and a source with nothing else has none."""
    rows = [
        talk(at("03-01"), source_system="one"),
        message(at("03-10"), source_system="one"),
        attempt(at("03-09"), "a1", "S2", source_system="one"),
        talk(DELIVERED + dt.timedelta(2), "c2", "S3", source_system="one"),
        progress(started_at=at("03-20"), source_system="one"),
        progress(
            "l2", student="S4", started_at=at("03-09"), last_accessed_at=at("03-09", "11:00:00"), source_system="one"
        ),
        attempt(at("02-01"), "a1", source_system="two"),
        progress(started_at=at("03-01"), source_system="three"),
    ]
    days = activity.days(activity.activity(silver(spark, rows)))
    until = {row["source_system"]: row["observed_until"].isoformat() for row in activity.observed_until(days).collect()}
    assert until == {"one": "2025-03-09", "two": "2025-01-31"}
    seen = sorted((row["student_id"], row["date"].isoformat()) for row in activity.observed(days).collect())
    assert seen == [("S1", "2025-03-01"), ("S2", "2025-03-09"), ("S4", "2025-03-09")]
