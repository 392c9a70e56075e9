"""Shares of what was refused and faulty by source and day, and null for what nobody counted yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.ops.tables import JOB_RUNS
from edulake.serving.report import charts
from edulake.serving.report.figures import quality_by_day
from edulake.serving.report.figures.quality_by_day import DAYS, SOURCES, TITLE
from edulake.serving.report.parts import Chart, Section, Table
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once


def row(day: int, source: str = "sis", came: int = 200, refused: int = 10, **counted: Any) -> dict[str, Any]:
    known = {"faulty": 19, "judged": 190, "points": 18_050, "scored": 190, **counted}
    at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
    return {"source": source, "day": at, "came": came, "refused": refused, **known}


def parts(*rows: dict[str, Any], columns: tuple[str, ...] = JOB_RUNS.column_names) -> tuple[list[Any], Canned]:
    lake = Canned({"LIMIT 1": [dict.fromkeys(columns)], "AS day": list(rows)})
    made = Section("quality", "Data quality", "?")
    quality_by_day.add_to(made, Reading(lake))  # type: ignore[arg-type]
    return made.parts, lake


def test_days_and_sources_are_drawn_and_told() -> None:
    [chart], _ = parts(row(0), row(0, "lms", refused=100), row(1), row(1, "lms", came=50, refused=1))
    assert isinstance(chart, Chart)
    assert chart.title == TITLE
    assert [point["share"] for point in chart.spec["data"]["values"]] == [0.05, 0.5, 0.05, 0.02]
    assert chart.says == ("On 02 January 2025 5% of the records of sis were refused, the largest share of that day.")
    newest = chart.numbers.rows[0]
    assert (newest[0], newest[2:]) == ("lms", [50, 1, 0.02, 19, 0.1, 0.95])
    assert charts.svg(chart.spec).startswith("<svg")


def test_one_day_is_a_table() -> None:
    [table], _ = parts(row(0), row(0, "lms", faulty=None, judged=None, points=None, scored=None))
    assert isinstance(table, Table)
    assert [one[5:] for one in table.rows] == [[None, None, None], [19, 0.1, 0.95]]


def test_what_brought_nothing_is_not_there() -> None:
    assert parts(row(0, came=0, refused=0))[0] == []
    assert parts()[0] == []


def test_the_newest_days_and_the_largest_sources() -> None:
    rows = [row(day) for day in range(DAYS + 9)]
    rows += [row(DAYS, f"s{n}", came=1000 + n) for n in range(SOURCES + 1)]
    rows.sort(key=lambda one: (one["day"], one["source"]))
    [chart], _ = parts(*rows)
    assert len({one[1] for one in chart.numbers.rows}) == DAYS
    names = {point["source"] for point in chart.spec["data"]["values"]}
    assert names == {"sis", *(f"s{n}" for n in range(2, SOURCES + 1))}


@pytest.mark.parametrize("lacks", ["faulty", "quality_points"])
def test_a_warehouse_of_before_it_was_counted(lacks: str) -> None:
    _, lake = parts(row(0), columns=tuple(name for name in JOB_RUNS.column_names if name != lacks))
    assert f"sum({lacks})" not in lake.asked[-1]
    assert "CAST(NULL AS BIGINT)" in lake.asked[-1]
    _, whole = parts(row(0))
    assert "CAST(NULL" not in whole.asked[-1]
