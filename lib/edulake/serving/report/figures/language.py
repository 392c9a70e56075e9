"""How many learn a language, how far do they get, and what of it is more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.serving.questions import asking, language
from edulake.serving.questions.language import COHORTS, LEARNERS, RETENTION, VELOCITY
from edulake.serving.questions.language_evidence import EXPERIMENTS, LESSONS, differing
from edulake.serving.report import charts
from edulake.serving.report.figures import language_cohorts, plain
from edulake.serving.report.parts import Action, Chart, Section, Tile
from edulake.serving.report.reading import plain as as_float
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

ABOUT = "How many learn a language, how far do they get, and what of it is more than chance?"
MOST_SERIES = 5
AFTER = "week 04"
OPEN_END = "A line that ends at its point has no upper limit yet: too few have got there."


def section(lake: Reading, _: Choices) -> Section:
    """Each question once, in the order of its domain. Why no lesson is ranked, the table of evidence says."""
    made = Section("language", "Languages", ABOUT)
    own = {
        LEARNERS: _by_day,
        VELOCITY: _times,
        LESSONS: _lessons,
        EXPERIMENTS: _experiments,
    }
    for question in language.QUESTIONS:
        if question is COHORTS:
            language_cohorts.add_to(made, lake)
        elif question in own:
            rows = asking.told(lake.lake, question) if lake.has(*question.tables) else []
            if rows:
                made.parts.append(own[question](rows))
            if rows and question is LEARNERS:
                newest = rows[-1]
                made.tiles.append(Tile("Learners of languages", f"{newest['learners']:,}", f"on {newest['day']}"))
        else:
            _who_stays(made, plain.add_to(made, lake, [question]).get(RETENTION, []))
    is_judged = lake.is_filled(*LESSONS.tables)
    asked = [one for one in language.QUESTIONS if one is not LESSONS or not is_judged]
    plain.alone(made, lake, asked, asked)
    return made


def _who_stays(made: Section, rows: Sequence[Row]) -> None:
    """How many are back after four weeks, of the first source of which it is told."""
    row = next((row for row in rows if row["week"].endswith(AFTER)), None)
    if row:
        share = spelled(as_float(row["rate"]), "share")
        what = "of those who began a language were back four weeks later"
        do = "Write to those who have just begun, before they stay away."
        made.actions.append(Action(3, share, what, do, made.anchor))


def _by_day(rows: Sequence[Row]) -> Chart:
    """A line for each source; a day that is not told leaves none."""
    sources = sorted({row["source_system"] for row in rows})[:MOST_SERIES]
    drawn = [
        {"day": row["on_day"].isoformat(), "learners": row["learners"], "source": row["source_system"]}
        for row in rows
        if row["source_system"] in sources
    ]
    x = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%-d %b", "grid": False, "tickCount": 8}}
    spec = charts.lines(drawn, x, charts.number("learners", "Learners"), "source", sources)
    if len(sources) == 1:
        spec["encoding"]["color"]["legend"] = None
        spec["layer"][1]["encoding"]["shape"]["legend"] = None
    fewest, most = (pick(rows, key=lambda row: row["learners"]) for pick in (min, max))
    says = f"From {fewest['learners']:,} learners on {fewest['day']} to {most['learners']:,} on {most['day']}."
    return Chart(LEARNERS.title, spec, says, plain.numbers(LEARNERS, rows))


def _times(rows: Sequence[Row]) -> Chart:
    """A point for each level with its limits; one without an upper limit ends at its point."""
    x = charts.number("value", "Days to the next level, with 95 % limits", ",d", scale={"zero": True, "padding": 12})
    drawn = _spans(rows, "level", "days")
    spec = charts.intervals(drawn, "level", [row["level"] for row in drawn], x)
    shortest, longest = (pick(rows, key=lambda row: row["days"]) for pick in (min, max))
    says = (
        f"From {shortest['days']:,.0f} days ({shortest['level']}) to {longest['days']:,.0f} ({longest['level']})."
        " Hours that schools plan stand in the table, as context."
    )
    return Chart(VELOCITY.title, spec, says, plain.numbers(VELOCITY, rows), OPEN_END)


def _lessons(rows: Sequence[Row]) -> Chart:
    """The first lessons; the interval is that of the points before they are shrunk, and says what chance may do."""
    x = charts.number("value", "Points of score, with 95 % limits", "+.1f", scale={"padding": 12})
    drawn = _spans(rows[: plain.DRAWN], "lesson", "effect")
    spec = charts.with_rule(charts.intervals(drawn, "lesson", [row["lesson"] for row in drawn], x), 0.0)
    says = f"{differing(rows)} Lessons of other languages have no order."
    return Chart(LESSONS.title, spec, says, plain.numbers(LESSONS, rows))


def _experiments(rows: Sequence[Row]) -> Chart:
    """Differences on scales of their own, so each in parts of its interval: whether 0 is inside is what counts."""
    drawn = [
        {
            "what": row["what"],
            "value": float(row["difference"] / scale),
            "low": float(row["low"] / scale),
            "high": float(row["high"] / scale),
        }
        for row in rows[: plain.DRAWN]
        if row["low"] is not None and (scale := (row["high"] - row["low"]) / 2)
    ]
    x = charts.number("value", "Difference, in half widths of its interval", "+.1f", scale={"padding": 12})
    spec = charts.with_rule(charts.intervals(drawn, "what", [row["what"] for row in drawn], x), 0.0)
    shown = [row["what"] for row in rows if row["verdict"] == "shown"]
    says = f"Shown: {'; '.join(shown)}." if shown else "No difference is shown."
    says = f"{says} Only of experiments whose learners are divided as planned."
    return Chart(EXPERIMENTS.title, spec, says, plain.numbers(EXPERIMENTS, rows))


def _spans(rows: Sequence[Row], label: str, value: str) -> list[dict[str, Any]]:
    return [
        {
            label: row[label],
            "value": float(row[value]),
            "low": float(row[value] if row["low"] is None else row["low"]),
            "high": float(row[value] if row["high"] is None else row["high"]),
        }
        for row in rows[: plain.DRAWN]
    ]
