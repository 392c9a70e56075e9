"""Files of one kind: by their columns and how they are written; patterns that fit them and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from suggested import looked_at

from edulake.landing.suggest import kinds

pytestmark = pytest.mark.once

SCORES = "Student ID,Test Date,Score\nS1,2024-03-14,80\n"


def delivered(tmp_path: Path, **contents: str) -> list[kinds.Kind]:
    folder = tmp_path / "school"
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content)
    return looked_at(folder, tmp_path)


def test_files_of_the_same_columns_are_one_kind_however_they_spell_them(tmp_path: Path) -> None:
    found = delivered(tmp_path, scores_1=SCORES, scores_2=SCORES.replace("Student ID", "student_id"))
    assert [len(kind.tables) for kind in found] == [2]
    assert (found[0].records, found[0].seen["student_id"].values) == (2, 2)


def test_another_delimiter_is_another_kind(tmp_path: Path) -> None:
    assert len(delivered(tmp_path, scores_1=SCORES, scores_2=SCORES.replace(",", ";"))) == 2


@pytest.mark.parametrize(
    ("names", "globs"),
    [
        (["scores_2024-03-14"], ["**/scores*.csv*"]),
        (["2024-03-14_scores"], ["**/*scores*.csv*"]),
        (["Grade 7 [A] history"], ["**/Grade*A] history*.csv*"]),
        (["14"], ["**/*.csv*"]),
    ],
)
def test_patterns_leave_dates_open(names: list[str], globs: list[str], tmp_path: Path) -> None:
    found = delivered(tmp_path, **dict.fromkeys(names, SCORES))
    assert [kinds.glob(kind, found, "own") for kind in found] == globs


def test_a_pattern_fits_no_other_kind(tmp_path: Path) -> None:
    found = delivered(tmp_path, scores=SCORES, scores_old=SCORES.replace(",", ";"))
    globs = [kinds.glob(kind, found, "own") for kind in found]
    assert globs[1] == "**/scores_old*.csv*"
    assert globs[0] == "**/scores.csv*"


def test_files_called_the_same_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    """Else the block of one would read the other's days in its own order."""
    for name, content in (("fall/scores", SCORES), ("spring/scores", SCORES.replace(",", ";")), ("marks", SCORES)):
        (tmp_path / "school" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "school" / f"{name}.csv").write_text(content)
    found = looked_at(tmp_path / "school", tmp_path)
    assert [kinds.glob(kind, found, "own") for kind in found] == [
        "own/**/scores*.csv*",
        "**/marks*.csv*",
        "own/**/scores*.csv*",
    ]


def test_files_of_two_endings_have_one_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    folder.mkdir()
    for name in ("scores.csv", "scores.txt"):
        (folder / name).write_text(SCORES)
    [found] = looked_at(folder, tmp_path)
    assert kinds.glob(found, [found], "own") == "**/*"


def test_sums_are_no_records(tmp_path: Path) -> None:
    [found] = delivered(tmp_path, scores=SCORES + "Total,,80\nGrand total:,,80\nTotalia,2024-03-14,70\n")
    assert (found.records, found.sums) == (2, 2)


def test_what_is_no_data_is_not_looked_at(tmp_path: Path) -> None:
    for name in ("a.csv", "a.csv.part", "~$a.csv", "b/c.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SCORES)
    assert [path.name for path in kinds.files_in([tmp_path])] == ["a.csv", "c.csv"]


def test_databases_and_archives_are_named(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.zip").write_bytes(b"PK")
    (tmp_path / "x" / "a.db").write_bytes(b"SQLite")
    assert all("unpack" in kind.table.unread for kind in looked_at(tmp_path / "x", tmp_path))


@pytest.mark.parametrize(
    ("column", "right"),
    [
        ("date", "date"),
        ("due_date", "date"),
        ("engaged_at", "date"),
        ("score", "number"),
        ("class_id", "id"),
        ("name", "text"),
    ],
)
def test_kind_of(column: str, right: str) -> None:
    assert kinds.kind_of(column) == right
