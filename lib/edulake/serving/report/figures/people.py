"""Who is enrolled, who teaches them, and who can be reached?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import people
from edulake.serving.questions.people import ENROLLED_BY_YEAR, REACHED, STUDENTS
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Action, Section, Tile
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("people", "People", "Who is enrolled, who teaches them, and who can be reached?")
    told = plain.alone(made, lake, [one for one in people.QUESTIONS if one is not STUDENTS])
    _enrolled(made, told.get(ENROLLED_BY_YEAR, []))
    _unreachable(made, told.get(REACHED, []))
    return made


def _enrolled(made: Section, rows: Sequence[Row]) -> None:
    """A key figure: the students of the newest school year, where they are told."""
    if rows and rows[-1]["students"] is not None:
        newest = rows[-1]
        made.tiles.append(
            Tile("Enrolled", spelled(newest["students"], "count"), f"on the census day of {newest['year']}")
        )


def _unreachable(made: Section, rows: Sequence[Row]) -> None:
    """Those of the schools of which it is told, and the school where they are most."""
    found = [row for row in rows if row["unreachable"]]
    if not found:
        return
    most = max(found, key=lambda row: row["unreachable"])
    where = f"at {most['school']}" if len(found) == 1 else f"of {len(found)} schools"
    do = "Ask their families for a telephone number or an e-mail address"
    do += f": {most['unreachable']:,} of them are at {most['school']}." if len(found) > 1 else "."
    total = sum(row["unreachable"] for row in found)
    made.actions.append(
        Action(2, f"{total:,}", f"students {where} have nobody who can be called or written to", do, made.anchor)
    )
