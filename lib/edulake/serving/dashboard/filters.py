"""Filters: which rows of a figure are shown, of those that the report tells of all. Nothing is counted anew for them.

A part has a filter where a column of its table, or a key of its question, is called as the filter, or where its columns
are the values of it; a teacher is the classes that they teach. A part that has none says so: it is not shown as if it
were filtered.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import ConfigError
from edulake.governance import roles
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Prose, Table
from edulake.serving.report.words import grades_in_order
from edulake.silver.learning.class_staff import CLASS_STAFF_TABLE as CLASS_STAFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edulake.serving.report.parts import Asked, Section
    from edulake.serving.report.reading import Reading

    Part = Table | Chart | Prose
    # By teacher, the classes that they teach.
    Taught = Mapping[str, frozenset[str]]

# By its name in an address, what a filter is called; a column of a figure is called the same.
FILTERS = {
    "school": "School",
    "grade": "Grade",
    "subject": "Subject",
    "course": "Course",
    "class": "Class",
    "teacher": "Teacher",
    "year": "School year",
    "term": "Term",
}
TEACHER = "teacher"
TEACHING = f"SELECT DISTINCT staff_id, class_id FROM {CLASS_STAFF} WHERE {roles.teaches()}"
NO_SUCH = "this page has no such filter"


class Shown(NamedTuple):
    """What is left of a section under filters, and by why they are not shown, the titles of the others."""

    parts: list[Part]
    not_told: dict[str, list[str]]


def read(asked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The filters of an address, empty ones left out; ConfigError for what is none, or is given twice.

    What was given is not repeated: it may be anything.
    """
    chosen: dict[str, str] = {}
    for name, value in asked:
        if name not in FILTERS:
            raise ConfigError(NO_SUCH, "the address names one that is not known", f"choose from {', '.join(FILTERS)}")
        if name in chosen:
            raise ConfigError(f"{FILTERS[name].lower()} is given twice", "a page shows one at a time", "choose one")
        if value:
            chosen[name] = value
    return chosen


def taught(lake: Reading) -> Taught:
    """Who teaches which classes, as far as a source says."""
    rows = lake.rows(TEACHING) if lake.has(CLASS_STAFF) else []
    of = {row["staff_id"]: set() for row in rows}
    for row in rows:
        of[row["staff_id"]].add(row["class_id"])
    return {teacher: frozenset(classes) for teacher, classes in of.items()}


def options(sections: Iterable[Section], taught: Taught) -> dict[str, list[str]]:
    """By filter, the values that any figure tells of; filters that none has are left out."""
    parts = [part for section in sections for part in section.parts]
    found = {name: {one for part in parts for one in _values(part, name, taught) or ()} for name in FILTERS}
    return {name: _in_order(name, values) for name, values in found.items() if values}


def shown(section: Section, chosen: Mapping[str, str], taught: Taught) -> Shown:
    """The parts of a section under all of the filters."""
    parts: list[Part] = []
    not_told: dict[str, list[str]] = {}
    for part in section.parts:
        kept = _kept(part, chosen, taught) if chosen else part
        if isinstance(kept, str):
            not_told.setdefault(kept, []).append(part.title)
        else:
            parts.append(kept)
    return Shown(parts, not_told)


def _kept(part: Part, chosen: Mapping[str, str], taught: Taught) -> Part | str:
    """The part with the rows for which all filters hold, or why it is not shown."""
    lacking = [name for name in chosen if _values(part, name, taught) is None]
    if lacking:
        return f"Not told by {' and '.join(FILTERS[name].lower() for name in lacking)}"
    for name, value in chosen.items():
        if value not in (_values(part, name, taught) or ()):
            return f"Nothing is told of {value}"
        part = _of_value(part, name, value, taught)
    if not _table(part).rows:
        return f"Nothing is told of {' and '.join(chosen.values())} together"
    return part


def _values(part: Part, name: str, taught: Taught) -> set[str] | None:
    """The values of a filter that a part has; None where it does not have the filter."""
    if isinstance(part, Prose):
        return None
    table = _table(part)
    if name == TEACHER:
        classes = {row["class"] for row in table.asked.rows} if table.asked and _has(table.asked, "class") else None
        return None if classes is None else {teacher for teacher, of in taught.items() if of & classes}
    if table.asked and _has(table.asked, name):
        return {str(row[name]) for row in table.asked.rows if row[name] is not None}
    if table.across == FILTERS[name]:
        return set(table.columns[1:])
    if FILTERS[name] not in table.columns:
        return None
    at = table.columns.index(FILTERS[name])
    return {row[at] for row in table.rows if isinstance(row[at], str)}


def _of_value(part: Part, name: str, value: str, taught: Taught) -> Part:
    """The part of one value of a filter that it has."""
    table = _table(part)
    key, values = ("class", taught[value]) if name == TEACHER else (name, {value})
    if table.asked and _has(table.asked, key):
        return plain.part(table.asked.question, [row for row in table.asked.rows if str(row[key]) in values])
    fewer = _of_column(table, FILTERS[name], value)
    if not isinstance(part, Chart):
        return fewer
    spec = _drawn(part.spec, FILTERS[name], value)
    says = f"{FILTERS[name]}: {value}."
    return replace(part, spec=spec, says=says, numbers=fewer) if spec else fewer


def _of_column(table: Table, words: str, value: str) -> Table:
    if table.across == words:
        places = [0, table.columns.index(value)]
        columns, kinds = (tuple(of[at] for at in places) for of in (table.columns, table.kinds))
        return replace(
            table, columns=columns, kinds=kinds, across="", rows=[[row[at] for at in places] for row in table.rows]
        )
    at = table.columns.index(words)
    return replace(table, rows=[row for row in table.rows if row[at] == value], asked=None)


def _drawn(spec: dict[str, Any], words: str, value: str) -> dict[str, Any] | None:
    """The drawing of the rows of a value; None where some of them do not say of which they are, or none is left."""
    fewer = copy.deepcopy(spec)
    for data in _data(fewer):
        field = next((one for one in (words, words.lower()) if all(one in row for row in data["values"])), None)
        if field is None:
            return None
        data["values"] = [row for row in data["values"] if row[field] == value]
        if not data["values"]:
            return None
    return fewer


def _data(spec: Any) -> list[dict[str, Any]]:
    """The rows of a drawing, and those of its layers."""
    if not isinstance(spec, dict):
        return []
    own = [spec["data"]] if "data" in spec else []
    return [*own, *(data for layer in spec.get("layer", ()) for data in _data(layer))]


def _has(asked: Asked, name: str) -> bool:
    return name in asked.question.columns or name in asked.question.keys


def _table(part: Part) -> Table:
    assert not isinstance(part, Prose)
    return part.numbers if isinstance(part, Chart) else part


def _in_order(name: str, values: set[str]) -> list[str]:
    if name == "grade":
        return list(grades_in_order(sorted(values)))
    return sorted(values, key=str.casefold, reverse=name == "year")
