"""What the demo says: answers that may be told, of the tables that are there."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from canned import Canned

from edulake.config.settings import Settings
from edulake.ml.tables.lists import PREDICTIONS
from edulake.serving import answers, terminal
from edulake.serving.questions.question import Column, Question
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as RESULTS

pytestmark = pytest.mark.once

ENGAGED = ("The ten most engaged, by logins", "The ten most engaged, by score")
LOANS = Question(
    "loans",
    "Loans by house",
    f"SELECT source_system AS house, count(*) AS loans FROM {RESULTS}",
    across="house",
    shows="loans",
    columns={"house": Column("house"), "loans": Column("loans", "count"), "lost": Column("lost", "count")},
    asks="Who borrows most?",
    note="Books alone.",
)


def told(monkeypatch: pytest.MonkeyPatch, question: Question, rows: list[dict[str, Any]]) -> list[answers.Told]:
    monkeypatch.setattr(answers, "QUESTIONS", (question,))
    return list(answers.answers(Canned({"": rows})))


def of_house(number: int) -> dict[str, Any]:
    return {"house": f"H{number}", "loans": 40 - number, "lost": 0}


def test_an_answer_is_a_table_with_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    [table] = told(monkeypatch, LOANS, [of_house(0), of_house(1)])
    assert table == ("Who borrows most?", ["house", "loans"], [["H0", 40], ["H1", 39]], f"{RESULTS}\nBooks alone.")


def test_a_long_answer_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    [table] = told(monkeypatch, LOANS, [of_house(n) for n in range(30)])
    assert len(table.rows) == answers.LONGEST
    assert table.note.endswith(f"The first {answers.LONGEST} of 30.")


def test_no_answer_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, LOANS, []) == []


def test_what_the_demo_does_not_show_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    unseen = Question("loans", "Loans", LOANS.sql, across="house", counts="loans", unseen={"demo": "too long for it"})
    assert told(monkeypatch, unseen, [of_house(0)]) == []


def test_single_students_are_shown_of_the_tables_that_are_there() -> None:
    lake = Canned({"": [{"student_id": "S1"}]}, missing=(PREDICTIONS,))
    titles = [table.title for table in answers.of_students(lake)]
    assert titles == [*ENGAGED, "One student's year"]


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the tables that are shown, of a lake that has them all; what else is printed begins with a star."""
    titles: list[str] = []
    foreseen = replace(
        LOANS, name="lists", sql=LOANS.sql.replace(str(RESULTS), str(PREDICTIONS)), asks="Who will borrow?"
    )
    monkeypatch.setattr(answers, "QUESTIONS", (foreseen, LOANS))
    lake = Canned({"source_system AS house": [of_house(0)], "": [{"student_id": "S1"}]})
    monkeypatch.setattr(lake, "tables", list, raising=False)
    monkeypatch.setattr(answers.query, "opened", lambda _: nullcontext(lake))
    monkeypatch.setattr(terminal, "show", lambda title, *_: titles.append(title))
    monkeypatch.setattr(terminal.console, "print", lambda text, **_: titles.append(f"*{text.splitlines()[0]}"))
    return titles


def test_what_results_say_asks_no_model(on_terminal: list[str]) -> None:
    """Lists of an earlier demo are not shown before those of this one are made."""
    answers.show_results(Settings())
    assert on_terminal == ["Who borrows most?", *ENGAGED, "One student's year"]


def test_what_is_foreseen_comes_at_the_end(on_terminal: list[str]) -> None:
    answers.show_foreseen(Settings())
    assert on_terminal == ["Who will borrow?", "Whom to talk to first?", "The tables", "*[bold]Try next[/]"]


def test_bronze_is_not_listed() -> None:
    class Lake(Canned):
        def tables(self) -> list[Any]:
            from edulake import bronze

            return [RESULTS, bronze.TABLES[0]]

    table = answers.of_tables(Lake({"count(*)": [{"n": 5}]}), "place")
    assert table.rows == [(str(RESULTS), 5, 7)]
    assert table.note.endswith("in place")
