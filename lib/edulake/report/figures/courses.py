"""Which courses do students finish, and how busy are they in them?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.gold.course_completion import TABLE as COMPLETION
from edulake.gold.student_engagement import TABLE as ENGAGEMENT
from edulake.report import charts, suppression
from edulake.report.parts import HIDDEN, Action, Chart, Section, Table, Tile, columns
from edulake.report.two_way import OTHERS, protected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.report.parts import Choices
    from edulake.report.reading import Reading, Row

OUTCOMES = {"completed": "Completed", "failed": "Failed", "withdrawn": "Withdrawn", "still_open": "Still open"}
COLOURS = {
    "Completed": charts.GOOD,
    "Failed": charts.ACT,
    "Withdrawn": charts.WATCH,
    "Still open": charts.FAIR,
    OTHERS: charts.NEUTRAL,
}
BY_COURSE = f"SELECT course_id AS course, completed, failed, withdrawn, still_open FROM {COMPLETION}"
BUSY = f"""
SELECT course_id AS course, count(*) AS students, avg(logins) AS logins, avg(active_days) AS days
FROM {ENGAGEMENT} GROUP BY course_id
"""
DRAWN, LISTED = 15, 300


def section(lake: Reading, _: Choices) -> Section:
    made = Section("courses", "Courses", "Which courses do students finish?")
    if lake.has(COMPLETION):
        _outcomes(made, lake.rows(BY_COURSE))
    if lake.has(ENGAGEMENT):
        _busy(made, lake.rows(BUSY))
    if not made.parts:
        made.empty = "No enrollments of ten students or more have arrived yet."
    return made


def _outcomes(made: Section, rows: Sequence[Row]) -> None:
    by_course = protected(
        {row["course"]: Counter({name: row[name] for name in OUTCOMES}) for row in rows}, "Small courses"
    )
    if not by_course.rows:
        return
    known = [name for name in (*OUTCOMES, OTHERS) if name in by_course.columns]
    words = [OUTCOMES.get(name, name) for name in known]
    table = [[course, by_course.totals[course], *by_course.shares(course, known)] for course in by_course.largest()]
    _drawn(made, table, words)
    _least_finished(made, table, words)
    if len(table) <= DRAWN:
        return
    note = f"The {LISTED} largest of {len(table)} courses." if len(table) > LISTED else ""
    kinds = ("text", "count", *columns("share", words))
    made.parts.append(Table("All courses", ("Course", "Enrollments", *words), kinds, table[:LISTED], note))


def _drawn(made: Section, table: Sequence[Sequence[Any]], words: Sequence[str]) -> None:
    top = table[:DRAWN]
    drawn = [
        {"course": row[0], "outcome": word, "share": share}
        for row in top
        for word, share in zip(words, row[2:], strict=True)
        if share is not HIDDEN
    ]
    title = "How enrollments end" + (f", in the {DRAWN} largest courses" if len(table) > DRAWN else "")
    numbers = Table(title, ("Course", "Enrollments", *words), ("text", "count", *columns("share", words)), top)
    spec = charts.shares(
        drawn,
        "course",
        [row[0] for row in top],
        "outcome",
        {word: COLOURS[word] for word in words},
        "Share of enrollments",
    )
    made.parts.append(Chart(title, spec, "Enrollments of each course by how they ended.", numbers))


def _least_finished(made: Section, table: Sequence[Sequence[Any]], words: Sequence[str]) -> None:
    """The course whose ended enrollments were completed least. Open ones say nothing yet."""
    if "Completed" not in words:
        return
    at = 2 + list(words).index("Completed")
    known = [row for row in table if row[at] is not HIDDEN]
    if len(known) == len(table):
        share = sum(row[at] * row[1] for row in table) / sum(row[1] for row in table)
        made.tiles.append(Tile("Courses completed", f"{share:.0%}", f"of {sum(row[1] for row in table):,} enrollments"))
    if len(known) > 1 and "Still open" not in words:
        worst = min(known, key=lambda row: row[at])
        made.answer = f"{worst[0]} is finished least often: {worst[at]:.0%} of its enrollments."
        made.actions.append(
            Action(
                5,
                f"{worst[at]:.0%}",
                f"of enrollments in {worst[0]} were completed, fewer than in any other course",
                "Ask those who left when they decided to.",
                made.anchor,
            )
        )


def _busy(made: Section, rows: Sequence[Row]) -> None:
    """Means of groups of ten or more; the sum over all courses is told nowhere."""
    shown = [row for row in rows if row["students"] >= suppression.SMALLEST]
    if not shown:
        return
    few = len(rows) - len(shown)
    table = [
        [row["course"], row["students"], row["days"], row["logins"]]
        for row in sorted(shown, key=lambda r: -r["students"])
    ]
    note = "Logins are clicks where the source counts clicks." + (
        f" {few} courses of fewer than ten students are left out." if few else ""
    )
    columns = ("Course", "Students", "Active days, mean", "Logins, mean")
    made.parts.append(Table("Activity by course", columns, ("text", "count", "score", "score"), table[:LISTED], note))
