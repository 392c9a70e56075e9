"""What columns are called: one name, several, or positions, and what cannot be looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from from_toml import loaded

from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY, FIRST, LISTED, Called, Several

pytestmark = pytest.mark.once

BLOCK = '[sources.act]\nfiles = "*"\nformat = "{}"\n{}[sources.act.columns]\nstudent_id = {}\nassessment_date = {}\n{}'
PARTS = Several(ALL, (Several(ANY, ("Test", "Quiz")), "Student"))


def columns(
    tmp_path: Path, *more: str, format_: str = "csv", says: str = "", ids: str = '"s"', day: str = '"d"'
) -> Any:
    text = BLOCK.format(format_, says, ids, day, "\n".join(more))
    return loaded(tmp_path, text).sources["act"].columns


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"Score"', "Score"),
        ('["Score"]', "Score"),
        ('["Score", "Points"]', Several(LISTED, ("Score", "Points"))),
        ('{ any = ["Score", "Points"] }', Several(ANY, ("Score", "Points"))),
        ('{ first = ["Score", "Points"] }', Several(FIRST, ("Score", "Points"))),
        ('{ all = ["Score"] }', "Score"),
        ('{ all = [["Test", "Quiz"], "Student"] }', PARTS),
        ('{ all = [{ first = ["Test", "Quiz"] }, "S"] }', Several(ALL, (Several(FIRST, ("Test", "Quiz")), "S"))),
    ],
)
def test_names_as_they_are_written(tmp_path: Path, written: str, read: Called) -> None:
    assert columns(tmp_path, ids=written)["student_id"] == read


def test_a_list_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = loaded(tmp_path, "").sources["school_files_attendance"].columns
    text = '[sources.school_files_attendance.columns]\ndate = { any = ["Day", "Date"] }\nupdated_at = "changed"\n'
    found = loaded(tmp_path, text).sources["school_files_attendance"].columns
    assert shipped["date"].how == FIRST
    assert found == {**shipped, "date": Several(ANY, ("Day", "Date")), "updated_at": "changed"}


def test_positions_are_names_of_files_without_header(tmp_path: Path) -> None:
    found = columns(tmp_path, "class_id = { all = [2, 4] }", says="header = false\n", ids="1", day="[3, 5]")
    assert found == {
        "student_id": "1",
        "assessment_date": Several(LISTED, ("3", "5")),
        "class_id": Several(ALL, ("2", "4")),
    }


HEADLESS, LOOSE = "header = false\n", "loose_names = true\n"


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"ids": "[]"}, ["sources.act.columns.student_id is an empty list"]),
        ({"ids": '["a", " "]'}, ["sources.act.columns.student_id is empty"]),
        ({"ids": '["a", "b", "a "]'}, ["columns.student_id names a twice"]),
        ({"ids": '["Score", "sco re"]', "says": LOOSE}, ["columns.student_id names score twice"]),
        ({"ids": '{ all = ["a", ["b", "a"]] }'}, ["columns.student_id names a twice"]),
        ({"ids": '["a", ["b", ["c", "d"]]]'}, ["columns.student_id has a list within a list"]),
        ({"ids": '{ any = ["a", ["b"]] }'}, ["columns.student_id has a list within a list"]),
        ({"ids": '{ every = ["a", "b"] }'}, ["columns.student_id does not say how", "every was given"]),
        ({"ids": '{ any = "a" }'}, ["columns.student_id does not say how", "{ any = "]),
        ({"ids": '{ any = ["a"], first = ["b"] }'}, ["does not say how", "any, first was given"]),
        ({"ids": "{}"}, ["does not say how", "nothing was given"]),
        ({"ids": "true"}, ["columns.student_id is no name"]),
        ({"ids": "3"}, ["columns.student_id is a position", "header = false"]),
        ({"ids": '"s"', "day": "2", "says": HEADLESS}, ["columns.student_id is a name", "student_id = 1"]),
        ({"ids": "0", "day": "2", "says": HEADLESS}, ["columns.student_id is no position", "count from 1"]),
        ({"ids": "[2, 2]", "day": "1", "says": HEADLESS}, ["columns.student_id names 2 twice"]),
        ({"ids": "1", "day": "2", "says": HEADLESS + 'omit = ["SSN"]\n'}, ["act.omit names columns", 'omit = ["3"]']),
        ({"format_": "jsonl", "says": HEADLESS}, ["sources.act.header says nothing", "its format is jsonl"]),
        ({"format_": "json", "ids": '["s", "s.id"]'}, ["act.columns: s cannot be a value and an object"]),
        ({"format_": "json", "says": LOOSE}, ["sources.act.loose_names cannot be set", "name each spelling"]),
    ],
)
def test_what_cannot_be_looked_for(tmp_path: Path, how: dict[str, str], says: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        columns(tmp_path, **how)
    assert all(part in "\n".join(refused.value.lines()) for part in says)


@pytest.mark.parametrize("key", [HEADLESS, LOOSE])
def test_wide_files_are_known_by_the_very_names(tmp_path: Path, key: str) -> None:
    written = {"ids": "1", "day": "2"} if key == HEADLESS else {}
    with pytest.raises(ConfigError, match="exclude each other"):
        columns(tmp_path, '[sources.act.spread]\ncell = "score"', says=key, **written)
