"""Charts as specifications: what is drawn, in which order, and what is filled up as hidden."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.serving.report import charts

pytestmark = pytest.mark.once

PARTS = {"High": "var(--a)", "Low": "var(--b)"}


def drawn(chart: charts.Spec) -> list[dict[str, Any]]:
    return chart["data"]["values"]


def share(name: str, level: str, value: float) -> dict[str, Any]:
    return {"grade": name, "level": level, "share": value}


def test_a_bar_that_lacks_a_part_is_filled_up() -> None:
    rows = [share("A", "High", 0.4), share("A", "Low", 0.6), share("B", "High", 0.7)]
    chart = charts.shares(rows, "grade", ["A", "B"], "level", PARTS, "Share")
    hidden = [row for row in drawn(chart) if row["level"] == "Hidden"]
    assert [(row["grade"], row["share"]) for row in hidden] == [("B", 0.3)]
    assert chart["encoding"]["color"]["scale"]["domain"] == ["High", "Low", "Hidden"]
    assert [row["place"] for row in drawn(chart)] == [0, 1, 0, 2]


def test_nothing_is_hidden_where_all_is_told() -> None:
    rows = [share("A", "High", 0.41), share("A", "Low", 0.6)]
    chart = charts.shares(rows, "grade", ["A"], "level", PARTS, "Share")
    assert chart["encoding"]["color"]["scale"]["domain"] == ["High", "Low"]


def test_bars_keep_the_order_and_say_their_figures() -> None:
    chart = charts.bars([{"g": "B", "n": 2}, {"g": "A", "n": 5}], "g", charts.number("n", "N", ".1f"), ["B", "A"])
    assert chart["encoding"]["y"]["sort"] == ["B", "A"]
    assert chart["layer"][1]["encoding"]["text"]["format"] == ".1f"


def test_hidden_cells_are_grey() -> None:
    chart = charts.heat([], charts.nominal("x"), charts.nominal("y"), "step", ["low", "hidden"], "T")
    assert chart["encoding"]["color"]["scale"]["range"] == [charts.STEPS[0], charts.NEUTRAL]


def test_a_rule_stands_beside_the_chart() -> None:
    chart = charts.with_rule({"height": 5, "mark": "bar"}, 1.0)
    assert chart["height"] == 5
    assert chart["layer"][0] == {"mark": "bar"}
    assert drawn(chart["layer"][1]) == [{"at": 1.0}]


def test_each_series_has_a_shape_as_well_as_a_colour() -> None:
    chart = charts.lines([], charts.nominal("x"), charts.number("y", "Y"), "who", ["A", "B"])
    shape = chart["layer"][1]["encoding"]["shape"]["scale"]
    assert (shape["domain"], len(set(shape["range"]))) == (["A", "B"], 2)
    assert len(set(chart["encoding"]["color"]["scale"]["range"])) == 2


def test_a_drawing_is_hidden_from_screen_readers_and_names_no_font() -> None:
    pytest.importorskip("vl_convert", reason="the extra [report] is not installed")
    text = charts.svg(charts.bars([{"g": "B", "n": 2}], "g", charts.number("n", "N"), ["B"]))
    assert text.startswith('<svg aria-hidden="true"')
    assert "font-family" not in text
    assert "aria-label" not in text
