"""What parts the cells of a text, and which of its lines names the columns: titles may stand above it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.files.delimited import BLANK, clean
from edulake.landing.suggest import names, reader

if TYPE_CHECKING:
    from collections.abc import Sequence

DELIMITERS = (",", ";", "\t", "|")
# Lines that are looked at, and how far down the header may stand.
LOOKED_AT, DEEPEST = 200, 25
_DAY = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")


class Cut(NamedTuple):
    """The delimiter, how many rows stand above the header, and its names; no names where nothing looks like them."""

    delimiter: str
    above: int
    header: tuple[str, ...]


def cut(text: str, said: str = "") -> Cut:
    """How a text that begins so is cut; `said` is the delimiter that its first line names."""
    lines = [line for line in text.splitlines() if line.strip(BLANK)][:LOOKED_AT]
    delimiter = said or max(DELIMITERS, key=lambda one: _regular(lines, one))
    rows = list(_rows(lines, delimiter))
    width = _width(rows)
    for place, row in enumerate(rows[:DEEPEST]):
        filled = [cell for cell in row if cell.strip(BLANK)]
        if width > 1 and len(filled) >= max(2, (width * 3 + 4) // 5):
            header = tuple(map(clean, row))
            return Cut(delimiter, place, header if _is_header(filled) else ())
    return Cut(delimiter, 0, ())


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _regular(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """How many lines have as many cells as most have, and how many those are; nothing where that is one."""
    rows = _rows(lines, delimiter)
    width = _width(rows)
    return (sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0, width)


def _width(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _is_header(cells: Sequence[str]) -> bool:
    """Whether cells name columns: none is a value, or a register's days stand beside a name that is known."""
    values = [cell for cell in cells if is_value(cell)]
    return not values or (not is_value(cells[0]) and any(names.is_known(cell) for cell in cells))


def is_value(cell: str) -> bool:
    """Whether a cell is a number or begins with a day, which names of columns seldom are."""
    bare = cell.strip()
    return reader.number(bare.replace(",", ".")) is not None or bool(_DAY.match(bare))
