"""A domain's questions in a cell: by bars and a table, by a figure of its own, or in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from canned import Canned

pytest.importorskip("matplotlib", reason="the extra [notebooks] is not installed")
from edulake.gold.wellbeing.attendance_insights import TABLE
from edulake.serving.notebook import asked
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.questions.question import Column, Question

pytestmark = pytest.mark.once

SQL = f"SELECT absence_band AS house, count(*) AS students FROM {TABLE}"
HOUSES = Question("houses", "Students by house", SQL, across="house", counts="students", asks="Who lives where?")


def lake(rows: list[dict[str, Any]], *, is_there: bool = True) -> Any:
    return SimpleNamespace(view=Canned({"": rows}), has=lambda _: is_there)


def test_groups_are_bars_and_a_table() -> None:
    [(asks, exhibit)] = asked.shown(lake([{"house": "North", "students": 40}]), [HOUSES]).parts
    assert asks == "Who lives where?"
    assert exhibit.says == "Students: North 40."
    assert (exhibit.columns, exhibit.rows) == (["house", "students"], [["North", 40]])
    assert exhibit.figure is not None
    assert exhibit.figure.get_suptitle() == "Students by house"


def test_a_figure_of_its_own_takes_the_place_of_bars() -> None:
    shown = asked.shown(lake([]), [HOUSES], {"houses": lambda _: Exhibit("Own.")})
    assert [exhibit.says for _, exhibit in shown.parts] == ["Own."]


def test_a_table_that_is_missing_is_named() -> None:
    [(_, exhibit)] = asked.shown(lake([], is_there=False), [HOUSES], {"houses": lambda _: Exhibit("Own.")}).parts
    assert exhibit.says == f"Nothing to show yet: no run has written {TABLE}."


def test_tables_that_several_lack_are_named_once() -> None:
    others = Question("others", "Others", HOUSES.sql, across="house", counts="students", asks="Who does not?")
    [(heading, exhibit)] = asked.shown(lake([], is_there=False), [HOUSES, others]).parts
    assert (heading, exhibit.says) == (asked.NOT_DELIVERED, f"Nothing to show yet: no run has written {TABLE}.")
    assert [row[0] for row in exhibit.rows] == ["Who lives where?", "Who does not?"]
    assert exhibit.figure is None


def test_where_nothing_may_be_told_it_says_so() -> None:
    number = Question("n", "N", SQL, shows="n", columns={"n": Column("students", "count", ("n",))})
    for question, rows in ((HOUSES, []), (number, [{"n": None}])):
        [(_, exhibit)] = asked.shown(lake(rows), [question]).parts
        assert exhibit.says.startswith("Nothing may be told")
        assert exhibit.figure is None


def test_what_notebooks_do_not_show_is_left_out() -> None:
    unseen = Question("h", "H", SQL, across="house", counts="students", unseen={"notebook": "for a reason"})
    assert asked.shown(lake([]), [unseen]).parts == []
