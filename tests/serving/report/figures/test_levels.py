"""Levels of scores: from the lowest on, and small ones together with a neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.serving.report.figures.levels import COLOURS, Level, grouped

pytestmark = pytest.mark.once


def of(**students: int) -> list[dict[str, Any]]:
    words = {"low": "Low Performer", "medium": "Medium Performer", "high": "High Performer", "none": "Unknown"}
    return [{"level": words[name], "students": n} for name, n in students.items()]


def test_levels_come_from_the_lowest_on() -> None:
    assert [level.of for level in grouped(of(high=20, low=30, none=12))] == [
        ("Unknown",),
        ("Low Performer",),
        ("High Performer",),
    ]


def test_a_small_level_is_shown_with_its_smaller_neighbour() -> None:
    [first, second] = grouped(of(low=30, medium=3, high=20))
    assert (first.of, second.of) == (("Low Performer",), ("Medium Performer", "High Performer"))
    assert second.name == "Medium (70 to 85) or High (85 or more)"
    assert second.short == "Medium or High (85+)"
    assert second.colour == COLOURS["High Performer"]


def test_students_of_grades_are_added_unless_they_overlap() -> None:
    """Six and six are twelve students, but where one may be in both they are six."""
    rows = of(low=6) + of(low=6) + of(high=30)
    assert len(grouped(rows)) == 2
    one_each = [{"level": name, "students": 6} for name in ("Low Performer", "Medium Performer")]
    assert len(grouped(one_each)) == 1
    assert len(grouped([*one_each, *of(high=30)])) == 2
    assert [level.of for level in grouped([*one_each, *of(high=30)], overlapping=True)] == [
        ("Low Performer", "Medium Performer", "High Performer")
    ]


def test_nobody_has_no_level() -> None:
    assert grouped([]) == []
    assert Level(("Unknown",)).name == "No score"
