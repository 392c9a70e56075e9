"""How the first records would read: as silver has them, and a question where the order of days is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from suggested import blocks

from edulake.landing.suggest.reading import Reads, reads

pytestmark = pytest.mark.once


def read(content: str, tmp_path: Path) -> list[Reads]:
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "scores.csv").write_text(content)
    [found] = blocks(folder, tmp_path)
    return reads(found)


def test_dates_numbers_and_ids_as_silver_has_them(tmp_path: Path) -> None:
    rows = '="007";14/03/2024;85,50\n1.2E+11;31/02/2024;A+\n;;-\n'
    assert read(f"Student ID;Test Date;Score\n{rows}S9;15/03/2024;90\n", tmp_path) == [
        (1, "student_id", '="007"', "007"),
        (1, "assessment_date", "14/03/2024", "2024-03-14"),
        (1, "score", "85,50", "85.5"),
        (2, "student_id", "1.2E+11", "refused"),
        (2, "assessment_date", "31/02/2024", "refused"),
        (2, "score", "A+", "refused"),
        (4, "student_id", "S9", "S9"),
        (4, "assessment_date", "15/03/2024", "2024-03-15"),
        (4, "score", "90", "90"),
    ]


def test_five_records_are_shown_and_an_open_order_reads_as_a_question(tmp_path: Path) -> None:
    found = read("Student ID,Test Date,Score\n" + "S1,03/04/2024,80\n" * 6, tmp_path)
    assert {one.record for one in found} == {1, 2, 3, 4, 5}
    assert {one.read for one in found if one.column == "assessment_date"} == {"a question"}
