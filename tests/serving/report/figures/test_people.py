"""The section of who is enrolled, taught and reached: a picture for each question, or what is lacking, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import NOW, Rows, written
from report_schools import ENROLLED, of_schools

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions import people as questions
from edulake.serving.report.figures import people
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Choices, Section
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
