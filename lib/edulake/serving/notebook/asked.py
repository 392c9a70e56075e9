"""The questions of a domain, one after the other: each by a figure of its own, or by bars and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released import SMALLEST
from edulake.serving.notebook import draw
from edulake.serving.notebook.exhibit import Exhibit, Exhibits
from edulake.serving.notebook.lakehouse import asks
from edulake.serving.questions import asking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Question, Row

    Ask = Callable[[Lakehouse], Exhibit]

DRAWN = 20
NOT_DELIVERED = "No source delivers this yet"
COLOURS = {
    "High Risk": draw.POOR,
    "Medium Risk": draw.SKY,
    "Low Risk": draw.GOOD,
    "Satisfactory": draw.GOOD,
    "At Risk": draw.SKY,
    "Moderate Chronic": draw.POOR,
    "Severe Chronic": draw.POOR,
    "Too Few Days": draw.GREY,
}


def shown(lake: Lakehouse, questions: Sequence[Question], figures: Mapping[str, Ask] | None = None) -> Exhibits:
    """Those of the questions that notebooks show; `figures` are the cell's own, by the names of their questions.

    Where several lack a table, that is said once for all of them, at the end.
    """
    own = figures or {}
    asked = [question for question in questions if question.is_seen("notebook")]
    missing = [one for one in asked if not all(map(lake.has, one.tables))]
    together = missing if len(missing) > 1 else []
    parts = [
        (one.asks, asks(*one.tables)(own.get(one.name, _plain(one)))(lake)) for one in asked if one not in together
    ]
    return Exhibits([*parts, *([(NOT_DELIVERED, _not_delivered(together))] if together else [])])


def _not_delivered(questions: Sequence[Question]) -> Exhibit:
    tables = dict.fromkeys(str(table) for one in questions for table in one.tables)
    says = f"Nothing to show yet: no run has written {', '.join(tables)}."
    return Exhibit(says, None, ("question",), [(one.asks,) for one in questions])


def _plain(question: Question) -> Ask:
    def answered(lake: Lakehouse) -> Exhibit:
        rows = asking.told(lake.view, question)
        if not rows or (not question.across and rows[0][question.shows] is None):
            return Exhibit(f"Nothing may be told: there is no group of {SMALLEST} people yet.")
        columns = asking.told_columns(question, rows)
        head = [question.columns[name].words for name in columns]
        table = [[row[name] for name in columns] for row in rows]
        says = asking.says(question, rows) if question.shows else question.note
        return Exhibit(says, _bars(question, rows) if question.across and question.shows else None, head, table)

    return answered


def _bars(question: Question, rows: Sequence[Row]) -> Figure:
    """The first groups by what is told of each."""
    form = "{:.0%}" if question.columns[question.shows].kind == "share" else "{:,}"
    values = {str(row[question.across]): row[question.shows] for row in rows[:DRAWN]}
    return draw.bars(values, question.title, form, COLOURS)
