"""What the footer of a Parquet file says: its columns, their types and how many rows there are.

Spark describes a file all or nothing: of one with a column of a type that it does not know it reads no other. The
footer is Thrift's compact protocol (parquet.thrift and thrift-compact-protocol.md of the Apache projects), of which
the parts are read here that name the columns.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"PAR1"
# The length of the footer, and the magic bytes again.
TAIL = 8
BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTES, FIXED = range(8)
UNITS = {1: "millis", 2: "micros", 3: "nanos"}
# Logical types of parquet.thrift, by the number of their field.
TEXT, DECIMAL, DATE, TIME, MOMENT, INTEGER, NOTHING, BSON = (1, 4, 12), 5, 6, 7, 8, 10, 11, 13
# How Spark calls what is held so, without and with a logical type that says more.
PLAIN = ("boolean", "int", "bigint", "timestamp", "float", "double", "binary", "binary")
ANNOTATED = {
    INT32: {DATE: "date", INTEGER: "int"},
    INT64: {INTEGER: "bigint"},
    BYTES: {BSON: "binary", **dict.fromkeys(TEXT, "string")},
}
# Converted types of parquet.thrift, which older writers use, as logical types and units.
CONVERTED = {
    **dict.fromkeys((0, 4, 19), (1, None)),
    5: (5, None),
    6: (6, None),
    7: (7, 1),
    8: (7, 2),
    9: (8, 1),
    10: (8, 2),
    **dict.fromkeys(range(11, 19), (10, None)),
    20: (13, None),
}
# Converted types of numbers without a sign, and their bits.
UNSIGNED = {11: 8, 12: 16, 13: 32, 14: 64}
REPEATED = 2


@dataclass(frozen=True)
class Leaf:
    """A column as Spark is told to read it, and whether that is only how its numbers are held.

    `spark_type` is None for what Spark cannot read at all. `held` is "moment" or "time of day" for whole numbers of
    `unit` that say one, "nothing" for a column without any value; else "".
    """

    name: str
    spark_type: str | None
    held: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Footer:
    """The columns of a file, and its rows; those of `nested` hold others and are read by Spark's own description."""

    columns: tuple[Leaf, ...]
    nested: frozenset[str]
    records: int

    @property
    def is_plain(self) -> bool:
        """Whether Spark can describe the file by itself."""
        return all(leaf.spark_type and not leaf.held for leaf in self.columns)


def footer(path: Path) -> Footer:
    """The footer of a Parquet file; Refusal for what is none, or not a whole one."""
    with path.open("rb") as stream:
        head = stream.read(4)
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(size - TAIL, 0))
        tail = stream.read(TAIL)
        length = int.from_bytes(tail[:4], "little")
        if head != MAGIC or tail[4:] != MAGIC or length > size - TAIL:
            raise _cut()
        stream.seek(size - TAIL - length)
        content = stream.read(length)
    try:
        told = _Thrift(content).struct()
        elements, records = told[2], told[3]
        return _described(elements, records)
    except (LookupError, TypeError, ValueError, UnicodeDecodeError):
        raise _cut() from None


def _cut() -> Refusal:
    return Refusal("FILE_CORRUPT", "not a whole Parquet file: deliver it again")


def _described(elements: list[dict[int, Any]], records: int) -> Footer:
    columns, nested = [], set()
    place = 1
    for _ in range(elements[0].get(5, 0)):
        element = elements[place]
        place = _after(elements, place)
        name = element[4].decode()
        if element.get(5) or element.get(3) == REPEATED:
            nested.add(name)
        else:
            columns.append(_leaf(name, element))
    return Footer(tuple(columns), frozenset(nested), records)


def _after(elements: list[dict[int, Any]], place: int) -> int:
    """Where the element after this one and all within it is."""
    after = place + 1
    for _ in range(elements[place].get(5, 0)):
        after = _after(elements, after)
    return after


def _leaf(name: str, element: dict[int, Any]) -> Leaf:
    kind, physical = _kind(element)
    if kind == NOTHING:
        return Leaf(name, PLAIN[physical], "nothing")
    if kind == INTEGER and not _is_signed(element):
        bits = element.get(10, {}).get(INTEGER, {}).get(1) or UNSIGNED[element[6]]
        return Leaf(name, "decimal(20,0)" if bits == 64 else "bigint" if bits == 32 else "int")
    if kind in (TIME, MOMENT):
        return _clock(name, kind, physical, element)
    if kind == DECIMAL:
        told = element.get(10, {}).get(DECIMAL, {})
        scale, precision = told.get(1, element.get(7, 0)), told.get(2, element.get(8, 38))
        return Leaf(name, f"decimal({precision},{scale})")
    return Leaf(name, PLAIN[physical] if kind is None else ANNOTATED.get(physical, {}).get(kind))


def _is_signed(element: dict[int, Any]) -> bool:
    told = element.get(10, {}).get(INTEGER)
    return told.get(2, False) if told else element[6] not in UNSIGNED


def _clock(name: str, kind: int, physical: int, element: dict[int, Any]) -> Leaf:
    """A moment that Spark reads by itself, or whole numbers that say a moment or a time of day."""
    told = element.get(10, {}).get(kind)
    unit = UNITS[next(iter(told[2])) if told else CONVERTED[element[6]][1]]
    if kind == MOMENT and unit != "nanos":
        return Leaf(name, "timestamp" if not told or told.get(1) else "timestamp_ntz")
    held = "moment" if kind == MOMENT else "time of day"
    return Leaf(name, "int" if physical == INT32 else "bigint", held, unit)


def _kind(element: dict[int, Any]) -> tuple[int | None, int]:
    """The logical type of a column, by number, and how it is held."""
    logical = element.get(10)
    if logical:
        return next(iter(logical)), element[1]
    converted = element.get(6)
    return (CONVERTED.get(converted, (-1, None))[0] if converted is not None else None), element[1]


class _Thrift:
    """A reader of Thrift's compact protocol: structs as dictionaries by the number of the field."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def struct(self) -> dict[int, Any]:
        found: dict[int, Any] = {}
        number = 0
        while header := self._byte():
            step, kind = header >> 4, header & 15
            number = number + step if step else self._zigzag()
            found[number] = self._value(kind)
        return found

    def _value(self, kind: int) -> Any:
        readers = {
            **dict.fromkeys((1, 2), lambda: kind == 1),
            3: self._byte,
            **dict.fromkeys((4, 5, 6), self._zigzag),
            7: lambda: self._bytes(8),
            8: lambda: self._bytes(self._varint()),
            **dict.fromkeys((9, 10), self._list),
            12: self.struct,
        }
        return readers[kind]()

    def _list(self) -> list[Any]:
        header = self._byte()
        count, kind = header >> 4, header & 15
        count = self._varint() if count == 15 else count
        # Within a list a truth value is a byte of its own.
        return [self._byte() == 1 if kind in (1, 2) else self._value(kind) for _ in range(count)]

    def _byte(self) -> int:
        byte = self.content[self.place]
        self.place += 1
        return byte

    def _bytes(self, count: int) -> bytes:
        if self.place + count > len(self.content):
            raise ValueError(count)
        self.place += count
        return self.content[self.place - count : self.place]

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    def _zigzag(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)
