"""Every question is shown by report, notebook, dashboard and demo, or says where it is not, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from report_lake import NOW, Rows, district, written

from edulake.config.load import load
from edulake.gold.learning.subject_performance_analytics import TABLE as SUBJECTS
from edulake.governance.released.shares import BOUNDS
from edulake.platforms.schedulers import dashboard
from edulake.serving import answers, query
from edulake.serving.questions import QUESTIONS
from edulake.serving.questions.question import VIEWS, Question, View

pytestmark = pytest.mark.once
# Counts of records, and what features are worth: of no student.
OF_NO_STUDENTS = {"balance", "refused", "finance", "importance"}
each = pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])


@contextmanager
def listening(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All that views of the warehouse are asked meanwhile."""
    from edulake.serving.query.delta_rs import DeltaRsView

    asked: list[str] = []
    answered = DeltaRsView.query

    def heard(lake: DeltaRsView, sql: str) -> query.Answer:
        asked.append(sql)
        return answered(lake, sql)

    with monkeypatch.context() as patched:
        patched.setattr(DeltaRsView, "query", heard)
        yield asked


def shown(asked: list[str]) -> set[str]:
    return {one.name for one in QUESTIONS if {one.told, one.every, one.chosen} & set(asked)}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[View, set[str]]:
    """Names of the questions that each view asks of a district."""
    for package in ("deltalake", "jinja2", "vl_convert", "matplotlib"):
        pytest.importorskip(package, reason="the extras [report] and [notebooks] are not installed")
    rows: Rows = {**district(), SUBJECTS: [{"subject": "Art", "unique_students": 40, "difficulty_rating": Decimal(1)}]}
    warehouse = written(tmp_path_factory.mktemp("district") / "warehouse", rows)
    monkeypatch = pytest.MonkeyPatch()
    by_view: dict[View, set[str]] = {}
    for view, look in {"report": _report, "notebook": _notebooks, "demo": _demo}.items():
        with listening(warehouse, monkeypatch) as asked:
            look(warehouse)
        by_view[view] = shown(asked)
    by_view["dashboard"] = {dataset["name"] for dataset in json.loads(dashboard.text())["datasets"]}
    return by_view


def _report(warehouse: Path) -> None:
    from edulake.serving.report import page
    from edulake.serving.report.parts import Choices

    with query.opened(load(None, str(warehouse))) as lake:
        page.render(lake, Choices(NOW, str(warehouse)))


def _notebooks(warehouse: Path) -> None:
    from edulake.serving.notebook import Lakehouse
    from edulake.serving.notebook import __main__ as command
    from edulake.serving.notebook.source import cells

    lake = Lakehouse(load(None, str(warehouse)), {})
    modules = {
        "silver": ["operations"],
        "gold": ["people", "learning", "curriculum", "wellbeing", "voices", "operations", "money"],
        "early_warning": ["models"],
        "language": ["learners", "coming_back", "lessons_and_topics", "segments", "experiments"],
    }
    in_cells = {cell for path in command.chosen(None) for cell in cells(path.read_text())}
    for module, domains in modules.items():
        for domain in domains:
            assert f"{module}.{domain}(lake)" in in_cells
            getattr(import_module(f"edulake.serving.notebook.{module}"), domain)(lake)


def _demo(warehouse: Path) -> None:
    with query.opened(load(None, str(warehouse))) as lake:
        list(answers.answers(lake))


@each
@pytest.mark.parametrize("view", VIEWS)
def test_a_question_is_shown_or_says_why_not(seen: dict[View, set[str]], question: Question, view: View) -> None:
    assert (question.name in seen[view]) == question.is_seen(view)


@each
def test_what_is_not_shown_has_a_reason(question: Question) -> None:
    assert all(len(why.split()) > 3 for why in question.unseen.values())
    assert len(question.unseen) < len(VIEWS), "nobody sees it"


@each
def test_small_groups_are_hidden(question: Question) -> None:
    """Of what counts students, each number has somebody behind it, or is of groups that are hidden in a line."""
    if question.name in OF_NO_STUDENTS:
        return
    open_ = [
        name
        for name, column in question.columns.items()
        if column.kind in ("count", "score", "precise") and not column.behind and name != question.counts
    ]
    assert not open_


@each
def test_bounds_are_explained(question: Question) -> None:
    """An engine tells a number: that it stands for a bound is for the note to say."""
    assert not any(column.of for column in question.columns.values()) or BOUNDS in question.note


def test_names_are_taken_once() -> None:
    names = [question.name for question in QUESTIONS]
    assert len(set(names)) == len(names)
