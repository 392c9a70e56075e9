"""Who comes back, by the month in which they began: a matrix in which what cannot be known yet is hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.gold.language.columns import MASKED
from edulake.governance import released
from edulake.serving.questions import asking
from edulake.serving.questions.language import COHORTS
from edulake.serving.report import charts, reading
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Table, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

MOST_MONTHS = 24
STEPS = {
    "under 10 %": 0.0,
    "10 to 25 %": 0.1,
    "25 to 40 %": 0.25,
    "40 to 55 %": 0.4,
    "55 to 70 %": 0.55,
    "70 % on": 0.7,
}
HIDDEN = "hidden"
NOT_KNOWN = "Hatched cells cannot be known yet: not everybody who began in the month has been seen for so long."


def add_to(made: Section, lake: Reading) -> None:
    """The newest cohorts of each source, where any cell may be told."""
    if not lake.has(*COHORTS.tables):
        return
    told = {_place(row): row["rate"] for row in asking.told(lake.lake, COHORTS)}
    if not told:
        return
    rows = lake.all_of(COHORTS)
    sources = {row["source_system"] for row in rows}
    cohorts = _newest(rows, sources)
    shown = [row for row in rows if _cohort(row, sources) in cohorts]
    weeks = sorted({row["week"] for row in shown})
    cells = {(_cohort(row, sources), row["week"]): _told(row, told) for row in shown}
    grid = [[name, *[cells.get((name, week)) for week in weeks]] for name in cohorts]
    heads = [f"week {week}" for week in weeks]
    note = f"{NOT_KNOWN} {COHORTS.note} {plain.FEW}"
    numbers = Table(COHORTS.title, ("Began in", *heads), ("text", *columns("share", heads)), grid, note)
    known = [float(value) for value in told.values()]
    says = f"From {min(known):.0%} to {max(known):.0%} of those who began in a month came back in a week after it."
    made.parts.append(Chart(COHORTS.title, _drawn(cells, cohorts, weeks), says, numbers, NOT_KNOWN))
    made.empty = ""


def _newest(rows: Sequence[Row], sources: set[str]) -> list[str]:
    """The newest months of each source."""
    by_source = {
        source: sorted({_cohort(row, sources) for row in rows if row["source_system"] == source})
        for source in sorted(sources)
    }
    return [name for names in by_source.values() for name in names[-MOST_MONTHS:]]


def _place(row: Row) -> tuple[Any, ...]:
    return row["source_system"], row["cohort"], row["week"]


def _cohort(row: Row, sources: set[str]) -> str:
    """A cohort by its month, and its source where there are several."""
    return row["cohort"] if len(sources) == 1 else f"{row['source_system']} {row['cohort']}"


def _told(row: Row, told: dict[tuple[Any, ...], Any]) -> Any:
    """The share, None where it cannot be known yet, HIDDEN where it is that of few."""
    if row["status"] == MASKED:
        return None
    return reading.plain(told[_place(row)]) if _place(row) in told else released.HIDDEN


def _drawn(cells: dict[tuple[str, int], Any], cohorts: Sequence[str], weeks: Sequence[int]) -> dict[str, Any]:
    """Cohorts from top to bottom; three strokes across each cell that is not known."""
    drawn = [
        {"began": name, "week": week, "step": _step(value), "text": "", "dark": False}
        | ({"text": f"{value:.0%}", "dark": value >= STEPS["40 to 55 %"]} if isinstance(value, float) else {})
        for (name, week), value in cells.items()
        if value is not None
    ]
    masked = [{"began": name, "week": week} for (name, week), value in cells.items() if value is None]
    steps = [step for step in (HIDDEN, *STEPS) if any(row["step"] == step for row in drawn)]
    x = charts.nominal("week", [str(week) for week in weeks], "Weeks after the first day", axis={"orient": "top"})
    y = charts.nominal("began", cohorts, axis={"domain": False, "ticks": False, "labelPadding": 8})
    x["sort"] = list(weeks)
    x["scale"], y["scale"] = {"domain": list(weeks)}, {"domain": list(cohorts)}
    heat = charts.heat(drawn, x, y, "step", steps, "Share who came back", 26)
    colours = dict(zip(STEPS, charts.STEPS, strict=True)) | {HIDDEN: charts.NEUTRAL}
    heat["encoding"]["color"]["scale"]["range"] = [colours[step] for step in steps]
    return charts.hatched(charts.in_cells(heat, "text", "dark"), masked)


def _step(value: Any) -> str:
    if not isinstance(value, float):
        return HIDDEN
    return next(step for step, low in reversed(STEPS.items()) if value >= low)
