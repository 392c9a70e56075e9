"""What is hidden cannot be computed: a linear program looks for values that the shown figures leave possible."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from edulake.governance import released
from edulake.governance.released import SMALLEST
from edulake.governance.released.sql import line_sql

pytestmark = pytest.mark.once

COUNTS = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400))


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Two-way tables whose sums are no small groups, as `combined` leaves them."""
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=2, max_size=6))
    for r, row in enumerate(rows):
        row[r % width] += SMALLEST if released.is_small(sum(row)) else 0
    for c in range(width):
        rows[c % len(rows)][c] += SMALLEST if released.is_small(sum(row[c] for row in rows)) else 0
    return rows


def possible(rows: list[list[int]], hidden: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Lowest and highest value of each hidden cell, given the shown cells and all sums by row and column."""
    cells = sorted(hidden)
    shown = [[0 if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(rows)]
    lines = [[(r, c) for c in range(len(rows[0]))] for r in range(len(rows))]
    lines += [[(r, c) for r in range(len(rows))] for c in range(len(rows[0]))]
    left = [sum(rows[r][c] - shown[r][c] for r, c in cells_of) for cells_of in lines]
    equations = np.array([[float(cell in cells_of) for cell in cells] for cells_of in lines])
    found = {}
    for number, cell in enumerate(cells):
        aim = np.eye(len(cells))[number]
        ends = [linprog(sign * aim, A_eq=equations, b_eq=left, bounds=(0, None)).fun * sign for sign in (1, -1)]
        found[cell] = (round(ends[0], 6), round(ends[1], 6))
    return found


@given(tables())
@settings(max_examples=150, deadline=None)
def test_no_hidden_cell_of_a_table_is_determined(rows: list[list[int]]) -> None:
    hidden = released.grid(rows)
    assert {(r, c) for r, row in enumerate(rows) for c, n in enumerate(row) if 0 < n < SMALLEST} <= hidden
    for cell, (lowest, highest) in possible(rows, hidden).items():
        assert rows[cell[0]][cell[1]] == 0 or highest - lowest >= 1, (
            f"{cell} of {rows} can be computed from what is shown: {hidden}"
        )
    for cells in (*_by(hidden, 0), *_by(hidden, 1)):
        together = sum(rows[r][c] for r, c in cells)
        assert together == 0 or together >= SMALLEST, "what is hidden in a line is a small group itself"


def _by(hidden: set[tuple[int, int]], side: int) -> list[list[tuple[int, int]]]:
    return [[cell for cell in hidden if cell[side] == number] for number in {cell[side] for cell in hidden}]


@given(st.lists(COUNTS, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_hidden_figure_of_a_line_is_determined(counts: list[int]) -> None:
    hidden = released.line(counts)
    together = sum(counts[position] for position in hidden)
    assert all(position in hidden for position, n in enumerate(counts) if 0 < n < SMALLEST)
    if hidden and sum(counts) >= SMALLEST:
        assert sum(counts[position] > 0 for position in hidden) >= 2
        assert together >= SMALLEST


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([0, 0], set()),
        ([40, 30, 20], set()),
        ([40, 3, 20], {1, 2}),
        ([40, 3, 4, 20], {1, 2, 3}),
        ([40, 6, 7, 20], {1, 2}),
        ([1], {0}),
        ([4, 5], {0, 1}),
        ([0, 4, 90], {1, 2}),
    ],
)
def test_a_line(counts: list[int], hidden: set[int]) -> None:
    assert released.line(counts) == hidden


def test_what_adds_up_need_not_be_students() -> None:
    """Twelve results of one student are hidden, and the fewest students with them."""
    assert released.line([12, 300, 200], [1, 20, 30]) == {0, 1}


def test_a_bridge_between_cycles_is_no_protection() -> None:
    """Two hidden cells in each line are not enough: the one between two blocks could be computed."""
    rows = [[5, 6, 90, 90], [6, 5, 4, 90], [90, 90, 6, 5], [90, 90, 5, 6]]
    hidden = released.grid(rows)
    lowest, highest = possible(rows, hidden)[(1, 2)]
    assert highest > lowest


@pytest.mark.parametrize(
    ("students", "names"),
    [
        ({"A": 50, "B": 40}, {"A": "A", "B": "B"}),
        ({"A": 50, "B": 4, "C": 7}, {"A": "A", "B": "others", "C": "others"}),
        ({"A": 50, "B": 4}, {"A": "others", "B": "others"}),
        ({"A": 50, "B": 4, "C": 20}, {"A": "A", "B": "others", "C": "others"}),
        ({"A": 3}, {"A": "A"}),
        ({"A": 3, "B": 0}, {"A": "A", "B": "B"}),
        ({}, {}),
    ],
)
def test_small_groups_are_shown_together(students: dict[str, int], names: dict[str, str]) -> None:
    assert released.combined(students, "others") == names


@st.composite
def memberships(draw: st.DrawFn) -> list[list[list[int]]]:
    """Students of each result in each cell of a table: one may have results in several cells, and several in one."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    students = st.lists(st.integers(0, 40), max_size=40)
    return [[draw(students) for _ in range(width)] for _ in range(height)]


@given(memberships())
@settings(max_examples=100, deadline=None)
def test_results_of_few_students_are_hidden_and_not_determined(results: list[list[list[int]]]) -> None:
    """In what `protected` makes of results: each told cell, and what a line leaves, are those of ten students or nobody."""
    of = {f"r{r}": {f"c{c}": students for c, students in enumerate(row)} for r, row in enumerate(results)}
    counts, students = (
        {name: Counter({column: size(held) for column, held in row.items()}) for name, row in of.items()}
        for size in (len, lambda held: len(set(held)))
    )
    made = released.protected(counts, "others", students)
    assume(made.rows)
    rows = {row: [r for r in of if _shown_as(r, made.rows, "others") == row] for row in made.rows}
    columns = {c: [n for n in of["r0"] if _shown_as(n, made.columns, released.OTHERS) == c] for c in made.columns}
    held = {
        (row, column): {s for r in rows[row] for c in columns[column] for s in of[r][c]}
        for row in made.rows
        for column in made.columns
    }
    hidden = {key for key in held if made.cells[key] is released.HIDDEN}
    assert not any(released.is_small(len(held[key])) for key in held.keys() - hidden)
    for side, names in ((0, made.rows), (1, made.columns)):
        for name in names:
            left = set().union(*[held[key] for key in hidden if key[side] == name])
            assert not released.is_small(len(left)), "what a total leaves is that of a small group"
    table = [
        [sum(counts[r][c] for r in rows[row] for c in columns[column]) for column in made.columns] for row in made.rows
    ]
    numbered = {(made.rows.index(row), made.columns.index(column)) for row, column in hidden}
    for (r, c), (lowest, highest) in possible(table, numbered).items():
        few = released.is_small(len(held[made.rows[r], made.columns[c]]))
        assert not few or highest - lowest >= 1


def _shown_as(name: str, shown: list[str], others: str) -> str:
    return name if name in shown else others


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 50, True),
        (50, 50, True),
        (10, 50, True),
        (9, 50, False),
        (41, 50, False),
        (40, 50, True),
        (5, 9, False),
        (0, 0, True),
    ],
)
def test_a_share_tells_of_a_part_and_of_its_complement(part: int, whole: int, told: bool) -> None:
    assert released.may_tell(part, whole) == told


@given(st.lists(COUNTS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_rule_of_a_dashboard_is_as_strict(counts: list[int]) -> None:
    """By an SQL engine: no small group is left, and what is left out is ten students of two groups, or nobody."""
    engine = pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only").QueryBuilder()
    values = ", ".join(f"('g{at}', {n})" for at, n in enumerate(counts))
    given = f"SELECT x, students FROM (VALUES {values}) AS given(x, students)"
    found = engine.execute(line_sql(given, "x", "students")).read_all()
    shown = dict(zip(found.column("x").to_pylist(), found.column("students").to_pylist(), strict=True))
    assert all(n >= SMALLEST and counts[int(x[1:])] == n for x, n in shown.items())
    left = [n for at, n in enumerate(counts) if n and f"g{at}" not in shown]
    assert not left or sum(counts) < SMALLEST or (len(left) > 1 and sum(left) >= SMALLEST)
    assert not left or any(map(released.is_small, left)), "nothing is hidden without need"
