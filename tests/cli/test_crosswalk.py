"""crosswalk: students whom no crosswalk tells, the most frequent first, and no student's id unasked."""

from __future__ import annotations

from typing import Any

import pytest
from small_warehouse import Edulake, Rows

from edulake.governance import crosswalk as open_

pytestmark = pytest.mark.once

ROWS = [("lms", "UNMAPPED_PERSON", None, 3, 7), ("lms", "CONFLICTING_PERSON", None, 1, 2)]


def crosswalk(
    edulake: Edulake, monkeypatch: pytest.MonkeyPatch, rows: Rows | None, *words: str
) -> tuple[Any, list[bool]]:
    from pyspark.sql import functions as F

    from edulake.cli import crosswalk as command

    identified_by: list[bool] = []

    def listed(store: object, *, identified: bool) -> Rows | None:
        assert store == "store"
        identified_by.append(identified)
        return rows

    monkeypatch.setattr(command, "existing_store", lambda *_: "store")
    monkeypatch.setattr(open_, "listed", listed)
    monkeypatch.setattr(F, "desc", lambda name: f"{name} DESC")
    return edulake("crosswalk", *words), identified_by


def test_the_most_frequent_come_first(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows(ROWS)
    said, identified = crosswalk(edulake, monkeypatch, rows, "--json", "--limit", "1")
    [first] = said.json
    assert [first[name] for name in ("source", "code", "id", "ids", "rows")] == [*ROWS[0]]
    assert first["meaning"] == open_.MEANINGS["UNMAPPED_PERSON"]
    assert rows.asked == [("rows DESC", "source_system", "code", "id"), 1]
    assert identified == [False]


def test_ids_of_students_are_shown_where_they_are_asked_for(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    said, identified = crosswalk(edulake, monkeypatch, Rows(ROWS), "--identified")
    assert (said.code, identified) == (0, [True])
    assert "until the crosswalk says whose they are" in said.out


@pytest.mark.parametrize("rows", [None, Rows([])])
def test_where_nothing_is_open(edulake: Edulake, monkeypatch: pytest.MonkeyPatch, rows: Rows | None) -> None:
    said, _ = crosswalk(edulake, monkeypatch, rows)
    assert "every id is told" in said.out
    assert crosswalk(edulake, monkeypatch, rows, "--json")[0].json == []
