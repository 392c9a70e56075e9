"""What a cell shows: words, figures as people write them, and no markup but its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from edulake.serving.notebook.exhibit import Exhibit, Exhibits, spelled

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (4285, "4,285"),
        (Decimal("1234.50"), "1,234.50"),
        (0.12345, "0.123"),
        (dt.datetime(2025, 1, 6, 8, 5, tzinfo=dt.UTC), "2025-01-06 08:05"),
        (["A", "B"], "A, B"),
        ("word", "word"),
    ],
)
def test_a_value_is_spelled(value: Any, text: str) -> None:
    assert spelled(value) == text


def test_words_and_figures_in_a_terminal() -> None:
    assert repr(Exhibit("Two.", None, ("name", "n"), [("a", 1), ("b", None)])) == "Two.\nname | n\na | 1\nb | –"
    assert repr(Exhibit("Nothing.")) == "Nothing."


def test_numbers_stand_to_the_right_also_where_one_is_missing() -> None:
    html = Exhibit("s", None, ("name", "n"), [("a", None), ("b", 2)])._repr_html_()
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert head.index("text-align:left") < head.index(">name<") < head.index("text-align:right") < head.index(">n<")


def test_without_columns_there_is_no_table() -> None:
    assert "<table" not in Exhibit("Nothing.")._repr_html_()


def test_several_stand_beneath_the_words_of_each() -> None:
    both = Exhibits([("Who <b>?", Exhibit("Nobody.")), ("When?", Exhibit("Never."))])
    assert repr(both) == "Who <b>?\nNobody.\n\nWhen?\nNever."
    html = both._repr_html_()
    assert html.index("<h3>Who &lt;b&gt;?</h3>") < html.index("Nobody.") < html.index("<h3>When?</h3>")
