"""What a page says first: the Monday that comes, and what to do then, of as many sections as there is room for."""

from __future__ import annotations

import datetime as dt

import pytest

from edulake.serving.report.monday import first, named, next_monday
from edulake.serving.report.parts import Action

pytestmark = pytest.mark.once


def test_what_to_do_first_is_of_many_sections() -> None:
    """All that is for now; of the rest one of each section, before a second of any."""

    def calls(*of: tuple[int, str]) -> list[Action]:
        return [Action(order, f"{at}", "", "", section) for at, (order, section) in enumerate(of)]

    given = calls((3, "results"), (1, "quality"), (3, "results"), (1, "quality"), (2, "attendance"), (5, "courses"))
    assert [action.figure for action in first(given)] == ["1", "3", "4", "0", "2", "5"]
    given += calls(*[(3, "results")] * 9, *[(4, f"other {at}") for at in range(4)])
    sections = [action.section for action in first(given)]
    assert sections == ["quality", "quality", "attendance", "results", "other 0", "other 1", "other 2", "other 3"]


@pytest.mark.parametrize(("day", "monday"), [(2, 2), (3, 9), (8, 9)])
def test_the_monday_is_the_next_or_today(day: int, monday: int) -> None:
    made_at = dt.datetime(2026, 3, day, 23, tzinfo=dt.UTC)
    assert next_monday(made_at) == dt.date(2026, 3, monday)


@pytest.mark.parametrize(
    ("place", "name"),
    [("a/north/warehouse", "north"), ("a/north/lake", "lake"), ("warehouse", "warehouse"), ("s3://north/lake", "lake")],
)
def test_a_page_is_called_as_its_warehouse(place: str, name: str) -> None:
    assert named(place) == name
