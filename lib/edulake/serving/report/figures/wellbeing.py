"""What happens in schools, who is kept out of them, and who is immunized?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import asking, wellbeing
from edulake.serving.questions.wellbeing import ABSENCE, DISPROPORTION
from edulake.serving.report import charts
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("wellbeing", "Wellbeing", "What happens in schools, who is kept out of them, and who is immunized?")
    rows = asking.told(lake.lake, DISPROPORTION) if lake.has(*DISPROPORTION.tables) else []
    if rows:
        made.parts.append(_compared(rows))
    plain.alone(made, lake, [one for one in wellbeing.QUESTIONS if one is not ABSENCE], (DISPROPORTION,))
    return made


def _compared(rows: Sequence[Row]) -> Chart:
    """Groups whose interval is above 1 in words, the first of them where there are many; all in the table."""
    above = [row["whom"] for row in rows if row["low"] > 1]
    drawn = [
        {"whom": row["whom"], **{name: float(row[name]) for name in ("ratio", "low", "high")}}
        for row in rows[: plain.DRAWN]
    ]
    x = charts.number("ratio", "Times as often as all others", ".1f", scale={"zero": False, "padding": 12})
    spec = charts.with_rule(charts.intervals(drawn, "whom", [row["whom"] for row in drawn], x), 1.0)
    more = f", and {len(above) - asking.MOST_SAID} more" if len(above) > asking.MOST_SAID else ""
    says = (
        f"More often than all others, and beyond chance: {'; '.join(above[: asking.MOST_SAID])}{more}."
        if above
        else "Of the groups that may be told, none is disciplined more often than all others beyond chance."
    )
    return Chart(DISPROPORTION.title, spec, says, plain.numbers(DISPROPORTION, rows))
