"""How do students do, by grade and over all scores?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.gold.student_performance_aggregates import TABLE as AGGREGATES
from edulake.report import charts, suppression
from edulake.report.figures import engagement, over_time
from edulake.report.parts import HIDDEN, Action, Chart, Section, Table, columns
from edulake.report.two_way import OTHERS, counted, protected
from edulake.report.words import NO_GRADE, OTHER_GRADES, grades_in_order
from edulake.silver.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.report.parts import Choices
    from edulake.report.reading import Reading, Row

NAMES = {
    "High Performer": "High (85 or more)",
    "Medium Performer": "Medium (70 to 85)",
    "Low Performer": "Low (under 70)",
    "Unknown": "No score",
}
COLOURS = {
    "High Performer": charts.GOOD,
    "Medium Performer": charts.FAIR,
    "Low Performer": charts.ACT,
    "Unknown": charts.NEUTRAL,
    OTHERS: charts.NEUTRAL,
}
BY_GRADE = f"""
SELECT grade_level, overall_performance_category AS level, count(*) AS students
FROM {AGGREGATES} GROUP BY grade_level, overall_performance_category
"""
BIN = 5
BY_SCORE = f"""
SELECT bin, count(*) AS results, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, CASE WHEN score >= 95 THEN 95 ELSE CAST(floor(score / {BIN}) AS INT) * {BIN} END AS bin
  FROM {ASSESSMENTS} WHERE score IS NOT NULL AND NOT is_deleted) AS binned
GROUP BY bin
"""


def section(lake: Reading, _: Choices) -> Section:
    made = Section("results", "Results", "How do students do?")
    if lake.has(AGGREGATES):
        _by_grade(made, lake.rows(BY_GRADE))
        engagement.add_to(made, lake)
    if lake.has(ASSESSMENTS):
        _by_score(made, lake.rows(BY_SCORE))
        over_time.add_to(made, lake)
    if not made.parts:
        made.empty = "There are too few results to show. Deliver assessments of at least ten students."
    return made


def _by_grade(made: Section, rows: Sequence[Row]) -> None:
    by_grade = protected(counted(rows, "grade_level", "level"), OTHER_GRADES)
    if not by_grade.rows:
        return
    grades = grades_in_order(by_grade.rows)
    levels = [level for level in (*NAMES, OTHERS) if level in by_grade.columns]
    names = [NAMES.get(level, level) for level in levels]
    table = [[grade, by_grade.totals[grade], *by_grade.shares(grade, levels)] for grade in grades]
    drawn = [
        {"grade": row[0], "level": name, "share": share}
        for row in table
        for name, share in zip(names, row[2:], strict=True)
        if share is not HIDDEN
    ]
    title = "Proficiency by grade"
    colours = dict(zip(names, [COLOURS[level] for level in levels], strict=True))
    spec = charts.shares(drawn, "grade", grades, "level", colours, "Share of students")
    numbers = Table(title, ("Grade", "Students", *names), ("text", "count", *columns("share", names)), table)
    says = f"Students by level of their mean score, for {len(table)} grades."
    worst = _lowest(table, names)
    if worst:
        says += f" {worst[0]} has the largest share under 70: {worst[1]:.0%}."
        what = f"of {worst[0]} students have a mean score under 70, more than in any other grade"
        do = "Bring this grade's team together and look at its subjects first."
        made.actions.append(Action(3, f"{worst[1]:.0%}", what, do, made.anchor))
    made.parts.append(Chart(title, spec, says, numbers))


def _lowest(table: Sequence[Sequence[Any]], names: Sequence[str]) -> tuple[str, float] | None:
    """The grade with the largest share under 70, of those that are grades and are shown."""
    if NAMES["Low Performer"] not in names:
        return None
    at = 2 + list(names).index(NAMES["Low Performer"])
    shown = [(row[at], row[0]) for row in table if row[0] not in NO_GRADE and row[at] is not HIDDEN and row[at] > 0]
    return (max(shown)[1], max(shown)[0]) if shown else None


def _by_score(made: Section, rows: Sequence[Row]) -> None:
    by_bin = {row["bin"]: row for row in rows}
    bins = range(min(by_bin, default=0), 100, BIN)
    results = [by_bin[b]["results"] if b in by_bin else 0 for b in bins]
    students = [by_bin[b]["students"] if b in by_bin else 0 for b in bins]
    if max(students, default=0) < suppression.SMALLEST:
        return
    hidden = suppression.line(results, students)
    table = [[f"{b} to {b + BIN}", HIDDEN if at in hidden else results[at]] for at, b in enumerate(bins)]
    sides = {"under 70": charts.ACT, "70 or more": charts.GOOD}
    drawn = [
        {"bin": b, "results": results[at], "side": list(sides)[b >= 70]}
        for at, b in enumerate(bins)
        if at not in hidden
    ]
    title = "Distribution of scores"
    x = {"field": "bin", "type": "ordinal", "title": "Score, from", "scale": {"domain": list(bins)}}
    colour = charts.coloured("side", list(sides), list(sides.values()))
    spec = charts.columns(drawn, x, charts.number("results", "Results"), colour)
    below = [results[at] for at, b in enumerate(bins) if b < 70]
    says = "How many results fall into each five points of the score."
    if sum(below) and not any(at in hidden for at, b in enumerate(bins) if b < 70):
        says += f" {sum(below) / sum(results):.0%} of them are under 70."
    made.parts.append(Chart(title, spec, says, Table(title, ("Score", "Results"), ("text", "count"), table)))
