"""Questions without a figure of their own: bars, a table, or a tile; and nothing of what a page does not show."""

from __future__ import annotations

from typing import Any

import pytest
from canned import Canned

from edulake.contract.table import Table as Table_
from edulake.gold.wellbeing.attendance_insights import TABLE
from edulake.serving.questions.question import Column, Question
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Section, Table
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

SQL = f"SELECT absence_band AS house, count(*) AS students FROM {TABLE}"
ROWS = [{"house": "South", "students": 40}, {"house": "North", "students": 1200}]
HOUSES = Question("houses", "Students by house", SQL, across="house", counts="students", note="Each once.")


def made_of(question: Question, rows: list[dict[str, Any]], own: tuple[Question, ...] = ()) -> Section:
    made = Section("results", "Results", "How?", empty="Nothing yet.")
    plain.add_to(made, Reading(Canned({"": rows})), [question], own)
    return made


def test_groups_are_bars_with_their_numbers() -> None:
    made = made_of(HOUSES, ROWS)
    [chart] = made.parts
    assert isinstance(chart, Chart)
    assert (chart.title, chart.says) == ("Students by house", "Students: South 40, North 1,200. Each once.")
    assert chart.numbers.columns == ("House", "Students")
    assert chart.numbers.kinds == ("text", "count")
    assert chart.numbers.rows == [["South", 40], ["North", 1200]]
    assert chart.numbers.note == f"Each once. {plain.FEW}"
    assert chart.spec["encoding"]["y"]["sort"] == ["South", "North"]
    assert made.empty == "", "there is something to see"


def test_a_share_is_drawn_in_whole_percent() -> None:
    words = {"house": Column("house"), "share": Column("share of readers", "share", ("readers",))}
    [chart] = made_of(
        Question("r", "R", SQL, across="house", shows="share", columns=words), [{"house": "A", "share": 0.2}]
    ).parts
    assert isinstance(chart, Chart)
    text = chart.spec["layer"][1]["encoding"]["text"]
    assert (text["format"], chart.spec["encoding"]["x"]["title"]) == (".0%", "Share of readers")
    assert chart.numbers.note == plain.FEW


@pytest.mark.parametrize(("values", "note", "domain"), [((0, 0), plain.FEW, [0, 1]), ((0, 12), "", None)])
def test_groups_that_have_none_are_not_said_to_be_all(values: tuple[int, int], note: str, domain: Any) -> None:
    [chart] = made_of(HOUSES, [{"house": f"H{n}", "students": n} for n in values]).parts
    assert isinstance(chart, Chart)
    assert chart.note == note
    assert chart.spec["encoding"]["x"].get("scale", {}).get("domain") == domain


def test_many_groups_are_all_in_the_table_and_few_are_drawn() -> None:
    rows = [{"house": f"H{n}", "students": 50} for n in range(60)]
    [chart] = made_of(HOUSES, rows).parts
    assert isinstance(chart, Chart)
    assert len(chart.numbers.rows) == 60
    assert len(chart.spec["data"]["values"]) == plain.DRAWN


def test_what_nothing_is_drawn_of_is_a_table() -> None:
    words = {"house": Column("house"), "share": Column("AUC", "share")}
    question = Question("auc", "AUC", SQL, across="house", columns=words)
    [table] = made_of(question, [{"house": "A", "share": 0.126}]).parts
    assert isinstance(table, Table)
    assert table.columns == ("House", "AUC")
    assert table.rows == [["A", 0.13]]


def test_a_number_is_a_tile() -> None:
    question = Question("n", "Loans", SQL, shows="n", columns={"n": Column("loans", "count")}, note="of books")
    [tile] = made_of(question, [{"n": 1234}]).tiles
    assert (tile.label, tile.value, tile.note) == ("Loans", "1,234", "of books")


@pytest.mark.parametrize("own", [True, False])
def test_what_is_shown_otherwise_or_not_at_all_is_left_out(*, own: bool) -> None:
    question = HOUSES if own else Question("h", "H", SQL, across="house", counts="students", unseen={"report": "no"})
    made = made_of(question, ROWS, (question,) if own else ())
    assert (made.parts, made.tiles, made.empty) == ([], [], "Nothing yet.")


def alone(*counts: int, missing: tuple[Table_, ...] = ()) -> Section:
    """A section of a question of which so many groups are told, of a table with so many rows."""
    told, rows = counts
    lake = Canned({"count(*) AS n": [{"n": rows}], "": ROWS[:told]}, missing)
    made = Section("houses", "Houses", "Who?")
    plain.alone(made, Reading(lake), [HOUSES])
    return made


def test_a_section_of_questions_says_once_what_it_lacks() -> None:
    assert alone(2, 40).empty == ""
    assert alone(0, 40).empty == f"{plain.OF_FEW}: Students by house."
    assert alone(0, 0).empty == f"{plain.NO_SOURCE}: Students by house."
    assert alone(2, 40, missing=(TABLE,)).empty == f"{plain.NO_SOURCE}: Students by house."


def test_without_an_answer_the_section_stays_as_it_is() -> None:
    assert made_of(HOUSES, []).empty == "Nothing yet."
