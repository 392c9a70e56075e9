"""One file as it lies, opened: how its bytes are read, the names of its columns, and its rows, one after the other."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.limits import Limits
from edulake.errors import UnreadableError
from edulake.landing.files.delimited import BLANK, Form, clean, examined, form_of, rows
from edulake.landing.files.opening import check_magic, opened, packing
from edulake.landing.files.parquet_footer import footer
from edulake.landing.files.refusal import Refusal
from edulake.landing.suggest import names, records, workbook
from edulake.landing.suggest.copying import as_text
from edulake.landing.suggest.cutting import cut
from edulake.landing.suggest.encoding import encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Of what is longer, blocks that are spread over it are looked at.
WHOLE_BYTES = 200_000_000
START_BYTES = 1 << 20
LIMITS = Limits()
NO_HEADER = "no line names its columns: add a first line that does, or export with headers"


@dataclass(frozen=True)
class Table:
    """What a file is: its format, how that is written, and where its rows are found.

    `above` rows stand above the header. `copy` is the text that is looked at, in UTF-8, cut by `form`; `part` says what
    of a large file that is. `within` is where in an object of JSON the list of records is, `types` are Parquet's,
    `sheet` is that of a workbook. `unread` says why no more is known of a file.
    """

    path: Path
    format: str = "csv"
    encoding: str = "utf-8"
    header: tuple[str, ...] = ()
    above: int = 0
    within: str = ""
    copy: Path = Path()
    form: Form = Form(",")
    part: str = ""
    types: tuple[str | None, ...] = ()
    sheet: str = ""
    unread: str = ""

    @property
    def is_tidy(self) -> bool:
        """Whether edulake reads it as it lies."""
        return not self.sheet and not self.above

    def rows(self) -> Iterator[list[str]]:
        """The rows below the header, a cell for each of its names."""
        width = len(self.header)
        if self.format in ("json", "jsonl"):
            for record in records.records(self.copy, self.format, self.within):
                yield [record.get(name, "") for name in self.header]
        elif self.format == "csv":
            for _, cells in islice(rows(self.copy, self.form, LIMITS.record_bytes), self.above + 1, None):
                yield cells[:width] + [""] * (width - len(cells))


def opened_as_table(path: Path, folder: Path, whole: int = WHOLE_BYTES) -> Table:
    """What a file is; copies of it go to `folder`. One that cannot be read says why, as `unread`."""
    try:
        return _table(path, folder / f"{len(list(folder.iterdir()))}.txt", whole)
    except Refusal as refusal:
        return Table(path, unread=refusal.advice)
    except UnicodeError:
        return Table(path, unread="its bytes are not all of one encoding: export it again, as UTF-8")
    except (EOFError, zlib.error, OSError, ValueError):
        return Table(path, unread="it cannot be read, perhaps half-written: export it again")


def _table(path: Path, copy: Path, whole: int) -> Table:
    if path.suffix.lower() == ".parquet":
        leaves = footer(path).columns
        return Table(path, "parquet", header=tuple(leaf.name for leaf in leaves), types=_types(leaves))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        sheet, others = workbook.as_csv(path, copy)
        part = f"the sheet {sheet}, and none of {others} others" if others else ""
        return _csv(Table(path, copy=copy, sheet=sheet, part=part), copy.read_text("utf-8")[:START_BYTES])
    check_magic(path)
    with opened(path) as stream:
        start = stream.read(START_BYTES)
    if start.startswith(b"\xd0\xcf\x11\xe0") or start.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<?xml", b"<tabl"):
        return Table(path, unread="a workbook, or a page of the web: open it and save it as CSV (UTF-8)")
    name = encoding(path, start)
    if not name:
        return Table(path, unread="nothing tells which encoding its letters are in: export it as UTF-8")
    try:
        part = as_text(path, name, copy, whole)
    except UnicodeDecodeError as error:
        # What is not ASCII may come late in a file.
        around = error.object[max(error.start - 200, 0) : error.start + 200]
        name = encoding(path, around) or name
        part = as_text(path, name, copy, whole)
    return _of_text(Table(path, encoding=name, copy=copy, part=part), start.decode(name, "ignore"))


def _types(leaves: tuple[object, ...]) -> tuple[str | None, ...]:
    return tuple(getattr(leaf, "held", "") or getattr(leaf, "spark_type", None) for leaf in leaves)


def _of_text(table: Table, text: str) -> Table:
    if not text.strip(BLANK):
        return replace(table, unread="it is empty")
    if text.lstrip(BLANK + "\ufeff")[:1] not in ("{", "["):
        return _csv(table, text)
    found = records.form_of(table.copy.read_text("utf-8-sig") if not table.part else text)
    if not found:
        return replace(table, unread="it begins like JSON and does not parse: export it again")
    form, within = found
    keys = (record.keys() for record in islice(records.records(table.copy, form, within), records.NAMING))
    header = tuple(dict.fromkeys(key for record in keys for key in record))
    return replace(table, format=form, within=within, header=header, unread="" if header else "it holds no record")


def _csv(table: Table, text: str) -> Table:
    form = form_of(text.encode()[:START_BYTES], "")
    lines = text.lstrip("\ufeff").lstrip(BLANK)
    found = cut(lines.partition("\n")[2] if form.says_delimiter else lines, form.delimiter)
    if not found.header:
        return replace(table, unread=NO_HEADER)
    form = examined(table.copy, replace(form, delimiter=found.delimiter), LIMITS).form
    return replace(table, form=form, above=found.above, header=tuple(map(clean, found.header)))


def tidied(table: Table, copy: Path, most: int | None = None) -> Path:
    """A copy in UTF-8 whose first line is the header and that has no sums; with `most` only so many records of it.

    UnreadableError for a text of which only parts were looked at: the rest would be lost.
    """
    if most is None and table.part and not table.sheet:
        why = f"of its rows, {table.part} were looked at"
        raise UnreadableError(f"{table.path.name} is too large to be tidied", why, "export it without titles and sums")
    end = None if most is None else table.above + 1 + most
    with copy.open("w", encoding="utf-8", newline="") as target:
        for row, cells in islice(rows(table.copy, table.form, LIMITS.record_bytes), table.above, end):
            if is_sum(cells):
                continue
            target.write(row if row.endswith("\n") else row + "\n")
    return copy


def is_sum(row: Sequence[str]) -> bool:
    """Whether a row begins with a word for a sum."""
    first = next((cell for cell in row if cell.strip()), "")
    return first[:1].isalpha() and names.is_listed(first.strip(" :"), "sums")


def stem(path: Path) -> str:
    """A file's name without its endings."""
    inner = Path(path.stem) if packing(path) else path
    return inner.stem
