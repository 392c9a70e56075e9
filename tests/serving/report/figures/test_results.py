"""Proficiency by grade: every bar says something, in as many levels and grades as may be told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report_lake import AGGREGATES, NOW, student, written

from edulake.config.load import load
from edulake.governance.released import HIDDEN
from edulake.serving import query
from edulake.serving.report.figures import results
from edulake.serving.report.parts import Chart, Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
LEVELS = {"Low Performer": "60", "Medium Performer": "75", "High Performer": "90"}
LOW, MEDIUM, HIGH = "Low (under 70)", "Medium (70 to 85)", "High (85 or more)"


def shown(folder: Path, grades: dict[str, tuple[int, int, int]]) -> tuple[Section, Chart]:
    """The section, and its chart of grades, each with so many students of a low, a medium and a high mean."""
    rows: list[dict[str, Any]] = []
    for grade, students in grades.items():
        for (level, score), n in zip(LEVELS.items(), students, strict=True):
            one = {"grade_level": grade, "overall_performance_category": level, "avg_score": Decimal(score)}
            rows += [{**one, "student_id": student(len(rows) + at)} for at in range(n)]
    days = {"first_assessment_date": dt.date(2024, 1, 15), "last_assessment_date": dt.date(2024, 6, 15)}
    warehouse = written(folder / "warehouse", {AGGREGATES: [{**row, **days} for row in rows]})
    with query.opened(load(None, str(warehouse))) as lake:
        made = results.section(Reading(lake), Choices(NOW, str(warehouse)))
    [chart] = [part for part in made.parts if isinstance(part, Chart) and part.title == "Proficiency by grade"]
    return made, chart


def test_grades_of_77_are_told_two_and_two(tmp_path: Path) -> None:
    """8, 60 and 9 of each: only the middle level was told of each grade, and nobody saw who is low."""
    made, chart = shown(tmp_path, {f"{n}th Grade": (8, 60, 9) for n in range(4, 10)})
    assert chart.numbers.columns == ("Grade", "Students", HIGH, MEDIUM, LOW)
    assert chart.numbers.rows == [
        [f"{n}th Grade to {n + 1}th Grade", 154, 0.12, 0.78, 0.1] for n in (4, 6, 8)
    ]  # fmt: skip
    assert "Hidden" not in str(chart.spec)
    assert chart.says.startswith("Students by level of their mean score, for 3 groups of grades.")
    assert "neighbours are shown together" in chart.note
    [action] = [action for action in made.actions if action.order == 3]
    assert (action.figure, action.what) == (
        "10%",
        "of students in 8th Grade to 9th Grade have a mean score under 70, more than elsewhere",
    )


def test_levels_are_told_together_where_few_are_low(tmp_path: Path) -> None:
    made, chart = shown(tmp_path, {f"{n}th Grade": (5, 60, 12) for n in range(4, 10)})
    assert chart.numbers.columns == ("Grade", "Students", HIGH, f"{LOW} or {MEDIUM}")
    assert chart.numbers.rows[0] == ["4th Grade", 77, 0.16, 0.84]
    assert not made.actions, "nothing is told of those under 70 alone"


def test_of_a_small_grade_without_a_level_a_bound_is_told(tmp_path: Path) -> None:
    grades = {"4th Grade": (0, 15, 0), "5th Grade": (30, 40, 20), "6th Grade": (20, 40, 30)}
    _, chart = shown(tmp_path, grades)
    assert [f"{share:.0%}" for share in chart.numbers.rows[0][2:]] == ["5 % or less", "95 % or more", "5 % or less"]
    assert HIDDEN not in [share for row in chart.numbers.rows for share in row]


def test_one_grade_is_compared_with_none(tmp_path: Path) -> None:
    made, chart = shown(tmp_path, {"9th Grade": (20, 15, 15)})
    [action] = [action for action in made.actions if "under 70" in action.what]
    assert action.what == "of students in 9th Grade have a mean score under 70"
    assert "largest" not in chart.says
