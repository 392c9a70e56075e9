"""Filters of a question as SQL on its released cells: they choose among cells that are told as they are.

Nothing is counted anew for what a filter chooses: else two filters that differ by one student would tell of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.agents.cells import Plain
    from edulake.serving.questions.question import Question

# How a filter compares, by the SQL of it; `{}` is the column.
COMPARES = {
    "=": "{} = ?",
    "!=": "{} <> ?",
    "<": "{} < ?",
    "<=": "{} <= ?",
    ">": "{} > ?",
    ">=": "{} >= ?",
    "contains": "instr(lower({}), lower(?)) > 0",
}
# Those that have no value: whether it is told at all.
TOLD = {"told": "{} IS NOT NULL", "not told": "{} IS NULL"}
HOW = (*COMPARES, *TOLD)
MOST = 20


class Chosen(NamedTuple):
    """A SELECT of a question's cells, and the values that it asks for."""

    sql: str
    values: tuple[Plain, ...]


def chosen(question: Question, filters: Sequence[dict[str, Any]], by: str = "", *, descending: bool = False) -> Chosen:
    """The cells for which all filters hold, in the question's own order or by one column.

    ConfigError for a column that is not shown, a comparison that is none of HOW, and a value that is no text or number.
    """
    if len(filters) > MOST:
        raise ConfigError("these are too many filters", f"there are {len(filters)}", f"give at most {MOST}")
    conditions = [_condition(question, one) for one in filters]
    where = f" WHERE {' AND '.join(sql for sql, _ in conditions)}" if conditions else ""
    order = f" ORDER BY {_column(question, by)}{' DESC' if descending else ''}" if by else ""
    columns = ", ".join(f'"{name}"' for name in question.columns)
    values = tuple(value for _, of in conditions for value in of)
    return Chosen(f'SELECT {columns} FROM "{question.name}"{where}{order}', values)


def _condition(question: Question, one: dict[str, Any]) -> tuple[str, tuple[Plain, ...]]:
    if not isinstance(one, dict) or not {"column", "is"} <= one.keys() <= {"column", "is", "value"}:
        raise ConfigError("a filter cannot be read", "", 'write {"column": …, "is": …, "value": …}')
    column, how, value = _column(question, one["column"]), str(one["is"]), one.get("value")
    if how in TOLD and value is None:
        return TOLD[how].format(column), ()
    if how not in COMPARES:
        raise ConfigError("a filter compares in no way that is known", "", f"choose from {', '.join(HOW)}")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ConfigError(f"a filter on {one['column']} has no value", "", "give a text or a number")
    return COMPARES[how].format(column), (value,)


def _column(question: Question, name: Any) -> str:
    """The column as SQL; the name that was given is not repeated, as it may be anything."""
    if not isinstance(name, str) or name not in question.columns:
        fix = f"choose from {', '.join(question.columns)}"
        raise ConfigError(f"{question.name} has no column of that name", "", fix)
    return f'"{name}"'
