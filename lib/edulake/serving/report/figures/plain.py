"""Questions that need no figure of their own: a tile for a number, bars for groups, a table where nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.governance.released import SMALLEST
from edulake.serving.questions import asking
from edulake.serving.questions.question import DIGITS
from edulake.serving.report import charts
from edulake.serving.report.parts import Asked, Chart, Table, Tile
from edulake.serving.report.reading import plain
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edulake.serving.questions.question import Kind, Question, Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

DRAWN = 20
NO_SOURCE = "No source delivers this yet"
OF_FEW = "Nothing may be told yet, as too few are counted or too little is said"
FEW = f"Groups of fewer than {SMALLEST} people are left out, and others with them so that they cannot be computed."
IN_BANDS = f"Bands of fewer than {SMALLEST} students are shown together with a neighbour."


def add_to(
    made: Section, lake: Reading, questions: Sequence[Question], own: Collection[Question] = ()
) -> dict[Question, list[Row]]:
    """Those of the questions that a page shows and that can be answered, but for those with a figure of their `own`.

    Returns what is told of each.
    """
    found: dict[Question, list[Row]] = {}
    for question in questions:
        if question in own or not question.is_seen("report") or not lake.has(*question.tables):
            continue
        rows = asking.told(lake.lake, question)
        if not rows:
            continue
        found[question] = rows
        if question.across:
            made.parts.append(part(question, rows))
            made.empty = ""
        else:
            value = spelled(plain(rows[0][question.shows]), question.columns[question.shows].kind)
            made.tiles.append(Tile(question.title, value, question.note))
    return found


def alone(
    made: Section, lake: Reading, questions: Sequence[Question], own: Collection[Question] = ()
) -> dict[Question, list[Row]]:
    """A section of such questions alone, which says once what no source delivers, and what is told of nobody.

    Those with a figure of their `own` are in the section by then. Returns what is told of each of the others.
    """
    found = add_to(made, lake, questions, own)
    told = {one.title for one in made.parts}
    asked = [one for one in questions if one.is_seen("report") and one.title not in told]
    there = [one.title for one in asked if lake.is_filled(*one.tables)]
    missing = [one.title for one in asked if one.title not in there]
    made.empty = " ".join(
        f"{why}: {'; '.join(titles)}." for why, titles in ((NO_SOURCE, missing), (OF_FEW, there)) if titles
    )
    return found


def numbers(question: Question, rows: Sequence[Row]) -> Table:
    """All that is told, as a table with what it means."""
    columns = asking.told_columns(question, rows)
    shown = [question.columns[name] for name in columns]
    head = tuple(_capital(column.words) for column in shown)
    hides = IN_BANDS if question.bands else FEW if _hides(question) else ""
    note = " ".join(part for part in (question.note, hides) if part)
    kinds: tuple[Kind, ...] = tuple(column.kind for column in shown)
    return Table(question.title, head, kinds, [[plain(row[name]) for name in columns] for row in rows], note)


def part(question: Question, rows: Sequence[Row]) -> Chart | Table:
    """Where each group that is told has none, the chart says that there may be others."""
    table = replace(numbers(question, rows), asked=Asked(question, rows))
    if not question.shows:
        return table
    note = FEW if _hides(question) and not any(row[question.shows] for row in rows) else ""
    return Chart(question.title, _bars(question, rows), asking.says(question, rows), table, note)


def _hides(question: Question) -> bool:
    return bool(question.counts or (question.shows and question.columns[question.shows].behind))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _bars(question: Question, rows: Sequence[Row]) -> charts.Spec:
    """The first groups by what is told of each."""
    value = question.columns[question.shows]
    form = ".0%" if value.kind == "share" else f",.{DIGITS.get(value.kind, 0)}f"
    drawn = [{"group": row[question.across], "value": float(row[question.shows])} for row in rows[:DRAWN]]
    # Else bars of nothing begin in the middle.
    scale = {} if any(row["value"] for row in drawn) else {"scale": {"domain": [0, 1]}}
    number = charts.number("value", _capital(value.words), form, **scale)
    return charts.bars(drawn, "group", number, [row["group"] for row in drawn])
