"""The section of who is enrolled, taught and reached: a picture for each question, or what is lacking, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import NOW, Rows, written
from report_schools import ENROLLED, GUARDIANS, of_schools

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions import people as questions
from edulake.serving.report.figures import people
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Action, Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

ASKED = questions.QUESTIONS[1:]


def section(folder: Path, rows: Rows) -> Section:
    with query.opened(load(None, str(written(folder, rows)))) as lake:
        return people.section(Reading(lake), Choices(NOW, "warehouse"))


def test_each_question_has_a_picture(tmp_path: Path) -> None:
    made = section(tmp_path, of_schools(240))
    assert [part.title for part in made.parts] == [question.title for question in ASKED]
    assert made.empty == ""


def test_what_is_lacking_is_said_once(tmp_path: Path) -> None:
    made = section(tmp_path, {ENROLLED: of_schools(6)[ENROLLED]})
    few = [question.title for question in ASKED if ENROLLED in question.tables]
    missing = [question.title for question in ASKED if ENROLLED not in question.tables]
    said = ([f"{NO_SOURCE}: {'; '.join(missing)}."] if missing else []) + [f"{OF_FEW}: {'; '.join(few)}."]
    assert (made.parts, made.empty) == ([], " ".join(said))


def test_who_cannot_be_reached_is_called_for_on_monday(tmp_path: Path) -> None:
    """By the sum of what is told of schools: one of which it is not told has no say, and none of its students a word."""
    rows = of_schools(240)
    each = [
        {**row, "school_id": school, "members": members, "reachable": members - unreachable, "no_contact": 0}
        for row in rows[GUARDIANS][:1]
        for school, members, unreachable in (("N", 80, 12), ("S", 90, 30), ("W", 60, 3), ("E", 50, 0))
    ]
    [action] = section(tmp_path, {GUARDIANS: each}).actions
    assert action == Action(
        2,
        "42",
        "students of 2 schools have nobody who can be called or written to",
        "Ask their families for a telephone number or an e-mail address: 30 of them are at S.",
        "people",
    )
    [action] = section(tmp_path / "one", {GUARDIANS: each[:1]}).actions
    assert action.what == "students at N have nobody who can be called or written to"
    assert section(tmp_path / "all", {GUARDIANS: each[3:]}).actions == []


def test_the_newest_year_is_a_key_figure(tmp_path: Path) -> None:
    assert [(tile.label, tile.value) for tile in section(tmp_path, of_schools(240)).tiles] == [("Enrolled", "240")]
    assert section(tmp_path / "few", of_schools(6)).tiles == []
