"""Asking a question of a warehouse: its rows as they may be shown, and a sentence about them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edulake.serving.questions.question import DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving import query
    from edulake.serving.questions.question import Column, Question, Row

MOST_SAID = 5


def told(lake: query.View, question: Question) -> list[Row]:
    """What may be told, numbers as decimals of the digits that are shown; no row where its tables are not there."""
    if not all(lake.exists(table) for table in question.tables):
        return []
    answer = lake.query(question.told)
    return [
        {name: _exact(value, question.columns.get(name)) for name, value in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]


def told_columns(question: Question, rows: Sequence[Row]) -> list[str]:
    """Names of the columns that a table of the rows has: one of counts that are all nothing is left out."""
    return [
        name
        for name, column in question.columns.items()
        if column.kind != "count" or name == question.shows or any(row[name] for row in rows)
    ]


def says(question: Question, rows: Sequence[Row]) -> str:
    """The answer in a sentence: a number, or what is told of each group; of many groups the first and the last."""
    value = question.columns[question.shows]
    if not question.across:
        return f"{question.title}: {_figure(rows[0][question.shows], value)}."
    groups = [f"{row[question.across]} {_figure(row[question.shows], value)}" for row in rows]
    of_all = ", ".join(groups) if len(groups) <= MOST_SAID else f"from {groups[0]} to {groups[-1]}"
    return " ".join(part for part in (f"{value.words.capitalize()}: {of_all}.", question.note) if part)


def _figure(value: Any, column: Column) -> str:
    """A number as a sentence has it; a share in percent."""
    if value is None:
        return "not told"
    return f"{value:.0%}" if column.kind == "share" else f"{value:,}"


def _exact(value: Any, column: Column | None) -> Any:
    """The value, and in the place of a float the decimal that people read; never a negative zero. A key is as it is."""
    digits = DIGITS.get(column.kind, 0) if column else 0
    return Decimal(f"{value:z.{digits}f}") if digits and value is not None else value
