"""Which versions an API says that it has, which are asked for, and when what changed is lost."""

from __future__ import annotations

import json
from email.message import Message
from typing import Any

import pytest

from edulake.errors import UnreadableError
from edulake.landing.rest.client import Answer
from edulake.landing.rest.versions import Known, known

pytestmark = pytest.mark.once


def said(body: Any) -> Known:
    return known(Answer(body if isinstance(body, bytes) else json.dumps(body).encode(), Message()))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"oldestChangeVersion": 3, "newestChangeVersion": 9}, Known(3, 9)),
        ({"OldestChangeVersion": 0, "NewestChangeVersion": 9}, Known(0, 9)),
        ({"oldestChangeVersion": 0, "newestChangeVersion": 0}, Known(0, 0)),
        ({"oldestChangeVersion": 1, "newestChangeVersion": 0}, Known(1, 0)),
    ],
)
def test_an_api_says_its_versions(body: Any, expected: Known) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        b"<html>",
        b"\xff",
        {"oldestChangeVersion": 0},
        {"oldestChangeVersion": 0, "newestChangeVersion": "9"},
        {"oldestChangeVersion": False, "newestChangeVersion": 9},
        {"oldestChangeVersion": -1, "newestChangeVersion": 9},
        {"oldestChangeVersion": 10, "newestChangeVersion": 9},
    ],
)
def test_what_says_none_is_told(body: Any) -> None:
    with pytest.raises(UnreadableError):
        said(body)


@pytest.mark.parametrize(
    ("version", "overlap", "low"), [(4, 0, "5"), (4, 2, "3"), (4, 100, "2"), (0, 100, "2"), (9, 0, "10")]
)
def test_changes_are_asked_for_from_a_version_on(version: int, overlap: int, low: str) -> None:
    assert Known(2, 9).since(version, overlap) == {"minChangeVersion": low, "maxChangeVersion": "9"}
    assert Known(2, 9).asked == {"maxChangeVersion": "9"}


@pytest.mark.parametrize(("version", "is_lost"), [(0, True), (1, False), (2, False), (9, False), (10, True)])
def test_changes_are_lost_that_are_not_told_any_more(version: int, is_lost: bool) -> None:
    assert bool(Known(2, 9).lost(version)) == is_lost
