"""Files in which columns are rows: a gradebook's assignments, a register's days; as config/spread.py says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from edulake.landing.suggest import evidence, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.landing.suggest.table import Table

# So many columns are no coincidence; so many rows below the header may be further lines of it.
FEWEST_DAYS, FEWEST, LINES = 3, 2, 3
_FIGURE = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Wide:
    """Which headers are rows of a subject, what the block says of them, and what gives the dates.

    `days` are texts of days in headers or in a further line of headers; `skipped` rows below the header are such lines.
    """

    subject: str
    headers: tuple[str, ...]
    says: dict[str, Any]
    days: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    gives: tuple[str, ...] = field(default=())


def wide(table: Table) -> Wide | None:
    """How a file is wide; None for one that has a row for each record."""
    header = [name for name in table.header if name]
    return _register(header) or _listed(table, header) or _gradebook(table, header)


def _register(header: Sequence[str]) -> Wide | None:
    days = tuple(name for name in header if evidence.formats_of(name))
    if len(days) < FEWEST_DAYS or not _is_about_students(header):
        return None
    shapes = sorted({_FIGURE.sub(lambda digits: f"[0-9]{{{len(digits[0])}}}", re.escape(day)) for day in days})
    says = {"columns": "|".join(shapes).replace(r"\-", "-").replace(r"\/", "/"), "cell": "status"}
    return Wide("attendance", days, {**says, "header": {"date": "whole"}}, days, gives=("date", "status"))


def _listed(table: Table, header: Sequence[str]) -> Wide | None:
    for kind in names.known()["wide"]:
        fitting = tuple(name for name in header if re.fullmatch(kind["columns"], name))
        if len(fitting) >= FEWEST:
            says = {key: value for key, value in kind.items() if key != "subject" and value}
            return _with_lines(table, Wide(kind["subject"], fitting, says))
    return None


def _gradebook(table: Table, header: Sequence[str]) -> Wide | None:
    """Columns that nobody knows, below a line of points or dates: Google Classroom's, or a teacher's own."""
    others = [name for name in header if not names.is_known(name) and not names.is_listed(name, "totals")]
    if len(others) < FEWEST or not _is_about_students(header):
        return None
    says = {"names": others, "cell": "score", "header": {"subject": "whole"}}
    found = _with_lines(table, Wide("assessments", tuple(others), says))
    return found if found.skipped else None


def _is_about_students(header: Sequence[str]) -> bool:
    return bool(names.columns_of("students", header, ["student_id"]))


def _with_lines(table: Table, found: Wide) -> Wide:
    """What further lines of headers say: each is known by the text of one of its cells."""
    lines: dict[str, str] = {}
    days: tuple[str, ...] = ()
    skipped: list[str] = []
    places = [place for place, name in enumerate(table.header) if name in found.headers]
    for row in islice(table.rows(), LINES):
        for column, texts in names.known()["lines"].items():
            marks = [cell.strip() for cell in row if names.plain(cell) in {names.plain(text) for text in texts}]
            if marks and column not in lines:
                lines[column] = marks[0]
                skipped.append(marks[0])
                days = tuple(row[place] for place in places) if column == "assessment_date" else days
                break
    says = {**found.says, "lines": lines} if lines else found.says
    gives = (*says.get("header", {}), *lines, says["cell"])
    return Wide(found.subject, found.headers, says, days, tuple(skipped), gives)
