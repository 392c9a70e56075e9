"""How rows and columns of a table are joined with their neighbours, where it tells more than to hide cells would.

A table tells most where the cells that are told, less those that are hidden, are most. Tried are all plans of ordered
columns, and with each the rows as they are, and ordered rows joined until none of their cells is small: grades of
which each has a small level at both ends are told two and two. One plan holds for all rows: bars can be compared only
where they have the same parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.governance.released.bands import stands
from edulake.governance.released.hiding import grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from edulake.governance.released.bands import Plan
    from edulake.governance.released.hiding import Cells

    Counts = Sequence[Sequence[int]]
    Rows = list[list[int]]


# A longer table is looked up, not compared, and hiding in it takes seconds: the first join that may be is taken.
LONGEST = 100


class Joined(NamedTuple):
    """Numbers of the rows, and of the columns, that are shown together, and which cells of these are hidden."""

    rows: Rows
    columns: Plan
    hidden: Cells


def told_most(
    counts: Counts,
    students: Counts | None,
    plans: Sequence[Plan],
    in_order: Sequence[int] = (),
    *,
    both_sides: bool = False,
) -> Joined:
    """The joined table that tells most; of two that tell as much the one that was joined less.

    No row's sum is that of a small group. `plans` are those of the columns, the finest first, as `bands.plans_of` gives
    them: no sum of theirs is that of a small group, and all columns together would say nothing. `in_order` are the
    numbers of rows that may be joined with the next. `students` are as in `hiding.line`.
    """
    of_all = sum if students is None else _largest
    behind = counts if students is None else students
    alone = [[at] for at in range(len(counts))]
    found: list[Joined] = []
    for rows, columns in _tried(behind, plans, in_order, of_all, both_sides=both_sides):
        of_students = None if students is None else summed(students, rows, columns, of_all)
        hidden = grid(summed(counts, rows, columns), of_students, both_sides=both_sides)
        found.append(Joined(rows, columns, hidden))
        if len(counts) > LONGEST or (rows == alone and not hidden):
            break
    return max(found, key=lambda made: len(made.rows) * len(made.columns) - 2 * len(made.hidden))


def _tried(
    behind: Counts,
    plans: Sequence[Plan],
    in_order: Sequence[int],
    of_all: Callable[[Iterable[int]], int],
    *,
    both_sides: bool,
) -> Iterator[tuple[Rows, Plan]]:
    """Rows and columns that may be joined so, the least joined first."""
    alone = [[at] for at in range(len(behind))]
    for columns in plans:
        yield alone, columns
        held = summed(behind, alone, columns, of_all)
        ordered = _joined_rows(held, in_order, of_all, both_sides=both_sides)
        if ordered != alone:
            yield ordered, columns


def summed(table: Counts, rows: Rows, columns: Plan, of_all: Callable[[Iterable[int]], int] = sum) -> list[list[int]]:
    """A table of the cells that joined rows and columns have; `of_all` says how many their parts are together."""
    return [[of_all(table[r][c] for r in of_row for c in of_column) for of_column in columns] for of_row in rows]


def _largest(students: Iterable[int]) -> int:
    return max(students, default=0)


def _joined_rows(
    held: Counts, in_order: Sequence[int], of_all: Callable[[Iterable[int]], int], *, both_sides: bool
) -> Rows:
    """All rows: those in order each joined with its smaller neighbour until all of their cells may be told."""
    joined = [[at] for at in in_order]

    def cells(of: Sequence[int]) -> list[int]:
        return [of_all(held[r][c] for r in of) for c in range(len(held[0]))]

    def may_be_told(of: Sequence[int]) -> bool:
        row = cells(of)
        whole = of_all(row)
        return all(stands(n, whole, both_sides=both_sides) for n in row)

    while len(joined) > 1:
        at = next((at for at, of in enumerate(joined) if not may_be_told(of)), None)
        if at is None:
            break
        sides = [side for side in (at - 1, at + 1) if 0 <= side < len(joined)]
        other = min(sides, key=lambda side: (of_all(cells(joined[side])), side))
        first = min(at, other)
        joined[first : first + 2] = [[*joined[first], *joined[first + 1]]]
    return sorted([*joined, *([at] for at in range(len(held)) if at not in in_order)], key=lambda of: of[0])
