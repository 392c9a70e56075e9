"""A resource is read as a whole: what changed, what was deleted, and whose keys changed, while others write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ods_pulls import NAMES, asked, landed, now, ods, pulled
from ods_server import DATA, Ods

from edulake.landing.rest.changes import Changes, Changing, pull
from edulake.landing.rest.failures import Waiting

__all__ = ["ods"]
pytestmark = pytest.mark.once


def test_the_newest_version_is_pinned_before_the_first_page(ods: Ods, tmp_path: Path) -> None:
    """Who is changed while pages are read leaves the window: the list is read anew, and the change comes next time."""
    ods.meanwhile = [(f"{DATA}/students", "s0")]
    pulled(ods, tmp_path)
    assert landed(tmp_path) == {"6": ["s1", "s2", "s3", "s4"]}
    pulled(ods, tmp_path)
    assert landed(tmp_path) == {"6": ["s1", "s2", "s3", "s4"], "7": ["s0"]}


def test_a_list_that_never_stands_still_is_told_and_leaves_nothing(ods: Ods, tmp_path: Path) -> None:
    for n in range(5, 12):
        ods.put("students", f"s{n}")
    ods.meanwhile = [(f"{DATA}/students", f"s{n}") for n in range(6)]
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == ["students: the API's list cannot be read as a whole"]
    assert landed(tmp_path) == {}
    assert landed(tmp_path, "schools") == {"13": ["north"]}, "the other resources are there"


@pytest.mark.parametrize(
    ("faults", "what"),
    [
        (["ok", "ok", "ok", "ok", 403], "students: the API does not tell what was deleted"),
        (["ok", "ok", "ok", "ok", "ok", 404], "students: the API does not tell whose keys changed"),
    ],
)
def test_changes_that_may_not_be_read_are_told(ods: Ods, tmp_path: Path, faults: list[Any], what: str) -> None:
    """The first time as well: what is deleted would stay for good."""
    if "keys" in what:
        pulled(ods, tmp_path)
        ods.put("students", "s1")
        faults = ["ok", "ok", "ok", 404]
    ods.faults = faults
    found = pulled(ods, tmp_path)
    assert found is not None
    assert ([error.what for error in found.errors], found.not_given) == ([what], ())
    assert "8" not in landed(tmp_path)
    assert "7" not in landed(tmp_path)


def test_a_block_that_reads_no_keys_asks_for_none(ods: Ods, tmp_path: Path) -> None:
    rest = ods.rest()
    assert rest.versions is not None
    changing = Changing("edfi", rest, replace(rest.versions, key_changes=False), NAMES, 10_000)
    for _ in range(2):
        pull(changing, tmp_path, (), Waiting(lambda _: None), now())
        ods.put("students", "s1")
    assert asked(ods, "students/keyChanges") == []
    assert len(asked(ods, "students/deletes")) == 2


def test_objects_of_other_keys_are_asked_for_one_by_one(ods: Ods, tmp_path: Path) -> None:
    pulled(ods, tmp_path)
    ods.change_key("students", "s2", studentUniqueId="900")
    ods.change_key("students", "s3", studentUniqueId="901")
    ods.put("students", "s3")
    ods.keys["students"]["gone"] = (9, {"id": "gone", "changeVersion": 9})
    assert pulled(ods, tmp_path) == Changes(9, 2, 0, 1, (), ())
    assert landed(tmp_path)["9"] == ["s3", "s2"]
    [file] = tmp_path.glob("edfi-students-*-v9/students/*")
    assert [json.loads(line)["studentUniqueId"] for line in file.read_text().splitlines()] == ["901", "900"]


def test_a_snapshot_is_asked_for_by_a_header(ods: Ods, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled(ods, tmp_path, headers={"Use-Snapshot": "true"})
    assert {one["use-snapshot"] for one in ods.headers} == {"true"}


def test_a_list_that_is_too_large_leaves_nothing(ods: Ods, tmp_path: Path) -> None:
    ods.put("students", "s9", firstName="x" * 20_000)
    found = pulled(ods, tmp_path)
    assert found is not None
    assert [error.what for error in found.errors] == ["students: the API's list is too large"]
    assert landed(tmp_path) == {}
