"""The first sheet of a workbook that has a table, as CSV."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from suggested import table

from edulake.landing.suggest.table import tidied

pytestmark = pytest.mark.once
openpyxl = pytest.importorskip("openpyxl", reason="the extra [suggest] is not installed")


def test_a_sheet_is_a_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Scores"
    book.active.append(["Student ID", "Test Date", "Score", "At"])
    book.active.append(["00123", dt.date(2024, 3, 14), 85.0, dt.datetime(2024, 3, 14, 8, 15)])  # noqa: DTZ001
    book.active.append([7, None, 85.5, True])
    book.create_sheet("Other")
    book.save(tmp_path / "made.xlsx")
    found = table((tmp_path / "made.xlsx").read_bytes(), tmp_path, "scores.xlsx")
    assert "none of 0" not in found.part
    assert (found.sheet, found.is_tidy, found.header) == ("Scores", False, ("Student ID", "Test Date", "Score", "At"))
    assert list(found.rows()) == [
        ["00123", "2024-03-14", "85", "2024-03-14 08:15:00"],
        ["7", "", "85.5", "True"],
    ]
    assert tidied(found, tmp_path / "t.csv").read_text().startswith("Student ID,Test Date")


def test_what_is_no_workbook_says_so(tmp_path: Path) -> None:
    assert table(b"no workbook", tmp_path, "f.xlsx").unread
