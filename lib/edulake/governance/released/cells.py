"""Cells that may be shown: students, or what else is counted, by two things at once; and rates and means of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.governance.released.groups import combined
from edulake.governance.released.hiding import SMALLEST, grid, is_small

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OTHERS = "Others"
Counts = dict[str, Counter[str]]


class Hidden:
    """A figure that is not shown, as it is that of a small group or would give one away."""

    def __repr__(self) -> str:
        return "hidden"


HIDDEN = Hidden()


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
        return [share(n, self.totals[row]) for n in self.counts(row, columns)]

    def largest(self) -> list[str]:
        return sorted(self.rows, key=lambda row: (-self.totals[row], row))


def share(part: Any, whole: int) -> Any:
    """A share as it may be shown, in whole percent: more digits would tell of what it was computed. HIDDEN stays."""
    return part if isinstance(part, Hidden) else round(part / whole, 2)


def mean(value: float | None, students: int) -> Any:
    """A mean over so many students to one digit; HIDDEN if they are few, None if there is none."""
    return None if value is None else HIDDEN if students < SMALLEST else round(value, 1)


def may_tell(part: float, whole: int) -> bool:
    """Whether how many, or what share, of so many students may be told: neither they nor the others are few."""
    return not is_small(round(part)) and not is_small(whole - round(part)) and not is_small(whole)


def counted(rows: Sequence[dict[str, Any]], row: str, column: str, what: str = "students") -> Counts:
    """`what` by two columns."""
    found: Counts = defaultdict(Counter)
    for one in rows:
        found[one[row]][one[column]] += one[what]
    return found


def protected(
    counts: Mapping[str, Counter[str]], others: str, students: Mapping[str, Counter[str]] | None = None
) -> TwoWay:
    """Small rows together as `others`, small columns as OTHERS, small cells hidden and protected.

    `students` are how many different ones stand behind each cell, where it counts something else. Empty where all of
    it is a small group.
    """
    overlapping = students is not None
    behind = students if students is not None else counts
    of_rows = {name: _together(list(of.values()), overlapping=overlapping) for name, of in behind.items()}
    names = dict.fromkeys(column for of in behind.values() for column in of)
    of_columns = {name: _together([of[name] for of in behind.values()], overlapping=overlapping) for name in names}
    if _together(list(of_rows.values()), overlapping=overlapping) < SMALLEST:
        return TwoWay([], [], {}, {})
    row_names = combined({name: n for name, n in of_rows.items() if n}, others, overlapping=overlapping)
    column_names = combined({name: n for name, n in of_columns.items() if n}, OTHERS, overlapping=overlapping)
    joined = _joined(counts, row_names, column_names, overlapping=False)
    held = _joined(behind, row_names, column_names, overlapping=overlapping)
    rows, columns = list(dict.fromkeys(row_names.values())), list(dict.fromkeys(column_names.values()))
    tables = [[[of[row, column] for column in columns] for row in rows] for of in (joined, held)]
    hidden = grid(tables[0], tables[1] if overlapping else None)
    cells = {
        (row, column): HIDDEN if (r, c) in hidden else joined[row, column]
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
    }
    return TwoWay(rows, columns, cells, {row: sum(joined[row, column] for column in columns) for row in rows})


def _together(students: list[int], *, overlapping: bool) -> int:
    """How many students these groups are at least, taken together."""
    return max(students, default=0) if overlapping else sum(students)


def _joined(
    counts: Mapping[str, Counter[str]], rows: Mapping[str, str], columns: Mapping[str, str], *, overlapping: bool
) -> Counter[tuple[str, str]]:
    """Cells of groups by the names under which these are shown."""
    joined: Counter[tuple[str, str]] = Counter()
    for name, of_row in counts.items():
        for column, n in of_row.items():
            if n:
                key = rows[name], columns[column]
                joined[key] = max(joined[key], n) if overlapping else joined[key] + n
    return joined
