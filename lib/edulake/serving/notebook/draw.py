"""The pictures of the notebooks, by matplotlib: few kinds, one look, colours that everybody can tell apart.

Figures are made without pyplot: no global state, and no backend that a platform would have to offer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

INK, SOFT, GRID = "#1d2433", "#5a6275", "#dfe3ea"
# Okabe and Ito (2008); the first two are told apart in grey as well.
BLUE, ORANGE, GREEN, PURPLE, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#9aa1ad"
AMBER = "#E69F00"
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, GREY)
GOOD, POOR = BLUE, ORANGE
MARKERS = ("o", "s", "^", "D", "v", "P")
WIDTH = 7.6
COUNTS = FuncFormatter(lambda value, _: f"{value:,.0f}")
Name = str


def bars(
    values: Mapping[Name, float], title: str, form: str = "{:,}", colours: Mapping[Name, str] | None = None
) -> Figure:
    """Horizontal bars from top to bottom, each with its figure at its end."""
    figure, axes = _canvas(0.36 * len(values) + 0.75, title)
    names = list(values)
    drawn = axes.barh(names, list(values.values()), 0.66, color=[(colours or {}).get(name, BLUE) for name in names])
    axes.bar_label(drawn, [form.format(value) for value in values.values()], padding=5, color=INK, fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def shares(rows: Mapping[Name, Mapping[Name, float]], title: str, colours: Mapping[Name, str]) -> Figure:
    """Bars of 100 %, one for each row, of the parts that `colours` name."""
    figure, axes = _canvas(0.38 * len(rows) + 1.25, title)
    wholes = {name: sum(parts.get(part, 0) for part in colours) or 1 for name, parts in rows.items()}
    left = dict.fromkeys(rows, 0.0)
    for part, colour in colours.items():
        widths = [rows[name].get(part, 0) / wholes[name] for name in rows]
        axes.barh(list(rows), widths, 0.68, left=list(left.values()), label=part, color=colour, edgecolor="white")
        left = {name: left[name] + width for name, width in zip(rows, widths, strict=True)}
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0))
    axes.tick_params(axis="y", length=0)
    _legend(axes, len(colours))
    return figure


def columns(places: Sequence[str], series: Mapping[Name, Sequence[float]], title: str, x: str, y: str) -> Figure:
    """Columns on each other, as of a histogram; the places are the edges of its classes."""
    figure, axes = _canvas(3.1, title)
    bottom = [0.0] * len(places)
    for (name, values), colour in zip(series.items(), SERIES, strict=False):
        axes.bar(range(len(places)), values, 0.92, bottom=bottom, label=name, color=colour)
        bottom = [low + value for low, value in zip(bottom, values, strict=True)]
    axes.set_xticks(range(len(places)), places)
    axes.yaxis.set_major_formatter(COUNTS)
    _ruled(axes, x, y)
    if len(series) > 1:
        _legend(axes, len(series))
    return figure


def lines(series: Mapping[Name, Sequence[tuple[Any, float]]], title: str, y: str) -> Figure:
    """A line through each series of (place, value); places are dates, or shares."""
    figure, axes = _canvas(3.1, title)
    for (name, points), colour, marker in zip(series.items(), SERIES, MARKERS, strict=False):
        axes.plot(*zip(*points, strict=True), color=colour, marker=marker, markersize=4, linewidth=1.8, label=name)
    if all(isinstance(place, float) for points in series.values() for place, _ in points):
        axes.xaxis.set_major_formatter(PercentFormatter(1, 0))
    else:
        locator = AutoDateLocator(maxticks=10)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.yaxis.set_major_formatter(COUNTS)
    _ruled(axes, "", y)
    if len(series) > 1:
        _legend(axes, len(series))
    return figure


def heatmap(
    rows: Sequence[Name],
    places: Sequence[Name],
    cells: Sequence[Sequence[float | None]],
    title: str,
    form: str,
    top: float | None = None,
) -> Figure:
    """A grid with its figures, darker from 0 to `top` (by default the highest); empty is not known."""
    figure, axes = _canvas(0.42 * len(rows) + 1.2, title)
    known = [[float("nan") if value is None else float(value) for value in row] for row in cells]
    darkest = top or max((value for row in cells for value in row if value), default=1)
    axes.imshow(known, cmap="Blues", aspect="auto", vmin=0, vmax=float(darkest))
    for down, row in enumerate(cells):
        for right, value in enumerate(row):
            ink = "white" if value is not None and value > 0.6 * darkest else INK
            text = "" if value is None else form.format(value)
            axes.text(right, down, text, ha="center", va="center", color=ink, fontsize=8.5)
    turned = len(places) * max(map(len, places)) > 85
    axes.set_xticks(range(len(places)), places, rotation=40 if turned else 0, ha="right" if turned else "center")
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def intervals(
    found: Sequence[tuple[Name, float, float, float, str]], title: str, x: str, at: float | None = None
) -> Figure:
    """A point with its interval for each (name, value, low, high, colour), and a line at `at`."""
    figure, axes = _canvas(0.36 * len(found) + 1.15, title)
    for place, (_, value, low, high, colour) in enumerate(found):
        axes.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="round")
        axes.plot([value], [place], "o", color=colour, markersize=7)
    axes.set_yticks(range(len(found)), [name for name, *_ in found])
    axes.set_ylim(len(found) - 0.4, -0.6)
    if at is not None:
        axes.axvline(at, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
    _ruled(axes, x, "", across="x")
    axes.tick_params(axis="y", length=0)
    return figure


def against(series: Mapping[Name, Sequence[tuple[float, float]]], title: str, x: str, y: str) -> Figure:
    """Observed against predicted shares; on the dashed line both are the same."""
    figure, axes = _canvas(4.4, title, 5.2)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
    for (name, points), colour, marker in zip(series.items(), SERIES, MARKERS, strict=False):
        axes.plot(*zip(*points, strict=True), color=colour, marker=marker, markersize=5, linewidth=1.6, label=name)
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    _ruled(axes, x, y)
    axes.legend(loc="lower right", frameon=False, fontsize=9)
    return figure


def _canvas(height: float, title: str, width: float = WIDTH) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", color=INK)
    axes.tick_params(colors=INK, labelsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    return figure, axes


def _ruled(axes: Axes, x: str, y: str, across: str = "y") -> None:
    axes.grid(axis=across, color=GRID, linewidth=0.8)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.set_xlabel(x, color=SOFT, fontsize=9)
    axes.set_ylabel(y, color=SOFT, fontsize=9)


def _legend(axes: Axes, parts: int) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(parts, 5), frameon=False, fontsize=9, borderpad=0)
