"""One who is in favour, is not, left a question out or did not answer could be two, as in test_few_of_a_school."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_lake import STUDENTS, Rows
from report_told import told
from report_voices import BEFORE, CONSTRUCTS, RESULTS, about, of_surveys, place, to

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

Plant = Callable[[Rows, int], None]
SCHOOLS = {"North": 160, "South": 80}


def in_favour(rows: Rows, few: int) -> None:
    _say(rows, few, STUDENTS - few)


def not_in_favour(rows: Rows, few: int) -> None:
    _say(rows, STUDENTS - few, few)


def all_of_few(rows: Rows, few: int) -> None:
    """A survey that so many answered twice over, half of them in favour: nothing of it is told below ten."""
    rows[CONSTRUCTS] = [about("Safety", few, few)]
    rows[RESULTS] = [to("Q1", few, few)]


def in_favour_before(rows: Rows, few: int) -> None:
    for table, say in ((CONSTRUCTS, about), (RESULTS, to)):
        name = "Safety" if table is CONSTRUCTS else "Q1"
        rows[table] = [say(name, 120, 120), say(name, few, STUDENTS - few, BEFORE)]


def of_another_question(rows: Rows, few: int) -> None:
    """Whoever is in favour of the first is of the second as well, but for a few."""
    rows[RESULTS] = [to("Q1", 120, 120), to("Q2", few, STUDENTS - few)]


def who_left_it_out(rows: Rows, few: int) -> None:
    """Of the others as many are in favour as of all: beside a question that everybody answered."""
    rows[RESULTS] = [to("Q1", 120, 120), to("Q2", 120, 120 - few) | {"n_no_response": few}]


def who_answered_too_few_questions(rows: Rows, few: int) -> None:
    rows[CONSTRUCTS] = [about("Safety", 120, 120), about("Belonging", 120 - few, 120) | {"too_few": few}]


def who_did_not_answer(rows: Rows, few: int) -> None:
    for row in rows[RESULTS]:
        row["completed"] = row["invited"] and row["invited"] - few


def who_answered(rows: Rows, few: int) -> None:
    for row in rows[RESULTS]:
        row["completed"] = row["invited"] and few


def of_a_school(rows: Rows, few: int) -> None:
    """All others are of another one, and a grade level is theirs."""
    _in_places(rows, few, "school_id")


def of_a_grade_level(rows: Rows, few: int) -> None:
    _in_places(rows, few, "grade_level")


def _say(rows: Rows, favour: int, others: int) -> None:
    rows[CONSTRUCTS] = [about("Safety", 120, 120), about("Belonging", favour, others)]
    rows[RESULTS] = [to("Q1", 120, 120), to("Q2", favour, others)]


def _in_places(rows: Rows, few: int, name: str) -> None:
    parts = {"Tiny": (few, 0), "Large": (120 - few, 120)}
    for table, say in ((CONSTRUCTS, about), (RESULTS, to)):
        rows[table] = [say("Safety", 120, 120), *[{**say("Safety", *of), name: place_} for place_, of in parts.items()]]


# What a plant of ten or more changes on the page; of the others nothing is told in any number.
TOLD = (in_favour, not_in_favour, all_of_few, in_favour_before, of_another_question, who_did_not_answer, who_answered)
NEVER = (who_left_it_out, who_answered_too_few_questions, of_a_school, of_a_grade_level)


def page(folder: Path, plant: Plant, few: int) -> list[Any]:
    rows = of_surveys(STUDENTS)
    plant(rows, few)
    return told(folder, rows)


@pytest.mark.parametrize("plant", [*TOLD, *NEVER], ids=[plant.__name__ for plant in (*TOLD, *NEVER)])
def test_one_could_be_two(plant: Plant, tmp_path: Path) -> None:
    said = [page(tmp_path / str(few), plant, few) for few in (1, 2)]
    assert [one.anchor for one, two in zip(*said, strict=True) if one != two] == []


@pytest.mark.more
@pytest.mark.parametrize("plant", TOLD, ids=[plant.__name__ for plant in TOLD])
def test_many_are_told(plant: Plant, tmp_path: Path) -> None:
    """The other test can fail: a plant of twelve is told, one of nine is not."""
    few, many = (page(tmp_path / str(many), plant, many) for many in (9, 12))
    assert few != many


def test_a_survey_of_under_ten_shows_nothing(tmp_path: Path) -> None:
    """Whatever it says, and whoever said what before."""
    pages = []
    for number, (favour, others) in enumerate([(9, 0), (0, 9), (4, 5), (1, 0)]):
        rows: Rows = {
            CONSTRUCTS: [about("Safety", favour, others), about("Safety", 120, 120, BEFORE)],
            RESULTS: [to("Q1", favour, others), place(BEFORE, "Parent") | {"item_code": "Q1"}],
        }
        pages.append(told(tmp_path / str(number), rows))
    [voices] = [section for section in pages[0] if section.anchor == "voices"]
    assert (voices.parts, voices.tiles) == ([], [])
    assert all(one == pages[0] for one in pages)
