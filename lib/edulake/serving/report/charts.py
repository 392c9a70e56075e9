"""Charts: Vega-Lite specifications, and their rendering to SVG by vl-convert, in this process and without a network.

Vega-Lite's JSON outlives any Python library that writes it, so it is written here. Colours are CSS variables of the
page: a chart follows dark mode and print. They are classes, never gradients: a legend can be read back exactly.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]
VEGA_LITE = "6.4"
WIDTH = 640
# The browser's font may be wider than the one that texts are measured with here.
PADDING = {"left": 26, "right": 16, "top": 4, "bottom": 4}
INK, SOFT, GRID, PAPER = "var(--ink)", "var(--ink-soft)", "var(--line)", "var(--card)"
# Okabe and Ito (2008), told apart with any kind of colour vision; the page lightens some of them in the dark.
SERIES = tuple(f"var(--series-{number})" for number in range(1, 6))
# From light to dark on paper, from dark to light in the dark: more is always further from the background.
STEPS = tuple(f"var(--step-{number})" for number in range(1, 7))
NEUTRAL = "var(--neutral)"
GOOD, FAIR, WATCH, ACT = SERIES[0], STEPS[2], SERIES[4], SERIES[1]
FONT = "Arial, sans-serif"
AXIS = {
    "labelColor": SOFT,
    "titleColor": SOFT,
    "domainColor": GRID,
    "tickColor": GRID,
    "gridColor": GRID,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": 500,
    "titlePadding": 10,
    "labelLimit": 220,
}
CONFIG = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": AXIS,
    "axisX": {"labelAngle": 0},
    "legend": {
        "orient": "top",
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 500,
        "symbolType": "square",
        "symbolStrokeWidth": 0,
        "symbolSize": 120,
        "columnPadding": 22,
        "labelLimit": 260,
    },
    "text": {"color": INK, "fontSize": 12},
    "header": {"labelColor": INK, "labelFontSize": 13, "labelFontWeight": 600, "title": None},
    "bar": {"fill": SERIES[0]},
    "line": {"stroke": SERIES[0], "strokeWidth": 2.5},
    "point": {"fill": SERIES[0], "stroke": None},
    "rule": {"stroke": SOFT},
}


def svg(spec: Spec) -> str:
    """The chart as an SVG element for a page, hidden from screen readers: they get its sentence and its table."""
    import vl_convert

    whole = {"width": WIDTH, **spec, "config": CONFIG, "padding": PADDING}
    drawn = vl_convert.vegalite_to_svg(whole, vl_version=VEGA_LITE)
    plain = re.sub(r' (?:aria-[a-z]+|role|font-family)="[^"]*"', "", drawn)
    return plain.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def values(rows: Sequence[Spec]) -> Spec:
    return {"values": json.loads(json.dumps(list(rows), default=str))}


def nominal(field: str, order: Sequence[str] | None = None, title: str | None = None, **more: Any) -> Spec:
    return {"field": field, "type": "nominal", "sort": list(order) if order else None, "title": title, **more}


def number(field: str, title: str, form: str = ",d", **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", "title": title, "axis": {"format": form, "tickCount": 6}, **more}


def coloured(field: str, names: Sequence[str], colours: Sequence[str], title: str | None = None) -> Spec:
    """A colour for each name, with a legend."""
    scale = {"domain": list(names), "range": list(colours)[: len(names)]}
    return {"field": field, "type": "nominal", "scale": scale, "title": title, "sort": list(names)}


def bars(rows: Sequence[Spec], label: str, value: Spec, order: Sequence[str]) -> Spec:
    """Horizontal bars, one for each label, with their figures at the end."""
    y = nominal(label, order, axis={"domain": False, "ticks": False, "labelPadding": 8})
    text = {"field": value["field"], "type": "quantitative", "format": value["axis"]["format"]}
    return {
        "data": values(rows),
        "height": {"step": 30},
        "encoding": {"y": y, "x": {**value, "axis": {**value["axis"], "grid": False, "labels": False, "ticks": False}}},
        "layer": [
            {"mark": {"type": "bar", "height": 18, "cornerRadiusEnd": 3}},
            {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": text}},
        ],
    }


def columns(rows: Sequence[Spec], x: Spec, y: Spec, colour: Spec) -> Spec:
    """Vertical bars, as of a histogram."""
    mark = {"type": "bar", "cornerRadiusEnd": 2, "width": {"band": 0.9}}
    return {"data": values(rows), "height": 220, "mark": mark, "encoding": {"x": x, "y": y, "color": colour}}


def shares(
    rows: Sequence[Spec], label: str, order: Sequence[str], part: str, parts: Mapping[str, str], by: str
) -> Spec:
    """Stacked bars of 100 %; the rows hold `share` of each of `parts`, which have a colour each.

    A bar that lacks some of its parts is filled up with what is hidden; shares are rounded, so that one may be a
    little short or long.
    """
    told = {name: [row["share"] for row in rows if row[label] == name] for name in order}
    unseen = [
        {label: name, part: "Hidden", "share": round(max(0.0, 1 - sum(of)), 2)}
        for name, of in told.items()
        if len(of) < len(parts)
    ]
    rows, parts = [*rows, *unseen], {**parts, **({"Hidden": NEUTRAL} if unseen else {})}
    place = {name: number for number, name in enumerate(parts)}
    return {
        "data": values([{**row, "place": place[row[part]]} for row in rows]),
        "height": {"step": 28},
        "mark": {"type": "bar", "height": 19, "stroke": PAPER, "strokeWidth": 1.5},
        "encoding": {
            "y": nominal(label, order, axis={"domain": False, "ticks": False, "labelPadding": 8}),
            "x": number("share", by, "%", scale={"domain": [0, 1], "clamp": True}, stack="zero"),
            "color": coloured(part, list(parts), list(parts.values())),
            "order": {"field": "place", "type": "quantitative"},
        },
    }


def lines(rows: Sequence[Spec], x: Spec, y: Spec, series: str, names: Sequence[str]) -> Spec:
    """Lines with a point for each value; each series has its own shape as well as its colour."""
    colour = coloured(series, names, SERIES)
    shape = {
        "field": series,
        "type": "nominal",
        "sort": list(names),
        "title": None,
        "scale": {
            "domain": list(names),
            "range": ["circle", "square", "diamond", "triangle-up", "cross"][: len(names)],
        },
    }
    return {
        "data": values(rows),
        "height": 240,
        "encoding": {"x": x, "y": y, "color": colour},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2.5}},
            {"mark": {"type": "point", "filled": True, "size": 55, "opacity": 1}, "encoding": {"shape": shape}},
        ],
    }


def heat(rows: Sequence[Spec], x: Spec, y: Spec, step: str, steps: Sequence[str], title: str, height: int = 30) -> Spec:
    """Cells coloured by class, the least first; cells without a row are empty, hidden ones grey."""
    colours = [NEUTRAL if name == "hidden" else STEPS[place] for place, name in enumerate(steps)]
    return {
        "data": values(rows),
        "height": {"step": height},
        "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 2, "cornerRadius": 3},
        "encoding": {"x": x, "y": y, "color": coloured(step, steps, colours, title)},
    }


def in_cells(chart: Spec, text: str, dark: str) -> Spec:
    """A heat chart with its figures in the cells; `dark` names the boolean field of cells that need light text."""
    x, y = chart["encoding"]["x"], chart["encoding"]["y"]
    colour = {"condition": {"test": f"datum.{dark}", "value": PAPER}, "value": INK}
    label = {"mark": {"type": "text", "fontSize": 12}, "encoding": {"text": {"field": text}, "color": colour}}
    cells = {"mark": chart["mark"], "encoding": {"color": chart["encoding"]["color"]}}
    return {"data": chart["data"], "height": chart["height"], "encoding": {"x": x, "y": y}, "layer": [cells, label]}


def hatched(chart: Spec, rows: Sequence[Spec]) -> Spec:
    """A heat chart with three strokes across the cell of each of `rows`, which has no colour."""
    x, y = (chart["encoding"][name]["field"] for name in ("x", "y"))
    mark, layers = {"type": "rule", "stroke": NEUTRAL, "strokeWidth": 1.5}, list(chart["layer"])
    for low, high in ((0.05, 0.5), (0.05, 0.95), (0.5, 0.95)):
        places = {"x": (x, low), "x2": (x, high), "y": (y, high), "y2": (y, low)}
        ends = {name: {"field": of, "bandPosition": at} for name, (of, at) in places.items()}
        types = {name: {**ends[name], "type": "nominal"} for name in ("x", "y")}
        layers.append({"data": values(rows), "mark": mark, "encoding": {**ends, **types}})
    return {**chart, "layer": layers}


def intervals(
    rows: Sequence[Spec], label: str, order: Sequence[str], x: Spec, series: str = "", names: Sequence[str] = ()
) -> Spec:
    """A point with its interval (`low` to `high`) for each label, and for each series side by side."""
    y = nominal(label, order, axis={"domain": False, "ticks": False, "labelPadding": 8, "grid": True})
    beside = {
        "yOffset": {"field": series, "type": "nominal", "sort": list(names)},
        "color": coloured(series, names, SERIES),
    }
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return {
        "data": values(rows),
        "height": {"step": 22},
        "encoding": {"y": y, **(beside if series else {})},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": span},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}, "encoding": {"x": x}},
        ],
    }


def with_rule(chart: Spec, at: float, axis: str = "x") -> Spec:
    """The chart with a dashed line at a value."""
    mark = {"type": "rule", "strokeDash": [4, 4], "stroke": SOFT}
    rule = {"data": values([{"at": at}]), "mark": mark, "encoding": {axis: {"field": "at", "type": "quantitative"}}}
    inner = {key: value for key, value in chart.items() if key != "height"}
    return {"height": chart["height"], "layer": [inner, rule]}


def diagonal(rows: Sequence[Spec], series: str, names: Sequence[str]) -> Spec:
    """Observed by predicted share, with the line on which a perfect forecast lies."""
    ends = {"domain": [0, 1]}
    x = number("predicted", "Predicted risk", "%", scale=ends)
    y = number("observed", "What happened", "%", scale=ends)
    chart = lines(rows, x, y, series, names)
    perfect = {
        "data": values([{"predicted": 0, "observed": 0}, {"predicted": 1, "observed": 1}]),
        "mark": {"type": "line", "strokeDash": [4, 4], "stroke": SOFT, "strokeWidth": 1},
        "encoding": {"x": x, "y": y},
    }
    inner = {key: value for key, value in chart.items() if key != "height"}
    return {"height": 360, "layer": [perfect, inner]}
