"""How do students do, by grade and over all scores?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.gold.learning.student_performance_aggregates import TABLE as AGGREGATES
from edulake.governance import released
from edulake.governance.released.cells import TO
from edulake.serving.questions import learning
from edulake.serving.questions.learning import COMPLETION, LATEST
from edulake.serving.report import charts
from edulake.serving.report.figures import engagement, levels, over_time, plain
from edulake.serving.report.parts import Action, Chart, Section, Table, Tile, columns
from edulake.serving.report.words import NO_GRADE, OTHER_GRADES, grades_in_order, spelled
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

BY_GRADE = f"""
SELECT grade_level, overall_performance_category AS level, count(*) AS students
FROM {LATEST} GROUP BY grade_level, overall_performance_category
"""
BIN = 5
SIDES = ("under 70", "70 or more")
BY_SCORE = f"""
SELECT bin, count(*) AS results, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, CASE WHEN score >= 95 THEN 95 ELSE CAST(floor(score / {BIN}) AS INT) * {BIN} END AS bin
  FROM {ASSESSMENTS} WHERE NOT is_deleted) AS binned
GROUP BY bin
"""


def section(lake: Reading, _: Choices) -> Section:
    made = Section("results", "Results", "How do students do?")
    if lake.has(AGGREGATES):
        rows = lake.rows(BY_GRADE)
        groups = levels.grouped(rows)
        _by_grade(made, rows, groups)
        engagement.add_to(made, lake, groups)
    if lake.has(ASSESSMENTS):
        _by_score(made, lake.rows(BY_SCORE), levels.of_results(lake))
        over_time.add_to(made, lake)
    plain.add_to(made, lake, learning.QUESTIONS, (COMPLETION,))
    if not made.parts:
        made.empty = "There are too few results to show. Deliver assessments of at least ten students."
    return made


def _by_grade(made: Section, rows: Sequence[Row], groups: Sequence[levels.Level]) -> None:
    named = {level: group.name for group in groups for level in group.of}
    counted = released.counted([{**row, "level": named[row["level"]]} for row in rows], "grade_level", "level")
    in_order = grades_in_order([grade for grade in counted if grade not in NO_GRADE])
    bands = [group.name for group in groups]
    by_grade = released.protected(counted, OTHER_GRADES, bands=bands, in_order=in_order)
    if not by_grade.rows:
        return
    made.tiles += _reached(rows, groups)
    grades = grades_in_order(by_grade.rows)
    names = by_grade.columns[::-1]
    table = [[grade, by_grade.totals[grade], *by_grade.shares(grade, names)] for grade in grades]
    drawn = [
        {"grade": row[0], "level": name, "share": share}
        for row in table
        for name, share in zip(names, row[2:], strict=True)
        if share is not released.HIDDEN
    ]
    title = "Proficiency by grade"
    colours = {name: group.colour for name in names for group in groups if name.endswith(group.name)}
    spec = charts.shares(drawn, "grade", grades, "level", colours, "Share of students")
    numbers = Table(title, ("Grade", "Students", *names), ("text", "count", *columns("share", names)), table)
    are_joined = any(TO in grade for grade in grades)
    says = f"Students by level of their mean score, for {len(table)} {'groups of grades' if are_joined else 'grades'}."
    worst = _lowest(table, names)
    if worst:
        than_others = ", more than elsewhere" if len(table) > 1 else ""
        says += f" {worst[0]} has the largest share under 70: {worst[1]:.0%}." if than_others else ""
        what = f"of students in {worst[0]} have a mean score under 70{than_others}"
        do = "Bring this grade's team together and look at its subjects first."
        made.actions.append(Action(3, f"{worst[1]:.0%}", what, do, made.anchor))
    note = "A student who changed grades is counted in the latest."
    if are_joined or len(names) < len(groups):
        note += f" Where fewer than {released.SMALLEST} would be told of, neighbours are shown together."
    made.parts.append(Chart(title, spec, says, numbers, note))


def _reached(rows: Sequence[Row], groups: Sequence[levels.Level]) -> list[Tile]:
    """The share of students with a mean of 70 or more, where each level is told by itself."""
    if any(len(group.of) > 1 for group in groups):
        return []
    of = Counter({level: sum(row["students"] for row in rows if row["level"] == level) for level in levels.NAMES})
    reached, scored = of["High Performer"] + of["Medium Performer"], of.total() - of["Unknown"]
    return (
        [Tile("Reach 70 or more", spelled(released.share(reached, scored), "share"), "of students, on average")]
        if scored
        else []
    )


def _lowest(table: Sequence[Sequence[Any]], names: Sequence[str]) -> tuple[str, float] | None:
    """The grade with the largest share under 70, of those that are grades and are shown."""
    if levels.NAMES["Low Performer"] not in names:
        return None
    at = 2 + list(names).index(levels.NAMES["Low Performer"])
    shown = [
        (row[at], row[0])
        for row in table
        if row[0] not in NO_GRADE and not isinstance(row[at], released.Hidden | released.Bound) and row[at] > 0
    ]
    return (max(shown)[1], max(shown)[0]) if shown else None


def _by_score(made: Section, rows: Sequence[Row], groups: Sequence[levels.Level]) -> None:
    """All results by five points of the score, those without one as a group of their own: all are known elsewhere.

    What is hidden is hidden within its level, as the subjects may tell how many results each level has.
    """
    by_bin = {row["bin"]: row for row in rows}
    lowest = min((b for b in by_bin if b is not None), default=100)
    bins = [*([None] if None in by_bin else []), *range(lowest, 100, BIN)]
    hidden = {b for group in groups for b in _hidden_bins([b for b in bins if _level(b) in group.of], by_bin)}
    shown = {b: by_bin[b]["results"] if b in by_bin else 0 for b in bins if b not in hidden}
    drawn = [{"bin": b, "results": n, "side": SIDES[b >= 70]} for b, n in shown.items() if b is not None]
    if not any(row["results"] for row in drawn):
        return
    title = "Distribution of scores"
    x = {"field": "bin", "type": "ordinal", "title": "Score, from", "scale": {"domain": [*range(lowest, 100, BIN)]}}
    colour = charts.coloured("side", SIDES, (charts.ACT, charts.GOOD))
    spec = charts.columns(drawn, x, charts.number("results", "Results"), colour)
    says = "How many results fall into each five points of the score."
    below, scored = (sum(row["results"] for row in drawn if row["bin"] < end) for end in (70, 100))
    if below and not hidden:
        says += f" {below / scored:.0%} of them are under 70."
    table = [[_score_words(b), shown.get(b, released.HIDDEN)] for b in bins]
    made.parts.append(Chart(title, spec, says, Table(title, ("Score", "Results"), ("text", "count"), table)))


def _hidden_bins(bins: Sequence[int | None], by_bin: dict[int | None, Row]) -> list[int | None]:
    """Which bins of a level are hidden, if its total is known."""
    results, students = ([by_bin[b][of] if b in by_bin else 0 for b in bins] for of in ("results", "students"))
    return [bins[at] for at in released.line(results, students)]


def _level(low: int | None) -> str:
    if low is None:
        return "Unknown"
    return "Low Performer" if low < 70 else "Medium Performer" if low < 85 else "High Performer"


def _score_words(low: int | None) -> str:
    return "No score" if low is None else f"{low} to {low + BIN}"
