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

    def origins(self, names: Iterable[str]) -> list[Origin]:
        """The tables behind these questions, each once."""
        return sorted({origin for name in names for origin in self.cells[name].origins})


class Releases:
    """The release of the hour: made when first asked for, and anew once it is `hours_kept` old."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._newest: Release | None = None

    def newest(self, now: dt.datetime) -> Release:
        kept = dt.timedelta(hours=self.settings.agents.hours_kept)
        if self._newest is None or now - self._newest.made_at >= kept:
            with query.opened(self.settings) as lake:
                self._newest = released(lake, now)
        return self._newest


def released(lake: query.View, now: dt.datetime, questions: Sequence[Question] = QUESTIONS) -> Release:
    """What may be told of each question. One that cannot be asked says why, and the others stay."""
    return Release(now, {question.name: _cells(lake, question) for question in questions})


def _cells(lake: query.View, question: Question) -> Cells:
    columns = list(question.columns)
    try:
        missing = [str(table) for table in question.tables if not lake.exists(table)]
        if missing:
            return Cells(question, columns, [], why=f"no run has written {', '.join(missing)}")
        rows = [tuple(plain(row[name]) for name in columns) for row in asking.told(lake, question)]
        origins = tuple(
            Origin(str(table), lake.version(table), lake.history(table, 1)[0].at) for table in question.tables
        )
    except EdulakeError as error:
        return Cells(question, columns, [], why=error.what)
    # Of a number alone that may not be told, the row holds nothing.
    rows = [row for row in rows if any(value is not None for value in row)]
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
