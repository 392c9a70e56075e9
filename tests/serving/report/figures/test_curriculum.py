"""The section of the curriculum: a picture for each question, or what is lacking, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import NOW, Rows, written
from report_schools import MASTERY, of_schools

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions.curriculum import GROWTH, QUESTIONS, STANDARDS
from edulake.serving.report.figures import curriculum
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def section(folder: Path, rows: Rows) -> Section:
    with query.opened(load(None, str(written(folder, rows)))) as lake:
        return curriculum.section(Reading(lake), Choices(NOW, "warehouse"))


def test_each_question_has_a_picture(tmp_path: Path) -> None:
    made = section(tmp_path, of_schools(240))
    assert [part.title for part in made.parts] == [question.title for question in QUESTIONS]
    assert made.empty == ""


def test_what_is_lacking_is_said_once(tmp_path: Path) -> None:
    made = section(tmp_path, {MASTERY: of_schools(6)[MASTERY]})
    assert (made.parts, made.empty) == ([], f"{NO_SOURCE}: {GROWTH.title}. {OF_FEW}: {STANDARDS.title}.")
