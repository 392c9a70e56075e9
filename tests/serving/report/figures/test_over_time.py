"""Means by month: small months hidden with another, old ones left out, and a fall to act on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.serving.report.figures import over_time
from edulake.serving.report.parts import Chart, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once


def month(number: int, score: float | None, students: int = 40, year: int = 2024, **more: Any) -> dict[str, Any]:
    at = {"month": dt.datetime(year, number, 1, tzinfo=dt.UTC), "results": 100, "students": students}
    return {**at, "score": score, "scored": students, "engagement": None, "engaged": 0, **more}


def made_of(*rows: dict[str, Any]) -> Section:
    made = Section("results", "Results", "How?")
    over_time.add_to(made, Reading(Canned({"": list(rows)})))
    return made


def chart(made: Section) -> Chart:
    [part] = made.parts
    assert isinstance(part, Chart)
    return part


def test_a_fall_is_something_to_do() -> None:
    made = made_of(month(1, 74.0), month(2, 76.0), month(3, 71.04))
    assert chart(made).says.endswith("The score of March 2024 is 71.0, -4.0 against the months before it.")
    [action] = made.actions
    assert action.figure == "-4.0"


@pytest.mark.parametrize("last", [73.1, 80.0])
def test_a_small_change_is_not(last: float) -> None:
    assert made_of(month(1, 75.0), month(2, 75.0), month(3, last)).actions == []


def test_a_small_month_is_hidden_with_another() -> None:
    rows = [month(1, 74.0), month(2, 76.0, students=4), month(3, 71.0), month(4, 71.0)]
    assert len(chart(made_of(*rows)).numbers.rows) == 2


def test_months_of_long_ago_are_left_out() -> None:
    rows = [month(1, 70.0, year=2020), month(1, 74.0), month(2, 76.0)]
    assert [row[0] for row in chart(made_of(*rows)).numbers.rows] == ["2024-01", "2024-02"]


def test_one_month_is_no_time() -> None:
    assert made_of(month(1, 74.0)).parts == []


def test_engagement_is_drawn_where_it_is_told() -> None:
    without = chart(made_of(month(1, 74.0), month(2, 76.0)))
    assert {row["what"] for row in without.spec["data"]["values"]} == {"Mean score"}
    told = {"engagement": 60.0, "engaged": 40}
    both = chart(made_of(month(1, 74.0, **told), month(2, 76.0, **told)))
    assert {row["what"] for row in both.spec["data"]["values"]} == {"Mean score", "Mean engagement"}
