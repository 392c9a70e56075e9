"""contradictions: which rows cannot all be true, the most frequent first, and no row's key unasked."""

from __future__ import annotations

from typing import Any

import pytest
from small_warehouse import Edulake, Rows

from edulake.governance import contradictions as checks

pytestmark = pytest.mark.once

TABLE, CHECK, MEANS = "silver.enrollments", "OVERLAPPING_COURSE", "two of one course at once"
ROWS = [(TABLE, CHECK, "sis", "S1", None, 7), (TABLE, CHECK, "sis", None, None, 3)]
WAITING = checks.NotLookedAt(TABLE, "ENROLLED_WHILE_GONE", ("silver.students",))


@pytest.fixture
def contradictions(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on rows that were found: what it said, and whether it asked for keys."""
    from pyspark.sql import functions as F

    from edulake.cli import contradictions as command

    def run(rows: Rows | None, *words: str, waiting: list[checks.NotLookedAt] | None = None) -> tuple[Any, list[bool]]:
        asked: list[bool] = []

        def listed(_: object, *, identified: bool) -> Rows | None:
            asked.append(identified)
            return rows

        monkeypatch.setattr(command, "existing_store", lambda *_: "store")
        monkeypatch.setattr(checks, "listed", listed)
        monkeypatch.setattr(checks, "not_looked_at", lambda _: waiting or [])
        monkeypatch.setattr(checks, "meanings", lambda: {(TABLE, CHECK): MEANS})
        monkeypatch.setattr(F, "desc", lambda name: f"{name} DESC")
        return edulake("contradictions", *words), asked

    return run


def test_the_most_frequent_come_first(contradictions: Any) -> None:
    rows = Rows(ROWS)
    said, asked = contradictions(rows, "--json", "--limit", "1")
    one = {"table": TABLE, "check": CHECK, "source": "sis", "school": "S1", "key": None, "rows": 7, "meaning": MEANS}
    assert said.json == [one]
    assert rows.asked == [("rows DESC", "table", "check", "source_system", "school_id", "key"), 1]
    assert asked == [False]


def test_keys_are_shown_where_they_are_asked_for(contradictions: Any) -> None:
    said, asked = contradictions(Rows([(TABLE, CHECK, "sis", "S1", "E77", 1)]), "--identified")
    assert (said.code, asked) == (0, [True])
    assert "E77" in said.out
    assert "mended where it was written" in said.out
    assert said.out.count(MEANS) == 1


def test_what_could_not_be_looked_at_is_said(contradictions: Any) -> None:
    said, _ = contradictions(Rows([]), waiting=[WAITING])
    assert "no row contradicts another" in said.out
    assert "not looked at: ENROLLED_WHILE_GONE of silver.enrollments" in said.out
    assert "silver.students" in said.out


@pytest.mark.parametrize("rows", [None, Rows([])])
def test_where_nothing_contradicts_itself(contradictions: Any, rows: Rows | None) -> None:
    said, _ = contradictions(rows)
    assert "no row contradicts another" in said.out
    assert "What the checks mean" not in said.out
    assert contradictions(rows, "--json")[0].json == []
