"""What is billed, paid and overdue, and what is received and spent against the budget?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.operations.fee_ageing import NO_DUE_DATE, NOT_DUE, OLDEST
from edulake.serving.questions import money
from edulake.serving.questions.money import FEES, OVERDUE, WORDS
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Action, Section, Tile
from edulake.serving.report.reading import plain as as_float
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("money", "Money", "What is billed, paid and overdue, and does the budget last?")
    told = plain.alone(made, lake, money.QUESTIONS)
    _collected(made, told.get(FEES, []))
    _overdue(made, told.get(OVERDUE, []))
    return made


def _collected(made: Section, rows: Sequence[Row]) -> None:
    """A key figure of each currency of which it is told."""
    for row in rows:
        if row["collected"] is not None:
            share = spelled(as_float(row["collected"]), "share")
            made.tiles.append(Tile("Fees that came in", share, f"of what is billed in {row['year']}, {row['book']}"))


def _overdue(made: Section, rows: Sequence[Row]) -> None:
    """What was due, of each currency: not what is told together with what is not, or of which no day is known."""
    due: dict[str, list[Row]] = {}
    for row in rows:
        book, _, age = row["past_due"].rpartition(": ")
        if row["amount"] and WORDS[NOT_DUE] not in age and WORDS[NO_DUE_DATE] not in age:
            due.setdefault(book, []).append(row)
    for book, found in due.items():
        total = sum(row["amount"] for row in found)
        oldest = sum(row["amount"] for row in found if row["past_due"].endswith(f": {WORDS[OLDEST]}"))
        part = f", {oldest:,} of it for more than 90 days" if oldest else ""
        do = "Ask those who owe longest first, and whether a waiver is due to them."
        made.actions.append(Action(3, f"{total:,}", f"{book} were due and are not paid{part}", do, made.anchor))
