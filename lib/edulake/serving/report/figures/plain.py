"""Questions that need no figure of their own: a tile for a number, bars for groups, a table where nothing is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released import SMALLEST
from edulake.serving.questions import asking
from edulake.serving.questions.question import DIGITS
from edulake.serving.report import charts
from edulake.serving.report.parts import Chart, Table, Tile
from edulake.serving.report.reading import plain
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edulake.serving.questions.question import Kind, Question, Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

DRAWN = 20
FEW = f"Groups of fewer than {SMALLEST} students are left out, and others with them so that they cannot be computed."
IN_BANDS = f"Bands of fewer than {SMALLEST} students are shown together with a neighbour."


def add_to(made: Section, lake: Reading, questions: Sequence[Question], own: Collection[Question] = ()) -> None:
    """Those of the questions that a page shows and that can be answered, but for those with a figure of their `own`."""
    for question in questions:
        if question in own or not question.is_seen("report") or not lake.has(*question.tables):
            continue
        rows = asking.told(lake.lake, question)
        if not rows:
            continue
        if question.across:
            made.parts.append(_part(question, rows))
            made.empty = ""
        else:
            value = spelled(plain(rows[0][question.shows]), question.columns[question.shows].kind)
            made.tiles.append(Tile(question.title, value, question.note))


def _part(question: Question, rows: Sequence[Row]) -> Chart | Table:
    columns = asking.told_columns(question, rows)
    shown = [question.columns[name] for name in columns]
    head = tuple(column.words[:1].upper() + column.words[1:] for column in shown)
    hides = IN_BANDS if question.bands else FEW if question.counts else ""
    note = " ".join(part for part in (question.note, hides) if part)
    kinds: tuple[Kind, ...] = tuple(column.kind for column in shown)
    numbers = Table(question.title, head, kinds, [[plain(row[name]) for name in columns] for row in rows], note)
    return (
        Chart(question.title, _bars(question, rows), asking.says(question, rows), numbers)
        if question.shows
        else numbers
    )


def _bars(question: Question, rows: Sequence[Row]) -> charts.Spec:
    """The first groups by what is told of each."""
    value = question.columns[question.shows]
    form = "%" if value.kind == "share" else f",.{DIGITS.get(value.kind, 0)}f"
    drawn = [{"group": row[question.across], "value": float(row[question.shows])} for row in rows[:DRAWN]]
    return charts.bars(drawn, "group", charts.number("value", value.words, form), [row["group"] for row in drawn])
