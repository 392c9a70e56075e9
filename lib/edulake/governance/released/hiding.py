"""Which cells of a table must be hidden, so that none of a small group can be computed from those that are seen.

A figure for fewer than SMALLEST students is hidden. In a table whose totals are known, one hidden cell could be had by
subtraction. So each hidden cell lies on a cycle of hidden cells, which leaves its value open: the cheapest such
cycle is found as a shortest path (Kelly, Golden, Assad 1992). What is hidden in a line is at least SMALLEST students
taken together, so that the complement of what is shown is no small group either.

Where cells count something else than students (results, enrollments, places), a student may stand behind several of
them: hidden cells taken together are then known to be no fewer students than the largest of them.

Of a sensitive kind a cell is hidden as well where all others of its row are fewer than SMALLEST (`both_sides`): who
knows that somebody is counted in the row would know the kind.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

SMALLEST = 10
Cell = tuple[int, int]
Cells = set[Cell]
# Stands for everybody outside of a single line of figures, whose columns have no total that anybody knows.
OUTSIDE = 10**12


def is_small(students: int) -> bool:
    """Whether a group is too small to be shown. Nobody is no group: a zero may be seen."""
    return 0 < students < SMALLEST


def line(counts: Sequence[int], students: Sequence[int] | None = None, *, both_sides: bool = False) -> set[int]:
    """Positions to hide in figures whose sum is known; all, where the sum is that of a small group.

    `counts` are what adds up to the sum, `students` how many different ones stand behind each: by default the counts
    themselves.
    """
    behind = list(students if students is not None else counts)
    together = sum if students is None else _largest
    if is_small(together(behind)):
        return set(range(len(behind)))
    rows = [list(counts), [OUTSIDE] * len(behind)]
    open_cells = {(1, c) for c in range(len(behind))}
    table = _Table(rows, [behind, [OUTSIDE] * len(behind)], open_cells, together, both_sides=both_sides)
    return {c for r, c in table.protected() if r == 0}


def grid(
    counts: Sequence[Sequence[int]], students: Sequence[Sequence[int]] | None = None, *, both_sides: bool = False
) -> Cells:
    """Cells (row, column) to hide in a table whose sums by row and by column are known.

    No sum may be that of a small group: `combined` sees to that first. All cells are hidden where no choice of them
    protects the small ones. `students` are as in `line`.
    """
    behind = [list(row) for row in (students if students is not None else counts)]
    together = sum if students is None else _largest
    return _Table([list(row) for row in counts], behind, set(), together, both_sides=both_sides).protected()


def _largest(students: Iterable[int]) -> int:
    """How many students there are at least, where one may be counted in several groups."""
    return max(students, default=0)


class _Table:
    """A table in the making: which of its cells are hidden. The row and column numbers are nodes, cells are edges."""

    def __init__(
        self,
        counts: list[list[int]],
        students: list[list[int]],
        open_cells: Cells,
        together: Callable[[Iterable[int]], int],
        *,
        both_sides: bool,
    ) -> None:
        self.counts = counts
        self.students = students
        self.together = together
        self.both_sides = both_sides
        self.hidden: Cells = set(open_cells)
        self.width = len(counts[0]) if counts else 0
        self.dearest = 1 + sum(value for row in students for value in row if value < OUTSIDE)

    def protected(self) -> Cells:
        """The hidden cells, once each of the small ones is protected."""
        small = [cell for cell in self._cells() if self._tells(cell)]
        self.hidden |= set(small)
        small.sort(key=lambda cell: (-self.students[cell[0]][cell[1]], cell))
        if not all(self._closed(cell) for cell in small) or not self._filled():
            return {(r, c) for r, c in self._cells() if self.both_sides or self.students[r][c] > 0}
        return self.hidden

    def _tells(self, cell: Cell) -> bool:
        """Whether a cell would tell of few: of those in it, or of its row's others."""
        students, row = self.students[cell[0]][cell[1]], self.students[cell[0]]
        if not self.both_sides or students in (0, OUTSIDE):
            return is_small(students)
        others = self.together(n for c, n in enumerate(row) if c != cell[1])
        return is_small(students) or others < SMALLEST

    def _cells(self) -> Iterator[Cell]:
        return ((r, c) for r in range(len(self.counts)) for c in range(self.width))

    def _closed(self, cell: Cell) -> bool:
        """Hides the cheapest cells that leave this one open; False where there are none."""
        paths = [found for giver in ("row", "column") if (found := self._cheapest(cell, giver))]
        if not paths:
            return False
        self.hidden |= min(paths, key=lambda path: (sum(map(self._price, path)), len(path)))
        return True

    def _filled(self) -> bool:
        """Hides more in lines whose hidden cells are a small group together."""
        while lacking := self._next_to_hide():
            self.hidden.add(lacking)
            if not self._closed(lacking):
                return False
        return True

    def _next_to_hide(self) -> Cell | None:
        rows = [[(r, c) for c in range(self.width)] for r in range(len(self.counts))]
        columns = [[(r, c) for r in range(len(self.counts))] for c in range(self.width)]
        for cells in (*rows, *columns):
            if is_small(self.together(self.students[r][c] for r, c in cells if (r, c) in self.hidden)):
                shown = [(self.students[r][c], (r, c)) for r, c in cells if (r, c) not in self.hidden]
                more = [(value, cell) for value, cell in shown if value > 0]
                if more:
                    return min(more)[1]
        return None

    def _cheapest(self, cell: Cell, giver: str) -> Cells | None:
        """Cells that give and take what this one might hold more, or less: a path from its row to its column.

        Along the path (Dijkstra's) the cells reached from a node of kind `giver` give, so that they must hold
        something; those between them take. With "row" this cell might hold more, with "column" less.
        """
        start, goal = ("row", cell[0]), ("column", cell[1])
        best: dict[tuple[str, int], int] = {start: 0}
        came: dict[tuple[str, int], tuple[tuple[str, int], Cell]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                return set(_back(came, goal, start))
            if cost > best[node]:
                continue
            for other, edge in self._neighbours(node, giver):
                dearer = cost + self._price(edge)
                if edge != cell and dearer < best.get(other, dearer + 1):
                    best[other] = dearer
                    came[other] = (node, edge)
                    heapq.heappush(queue, (dearer, other))
        return None

    def _neighbours(self, node: tuple[str, int], giver: str) -> Iterator[tuple[tuple[str, int], Cell]]:
        kind, number = node
        if kind == "row":
            reached = ((("column", c), (number, c)) for c in range(self.width))
        else:
            reached = ((("row", r), (r, number)) for r in range(len(self.counts)))
        return (step for step in reached if kind != giver or self.counts[step[1][0]][step[1][1]] > 0)

    def _price(self, cell: Cell) -> int:
        """What hiding a cell costs: its students. An empty cell is the last choice: people may know it is empty."""
        if cell in self.hidden:
            return 0
        return 1 + (self.students[cell[0]][cell[1]] or self.dearest)


def _back(
    came: Mapping[tuple[str, int], tuple[tuple[str, int], Cell]], node: tuple[str, int], start: tuple[str, int]
) -> Iterator[Cell]:
    while node != start:
        node, edge = came[node]
        yield edge
