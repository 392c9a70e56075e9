"""What people read on a terminal: values in words, nothing that commands it, tables that fit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("rich", reason="the extra [cli] is not installed")
from rich.console import Console

from edulake.serving import terminal

pytestmark = pytest.mark.once


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console(width=60, record=True, force_terminal=False)
    monkeypatch.setattr(terminal, "console", console)
    return console


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (1234567, "1,234,567"),
        (Decimal("71.0"), "71.0"),
        (dt.datetime(2025, 1, 6, 8, 5, tzinfo=dt.UTC), "2025-01-06 08:05:00"),
        (["A", "B"], "A, B"),
        ([], ""),
        ("red \x1b[31m", "red �[31m"),
        ("left \u202e right", "left � right"),
    ],
)
def test_a_value_is_spelled(value: Any, text: str) -> None:
    assert terminal.spelled(value) == text


def test_ids_are_not_grouped() -> None:
    assert terminal.spelled(1234567, grouped=False) == "1234567"


def test_numbers_stand_to_the_right(narrow: Console) -> None:
    terminal.show("Title", ("name", "n"), [("a", 5), ("b", 1234)], "a note")
    lines = narrow.export_text().splitlines()
    assert lines[0] == "Title"
    assert next(line for line in lines if " a " in line).rstrip().endswith("    5")
    assert lines[-1].rstrip() == "a note"


def test_rows_that_do_not_fit_stand_side_by_side(narrow: Console) -> None:
    rows = [("x" * 40, "y" * 40), ("v" * 40, "w" * 40)]
    terminal.show_rows("Wide", ("first", "second"), rows)
    text = narrow.export_text()
    assert "row 1" in text
    assert "first" in text.split("row 1")[1], "columns are rows then"
    assert text.count("Wide") == 1


def test_one_screen_holds_as_many_as_fit(narrow: Console) -> None:
    rows = [(f"{n}" * 50, "y" * 40) for n in range(9)]
    terminal.show_rows("Wide", ("first", "second"), rows, one_screen=True)
    text = narrow.export_text()
    assert "row 1" in text
    assert "row 9" not in text


def test_a_table_that_does_not_fit_loses_nothing(narrow: Console) -> None:
    """Names of numbers break between words, a name of a row within itself, and the last column is still there."""
    columns = ("source", "records", "out of scope", "accepted", "balance")
    terminal.show("Wide", columns, [("a_platform_with_a_long_name", 114737, 36, 52343, "exact")])
    lines = [line.strip() for line in narrow.export_text().splitlines() if line.strip()]
    assert max(map(len, lines)) <= 60
    assert [line.split() for line in lines[1:4]] == [["out"], ["of"], ["source", "records", "scope", *columns[3:]]]
    assert lines[5].split()[1:] == ["114,737", "36", "52,343", "exact"]
    assert "".join(line.split()[0] for line in lines[5:]) == "a_platform_with_a_long_name"
