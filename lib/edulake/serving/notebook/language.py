"""06_language: how many learn, how far do they get, and what of it is more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.language.columns import MASKED
from edulake.governance.released import SMALLEST
from edulake.serving.notebook import asked, draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.questions import asking
from edulake.serving.questions.language import (
    COHORTS,
    ERRORS,
    LEARNERS,
    LEVELS,
    REACHED,
    RETENTION,
    VELOCITY,
)
from edulake.serving.questions.language_evidence import (
    EVIDENCE,
    EXPERIMENTS,
    LESSONS,
    RATIOS,
    SEARCHED,
    SEGMENTS,
    TOPICS,
    differing,
)
from edulake.serving.questions.language_skills import DUE, REMEMBERED, SKILLS
from edulake.serving.questions.language_skills import LESSONS as COMPLETED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from edulake.serving.notebook.exhibit import Exhibits
    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Question, Row

MOST_MONTHS = 20
NOBODY = Exhibit(f"Nothing may be told: there is no group of {SMALLEST} learners yet.")


def learners(lake: Lakehouse) -> Exhibits:
    own = {LEARNERS.name: _by_day, VELOCITY.name: _times}
    return asked.shown(lake, (LEARNERS, LEVELS, VELOCITY, REACHED), own)


def coming_back(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, (RETENTION, COHORTS), {COHORTS.name: _cohorts})


def lessons_and_topics(lake: Lakehouse) -> Exhibits:
    return asked.shown(
        lake, (EVIDENCE, LESSONS, COMPLETED, TOPICS, ERRORS, SKILLS, REMEMBERED, DUE), {LESSONS.name: _lessons}
    )


def segments(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, (SEARCHED, SEGMENTS))


def experiments(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, (RATIOS, EXPERIMENTS), {EXPERIMENTS.name: _experiments})


def _by_day(lake: Lakehouse) -> Exhibit:
    """A line for each source."""
    rows = asking.told(lake.view, LEARNERS)
    if not rows:
        return NOBODY
    series: dict[str, list[tuple[dt.date, float]]] = {}
    for row in rows:
        series.setdefault(row["source_system"], []).append((row["on_day"], row["learners"]))
    fewest, most = (pick(rows, key=lambda row: row["learners"]) for pick in (min, max))
    says = f"From {fewest['learners']:,} learners on {fewest['day']} to {most['learners']:,} on {most['day']}."
    return Exhibit(f"{says} {LEARNERS.note}", draw.lines(series, LEARNERS.title, "learners"))


def _times(lake: Lakehouse) -> Exhibit:
    rows = asking.told(lake.view, VELOCITY)
    if not rows:
        return Exhibit("Of no level enough learners are known who reached the next one.")
    says = f"{_from_to(rows, 'level', 'days')} {VELOCITY.note}"
    figure = draw.intervals(_spans(rows, "level", "days"), VELOCITY.title, "days, with 95 % limits")
    return _told(VELOCITY, rows, says, figure)


def _cohorts(lake: Lakehouse) -> Exhibit:
    """A matrix: empty where nothing is known yet, a mark where it is of few."""
    told = {(row["source_system"], row["cohort"], row["week"]): row["rate"] for row in asking.told(lake.view, COHORTS)}
    if not told:
        return NOBODY
    rows = lake.rows(COHORTS.every)
    cohorts = sorted({(row["cohort"], row["source_system"]) for row in rows})[-MOST_MONTHS:]
    weeks = sorted({row["week"] for row in rows})
    unknown = {(row["source_system"], row["cohort"], row["week"]) for row in rows if row["status"] == MASKED}
    grid = [[told.get((source, began, week)) for week in weeks] for began, source in cohorts]
    few = sum((source, began, week) not in {*told, *unknown} for began, source in cohorts for week in weeks)
    says = f"Empty: not known yet, or few came back or stayed away (cells of few: {few})."
    several = len({source for _, source in cohorts}) > 1
    names = [f"{source} {began}" if several else began for began, source in cohorts]
    figure = draw.heatmap(names, [f"week {week}" for week in weeks], grid, COHORTS.title, "{:.0%}", 1)
    return Exhibit(f"{says} {COHORTS.note}", figure)


def _lessons(lake: Lakehouse) -> Exhibit:
    """Points and their limits, in the order of what is left of them without chance."""
    rows = asking.told(lake.view, LESSONS)
    if not rows:
        return Exhibit(f"No lesson is ranked: of no language is there evidence that its lessons differ. {LESSONS.note}")
    says = f"{differing(rows)} Those of other languages have no order."
    figure = draw.intervals(_spans(rows, "lesson", "effect"), LESSONS.title, "points, with 95 % limits", 0.0)
    return _told(LESSONS, rows, f"{says} {LESSONS.note}", figure)


def _experiments(lake: Lakehouse) -> Exhibit:
    rows = asking.told(lake.view, EXPERIMENTS)
    if not rows:
        return Exhibit("Of no experiment may a difference be told yet.")
    shown = [row["what"] for row in rows if row["verdict"] == "shown"]
    says = f"Shown: {'; '.join(shown)}." if shown else "No difference is shown."
    return _told(EXPERIMENTS, rows, f"{says} {EXPERIMENTS.note}", None)


def _told(question: Question, rows: Sequence[Row], says: str, figure: Figure | None) -> Exhibit:
    columns = asking.told_columns(question, rows)
    head = [question.columns[name].words for name in columns]
    return Exhibit(says, figure, head, [[row[name] for name in columns] for row in rows])


def _spans(rows: Sequence[Row], label: str, value: str) -> list[tuple[str, float, float, float, str]]:
    """Points with their limits; one without a limit ends there."""
    return [
        (
            row[label],
            float(row[value]),
            float(row[value] if row["low"] is None else row["low"]),
            float(row[value] if row["high"] is None else row["high"]),
            draw.BLUE,
        )
        for row in rows[: asked.DRAWN]
    ]


def _from_to(rows: Sequence[Row], label: str, value: str) -> str:
    least, most = (pick(rows, key=lambda row: row[value]) for pick in (min, max))
    return f"From {least[value]:,.0f} ({least[label]}) to {most[value]:,.0f} ({most[label]})."
