"""Pulls of what changed go on from the version that the last whole one reached, and leave nothing half."""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from ods_pulls import NAMES, STUDENTS, asked, landed, now, ods, pulled
from ods_server import Ods

from edulake.contract.pulled import Window, window_name
from edulake.errors import UnreadableError
from edulake.landing.rest.changes import HALF, Changes, Changing, pull
from edulake.landing.rest.failures import Waiting

__all__ = ["ods"]
pytestmark = pytest.mark.once
HOUR = dt.timedelta(hours=1)


def test_all_is_read_once_and_then_what_changed(ods: Ods, tmp_path: Path) -> None:
    ods.faults = ["ok", 500, "ok", "half", "drop", 429]
    assert pulled(ods, tmp_path) == Changes(6, 6, 0, 2, (), ())
    assert landed(tmp_path) == {"6": STUDENTS}
    ods.put("students", "s1", firstName="Ada")
    ods.delete("students", "s0")
    assert pulled(ods, tmp_path) == Changes(8, 1, 1, 1, (), ())
    assert landed(tmp_path) == {"6": STUDENTS, "8": ["s1"]}
    assert landed(tmp_path, below="deletes/") == {"8": ["s0"]}
    assert [one.get("minChangeVersion") for one in asked(ods, "students/deletes")] == [None, "7"]
    before = len(ods.asked)
    assert pulled(ods, tmp_path) == Changes(8, 0, 0, 0, (), ())
    assert len(ods.asked) == before + 1, "the newest version alone was asked for"


def test_files_are_the_owners_and_of_the_moment_of_the_pull(ods: Ods, tmp_path: Path) -> None:
    pulled(ods, tmp_path)
    [file] = tmp_path.glob("edfi-students-*/students/students.jsonl")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, *list(file.parents)[:2])] == [0o600, 0o700, 0o700]
    assert abs(dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC) - now()) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("failing", ["students", "students/deletes", "students/keyChanges"])
def test_the_cursor_stays_until_all_lists_of_a_resource_are_there(ods: Ods, tmp_path: Path, failing: str) -> None:
    pulled(ods, tmp_path)
    ods.put("students", "s1", firstName="Ada")
    ods.delete("students", "s0")
    at = {"students": 1, "students/deletes": 2, "students/keyChanges": 3}[failing]
    ods.faults = [*["ok"] * at, "html"]
    found = pulled(ods, tmp_path)
    assert found is not None
    [error] = found.errors
    assert "Zebulon" not in "".join(error.lines())
    assert landed(tmp_path) == {"6": STUDENTS}
    pulled(ods, tmp_path)
    assert landed(tmp_path)["8"] == ["s1"]
    assert landed(tmp_path, below="deletes/") == {"8": ["s0"]}


def test_an_api_that_stays_away_is_not_asked_for_the_other_resources(ods: Ods, tmp_path: Path) -> None:
    ods.faults = ["ok", *[503] * 99]
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.why for error in found.errors] == ["HTTP 503, 6 attempts"]
    assert asked(ods, "schools") == []


def test_a_list_that_alone_cannot_be_had_is_no_reason_to_leave_the_others(ods: Ods, tmp_path: Path) -> None:
    ods.faults = ["ok", *[500] * 6]
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == ["students: the API cannot be read"]
    assert landed(tmp_path, "schools") == {"6": ["north"]}


def test_what_a_killed_pull_left_is_nothing(ods: Ods, tmp_path: Path) -> None:
    old, young = tmp_path / f"{HALF}old", tmp_path / f"{HALF}young"
    for path in (old, young):
        (path / "students").mkdir(parents=True)
        (path / "students" / "students.jsonl").write_text('{"id": "s0"}')
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    pulled(ods, tmp_path)
    assert not old.exists()
    assert young.exists()
    assert landed(tmp_path) == {"6": STUDENTS}


def test_what_bronze_holds_counts_where_its_file_is_gone(ods: Ods, tmp_path: Path) -> None:
    held = f"edfi/{window_name('edfi', 'students', Window(now() - HOUR, 4))}/students/students.jsonl"
    pulled(ods, tmp_path, held)
    assert landed(tmp_path) == {"6": ["s4"]}


def test_a_resource_that_is_new_in_the_block_is_read_as_a_whole(ods: Ods, tmp_path: Path) -> None:
    rest = ods.rest("schools")
    assert rest.versions is not None
    pull(Changing("edfi", rest, rest.versions, ("schools",), 10_000), tmp_path, (), Waiting(lambda _: None), now())
    pulled(ods, tmp_path)
    assert landed(tmp_path) == {"6": STUDENTS}


def test_an_overlap_is_asked_for_and_no_file_where_it_is_all(ods: Ods, tmp_path: Path) -> None:
    pulled(ods, tmp_path, overlap=2)
    ods.put("students", "s1")
    pulled(ods, tmp_path, overlap=2)
    ods.put("schools", "south")
    pulled(ods, tmp_path, overlap=2)
    assert [one.get("minChangeVersion") for one in asked(ods, "students/deletes")] == [None, "5", "6"]
    assert landed(tmp_path) == {"6": STUDENTS, "7": ["s1", "s4"], "8": ["s1"]}
    ods.put("schools", "east")
    pulled(ods, tmp_path, overlap=3)
    assert "9" not in landed(tmp_path), "the same once more"


def test_of_windows_without_changes_the_newest_alone_is_kept(ods: Ods, tmp_path: Path) -> None:
    for key in ("a", "b", "c"):
        pulled(ods, tmp_path)
        ods.put("students", key)
    empty = [path.name.rpartition("-v")[2] for path in tmp_path.glob("edfi-schools-*") if not any(path.iterdir())]
    assert empty == ["8"]
    assert landed(tmp_path, "schools") == {"6": ["north"]}


@pytest.mark.parametrize(("oldest", "newest"), [(8, 20), (0, 5)])
def test_changes_that_are_no_longer_told_are_told(ods: Ods, tmp_path: Path, oldest: int, newest: int) -> None:
    """Older ones were cleared away, or it is another database; nothing is read until somebody says so."""
    pulled(ods, tmp_path)
    ods.oldest, ods.newest = oldest, newest
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == [f"{name}: the API no longer tells what changed" for name in NAMES]
    assert "--accept-loss" in found.errors[0].fix
    assert landed(tmp_path) == {"6": STUDENTS}
    pulled(ods, tmp_path, accepts=True)
    assert "minChangeVersion" not in asked(ods, "students")[-1]
    assert pulled(ods, tmp_path) == Changes(newest, 0, 0, 0, (), ())


def test_the_change_after_the_last_one_is_enough(ods: Ods, tmp_path: Path) -> None:
    pulled(ods, tmp_path)
    ods.oldest = 7
    ods.put("students", "s1")
    assert pulled(ods, tmp_path) == Changes(7, 1, 0, 1, (), ())


def test_what_an_api_does_not_give_is_passed_over_until_it_does(ods: Ods, tmp_path: Path) -> None:
    schools = ods.objects.pop("schools")
    assert pulled(ods, tmp_path) == Changes(6, 5, 0, 1, ("schools",), ())
    ods.objects["schools"] = schools
    pulled(ods, tmp_path)
    assert landed(tmp_path, "schools") == {"6": ["north"]}
    del ods.objects["schools"]
    ods.put("students", "s1")
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == ["schools: the API has no such list"], "it was given before"


def test_what_is_named_must_be_given(ods: Ods, tmp_path: Path) -> None:
    rest = ods.rest("parents")
    assert rest.versions is not None
    changing = Changing("edfi", rest, rest.versions, ("parents",), 10_000)
    found = pull(changing, tmp_path, (), Waiting(lambda _: None), now())
    assert found is not None
    assert [error.what for error in found.errors] == ["parents: the API has no such list"]
    ods.objects.clear()
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == ["the API gives none of the resources"]


def test_an_api_is_not_asked_twice_in_a_moment(ods: Ods, tmp_path: Path) -> None:
    pulled(ods, tmp_path, every_minutes=10)
    ods.put("students", "s1")
    asked = len(ods.asked)
    assert pulled(ods, tmp_path, every_minutes=10) is None
    assert len(ods.asked) == asked
    assert pulled(ods, tmp_path, at=now() + HOUR, every_minutes=10) == Changes(7, 1, 0, 1, (), ())


@pytest.mark.parametrize("fault", ["html", "list", 404])
def test_an_api_that_tells_no_versions_is_told(ods: Ods, tmp_path: Path, fault: Any) -> None:
    ods.faults = [fault]
    with pytest.raises(UnreadableError) as caught:
        pulled(ods, tmp_path)
    assert "Zebulon" not in "".join(caught.value.lines())
    assert list(tmp_path.iterdir()) == []
