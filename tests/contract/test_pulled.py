"""Names of pulled files say when a pull began, and nothing else does."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase

import pytest

from edulake.contract.pulled import Pull, glob, name, pulls

pytestmark = pytest.mark.once
NOON = dt.datetime(2026, 11, 29, 12, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize("pull", [Pull(NOON, is_whole=True), Pull(NOON, is_whole=False)])
def test_a_name_is_read_as_it_is_written(pull: Pull) -> None:
    assert pulls("users", [f"sis/{name('users', pull)}"]) == [pull]
    assert fnmatchcase(name("users", pull), glob("users"))


def test_pulls_are_in_the_order_of_time() -> None:
    files = ["users-20261130T000000Z.jsonl", "users-20261129T000000Z-all.jsonl"]
    assert [one.is_whole for one in pulls("users", files)] == [True, False]


@pytest.mark.parametrize(
    "file",
    [
        "users.jsonl",
        "users-20261129T120005Z.json",
        "users-20261129T120005.jsonl",
        "users-20261329T120005Z.jsonl",
        "users-20261129T120005Z-some.jsonl",
        "users-x-20261129T120005Z.jsonl",
        "other-20261129T120005Z.jsonl",
        ".pulling-0011",
        "users-٢٠٢٦١١٢٩T120005Z.jsonl",
        "",
    ],
)
def test_other_names_are_no_pulls(file: str) -> None:
    assert pulls("users", [file]) == []


def test_blocks_do_not_take_each_others_files() -> None:
    assert not fnmatchcase(name("users-x", Pull(NOON, is_whole=True)), glob("users"))
    assert not fnmatchcase(name("users", Pull(NOON, is_whole=True)), glob("users-x"))
