"""Students by two things at once, as a page may show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.report import suppression
from edulake.report.parts import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.report.reading import Row

OTHERS = "Others"


@dataclass(frozen=True)
class TwoWay:
    """`cells` hold a number or HIDDEN for each row and column; `totals` are those of the rows, none of them small."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], Any]
    totals: dict[str, int]

    def counts(self, row: str, columns: Sequence[str]) -> list[Any]:
        return [self.cells[row, column] for column in columns]

    def shares(self, row: str, columns: Sequence[str]) -> list[Any]:
        """Shares of the row's total; HIDDEN stays."""
        return [n if n is HIDDEN else n / self.totals[row] for n in self.counts(row, columns)]

    def largest(self) -> list[str]:
        return sorted(self.rows, key=lambda row: (-self.totals[row], row))


def counted(rows: Sequence[Row], row: str, column: str) -> dict[str, Counter[str]]:
    """`students` by two columns."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in rows:
        found[one[row]][one[column]] += one["students"]
    return found


def protected(counts: Mapping[str, Counter[str]], others: str) -> TwoWay:
    """Small rows together as `others`, small columns as OTHERS, small cells hidden and protected.

    Empty where all of it is a small group.
    """
    total: Counter[str] = sum(counts.values(), Counter())
    if total.total() < suppression.SMALLEST:
        return TwoWay([], [], {}, {})
    row_names = suppression.combined({name: of.total() for name, of in counts.items() if of.total()}, others)
    column_names = suppression.combined(total, OTHERS)
    joined: Counter[tuple[str, str]] = Counter()
    for name, of_row in counts.items():
        for column, students in of_row.items():
            if students:
                joined[row_names[name], column_names[column]] += students
    rows, columns = list(dict.fromkeys(row_names.values())), list(dict.fromkeys(column_names.values()))
    hidden = suppression.grid([[joined[row, column] for column in columns] for row in rows])
    cells = {
        (row, column): HIDDEN if (r, c) in hidden else joined[row, column]
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
    }
    totals = {row: sum(joined[row, column] for column in columns) for row in rows}
    return TwoWay(rows, columns, cells, totals)
