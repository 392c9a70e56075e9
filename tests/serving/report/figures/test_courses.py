"""How enrollments end, which course is finished least, and how busy students are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from canned import Canned
from report_lake import written

from edulake.config.load import load
from edulake.gold.language.language_activity import TABLE as ACTIVITY
from edulake.gold.learning.course_completion import OUTCOMES
from edulake.gold.learning.course_completion import TABLE as COMPLETED
from edulake.gold.learning.student_engagement import TABLE as ENGAGEMENT
from edulake.serving import query
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


@pytest.mark.parametrize(("learned", "told"), [("es", ["Spanish", "fr"]), (None, ["es", "fr"])])
def test_a_language_is_called_by_name(tmp_path: Path, learned: str | None, told: list[str]) -> None:
    """A course that nobody learns as a language is not one."""
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    busy = [
        {"course_id": course_id, "student_id": f"{course_id}{n}", "logins": n, "active_days": n}
        for course_id in ("es", "fr")
        for n in range(12)
    ]
    activity = [{"source_system": "app", "course_id": learned}] * 2
    warehouse = written(tmp_path / "warehouse", {ENGAGEMENT: busy, **({ACTIVITY: activity} if learned else {})})
    with query.opened(load(None, str(warehouse))) as lake:
        [table] = courses.section(Reading(lake), Choices(dt.datetime.now(dt.UTC), "warehouse")).parts
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == told
