"""Tables that may be shown: small rows and columns joined, small cells hidden, totals as they are."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.governance.released.cells import (
    HIDDEN,
    OTHERS,
    TwoWay,
    counted,
    may_tell,
    mean,
    protected,
    share,
)

pytestmark = pytest.mark.once


def table(**rows: dict[str, int]) -> dict[str, Counter[str]]:
    return {name: Counter(row) for name, row in rows.items()}


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 50, True),
        (50, 50, True),
        (10, 50, True),
        (9, 50, False),
        (9.4, 50, False),
        (9.6, 50, True),
        (41, 50, False),
        (40, 50, True),
        (5, 9, False),
        (0, 9, False),
        (0, 0, True),
    ],
)
def test_a_share_tells_of_a_part_and_of_its_complement(part: float, whole: int, told: bool) -> None:
    assert may_tell(part, whole) == told


def test_a_share_has_whole_percent() -> None:
    assert [share(part, 300) for part in (100, 200, 0, 300, 1)] == [0.33, 0.67, 0.0, 1.0, 0.0]
    assert share(HIDDEN, 300) is HIDDEN
    assert repr(HIDDEN) == "hidden"


@pytest.mark.parametrize(
    ("value", "students", "shown"),
    [(71.26, 10, 71.3), (71.26, 9, HIDDEN), (71.26, 1, HIDDEN), (None, 9, None), (None, 0, None), (0.0, 10, 0.0)],
)
def test_a_mean_of_few_is_hidden(value: float | None, students: int, shown: Any) -> None:
    assert mean(value, students) == shown


def test_counted_by_two_columns() -> None:
    rows: list[dict[str, Any]] = [
        {"school": "A", "risk": "High", "students": 3, "results": 9},
        {"school": "A", "risk": "High", "students": 4, "results": 1},
        {"school": "A", "risk": None, "students": 1, "results": 2},
        {"school": "B", "risk": "Low", "students": 5, "results": 5},
    ]
    assert counted(rows, "school", "risk") == {"A": Counter({"High": 7, None: 1}), "B": Counter({"Low": 5})}
    assert counted(rows, "risk", "school", "results")["High"] == Counter({"A": 10})
    assert counted([], "school", "risk") == {}


def test_without_small_groups_everything_is_shown() -> None:
    made = protected(table(A={"x": 50, "y": 40}, B={"x": 20, "y": 0}, C={}), "other schools")
    assert made.totals == {"A": 90, "B": 20}, "a row of nobody is none"
    assert made.cells == {("A", "x"): 50, ("A", "y"): 40, ("B", "x"): 20, ("B", "y"): 0}
    assert made.counts("A", ["y", "x"]) == [40, 50]
    assert made.shares("A", ["x", "y"]) == [0.56, 0.44]


def test_small_rows_and_columns_are_shown_together() -> None:
    """As the rows' own word for the others, and OTHERS for columns; what they hold is added up."""
    made = protected(
        table(A={"x": 100, "y": 40, "u": 4, "v": 20}, B={"x": 4, "y": 4}, C={"x": 26, "y": 26, "v": 10}),
        "other schools",
    )
    assert set(made.rows) == {"A", "other schools"}
    assert set(made.columns) == {"x", "y", OTHERS}
    assert made.cells == {
        ("A", "x"): 100,
        ("A", "y"): 40,
        ("A", OTHERS): 24,
        ("other schools", "x"): 30,
        ("other schools", "y"): 30,
        ("other schools", OTHERS): 10,
    }
    assert made.totals == {"A": 164, "other schools": 70}


def test_a_small_cell_is_hidden_with_the_cheapest_that_protect_it() -> None:
    """The row without any stays as it is, and all totals are told."""
    made = protected(table(A={"x": 50, "y": 40}, B={"x": 30, "y": 5}, C={"x": 900, "y": 800}), "others")
    assert made.cells == {
        ("A", "x"): HIDDEN,
        ("A", "y"): HIDDEN,
        ("B", "x"): HIDDEN,
        ("B", "y"): HIDDEN,
        ("C", "x"): 900,
        ("C", "y"): 800,
    }
    assert made.totals == {"A": 90, "B": 35, "C": 1700}
    assert made.shares("B", ["x", "y"]) == [HIDDEN, HIDDEN]


def test_who_is_few_altogether_is_shown_nowhere() -> None:
    empty = TwoWay([], [], {}, {})
    assert protected(table(A={"x": 4}, B={"x": 5}), "others") == empty
    assert protected({}, "others") == empty
    assert protected(table(A={"x": 400}), "others", table(A={"x": 9})) == empty


def test_many_results_of_few_students_are_hidden() -> None:
    """What is shown are results, what decides are the students behind them."""
    results = table(A={"x": 120, "y": 40}, B={"x": 60, "y": 30})
    assert HIDDEN not in protected(results, "others").cells.values()
    made = protected(results, "others", table(A={"x": 12, "y": 20}, B={"x": 3, "y": 15}))
    assert set(made.cells.values()) == {HIDDEN}
    assert made.totals == {"A": 160, "B": 90}


def test_students_of_several_rows_are_not_added_up() -> None:
    """Two rows of nine who may be the same nine are joined with a third."""
    results = table(A={"x": 90}, B={"x": 90}, C={"x": 50}, D={"x": 400})
    made = protected(results, "others", table(A={"x": 9}, B={"x": 9}, C={"x": 20}, D={"x": 40}))
    assert made.totals == {"others": 230, "D": 400}
    assert protected(table(A={"x": 9}, B={"x": 9}, C={"x": 20}), "others").totals == {"others": 18, "C": 20}


def test_the_largest_rows_come_first_and_alike_ones_by_name() -> None:
    made = protected(table(b={"x": 20}, a={"x": 20}, c={"x": 90}), "others")
    assert made.largest() == ["c", "a", "b"]
