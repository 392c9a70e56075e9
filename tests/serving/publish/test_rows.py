"""Released cells in the database are what the questions tell, cell by cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from serving_rows import World

from edulake.gold import PRODUCTS
from edulake.serving import query
from edulake.serving.publish.chosen import asked
from edulake.serving.questions import asking

pytestmark = pytest.mark.once

AGGREGATES = PRODUCTS["student_performance_aggregates"].table
# Of one risk many, of another few: their row is not told.
RISKS = {"Low": 40, "Medium": 25, "High": 3}


def test_cells_are_served_as_they_are_told(world: World) -> None:
    students = [
        {"student_id": f"STU{n}-{risk}", "grade_level": "1st Grade", "risk_level": risk, "avg_score": Decimal("70.05")}
        for risk, many in RISKS.items()
        for n in range(many)
    ]
    world.write(AGGREGATES, *students)
    assert not world.publish(questions=True).failures
    questions = [question for question in asked() if question.tables == [AGGREGATES]]
    assert "risk" in {question.name for question in questions}
    with query.opened(world.settings) as view:
        for question in questions:
            told = [tuple(row.values()) for row in asking.told(view, question)]
            names = ", ".join(f'"{name}"' for name in (*question.keys, *question.columns))
            assert world.asks(f"SELECT {names} FROM released.{question.name} ORDER BY place") == told
    assert [row[0] for row in world.asks("SELECT students FROM released.risk")] != [40, 25, 3]
    small = world.asks("SELECT students FROM released.risk WHERE students < 10")
    assert small == []


def test_a_question_whose_answer_is_the_same_is_not_written_again(world: World) -> None:
    row = {"grade_level": "1st Grade", "risk_level": "Low"}
    world.write(AGGREGATES, *[{"student_id": f"STU{n}", **row} for n in range(20)])
    world.publish(questions=True)
    before = world.asks("SELECT xmin::text, students FROM released.risk")
    world.write(AGGREGATES, *[{"student_id": f"OTHER{n}", **row} for n in range(20)])
    world.publish(questions=True)
    assert world.asks("SELECT xmin::text, students FROM released.risk") == before
    assert len(before) == 1
