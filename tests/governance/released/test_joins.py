"""Tables of ordered bands: joined with neighbours where that tells more, and nothing small can be computed from them."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from edulake.governance.released import HIDDEN, OTHERS, SMALLEST, TwoWay, is_small, protected
from edulake.governance.released.bands import plans, plans_of, stands
from edulake.governance.released.hiding import grid
from edulake.governance.released.joins import LONGEST, Joined, summed, told_most

pytestmark = pytest.mark.once

COUNTS = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400))
LEVELS = ("Low", "Medium", "High")
GRADES = ("1st Grade", "2nd Grade", "3rd Grade", "4th Grade")


def by_grade(*rows: tuple[int, int, int]) -> dict[str, Counter[str]]:
    return {grade: Counter(dict(zip(LEVELS, row, strict=True))) for grade, row in zip(GRADES, rows, strict=False)}


def share_told(table: TwoWay) -> float:
    return sum(n is not HIDDEN for n in table.cells.values()) / len(table.cells)


def test_grades_with_two_small_ends_are_told_two_and_two() -> None:
    """77 students a grade: two thirds of the cells were hidden. No join of the levels would say anything."""
    rows = by_grade((8, 60, 9), (9, 60, 8), (8, 60, 9), (9, 60, 8))
    before = protected(rows, "others")
    after = protected(rows, "others", bands=LEVELS, in_order=GRADES)
    assert before.counts("1st Grade", LEVELS) == [HIDDEN, 60, HIDDEN]
    assert (share_told(before), share_told(after)) == (pytest.approx(1 / 3), 1.0)
    assert after.totals == {"1st Grade to 2nd Grade": 154, "3rd Grade to 4th Grade": 154}
    assert after.counts("1st Grade to 2nd Grade", LEVELS) == [17, 120, 17]


def test_levels_are_joined_where_one_end_is_small() -> None:
    rows = by_grade((5, 60, 12), (6, 59, 12), (7, 55, 15))
    before = protected(rows, "others")
    after = protected(rows, "others", bands=LEVELS, in_order=GRADES)
    assert share_told(before) == pytest.approx(1 / 3)
    assert after.columns == ["Low or Medium", "High"]
    assert after.counts("1st Grade", after.columns) == [65, 12]
    assert share_told(after) == 1.0


def test_what_no_join_helps_is_hidden_as_before() -> None:
    """Rows without an order. A bar of all levels together would say nothing; that of the middle one does."""
    made = protected(by_grade((8, 60, 9), (9, 60, 8)), "others", bands=LEVELS)
    assert made.counts("1st Grade", LEVELS) == [HIDDEN, 60, HIDDEN]


def test_where_all_bands_would_be_together_small_ones_are_others() -> None:
    made = protected(by_grade((8, 60, 9)), "others", bands=LEVELS, in_order=GRADES)
    assert made.cells == {("1st Grade", OTHERS): 17, ("1st Grade", "Medium"): 60}


def test_a_small_grade_goes_to_its_neighbour_and_the_others_stay() -> None:
    rows = by_grade((30, 60, 20), (4, 9, 3), (30, 60, 25), (40, 50, 30))
    made = protected(rows, "others", bands=LEVELS, in_order=GRADES)
    assert made.rows == ["1st Grade to 2nd Grade", "3rd Grade", "4th Grade"]
    assert share_told(made) == 1.0


def test_without_small_cells_nothing_is_joined() -> None:
    rows = by_grade((30, 60, 20), (30, 0, 20))
    made = protected(rows, "others", bands=LEVELS, in_order=GRADES)
    assert (made.rows, made.columns) == (list(GRADES[:2]), list(LEVELS))
    assert made.cells["2nd Grade", "Medium"] == 0


def test_bands_are_in_their_order_and_a_band_of_nobody_is_none() -> None:
    rows = {"A": Counter({"High": 40, "Low": 20, "Medium": 0})}
    assert protected(rows, "others", bands=LEVELS).columns == ["Low", "High"]


def test_a_small_band_of_all_rows_is_never_told_by_itself() -> None:
    """Its total could be had from the rows': so it is joined, not hidden."""
    made = protected(by_grade((2, 40, 30), (1, 40, 30)), "others", bands=LEVELS)
    assert made.columns == ["Low or Medium", "High"]


def test_places_of_the_same_few_students_are_joined_by_students() -> None:
    places = by_grade((40, 60, 50), (40, 60, 50))
    students = by_grade((4, 20, 20), (4, 20, 20))
    assert protected(places, "others", students, bands=LEVELS).columns == ["Low or Medium", "High"]


def test_a_long_table_is_hidden_as_it_is() -> None:
    rows = [[8, 60, 9]] * (LONGEST + 1)
    assert told_most(rows[1:], None, plans(3), range(LONGEST)).hidden == set()
    made = told_most(rows, None, plans(3), range(LONGEST + 1))
    assert (len(made.rows), len(made.columns)) == (len(rows), 3)
    assert {(r, c) for r in range(len(rows)) for c in (0, 2)} <= made.hidden


def test_of_a_sensitive_kind_the_others_are_ten_as_well() -> None:
    """All of a school, or all but nine, would be told of each of them."""
    rows = {"A": Counter(yes=41, no=60), "B": Counter(yes=31, no=9), "C": Counter(yes=50, no=45), "D": Counter(yes=40)}
    plain = protected(rows, "others").cells
    made = protected(rows, "others", both_sides=True).cells
    assert plain["D", "yes"] == 40
    assert made["D", "yes"] is made["B", "yes"] is HIDDEN
    assert any(made[row, "yes"] is not HIDDEN for row in "AC")


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Two-way tables whose sums by row are no small groups."""
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=5))
    for row in rows:
        row[0] += SMALLEST if sum(row) < SMALLEST else 0
    return rows


@given(tables(), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_told_is_no_small_group_and_adds_up(rows: list[list[int]], ordered: bool, both_sides: bool) -> None:
    made = _joined(rows, ordered, both_sides=both_sides)
    cells = summed(rows, made.rows, made.columns)
    assert sum(map(sum, cells)) == sum(map(sum, rows))
    assert sorted(r for of in made.rows for r in of) == list(range(len(rows)))
    for r, row in enumerate(cells):
        for c, n in enumerate(row):
            others = sum(row) - n
            fits = not is_small(n) and (not both_sides or n == 0 or others >= SMALLEST)
            assert (r, c) in made.hidden or fits
        left = sum(n for c, n in enumerate(row) if (r, c) in made.hidden)
        assert not is_small(left), "what a total leaves is that of a small group"


@given(tables(), st.booleans())
@settings(max_examples=75, deadline=None)
def test_no_small_cell_can_be_computed(rows: list[list[int]], ordered: bool) -> None:
    """Neither of the table that is told nor of that which was joined, though its sums by column are told elsewhere."""
    made = _joined(rows, ordered)
    width = len(rows[0])
    whole = [sum(row[c] for row in rows) for c in range(width)]
    cells = summed(rows, made.rows, made.columns)
    finest = [] if any(map(is_small, whole)) else range(width)
    known = [([(r, c) for r in range(len(rows))], whole[c]) for c in finest]
    known += [([(r, c) for r in of for c in range(width)], sum(cells[at])) for at, of in enumerate(made.rows)]
    known += [
        ([(r, c) for r in of_row for c in of_column], cells[down][along])
        for down, of_row in enumerate(made.rows)
        for along, of_column in enumerate(made.columns)
        if (down, along) not in made.hidden
    ]
    for (r, c), (low, high) in _possible(known, len(rows), width).items():
        few = is_small(rows[r][c])
        assert not few or high - low >= 1, f"row {r}, column {c} of {rows} can be computed from {made}"


@given(tables())
@settings(max_examples=75, deadline=None)
def test_of_a_sensitive_kind_no_hidden_cell_can_be_computed(rows: list[list[int]]) -> None:
    """Also not that all of a row are in it. Where nothing protects a cell all are hidden, and so must the sums be."""
    width = len(rows[0])
    hidden = grid(rows, both_sides=True)
    if len(hidden) == len(rows) * width:
        return
    places = [(r, c) for r in range(len(rows)) for c in range(width)]
    known = [([(r, c)], rows[r][c]) for r, c in places if (r, c) not in hidden]
    known += [([(r, c) for c in range(width)], sum(row)) for r, row in enumerate(rows)]
    known += [([(r, c) for r in range(len(rows))], sum(row[c] for row in rows)) for c in range(width)]
    for (r, c), (low, high) in _possible(known, len(rows), width).items():
        told = stands(rows[r][c], sum(rows[r]), both_sides=True)
        assert told or high - low >= 1, f"row {r}, column {c} of {rows} can be computed"


def _possible(
    known: list[tuple[list[tuple[int, int]], int]], height: int, width: int
) -> dict[tuple[int, int], tuple[float, float]]:
    """Lowest and highest value of each cell, given what is known of sums of cells."""
    equations = np.zeros((len(known), height * width))
    for at, (of, _) in enumerate(known):
        equations[at, [r * width + c for r, c in of]] = 1
    sums = [value for _, value in known]
    found = {}
    for number, aim in enumerate(np.eye(height * width)):
        low, high = (sign * linprog(sign * aim, A_eq=equations, b_eq=sums).fun for sign in (1, -1))
        found[divmod(number, width)] = (round(low, 6), round(high, 6))
    return found


@given(tables(), st.randoms())
@settings(max_examples=75, deadline=None)
def test_the_order_of_rows_and_cells_does_not_matter(rows: list[list[int]], chance: random.Random) -> None:
    names = ("Unknown", *LEVELS)[: len(rows[0])]
    grades = [f"{at} Grade" for at in range(len(rows))]
    cells = [
        (grade, name, n) for grade, row in zip(grades, rows, strict=True) for name, n in zip(names, row, strict=True)
    ]
    mixed = chance.sample(cells, len(cells))
    one, other = (
        {grade: Counter({c: n for g, c, n in of if g == grade}) for grade, _, _ in of} for of in (cells, mixed)
    )
    assert protected(one, "others", bands=names, in_order=grades) == protected(
        other, "others", bands=names, in_order=grades
    )


def _joined(rows: list[list[int]], ordered: bool, *, both_sides: bool = False) -> Joined:
    tried = plans_of([sum(row[c] for row in rows) for c in range(len(rows[0]))])
    assume(tried)
    return told_most(rows, None, tried, range(len(rows)) if ordered else (), both_sides=both_sides)
