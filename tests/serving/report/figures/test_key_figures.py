"""Key figures: what is said of many, of few, and of nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.gold.learning.student_performance_summary import TABLE
from edulake.serving.report.figures import key_figures
from edulake.serving.report.parts import Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

TOTALS: dict[str, Any] = {
    "students": 240,
    "results": 1440,
    "score": 71.25,
    "scored": 240,
    "engagement": 60.0,
    "engaged": 240,
}
PERIOD = {"first_day": dt.date(2024, 1, 15), "last_day": dt.date(2024, 6, 15)}


def section(missing: tuple[Any, ...] = (), **totals: Any) -> Section:
    lake = Canned({"first_day": [PERIOD], "students": [{**TOTALS, **totals}]}, missing)
    return key_figures.section(Reading(lake), Choices(dt.datetime.now(dt.UTC), "warehouse"))


def test_all_four_are_tiles() -> None:
    told = {tile.label: (tile.value, tile.note) for tile in section().tiles}
    assert told["Students with results"] == ("240", "")
    assert told["Results"] == ("1,440", "Jan 2024 to Jun 2024")
    assert told["Mean score"][0] == "71.2"
    assert told["Mean engagement"][0] == "60.0"


def test_of_few_students_only_that_they_are_few() -> None:
    made = section(students=9)
    assert [(tile.label, tile.value) for tile in made.tiles] == [("Students with results", "under 10")]
    assert "Nothing more" in made.answer


def test_a_mean_of_few_is_no_tile() -> None:
    assert [tile.label for tile in section(scored=9, engaged=0).tiles] == ["Students with results", "Results"]


@pytest.mark.parametrize("made", [section(students=0), section(missing=(TABLE,))])
def test_without_results_it_says_what_would_fill_it(made: Section) -> None:
    assert made.tiles == []
    assert made.empty.startswith("No results")
