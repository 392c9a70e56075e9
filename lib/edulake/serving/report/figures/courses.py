"""Which courses do students finish, and how busy are they in them?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.gold.language.language_activity import TABLE as ACTIVITY
from edulake.gold.learning.course_completion import KNOWN
from edulake.gold.learning.student_engagement import TABLE as ENGAGEMENT
from edulake.governance import released
from edulake.serving.questions.languages import named
from edulake.serving.questions.learning import COMPLETION
from edulake.serving.report import charts
from edulake.serving.report.parts import Action, Chart, Section, Table, Tile, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

WORDS = {
    "completed": "Completed",
    "failed": "Failed",
    "withdrawn": "Withdrawn",
    "still_open": "Still open",
    "not_told": "Ended, result not told",
}
COLOURS = {
    "Completed": charts.GOOD,
    "Failed": charts.ACT,
    "Withdrawn": charts.WATCH,
    "Still open": charts.FAIR,
    "Ended, result not told": charts.SERIES[3],
    released.OTHERS: charts.NEUTRAL,
}
BUSY = """
SELECT course, count(DISTINCT student_id) AS students, avg(logins) AS logins, avg(active_days) AS days
FROM ({courses}) AS each GROUP BY course
"""
COURSES = f"SELECT *, course_id AS course FROM {ENGAGEMENT}"
# A course that somebody learns as a language is called as that is.
LANGUAGES = f"""
  SELECT student_id, logins, active_days,
         CASE WHEN of_languages IS NULL THEN course_id ELSE {named("course_id")} END AS course
  FROM {ENGAGEMENT} LEFT JOIN (SELECT DISTINCT course_id AS of_languages FROM {ACTIVITY}) AS languages
    ON course_id = of_languages"""
DRAWN, LISTED = 15, 300


def section(lake: Reading, _: Choices) -> Section:
    made = Section("courses", "Courses", "Which courses do students finish?")
    _outcomes(made, lake.all_of(COMPLETION))
    if lake.has(ENGAGEMENT):
        _busy(made, lake.rows(BUSY.format(courses=LANGUAGES if lake.has(ACTIVITY) else COURSES)))
    if not made.parts:
        made.empty = "No enrollments of ten students or more have arrived yet."
    return made


def _outcomes(made: Section, rows: Sequence[Row]) -> None:
    counts, students = (
        {row["course"]: Counter({name: row[f"{name}{of}"] for name in WORDS if row[name]}) for row in rows}
        for of in ("", "_students")
    )
    by_course = released.protected(counts, "Small courses", students)
    if not by_course.rows:
        return
    known = [name for name in (*WORDS, released.OTHERS) if name in by_course.columns]
    words = [WORDS.get(name, name) for name in known]
    table = [[course, by_course.totals[course], *by_course.shares(course, known)] for course in by_course.largest()]
    _drawn(made, table, words)
    _least_finished(made, by_course)
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
        if share is not released.HIDDEN
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


def _least_finished(made: Section, by_course: released.TwoWay) -> None:
    """The course whose enrollments with a known outcome were completed least. Open ones say nothing yet."""
    known = [name for name in KNOWN if name in by_course.columns]
    told = {course: by_course.counts(course, known) for course in by_course.largest()}
    told = {course: dict(zip(known, of, strict=True)) for course, of in told.items() if released.HIDDEN not in of}
    ended = {course: of for course, of in told.items() if sum(of.values())}
    if "completed" not in known or released.OTHERS in by_course.columns:
        return
    if len(told) == len(by_course.rows) and ended:
        completed, of_all = (
            sum(sum(of[name] for name in names) for of in ended.values()) for names in (["completed"], known)
        )
        made.tiles.append(
            Tile("Courses completed", f"{completed / of_all:.0%}", f"of {of_all:,} enrollments with a known outcome")
        )
    if len(ended) > 1:
        rates = {course: of["completed"] / sum(of.values()) for course, of in ended.items()}
        worst = min(rates, key=lambda course: rates[course])
        made.answer = f"{worst} is finished least often: {rates[worst]:.0%} of its enrollments with a known outcome."
        what = f"of enrollments in {worst} with a known outcome were completed, fewer than in any other course"
        do = "Ask those who left when they decided to."
        made.actions.append(Action(5, f"{rates[worst]:.0%}", what, do, made.anchor))


def _busy(made: Section, rows: Sequence[Row]) -> None:
    """Means of groups of ten or more. How many they are is not told: beside enrollments it says who was never there."""
    shown = [row for row in rows if row["students"] >= released.SMALLEST]
    if not shown:
        return
    table = [
        [row["course"], round(row["days"], 1), round(row["logins"], 1)]
        for row in sorted(shown, key=lambda r: r["course"])
    ]
    note = "Logins are clicks where the source counts clicks." + (
        " Courses of fewer than ten students are left out." if len(shown) < len(rows) else ""
    )
    columns = ("Course", "Active days, mean", "Logins, mean")
    made.parts.append(Table("Activity by course", columns, ("text", "score", "score"), table[:LISTED], note))
