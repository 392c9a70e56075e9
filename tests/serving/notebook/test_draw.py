"""Pictures of notebooks: what stands on their axes."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("matplotlib", reason="the extra [notebooks] is not installed")
from edulake.serving.notebook import draw

pytestmark = pytest.mark.once


def test_bars_run_from_top_to_bottom_with_their_figures() -> None:
    [axes] = draw.bars({"High": 1234, "Low": 5}, "Risk", colours={"High": draw.POOR}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["High", "Low"]
    assert axes.yaxis_inverted()
    assert {text.get_text() for text in axes.texts} == {"1,234", "5"}
    assert axes.patches[0].get_facecolor() != axes.patches[1].get_facecolor()


def test_shares_fill_a_bar() -> None:
    rows = {"A": {"done": 3, "left": 1}, "B": {}}
    [axes] = draw.shares(rows, "Ends", {"done": draw.GOOD, "left": draw.POOR}).axes
    widths = [patch.get_width() for patch in axes.patches]
    assert widths == [0.75, 0, 0.25, 0], "of nobody there is no share"


def test_columns_stand_on_each_other() -> None:
    [axes] = draw.columns(["0", "5"], {"a": [1, 2], "b": [3, 4]}, "Scores", "score", "results").axes
    assert [(patch.get_y(), patch.get_height()) for patch in axes.patches] == [(0, 1), (0, 2), (1, 3), (2, 4)]


def test_a_series_alone_has_no_legend() -> None:
    points = [(dt.date(2025, 1, 1), 1.0), (dt.date(2025, 2, 1), 2.0)]
    assert draw.lines({"a": points}, "t", "y").axes[0].get_legend() is None
    assert draw.lines({"a": points, "b": points}, "t", "y").axes[0].get_legend() is not None


def test_unknown_cells_are_empty_and_dark_ones_have_light_figures() -> None:
    [axes] = draw.heatmap(["r"], ["a", "b", "c"], [[None, 1.0, 5.0]], "t", "{:.1f}", 5).axes
    assert [text.get_text() for text in axes.texts] == ["", "1.0", "5.0"]
    assert [text.get_color() for text in axes.texts] == [draw.INK, draw.INK, "white"]


def test_intervals_have_their_ends_and_a_line() -> None:
    [axes] = draw.intervals([("A", 1.2, 1.0, 1.5, draw.POOR)], "t", "ratio", 1).axes
    ends, point, at = (list(line.get_xdata()) for line in axes.lines)
    assert (ends, point, at) == ([1.0, 1.5], [1.2], [1, 1])


def test_what_happened_is_drawn_against_what_was_said() -> None:
    [axes] = draw.against({"m": [(0.2, 0.3)]}, "t", "predicted", "observed").axes
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 1], [0.2]]
