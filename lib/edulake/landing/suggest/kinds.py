"""Files of one kind: of the same columns, written in the same way. All their values are looked at, once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from edulake.landing.files.names import alike, is_archive, is_database, is_hidden, matches
from edulake.landing.suggest import names
from edulake.landing.suggest.evidence import Column
from edulake.landing.suggest.table import Table, is_sum, opened_as_table, stem
from edulake.landing.suggest.wide import Wide, wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from edulake.landing.suggest.names import Mapped

NUMBERS = {
    "score", "score_max", "score_min", "completion_time", "engagement_score", "progress_percentage", "minutes",
    "minutes_late", "absent_fraction", "points", "weight", "events",
}  # fmt: skip
# What is shown of how values would read.
SHOWN = 5
PART = 50_000
# What means something in a pattern, and how it means itself.
_SIGNS, _ESCAPED = re.compile(r"([*?\[])"), r"[\1]"
_DATED = re.compile(r"[\W_]*[0-9][0-9\W_]*")


@dataclass
class Kind:
    """Files of one kind, the subject that they are taken for, and what was seen in each of its columns.

    `rivals` are other subjects for which as much speaks. `first` are the mapped cells of the first records.
    """

    tables: list[Table]
    standard: str = ""
    mapped: Mapped | None = None
    rivals: tuple[str, ...] = ()
    wide: Wide | None = None
    seen: dict[str, Column] = field(default_factory=dict)
    first: list[dict[str, str]] = field(default_factory=list)
    records: int = 0
    sums: int = 0

    @property
    def table(self) -> Table:
        return self.tables[0]

    @property
    def is_tidy(self) -> bool:
        """Whether edulake is to read its files as they lie: no titles, no sums, no workbooks."""
        return all(table.is_tidy for table in self.tables) and not self.sums

    def copied(self, table: Table) -> str:
        """What one of its files is called in a landing folder: what is not tidy is written anew, as CSV."""
        return table.path.name if self.is_tidy else f"{stem(table.path)}.csv"

    @property
    def columns(self) -> dict[str, str]:
        return self.mapped.columns if self.mapped else {}


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that are data by their names, in the order of their names."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not is_hidden(file.relative_to(path).parts if path.is_dir() else ()):
                yield file


def kinds(files: Sequence[Path], folder: Path, having: Mapping[str, Sequence[str]]) -> list[Kind]:
    """The kinds of files, in the order in which they were found; `having` are the columns of each subject."""
    groups: dict[object, Kind] = {}
    for file in files:
        if is_archive(file) or is_database(file):
            table = Table(file, unread="unpack it, or export its tables as CSV, to have it looked at")
        else:
            table = opened_as_table(file, folder)
        found = wide(table)
        others = tuple(names.plain(name) for name in table.header if not found or name not in found.headers)
        said = (table.format, table.encoding, table.form.delimiter, table.within, bool(table.sheet))
        mark = (file, table.unread) if table.unread else (file.parent, found and found.subject, others, *said)
        groups.setdefault(mark, Kind([])).tables.append(table)
    for kind in groups.values():
        if not kind.table.unread:
            _take_for(kind, having)
            look_through(kind)
    return list(groups.values())


def _take_for(kind: Kind, having: Mapping[str, Sequence[str]]) -> None:
    table = kind.table
    kind.standard = names.standard_of(table.header, base(kind))
    kind.wide = None if kind.standard else wide(table)
    if kind.wide:
        others = [name for name in table.header if name not in kind.wide.headers]
        left = [name for name in having[kind.wide.subject] if name not in kind.wide.gives]
        kind.mapped = names.Mapped(kind.wide.subject, names.columns_of(kind.wide.subject, others, left), 0)
    elif not kind.standard:
        found = names.mapped(table.header, base(kind), having)
        kind.rivals = tuple(one.subject for one in found[1:] if one.weight == found[0].weight)
        kind.mapped = found[0] if found else None


def kind_of(column: str) -> str:
    """What a column of a subject holds: "date", "number", "id" or "text"."""
    if column in NUMBERS:
        return "number"
    if column == "date" or column.endswith(("_date", "_at")):
        return "date"
    return "id" if column.endswith("_id") else "text"


def look_through(kind: Kind) -> None:
    kind.seen = {column: Column(kind_of(column)) for column in kind.columns}
    if kind.wide:
        kind.seen |= {"spread": Column("number" if kind.wide.subject == "assessments" else "text")}
        kind.seen |= {"days": Column("date")} if kind.wide.days else {}
    for table in kind.tables:
        _add_rows(kind, table, wide(table) if kind.wide else None)


def _add_rows(kind: Kind, table: Table, spreading: Wide | None) -> None:
    place_of = {name: place for place, name in reversed(list(enumerate(table.header)))}
    # Files of one kind may spell a name in two ways.
    by_letters = {names.plain(name): place for name, place in place_of.items()}
    places = {column: by_letters.get(names.plain(name)) for column, name in kind.columns.items()}
    spread = [place_of[name] for name in spreading.headers] if spreading else []
    lines = {names.plain(mark) for mark in spreading.skipped} if spreading else set()
    for day in spreading.days if spreading and "days" in kind.seen else ():
        kind.seen["days"].add(day)
    columns = [(name, place) for name, place in places.items() if place is not None]
    columns += [("spread", place) for place in spread]
    for part in _in_parts(_records(kind, table, lines)):
        kind.records += len(part)
        kind.first += [{name: row[place] for name, place in columns if name != "spread"} for row in part[:SHOWN]]
        for name, place in columns:
            for text, times in Counter(row[place] for row in part).items():
                kind.seen[name].add(text, times)
    kind.first = kind.first[:SHOWN]


def _records(kind: Kind, table: Table, lines: set[str]) -> Iterator[list[str]]:
    """The rows that are records: no further lines of headers, and no sums, which are counted."""
    for row in table.rows():
        if lines and any(names.plain(cell) in lines for cell in row):
            continue
        if table.format == "csv" and is_sum(row):
            kind.sums += 1
        else:
            yield row


def _in_parts(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Rows in parts: of what stands there many times, each text is looked at once a part."""
    while part := list(islice(rows, PART)):
        yield part


def base(kind: Kind) -> str:
    """What the names of its files have in common, without dates and numbers."""
    stems = [_DATED.sub("", stem(table.path)) for table in kind.tables]
    common = next(iter(stems), "")
    for one in stems:
        while not one.lower().startswith(common.lower()):
            common = common[:-1]
    return common.rstrip("-_ .")


def glob(kind: Kind, others: Sequence[Kind], folder: str) -> str:
    """A pattern that fits all its files and none of the others': by what their names have in common, or by all of one.

    What numbers a file stands for is open, so that the next delivery fits. Where others are called the same, it is one
    of those in a `folder` of its own: they may be read otherwise.
    """
    endings = [".csv" if not kind.is_tidy else next(iter(_endings(table.path)), "") for table in kind.tables]
    own = [f"{stem(table.path)}{ending}" for table, ending in zip(kind.tables, endings, strict=True)]
    taken = [other.copied(table) for other in others if other is not kind for table in other.tables]
    whole = _SIGNS.sub(_ESCAPED, stem(kind.table.path))
    starts = [_DATED.sub("*", whole) + "*", _SIGNS.sub(_ESCAPED, base(kind)) + "*", whole, "*"]
    patterns = [*(re.sub(r"[*]+", "*", f"{start}{endings[0]}*") for start in starts), "*"]
    fitting = [one for one in patterns if _fits(one, own) == len(own)]
    sound = (f"**/{one}" for one in fitting if not _fits(one, taken))
    return next(sound, f"{folder}/**/{fitting[0]}")


def _fits(pattern: str, file_names: Sequence[str]) -> int:
    return sum(matches(alike([name]), alike([pattern])) for name in file_names)


def _endings(path: Path) -> list[str]:
    return [suffix for suffix in path.suffixes if suffix.lower() not in (".gz", ".bz2")][-1:]
