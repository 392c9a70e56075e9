"""What do students, parents and staff say in surveys, and how did that move?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import asking, voices
from edulake.serving.questions.voices import VOICES
from edulake.serving.report import charts
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("voices", "Voices", "What do students, parents and staff say in surveys, and how did that move?")
    rows = asking.told(lake.lake, VOICES) if lake.has(*VOICES.tables) else []
    if rows:
        made.parts.append(_moved(rows))
    plain.alone(made, lake, voices.QUESTIONS, (VOICES,))
    return made


def _moved(rows: Sequence[Row]) -> Chart:
    """A point for each, with a line to where it was before; in words those that moved most."""
    drawn = [
        {
            "what": row["what"],
            "low": float(_earlier(row)),
            "high": float(row["favourable"]),
            "now": float(row["favourable"]),
        }
        for row in rows[: plain.DRAWN]
    ]
    x = charts.number("now", "In favour, with a line from the survey before", ".0%", scale={"domain": [0, 1]})
    spec = charts.intervals(drawn, "what", [row["what"] for row in drawn], x)
    return Chart(VOICES.title, spec, _says(rows), plain.numbers(VOICES, rows))


def _earlier(row: Row) -> float:
    return row["favourable"] if row["earlier"] is None else row["earlier"]


def _says(rows: Sequence[Row]) -> str:
    changed = [row for row in rows if row["favourable"] != _earlier(row)]
    most = sorted(changed, key=lambda row: (-abs(row["favourable"] - _earlier(row)), row["what"]))[: asking.MOST_SAID]
    if not most:
        return f"{asking.says(VOICES, rows)} Of none is told that it moved since a survey before."
    moves = "; ".join(f"{row['what']}, from {row['earlier']:.0%} to {row['favourable']:.0%}" for row in most)
    return f"Moved most since the survey before: {moves}."
