"""How the first records would read by a block: dates, numbers and ids, as delivered and as silver has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.suggest import reader
from edulake.landing.suggest.kinds import kind_of

if TYPE_CHECKING:
    from edulake.landing.suggest.block import Block

# In place of what is not read.
NOTHING = "refused"


class Reads(NamedTuple):
    """A cell of one of the first records, from 1: its column, as delivered, and as read."""

    record: int
    column: str
    delivered: str
    read: str


def reads(block: Block) -> list[Reads]:
    """The cells of the first records that are dates, numbers or ids; an empty one reads as nothing, and is left out."""
    formats = block.says.get("date_formats", ["yyyy-MM-dd"])
    is_open = any("date_formats" in answer for _, answer in block.asks)
    found: list[Reads] = []
    for number, record in enumerate(block.kind.first, 1):
        for column, text in record.items():
            kind = kind_of(column)
            if kind == "text" or column not in block.tables.get("columns", {}) or reader.cleaned(text) is None:
                continue
            if kind == "date":
                read = "a question" if is_open else reader.day(text, formats)
            elif kind == "number":
                value = reader.number(
                    reader.without_percent(text), decimal_comma=block.says.get("decimal_comma", False)
                )
                read = None if value is None else f"{value.normalize():f}"
            else:
                read = reader.identifier(text)
            found.append(Reads(number, column, text, NOTHING if read is None else str(read)))
    return found
