"""What a block says of its files, and what it asks: each question with its smallest file, and one that needs none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from suggested import blocks

from edulake.landing.suggest.block import Block

pytestmark = pytest.mark.once


def block(content: str, tmp_path: Path, name: str = "scores.csv") -> Block:
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / name).write_text(content)
    [found] = blocks(folder, tmp_path)
    return found


def said(found: Block) -> dict[str, Any]:
    return tomllib.loads(found.toml())["sources"]["school"]


@pytest.mark.parametrize(
    ("scores", "asks"),
    [(["50"], True), (["50.01"], False), (["100"], False), (["100.01"], True), (["4", "3.5"], True), (["4 %"], False)],
)
def test_the_scale_of_scores(scores: list[str], asks: bool, tmp_path: Path) -> None:
    rows = "".join(f"S{place},2024-03-14,{score}\n" for place, score in enumerate(scores))
    found = block(f"Student ID,Test Date,Score\n{rows}", tmp_path)
    assert any("score_max" in answer for _, answer in found.asks) is asks
    assert said(found).get("score_percent", False) is ("%" in scores[0])


def test_a_highest_score_of_each_row_asks_for_no_scale(tmp_path: Path) -> None:
    assert not block("Student ID,Test Date,Score,Max Score\nS1,2024-03-14,4,8\n", tmp_path).asks


def test_letters_are_no_scores(tmp_path: Path) -> None:
    found = block("Student ID,Test Date,Score\nS1,2024-03-14,A+\n", tmp_path)
    assert any("no numbers" in why for why, _ in found.asks)


def test_an_open_order_is_decided_by_another_column_of_the_file_and_said(tmp_path: Path) -> None:
    found = block("Student ID,Test Date,Score,Last Modified\nS1,03/04/2024,80,14/03/2024\n", tmp_path)
    assert said(found)["date_formats"] == ["dd/MM/yyyy"]
    assert any("as the other columns are" in note for note in found.notes)


def test_columns_of_two_orders_are_asked(tmp_path: Path) -> None:
    found = block("Student ID,Test Date,Score,Last Modified\nS1,03/14/2024,80,14/03/2024\n", tmp_path)
    assert any("others month first" in why for why, _ in found.asks)
    assert "date_formats" not in said(found)


def test_an_id_that_several_rows_share_is_left_out(tmp_path: Path) -> None:
    rows = "R1,S1,2024-03-14,80\nR1,S2,2024-03-14,90\n"
    found = block(f"Result ID,Student ID,Test Date,Score\n{rows}", tmp_path)
    assert "assessment_id" not in said(found)["columns"]
    assert any("left out" in note for note in found.notes)
    (tmp_path / "school" / "scores.csv").unlink()
    (tmp_path / "school").rmdir()
    kept = block(f"Result ID,Student ID,Test Date,Score\n{rows.replace('R1,S2', 'R2,S2')}", tmp_path)
    assert "assessment_id" in said(kept)["columns"]


def test_codes_that_a_register_does_not_share_with_all_are_asked(tmp_path: Path) -> None:
    found = block('Student ID,Date,Status\nS1,2024-03-14,P\nS2,2024-03-14,\\\nS3,2024-03-14,"X ""1"""\n', tmp_path)
    [(_, answer)] = found.asks
    values = tomllib.loads(answer)["sources"]["school"]["codes"]["status"]
    assert values == {"\\": "", 'X "1"': ""}
    (tmp_path / "school" / "scores.csv").write_text("Student ID,Date,Status\nS1,2024-03-14,present\n")
    [found] = blocks(tmp_path / "school", tmp_path)
    assert not found.asks


def test_names_that_would_end_a_comment_or_a_text_do_not(tmp_path: Path) -> None:
    """Names of columns are the sender's: they are written so that the block stays what it is."""
    header = 'Student ID,Test Date,Score,"x\u001b[31m\ny",Student\'s "Grade"\n'
    found = block(f"{header}S1,2024-03-14,80,1,2\n", tmp_path)
    assert said(found)["columns"]["score"] == "Score"
    assert "\u001b" not in found.toml()


def test_two_kinds_have_two_names(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "a.csv").write_text("Student ID,Test Date,Score\nS1,2024-03-14,80\n")
    (folder / "b.csv").write_text("Student ID;Test Date;Score\nS1;2024-03-14;80\n")
    found = blocks(folder, tmp_path)
    assert [one.name for one in found] == ["school_assessments", "school_assessments_2"]
    assert {one.says["system"] for one in found} == {"school"}


def test_a_subject_that_is_not_known_is_a_comment_to_fill_in(tmp_path: Path) -> None:
    found = block("Shelf,Barcode\nA1,7\n", tmp_path)
    assert (found.is_whole, found.is_ready) == (False, False)
    assert tomllib.loads(found.toml()) == {}
    assert '# COLUMN_2 = "Barcode"' in found.toml()


def test_a_block_that_lacks_what_a_run_needs_is_not_ready(tmp_path: Path) -> None:
    assert not block("Student ID,Score\nS1,80\n", tmp_path).is_ready
