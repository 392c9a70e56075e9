"""Which columns are rows: a register's days, a gradebook's assignments, and lines of headers below."""

from __future__ import annotations

from pathlib import Path

import pytest
from suggested import table

from edulake.landing.suggest.wide import Wide, wide

pytestmark = pytest.mark.once


def found(content: str, tmp_path: Path) -> Wide | None:
    return wide(table(content, tmp_path))


def test_three_days_are_a_register_and_two_are_none(tmp_path: Path) -> None:
    register = found("Student ID,3/14/2024,3/15/2024,3/18/2024\nS1,P,A,P\n", tmp_path)
    assert register
    assert register.days == ("3/14/2024", "3/15/2024", "3/18/2024")
    assert register.says["columns"] == "[0-9]{1}/[0-9]{2}/[0-9]{4}"
    assert found("Student ID,3/14/2024,3/15/2024\nS1,P,A\n", tmp_path) is None


def test_lines_of_headers_are_known_by_a_cell(tmp_path: Path) -> None:
    gradebook = found("Email Address,Rome,Map\nDate,2024-10-14,2024-10-28\nPoints,100,20\na@x.org,88,17\n", tmp_path)
    assert gradebook
    assert gradebook.says["lines"] == {"assessment_date": "Date", "score_max": "Points"}
    assert gradebook.says["names"] == ["Rome", "Map"]
    assert gradebook.days == ("2024-10-14", "2024-10-28")


def test_columns_that_nobody_knows_are_no_gradebook_without_such_a_line(tmp_path: Path) -> None:
    assert found("Email Address,Rome,Map\na@x.org,88,17\n", tmp_path) is None


def test_sums_are_no_rows(tmp_path: Path) -> None:
    gradebook = found("Student,SIS User ID,Essay (1),Quiz (2),Final Score\nAda,S1,1,2,3\n", tmp_path)
    assert gradebook
    assert gradebook.headers == ("Essay (1)", "Quiz (2)")
