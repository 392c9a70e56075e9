"""Cells that may be shown: students, or what else is counted, by two things at once; and rates and means of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.governance.released import shares
from edulake.governance.released.bands import OR, plans_of
from edulake.governance.released.groups import combined
from edulake.governance.released.hiding import SMALLEST, is_small
from edulake.governance.released.joins import summed, told_most

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.governance.released.joins import Joined

OTHERS = "Others"
TO = " to "
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
    """A share as it may be shown, in whole percent or as a bound (`shares.share`). HIDDEN stays."""
    return part if isinstance(part, Hidden) else shares.share(part, whole)


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
    counts: Mapping[str, Counter[str]],
    others: str,
    students: Mapping[str, Counter[str]] | None = None,
    *,
    bands: Sequence[str] = (),
    in_order: Sequence[str] = (),
    both_sides: bool = False,
) -> TwoWay:
    """Small rows together as `others`, small columns as OTHERS, small cells hidden and protected.

    `students` are how many different ones stand behind each cell, where it counts something else. Columns that are
    `bands`, all of them from the least on, are joined with neighbours and named so ("Low or Medium"), and so are rows
    `in_order` ("1st Grade to 2nd Grade"), where that tells more than to hide their cells; where no join of bands is
    left, small ones are OTHERS as well. On `both_sides`, as for sensitive kinds, a cell is told where the others of its
    row are no small group either. Empty where all of it is a small group.
    """
    overlapping = students is not None
    behind = students if students is not None else counts
    of_rows = {name: _together(list(of.values()), overlapping=overlapping) for name, of in behind.items()}
    names = dict.fromkeys(column for of in behind.values() for column in of)
    of_columns = {name: _together([of[name] for of in behind.values()], overlapping=overlapping) for name in names}
    if _together(list(of_rows.values()), overlapping=overlapping) < SMALLEST:
        return TwoWay([], [], {}, {})
    row_names = combined({name: n for name, n in of_rows.items() if n}, others, overlapping=overlapping)
    shown = {name: n for name, n in of_columns.items() if n}
    tried = plans_of([shown[name] for name in bands if name in shown], overlapping=overlapping) if bands else []
    column_names = {name: name for name in shown} if tried else combined(shown, OTHERS, overlapping=overlapping)
    joined = _joined(counts, row_names, column_names, overlapping=False)
    held = _joined(behind, row_names, column_names, overlapping=overlapping)
    rows = sorted(dict.fromkeys(row_names.values()), key=lambda row: in_order.index(row) if row in in_order else -1)
    columns = sorted(
        dict.fromkeys(column_names.values()), key=lambda column: bands.index(column) if column in bands else -1
    )
    tables = [[[of[row, column] for column in columns] for row in rows] for of in (joined, held)]
    told = told_most(
        tables[0],
        tables[1] if overlapping else None,
        tried or [tuple(range(at, at + 1) for at in range(len(columns)))],
        [at for at, row in enumerate(rows) if row in in_order],
        both_sides=both_sides,
    )
    return _named(tables[0], told, rows, columns)


def _named(table: Sequence[Sequence[int]], told: Joined, rows: Sequence[str], columns: Sequence[str]) -> TwoWay:
    """The joined table by the names of what was joined."""
    cells = summed(table, told.rows, told.columns)
    of_rows = [rows[of[0]] + (f"{TO}{rows[of[-1]]}" if len(of) > 1 else "") for of in told.rows]
    of_columns = [OR.join(columns[at] for at in of) for of in told.columns]
    shown = {
        (row, column): HIDDEN if (r, c) in told.hidden else cells[r][c]
        for r, row in enumerate(of_rows)
        for c, column in enumerate(of_columns)
    }
    return TwoWay(of_rows, of_columns, shown, {row: sum(of) for row, of in zip(of_rows, cells, strict=True)})


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
