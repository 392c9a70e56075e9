"""The section of money: a picture for each question, or what is lacking, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import NOW, Rows, written
from report_money import COLLECTED, OPEN, due, of_money

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions.money import FEES, LEDGER, OVERDUE, QUESTIONS
from edulake.serving.report.figures import money
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Action, Choices, Section
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


def test_what_was_due_is_called_for_on_monday(tmp_path: Path) -> None:
    """Each currency by itself, without what is not due yet or has no day."""
    ages = {-1: 10, 0: 12, 45: 11, 100: 10, None: 10}
    rows = [due(n + 20 * at, days) for at, (days, many) in enumerate(ages.items()) for n in range(many)]
    rows += [due(n, 5, currency="EUR", fee_entry_id=f"E{n}") for n in range(10)]
    do = "Ask those who owe longest first, and whether a waiver is due to them."
    assert section(tmp_path, {OPEN: rows}).actions == [
        Action(3, "1,000", "EUR were due and are not paid", do, "money"),
        Action(3, "3,300", "USD were due and are not paid, 1,000 of it for more than 90 days", do, "money"),
    ]


def test_what_is_told_together_with_what_is_not_due_is_no_call(tmp_path: Path) -> None:
    rows = [due(n, -1) for n in range(20)] + [due(n + 20, 5) for n in range(5)]
    assert section(tmp_path, {OPEN: rows}).actions == []


def test_what_came_in_is_a_key_figure(tmp_path: Path) -> None:
    [tile] = section(tmp_path, of_money(240)).tiles
    assert (tile.label, tile.value, tile.note) == ("Fees that came in", "57%", "of what is billed in 2024/25, USD")
