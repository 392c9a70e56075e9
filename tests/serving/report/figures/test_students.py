"""Students by name: the list as far as capacity reaches, and those at risk by a rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.ml.problems import PROBLEMS
from edulake.serving.report.figures.lists import Listed
from edulake.serving.report.figures.students import students, top_ten
from edulake.serving.report.parts import Section, Table
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

DAY = dt.date(2025, 1, 6)


def of_list(rows: list[dict[str, Any]], problem: str = "course_result", longest: int = 2) -> Table:
    made = Section("early-warning", "Early warning", "Whom?")
    one = Listed(PROBLEMS[problem], DAY, "'m'", ready=True)
    students(made, Reading(Canned({"": rows})), one, {"day": DAY, "models": "'m'", "longest": longest})
    [table] = made.parts
    assert isinstance(table, Table)
    return table


def student(rank: int, **more: Any) -> dict[str, Any]:
    reasons = {"first_reason": "work is missing", "second_reason": None, "third_reason": "late"}
    return {"rank": rank, "student_id": f"S{rank}", "place": "AAA", "risk": 0.9, **reasons, "offer": "talk", **more}


def test_reasons_are_those_that_there_are() -> None:
    table = of_list([student(1)])
    assert table.rows == [[1, "S1", "AAA", 0.9, "work is missing; late", "talk"]]
    assert table.columns[2] == "Course run"
    assert table.note == ""
    assert of_list([student(1)], "school_risk").columns[2] == "Grade"


def test_a_list_that_is_cut_says_so() -> None:
    assert of_list([student(1), student(2)]).note.startswith("The first 2;")


def test_ten_at_risk_fill_a_section_that_had_nothing() -> None:
    made = Section("early-warning", "Early warning", "Whom?", empty="There is no list.")
    top_ten(made, Reading(Canned({"": []})))
    assert (made.parts, made.empty) == ([], "There is no list.")
    row = {"student_id": "S1", "grade_level": "A", "score": 50.0, "engagement": 40.0, "trend": -1.0}
    top_ten(made, Reading(Canned({"": [row]})))
    [table] = made.parts
    assert isinstance(table, Table)
    assert table.rows == [["S1", "A", 50.0, 40.0, -1.0]]
    assert made.empty == ""
