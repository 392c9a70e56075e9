"""Delimited text, taken apart on the driver: what names its columns, and the rows that no line holds as it is.

Spark reads a plain file faster, line by line. Whatever is not plain (line breaks within quotes, line ends of an old
Mac, a first line that names the delimiter, a header that is not UTF-8) is read here, once, with the same checks, and
handed to Spark as one JSON object a line.
"""

from __future__ import annotations

import base64
import codecs
import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from edulake.expr.called import numbered
from edulake.expr.text import INVISIBLES
from edulake.landing.files.opening import opened
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from edulake.config.limits import Limits
    from edulake.contract.feed import Withheld

BLANK = " \t\r\n"
INVISIBLE = re.compile(f"[{INVISIBLES}]+")
# A first line by which spreadsheets say what parts the cells.
LONGEST_SAYING = 64
SAYS_DELIMITER = re.compile(r'\A"?sep=(.)"?\s*\Z', re.IGNORECASE)
FIRST_END = re.compile(rb'(?:[^"\r\n]|"[^"]*")*(\r\n|\r|\n)')
# Longer cells than Python's 128 KB are no fault: how long a record may be is said by the limits.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Form:
    """How a file is cut into rows, where that is not line by line at the delimiter of its source.

    `ends` is "" where a carriage return alone ends a line; `says_delimiter`: a first line did. `by_line`: some quotes
    never close, so that no row is longer than its line. `is_headless`: the first row is a record as well.
    """

    delimiter: str
    ends: str = "\n"
    says_delimiter: bool = False
    by_line: bool = False
    is_headless: bool = False


class Examined(NamedTuple):
    """The names of the columns, the text that names them, how many records follow, and whether one spans lines."""

    header: tuple[str, ...]
    header_text: str
    records: int
    spans: bool
    form: Form


def clean(name: str) -> str:
    """A column's name without what nobody sees; each run of blanks is one space."""
    return " ".join(INVISIBLE.sub("", name).split())


def names_in(line: str, delimiter: str) -> tuple[str, ...]:
    """The names of the columns that a header gives; "" for one without a name."""
    return tuple(map(clean, _cells(line, delimiter)))


def cells_in(line: str, delimiter: str) -> list[str]:
    """The cells of a line, without the blanks around them."""
    return [cell.strip(BLANK) for cell in _cells(line, delimiter)]


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line by itself; a carriage return within is a blank, as it ends no line here."""
    return next(csv.reader([line.rstrip("\r\n").replace("\r", " ")], delimiter=delimiter), [])


def at_end(kept: str = "") -> str:
    """The blanks that count for nothing at the end of a line; one that is `kept` parts cells."""
    return " \t\r".replace(kept, "") if kept else " \t\r"


def sought(header: str, cells: list[str]) -> str:
    """What a line that names the columns once more must hold, however it is quoted: the longest of the names."""
    return "" if '""' in header else max(cells, key=len, default="")


def named(header: Sequence[str]) -> int:
    """How many cells a record must have: as many as there are up to the last column with a name."""
    return max((position for position, name in enumerate(header, 1) if name), default=0)


def places(header: Sequence[str]) -> dict[str, int]:
    """Where each named column stands; of two with one name, which nobody maps, the first."""
    return {name: place for place, name in reversed(list(enumerate(header))) if name}


def unique(header: Sequence[str]) -> list[str]:
    """A name for every column, none twice: what stands twice is numbered, what has no name is a column so-and-so."""
    counts, seen = Counter(header), Counter[str]()
    names = []
    for position, name in enumerate(header, 1):
        seen[name] += 1
        names.append(f"column {position}" if not name else f"{name} ({seen[name]})" if counts[name] > 1 else name)
    return names


def form_of(start: bytes, delimiter: str, *, is_headless: bool = False) -> Form:
    """How a file that begins so is cut into rows: by its first line end, and by what its first line says."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip(BLANK.encode())
    end = FIRST_END.match(text)
    first = text[:LONGEST_SAYING].splitlines()[0] if text else b""
    ends = "" if end and end[1] == b"\r" else "\n"
    said = SAYS_DELIMITER.match(first.decode("utf-8", "replace"))
    return Form(said[1] if said else delimiter, ends, bool(said), is_headless=is_headless)


def examined(path: Path, form: Form, limits: Limits) -> Examined:
    """What a file holds, read as a whole; by its lines, where quotes never close."""
    try:
        return _examined(path, form, limits)
    except csv.Error:
        return _examined(path, replace(form, by_line=True), limits)


def _examined(path: Path, form: Form, limits: Limits) -> Examined:
    header: tuple[str, ...] | None = None
    text, records, spans = "", 0, False
    for row, cells in rows(path, form, limits.record_bytes):
        spans = spans or _has_break(row)
        names = tuple(map(clean, cells))
        if header is None and form.is_headless:
            header = numbered(len(cells))
            text, records = form.delimiter.join(header), 1
        elif header is None:
            header, text = names, row.rstrip("\r\n")
        elif form.is_headless or names != header:
            records += 1
    return Examined(header or (), text.encode("utf-8", "replace").decode("utf-8"), records, spans, form)


def rows(path: Path, form: Form, longest: int) -> Iterator[tuple[str, list[str]]]:
    """Each row that is not blank, as it stands in the file and as its cells; bytes that are no text are surrogates.

    csv.Error where quotes do not close, unless the form is by line; Refusal for a line longer than `longest`.
    """
    taken: list[str] = []
    with (
        opened(path) as stream,
        io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline=form.ends) as text,
    ):
        lines = _noted(text, taken, longest, form)
        if form.says_delimiter:
            next(line for line in lines if line.strip(BLANK))
            taken.clear()
        if form.by_line:
            each: Iterable[list[str]] = (_cells(line, form.delimiter) for line in lines)
        else:
            each = csv.reader(lines, delimiter=form.delimiter, strict=True)
        for cells in each:
            row = "".join(taken)
            taken.clear()
            if row.strip(BLANK):
                yield row, cells


def _has_break(row: str) -> bool:
    return any(end in row.rstrip("\r\n") for end in "\r\n")


def _noted(text: Iterable[str], taken: list[str], longest: int, form: Form) -> Iterator[str]:
    """The lines, each also appended to `taken`, which the caller empties with every row."""
    length = 0
    for line in text:
        if len(line) > longest:
            raise Refusal("FILE_LIMIT", f"a record is longer than {longest} bytes")
        length = len(line) + (length if taken else 0)
        taken.append(line)
        if not form.by_line and length > longest:
            raise csv.Error("a row that does not end")
        yield line


class Cutter(NamedTuple):
    """How the rows of one file become records."""

    header: tuple[str, ...]
    form: Form
    spans: bool
    withheld: Withheld
    # Whether a line can be read again later by its header and the delimiter of its source.
    is_like_others: bool

    def record(self, row: str, cells: list[str]) -> dict[str, object]:
        """A row as payload, form, issue and cells, which are missing where they are not sure."""
        issue = self._issue(row, cells)
        cells = cells[: len(self.header)] + [""] * (len(self.header) - len(cells))
        text = row.rstrip("\r\n")
        if issue and self.withheld:
            found: dict[str, object] = {"form": "withheld"}
        elif issue in ("ENCODING", "NUL_BYTE"):
            raw = text.encode("utf-8", "surrogateescape")
            found = {"form": "base64", "payload": base64.b64encode(raw).decode()}
        elif issue or (self.is_like_others and not _has_break(row) and not self.withheld):
            found = {"form": "verbatim", "payload": text}
        else:
            kept = {
                name: cell
                for name, column, cell in zip(unique(self.header), self.header, cells, strict=True)
                if not self.withheld.withholds(column)
            }
            found = {"form": "json", "payload": json.dumps(kept, ensure_ascii=False)}
        if issue is None:
            shown = [None if self.withheld.withholds(name) else c for name, c in zip(self.header, cells, strict=True)]
            return {**found, "cells": shown}
        if issue == "RAGGED_LONG" and not self.spans:
            # A delimiter too much pushes cells to the right, and nothing stands left of the first.
            withheld = self.withheld.withholds(self.header[0])
            return {**found, "issue": issue, "cells": [None if withheld else cells[0]]}
        return {**found, "issue": issue}

    def _issue(self, row: str, cells: list[str]) -> str | None:
        if any("\udc80" <= letter <= "\udcff" for letter in row):
            return "ENCODING"
        if "\0" in row:
            return "NUL_BYTE"
        if self.form.by_line and row.count('"') % 2:
            return "BROKEN_QUOTES"
        if len(cells) < named(self.header):
            return "RAGGED_SHORT"
        return "RAGGED_LONG" if any(cell.strip(BLANK) for cell in cells[len(self.header) :]) else None


def rewritten(path: Path, cutter: Cutter, longest: int, copy: Path) -> Path:
    """A copy of the file's records as lines of JSON, one each: payload, form, issue and cells."""
    with copy.open("w", encoding="utf-8", newline="\n") as target:
        for position, (row, cells) in enumerate(rows(path, cutter.form, longest)):
            if cutter.form.is_headless or (position and tuple(map(clean, cells)) != cutter.header):
                target.write(json.dumps(cutter.record(row, cells)) + "\n")
    return copy
