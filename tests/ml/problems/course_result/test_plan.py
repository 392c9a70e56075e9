"""What a course asks for beside its reference run: what is told, of which course, and what is no news."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.ml.problems.course_result import plan as course_plan

pytestmark = pytest.mark.once

# Courses of a hundred days: on 20 January a run of 2024 is at its fifth.
CLASSES = [
    ("s", f"{course}:{year}", course, f"{year}-01-01", f"{year}-04-{11 - (year == 2024)}", "true")
    for course in ("AAA", "BBB", "CCC")
    for year in (2022, 2023, 2024)
    if (course, year) != ("BBB", 2022)
]
CLASSES += [("s", "BBB:autumn", "BBB", "2023-09-01", "2023-12-10", "true")]
CLASSES += [
    ("s", "NEW:2024", "NEW", "2024-01-01", "2024-04-10", "true"),
    ("other", "n", "NEW", "2023-01-01", "2023-04-11", "true"),
]
ITEMS = [
    ("s", run, f"{run}/{kind}", f"{run[-4:]}-01-{day}", kind, weight, "true")
    for course in ("AAA", "BBB", "CCC")
    for run in [f"{course}:{year}" for year in (2022, 2023, 2024)]
    for kind, day, weight in (("test", "10", "12.50"), ("quiz", "15", "2.50"), ("exam", "25", "50"))
]


def plan(
    spark: SparkSession, items: list[tuple[Any, ...]], listed: tuple[str, ...], classes: list[tuple[Any, ...]] = CLASSES
) -> dict[tuple[str, str], tuple[float | None, float | None, bool]]:
    dates = {"start_date": "date", "end_date": "date"}
    held = frame(
        spark, classes, "source_system class_id course_id start_date end_date is_active", is_active="boolean", **dates
    )
    names = "source_system class_id line_item_id due_date category weight is_active"
    due = frame(spark, items, names, due_date="date", weight="decimal(5,2)", is_active="boolean")
    students = frame(spark, [("s", run, str(n)) for run in listed for n in (1, 2)], "source_system class_id student_id")
    found = course_plan.compared(students, held, due, dt.date(2024, 1, 20)).collect()
    assert {row["measure"] for row in found} <= {"plan"}
    return {(row["scope"], row["name"]): (row["value"], row["expected"], row["is_alert"]) for row in found}


LISTED_RUNS = ("AAA:2024", "BBB:2024", "CCC:2024", "NEW:2024")


def test_a_dropped_quiz_is_told_of_its_course_alone(spark: SparkSession) -> None:
    """Before its date it is no news; NEW has no earlier run here, whatever another source calls NEW."""
    dropped = [item for item in ITEMS if item[2] != "BBB:2024/quiz"]
    found = plan(spark, dropped, LISTED_RUNS)
    assert {key: of for key, of in found.items() if key[0] == "BBB"} == {
        ("BBB", "work_due"): (1, 2, True),
        ("BBB", "weight_due"): (12.5, 15, True),
        ("BBB", "work_due: quiz"): (0, 1, True),
        ("BBB", "work_due: test"): (1, 1, False),
    }
    assert {key[0] for key, (*_, is_alert) in found.items() if is_alert} == {"BBB"}
    assert found["NEW", "no_earlier_run"] == (None, None, False)
    assert {name for course, name in found if course == "NEW"} == {"no_earlier_run"}
    later = [item for item in ITEMS if item[2] != "BBB:2024/exam"]
    assert not any(is_alert for *_, is_alert in plan(spark, later, LISTED_RUNS).values())


def test_a_weight_alone_is_a_change(spark: SparkSession) -> None:
    heavier = [(*item[:5], "20", item[6]) if item[2] == "AAA:2024/test" else item for item in ITEMS]
    found = plan(spark, heavier, LISTED_RUNS)
    assert {key for key, (*_, is_alert) in found.items() if is_alert} == {("AAA", "weight_due")}


def test_the_reference_is_the_newest_of_the_season(spark: SparkSession) -> None:
    """An autumn run is newer than the spring's, a run of the year before the last one is older."""
    others = [item for item in ITEMS if item[1] != "AAA:2022"]
    assert not any(is_alert for *_, is_alert in plan(spark, others, ("AAA:2024", "BBB:2024")).values())
    only_autumn = [row for row in CLASSES if row[1] != "BBB:2023"]
    found = plan(spark, ITEMS, ("BBB:2024",), only_autumn)
    assert found["BBB", "work_due"] == (2, 0, True)


def test_closed_items_count_with_their_closed_run(spark: SparkSession) -> None:
    """A quiz taken out of a run that goes on is gone; those of last year's closed run are its plan still."""
    closed_run = [(*row[:5], "false") if row[1] == "AAA:2023" else row for row in CLASSES]
    closed = [(*item[:6], "false") if item[1] == "AAA:2023" or item[2] == "BBB:2024/quiz" else item for item in ITEMS]
    found = plan(spark, closed, ("AAA:2024", "BBB:2024"), closed_run)
    assert found["AAA", "work_due"] == (2, 2, False)
    assert found["BBB", "work_due"] == (1, 2, True)


def test_of_two_runs_the_one_that_differs_is_told(spark: SparkSession) -> None:
    second = [*CLASSES, ("s", "AAA/2:2024", "AAA", "2024-01-01", "2024-04-10", "true")]
    found = plan(spark, ITEMS, ("AAA:2024", "AAA/2:2024"), second)
    assert found["AAA", "work_due"] == (0, 2, True)
