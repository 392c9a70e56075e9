"""Released cells of all questions, as one look at the warehouse found them: all that agents are told of rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import EdulakeError
from edulake.serving import query
from edulake.serving.questions import QUESTIONS, asking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.serving.questions.question import Question

# A value that JSON and SQLite have.
Plain = str | int | float | None


class Origin(NamedTuple):
    """A table of which cells were made, the version that was read, and when that was written, UTC."""

    table: str
    version: int
    written_at: dt.datetime


class Cells(NamedTuple):
    """What may be told of a question: values by `columns`, those that are shown. Where there is none, `why`."""

    question: Question
    columns: list[str]
    rows: list[tuple[Plain, ...]]
    origins: tuple[Origin, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Release:
    """All cells by the names of their questions, and when they were made, UTC."""

    made_at: dt.datetime
    cells: dict[str, Cells]

    @property
    def tells(self) -> bool:
        """Whether it has a cell: another one tells nothing by its difference from one that has none."""
        return any(cells.rows for cells in self.cells.values())

    def origins(self, names: Iterable[str]) -> list[Origin]:
        """The tables behind these questions, each once."""
        return sorted({origin for name in names for origin in self.cells[name].origins})


class Releases:
    """The release of the hour: made when first asked for, and anew once it is `hours_kept` old, or told nothing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._newest: Release | None = None

    def newest(self, now: dt.datetime) -> Release:
        kept = dt.timedelta(hours=self.settings.agents.hours_kept)
        if self._newest is None or not self._newest.tells or now - self._newest.made_at >= kept:
            with query.opened(self.settings) as lake:
                self._newest = released(lake, now)
        return self._newest


def released(lake: query.View, now: dt.datetime, questions: Sequence[Question] = QUESTIONS) -> Release:
    """What may be told of each question. One that cannot be asked says why, and the others stay."""
    known: dict[Table, Origin] = {}
    return Release(now, {question.name: _cells(lake, question, known) for question in questions})


def _cells(lake: query.View, question: Question, known: dict[Table, Origin]) -> Cells:
    """The cells of a question; what becomes `known` of a table is not asked for again."""
    columns = list(question.columns)
    try:
        missing = [str(table) for table in question.tables if not lake.exists(table)]
        if missing:
            return Cells(question, columns, [], why=f"no run has written {', '.join(missing)}")
        rows = [tuple(plain(row[name]) for name in columns) for row in asking.told(lake, question)]
        for table in question.tables:
            if table not in known:
                known[table] = Origin(str(table), lake.version(table), lake.history(table, 1)[0].at)
    except EdulakeError as error:
        return Cells(question, columns, [], why=error.what)
    # Of a number alone that may not be told, the row holds nothing.
    rows = [row for row in rows if any(value is not None for value in row)]
    origins = tuple(known[table] for table in question.tables)
    return Cells(question, columns, rows, origins, "" if rows else "nothing may be told: too few, or no row yet")


def plain(value: Any) -> Plain:
    """A value as text or number: moments are ISO 8601 in UTC, a list is its words with a comma between."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if value is None or isinstance(value, str | int | float) else str(value)
