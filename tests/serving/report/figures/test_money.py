"""The section of money: a picture for each question, or what is lacking, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import NOW, Rows, written
from report_money import COLLECTED, of_money

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions.money import FEES, LEDGER, OVERDUE, QUESTIONS
from edulake.serving.report.figures import money
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def section(folder: Path, rows: Rows) -> Section:
    with query.opened(load(None, str(written(folder, rows)))) as lake:
        return money.section(Reading(lake), Choices(NOW, "warehouse"))


def test_each_question_has_a_picture(tmp_path: Path) -> None:
    made = section(tmp_path, of_money(240))
    assert [part.title for part in made.parts] == [question.title for question in QUESTIONS]
    assert made.empty == ""


def test_what_is_lacking_is_said_once(tmp_path: Path) -> None:
    made = section(tmp_path, {COLLECTED: of_money(6)[COLLECTED]})
    missing = f"{NO_SOURCE}: {OVERDUE.title}; {LEDGER.title}."
    assert (made.parts, made.empty) == ([], f"{missing} {OF_FEW}: {FEES.title}.")
