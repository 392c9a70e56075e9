"""unknown: what facts name and no table knows, the most frequent first, and no student's id unasked."""

from __future__ import annotations

from typing import Any

import pytest
from small_warehouse import Edulake, Rows

from edulake.governance import orphans as references

pytestmark = pytest.mark.once


ROWS = [("silver.enrollments", "course_id", "sis", "K1", 7), ("silver.enrollments", "student_id", "sis", None, 3)]


def unknown(
    edulake: Edulake, monkeypatch: pytest.MonkeyPatch, rows: Rows | None, *words: str
) -> tuple[Any, list[bool]]:
    from pyspark.sql import functions as F

    from edulake.cli import orphans

    identified_by: list[bool] = []

    def listed(store: object, *, identified: bool) -> Rows | None:
        assert store == "store"
        identified_by.append(identified)
        return rows

    monkeypatch.setattr(orphans, "existing_store", lambda *_: "store")
    monkeypatch.setattr(references, "listed", listed)
    monkeypatch.setattr(F, "desc", lambda name: f"{name} DESC")
    return edulake("unknown", *words), identified_by


def test_the_most_frequent_come_first(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows(ROWS)
    said, identified = unknown(edulake, monkeypatch, rows, "--json", "--limit", "1")
    assert said.json == [
        {"table": "silver.enrollments", "column": "course_id", "source": "sis", "value": "K1", "facts": 7}
    ]
    assert rows.asked == [("facts DESC", "table", "column", "value"), 1]
    assert identified == [False]


def test_ids_of_students_are_shown_where_they_are_asked_for(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    said, identified = unknown(edulake, monkeypatch, Rows(ROWS), "--identified")
    assert (said.code, identified) == (0, [True])
    assert "they resolve when their rows arrive" in said.out


@pytest.mark.parametrize("rows", [None, Rows([])])
def test_where_nothing_is_unknown(edulake: Edulake, monkeypatch: pytest.MonkeyPatch, rows: Rows | None) -> None:
    said, _ = unknown(edulake, monkeypatch, rows)
    assert "every one is known" in said.out
    assert unknown(edulake, monkeypatch, rows, "--json")[0].json == []
