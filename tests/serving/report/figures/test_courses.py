"""How enrollments end, which course is finished least, and how busy students are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.gold.learning.course_completion import OUTCOMES
from edulake.gold.learning.course_completion import TABLE as COMPLETED
from edulake.gold.learning.student_engagement import TABLE as ENGAGEMENT
from edulake.serving.report.figures import courses
from edulake.serving.report.parts import Chart, Choices, Section, Table
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once


def course(name: str, **ended: int) -> dict[str, Any]:
    counts = {outcome: ended.get(outcome, 0) for outcome in OUTCOMES}
    return {"course": name, **counts, **{f"{outcome}_students": n for outcome, n in counts.items()}}


def section(ended: list[dict[str, Any]], busy: list[dict[str, Any]], *missing: Any) -> Section:
    lake = Canned({str(ENGAGEMENT): busy, str(COMPLETED): ended}, missing)
    return courses.section(Reading(lake), Choices(dt.datetime.now(dt.UTC), "warehouse"))


def test_the_course_that_is_finished_least_is_named() -> None:
    made = section([course("A", completed=60, failed=40), course("B", completed=80, failed=20)], [], ENGAGEMENT)
    assert made.answer == "A is finished least often: 60% of its enrollments with a known outcome."
    assert [(action.figure, action.order) for action in made.actions] == [("60%", 5)]
    assert [(tile.value, tile.note) for tile in made.tiles] == [("70%", "of 200 enrollments with a known outcome")]
    [chart] = made.parts
    assert isinstance(chart, Chart)
    assert chart.numbers.rows == [["A", 100, 0.6, 0.4], ["B", 100, 0.8, 0.2]]


def test_open_enrollments_say_nothing_yet() -> None:
    made = section([course("A", completed=60, failed=40, still_open=900), course("B", completed=50, failed=50)], [])
    assert made.answer.startswith("B is finished least often: 50%")


def test_small_courses_are_shown_together() -> None:
    made = section([course("A", completed=60, failed=40), *[course(n, completed=6) for n in "BC"]], [], ENGAGEMENT)
    [chart] = made.parts
    assert isinstance(chart, Chart)
    assert "B" not in [row[0] for row in chart.numbers.rows]


def test_means_of_few_are_left_out() -> None:
    busy = [
        {"course": "A", "students": 40, "logins": 12.04, "days": 3.0},
        {"course": "B", "students": 9, "logins": 1.0, "days": 1.0},
    ]
    [table] = section([], busy, COMPLETED).parts
    assert isinstance(table, Table)
    assert table.rows == [["A", 3.0, 12.0]]
    assert "left out" in table.note


def test_without_courses_it_says_so() -> None:
    assert section([], [], COMPLETED, ENGAGEMENT).empty.startswith("No enrollments")
