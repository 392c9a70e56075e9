"""When the figures are made anew: with new versions, once a run has stopped writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from report_lake import COURSES, of_course, written
from written import write

from edulake.config.load import load
from edulake.errors import UnreadableError
from edulake.serving.dashboard.live import LOOK, Live
from edulake.serving.report import page
from edulake.serving.report.parts import Chart

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def later(live: Live, clock: Clock, seconds: float = LOOK) -> int:
    """How many courses are told after so many seconds."""
    clock.now += seconds
    [courses] = [section for section in live.newest().sections if section.anchor == "courses"]
    return sum(len(part.numbers.rows) for part in courses.parts if isinstance(part, Chart))


def another(folder: Path, name: str) -> None:
    write(folder, COURSES, of_course(name, completed=40, failed=40))


def test_it_is_made_anew_once_two_looks_find_the_same(tmp_path: Path) -> None:
    clock = Clock()
    folder = written(tmp_path / "warehouse", {COURSES: [of_course("Algebra", completed=30, failed=30)]})
    live = Live(load(None, str(folder)), clock=clock)
    assert later(live, clock, 0) == 1
    first = live.newest()
    assert later(live, clock) == 1
    assert live.newest() is first, "nothing is new"
    another(folder, "Biology")
    assert later(live, clock, 1) == 1, "it does not look so often"
    assert later(live, clock, LOOK) == 1, "a run may still be writing"
    another(folder, "Chemistry")
    assert later(live, clock) == 1, "and is"
    assert later(live, clock, 1) == 1
    assert later(live, clock) == 3
    assert live.newest().stamp != first.stamp
    assert live.newest().versions == {str(COURSES): 2}
    again = live.newest()
    assert later(live, clock) == 3
    assert live.newest() is again


def test_what_is_held_stays_where_it_cannot_be_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    folder = written(tmp_path / "warehouse", {COURSES: [of_course("Algebra", completed=30, failed=30)]})
    live = Live(load(None, str(folder)), clock=clock)
    first = live.newest()
    another(folder, "Biology")
    with monkeypatch.context() as broken:
        broken.setattr(page, "made", raising(UnreadableError("a table is gone", "", "look again")))
        assert [later(live, clock) for _ in range(3)] == [1, 1, 1]
        assert live.newest() is first
    assert later(live, clock) == 2


def raising(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: object) -> NoReturn:
        raise error

    return fail


def test_a_warehouse_without_tables_has_no_age(tmp_path: Path) -> None:
    held = Live(load(None, str(tmp_path))).newest()
    assert held.written_at is None
    assert held.options == {}
    assert not any(section.parts for section in held.sections)
