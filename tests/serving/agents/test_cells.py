"""Cells are what questions tell, of one look; a group of one stays unknown in all of them together."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from agents_cells import GOLD, LOG, NOON, release
from canned import Canned

from edulake.config.agents import Agents
from edulake.config.load import load
from edulake.errors import UnreadableError
from edulake.gold.learning.student_performance_aggregates import TABLE
from edulake.serving import query
from edulake.serving.agents import cells
from edulake.serving.agents.cells import Releases, plain, released
from edulake.serving.questions import QUESTIONS, asking
from edulake.serving.questions.question import Column, Question
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once

COUNTED = {"students": Column("students", "count"), "mean": Column("mean", "score")}
RISK = Question("risk", "Risk", f"SELECT 1 AS risk FROM {TABLE}", across="risk", shows="mean", columns=COUNTED)
OTHER = Question("other", "Other", f"SELECT 2 AS other FROM {TABLE}", shows="mean", columns=COUNTED)


class Lake(Canned):
    """Knows when its tables were written; one of its questions may be one that cannot be answered."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]], broken: str = "never", **more: Any) -> None:
        super().__init__(rows, **more)
        self.broken = broken

    def history(self, *_: Any) -> list[Commit]:
        return [Commit(7, NOON, "WRITE", {})]

    def query(self, sql: str) -> query.Answer:
        if self.broken in sql:
            raise UnreadableError("a table cannot be read", "Zebulon is no number")
        return super().query(sql)


def test_cells_are_what_is_told(small_groups: list[Path]) -> None:
    with query.opened(load(None, str(small_groups[0]))) as lake:
        made = released(lake, NOON)
        assert list(made.cells) == [question.name for question in QUESTIONS]
        for question in QUESTIONS:
            told = [[plain(row[name]) for name in question.columns] for row in asking.told(lake, question)]
            held = made.cells[question.name]
            assert held.rows == [tuple(row) for row in told if any(value is not None for value in row)]
            assert bool(held.rows) != bool(held.why)
        assert sum(bool(held.rows) for held in made.cells.values()) > 40
        assert made.origins(["risk"]) == [(str(TABLE), 0, lake.history(TABLE, 1)[0].at)]


def test_one_student_could_be_two(small_groups: list[Path]) -> None:
    """Whatever is computed from cells is the same for two lakes that give the same cells."""
    made = []
    for warehouse in small_groups:
        with query.opened(load(None, str(warehouse))) as lake:
            made.append({name: (of.rows, of.why) for name, of in released(lake, NOON).cells.items()})
    assert made[0] == made[1]


def test_a_question_that_cannot_be_asked_says_so() -> None:
    rows = [{"students": 20, "mean": 71.0}]
    made = released(Lake({"": rows}, broken="AS other"), NOON, [RISK, OTHER])  # type: ignore[arg-type]
    assert made.cells["risk"].rows == [(20, 71.0)]
    assert made.cells["other"].why == "a table cannot be read", "no value of what failed"
    nothing = released(Lake({"": rows}, missing=(TABLE,)), NOON, [RISK])  # type: ignore[arg-type]
    assert nothing.cells["risk"].why == f"no run has written {TABLE}"
    none = released(Lake({"": []}), NOON, [RISK])  # type: ignore[arg-type]
    assert none.cells["risk"].why == "nothing may be told: too few, or no row yet"
    hidden = released(Lake({"": [{"students": None, "mean": None}]}), NOON, [OTHER])  # type: ignore[arg-type]
    assert (hidden.cells["other"].rows, bool(hidden.cells["other"].why)) == ([], True)


def test_columns_that_are_not_shown_are_no_cells() -> None:
    keyed = Question("keyed", "Keyed", f"SELECT 1 FROM {TABLE}", columns=COUNTED, shows="mean", keys=("model_version",))
    rows = [{"model_version": "v", "students": 20, "mean": 71.0}]
    assert released(Lake({"": rows}), NOON, [keyed]).cells["keyed"].rows == [(20, 71.0)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        ("Ä", "Ä"),
        (3, 3),
        (Decimal("0.10"), 0.1),
        (dt.date(2025, 1, 6), "2025-01-06"),
        (NOON, "2025-01-06T12:00:00Z"),
        (["A", "B"], "A, B"),
        ([], ""),
        (True, True),
    ],
)
def test_values_are_text_or_numbers(value: Any, told: Any) -> None:
    assert plain(value) == told


@pytest.mark.parametrize(("is_told", "hours"), [(True, (0, 24, 48)), (False, (0, 23.9, 24, 24.1, 48))])
def test_cells_are_kept_for_their_time(
    monkeypatch: pytest.MonkeyPatch, is_told: bool, hours: tuple[float, ...]
) -> None:
    """Two looks within it tell the same, whatever a run wrote in between; where nothing was told there is a new one."""
    looks: list[dt.datetime] = []

    def look(_: Any, now: dt.datetime) -> cells.Release:
        looks.append(now)
        return cells.Release(now, {"risk": cells.Cells(RISK, ["students"], [(20,)] if is_told else [])})

    monkeypatch.setattr(cells, "released", look)
    settings = load()
    object.__setattr__(settings, "agents", Agents(hours_kept=24))
    releases = Releases(settings)
    for at in (0, 23.9, 24, 24.1, 48):
        releases.newest(NOON + dt.timedelta(hours=at))
    assert looks == [NOON + dt.timedelta(hours=at) for at in hours]


def test_origins_are_told_once() -> None:
    assert release().origins(["houses", "lessons", "empty"]) == [GOLD, LOG]
    assert release().origins([]) == []
