"""How figures are spelled, and sorted: in the digits that are shown, and no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from edulake.governance.released import HIDDEN, SMALLEST, share
from edulake.serving.questions.question import Kind
from edulake.serving.report.words import FEW, grades_in_order, listed, people, sort_key, spelled

pytestmark = pytest.mark.once

MOMENT = dt.datetime(2025, 1, 6, 8, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "count", "–"),
        ("", "text", "–"),
        (HIDDEN, "count", "hidden"),
        ([], "text", "–"),
        (["A", "B"], "text", "A, B"),
        (1234, "count", "1,234"),
        (71.25, "score", "71.2"),
        (0.128, "share", "13%"),
        (share(12, 12), "share", "95 % or more"),
        (0.1236, "precise", "0.124"),
        (MOMENT, "time", "2025-01-06 08:05"),
        (MOMENT, "date", "2025-01-06"),
        (dt.date(2025, 1, 6), "date", "2025-01-06"),
        (12, "text", "12"),
    ],
)
def test_a_value_is_spelled(value: Any, kind: Kind, text: str) -> None:
    assert spelled(value, kind) == text


@pytest.mark.parametrize(
    ("value", "kind", "key"),
    [
        (0.12345, "share", "0.12"),
        (71.26, "score", "71.3"),
        (1234567, "count", "1234567"),
        (dt.date(2025, 1, 6), "date", "2025-01-06"),
        (True, "text", ""),
        ("A", "text", ""),
        (HIDDEN, "count", ""),
        (None, "count", ""),
    ],
)
def test_a_column_is_sorted_by_what_is_shown(value: Any, kind: Kind, key: str) -> None:
    """More digits, in an attribute that nobody sees, would tell of what a rate was computed."""
    assert sort_key(value, kind) == key


def test_few_people_are_not_counted() -> None:
    assert [people(n) for n in (0, 1, SMALLEST - 1, SMALLEST, 1234)] == ["0", FEW, FEW, "10", "1,234"]


def test_grades_follow_each_other() -> None:
    names = ["Ungraded", "10th Grade", "2nd Grade", "Kindergarten", "Other grades"]
    assert grades_in_order(names) == ["Kindergarten", "2nd Grade", "10th Grade", "Other grades", "Ungraded"]


def test_grades_that_are_shown_together_stand_where_their_first_does() -> None:
    names = ["10th Grade", "2nd Grade to 9th Grade", "Kindergarten to 1st Grade"]
    assert grades_in_order(names) == names[::-1]


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
