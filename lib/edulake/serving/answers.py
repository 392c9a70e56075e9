"""What a warehouse answers, shown on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from edulake import ml
from edulake.gold.learning.student_engagement import TABLE as ENGAGEMENT
from edulake.governance import catalog
from edulake.ml.tables.lists import PREDICTIONS
from edulake.serving import query
from edulake.serving.query.statement import mentioned
from edulake.serving.questions import QUESTIONS, asking
from edulake.serving.questions.languages import named
from edulake.serving.questions.models import AGED, NEWEST
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.serving.questions.question import Question, Row

# Longer answers are for the report.
LONGEST = 12
# Of single students: on no page, and on no dashboard.
FIRST = f"""
SELECT rank, student_id AS student, grade_level AS grade, prediction_probability AS risk,
       first_reason AS `first reason`
FROM {PREDICTIONS} WHERE is_selected AND model_version IN (
  SELECT model_version FROM {AGED} WHERE {NEWEST} AND problem = 'school_risk')
ORDER BY as_of_date DESC, rank LIMIT 6
"""
ENGAGED = f"""
SELECT student_id, {named("course_id")} AS course, logins, active_days, last_seen FROM {ENGAGEMENT}
ORDER BY logins DESC, student_id, course_id LIMIT 10
"""
ENGAGED_MOST = f"""
SELECT student_id, {named("course_id")} AS course, avg_engagement AS engagement, active_days, last_seen
FROM {ENGAGEMENT} WHERE avg_engagement IS NOT NULL
ORDER BY avg_engagement DESC, logins DESC, student_id, course_id LIMIT 10
"""
YEAR = f"""
SELECT assessment_date AS date, subject, score, engagement_score AS engaged, issue_codes AS `faults kept`,
       source_system AS source
FROM {RESULTS} WHERE student_id = 'STU000007' ORDER BY assessment_date, assessment_id LIMIT 6
"""
OF_STUDENTS = (
    (FIRST, "Whom to talk to first?", "The generated schools' newest list."),
    (ENGAGED, "The ten most engaged, by logins", "Logins are clicks in OULAD."),
    (
        ENGAGED_MOST,
        "The ten most engaged, by score",
        "Mean of the engagement scores told, 0 to 100; more logins first.",
    ),
    (YEAR, "One student's year", "Three systems in one table."),
)
NEXT = """\
[bold]Try next[/]
  ./spark-submit.sh demo                        all is redelivered, nothing changes
  ./spark-submit.sh demo --mine PATH            your own files: what they are, and a page of them
  ./spark-submit.sh pipeline --landing DIR      the same for good, a folder per source
  ./spark-submit.sh report --help               the page, with or without the students' names
  ./spark-submit.sh pipeline --help             everything a run can be told
"""


class Told(NamedTuple):
    """A table of the terminal."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str


def show_results(settings: Settings) -> None:
    """What results say: answers first, then single students; each fits 80 columns."""
    _show(settings, lambda lake: (*answers(lake, _not_foreseen), *of_students(lake, _not_foreseen)))


def show_foreseen(settings: Settings) -> None:
    """What models say of whom, as far as there are any; then where everything lies, and what to try."""
    _show(
        settings,
        lambda lake: (*answers(lake, _foreseen), *of_students(lake, _foreseen), of_tables(lake, settings.warehouse)),
        NEXT,
    )


def _show(settings: Settings, tables: Callable[[query.View], Sequence[Told]], after: str = "") -> None:
    from edulake.serving import terminal

    with query.opened(settings) as lake:
        for table in tables(lake):
            terminal.show(*table)
    if after:
        terminal.console.print(after, highlight=False, soft_wrap=True)


def _foreseen(tables: Sequence[Table]) -> bool:
    """Whether something is asked of early warning."""
    return any(table in ml.TABLES for table in tables)


def _not_foreseen(tables: Sequence[Table]) -> bool:
    return not _foreseen(tables)


def anything(_: Sequence[Table]) -> bool:
    return True


def answers(lake: query.View, about: Callable[[Sequence[Table]], bool] = anything) -> Iterator[Told]:
    """The answer to each question that the demo shows, and that the tables can answer."""
    for question in QUESTIONS:
        rows = asking.told(lake, question) if question.is_seen("demo") and about(question.tables) else []
        if rows:
            shown = asking.told_columns(question, rows)
            words = [question.columns[name].words for name in shown]
            yield Told(
                question.asks, words, [[row[name] for name in shown] for row in rows[:LONGEST]], _note(question, rows)
            )


def of_students(lake: query.View, about: Callable[[Sequence[Table]], bool] = anything) -> Iterator[Told]:
    for sql, title, note in OF_STUDENTS:
        tables = mentioned(sql, catalog.TABLES)
        if about(tables) and all(map(lake.exists, tables)):
            yield Told(title, *lake.query(sql), f"{', '.join(map(str, tables))}\n{note}")


def of_tables(lake: query.View, warehouse: str) -> Told:
    """Every table but those of bronze, with its rows and version."""
    shown = [table for table in lake.tables() if table.layer != "bronze"]
    rows = [(str(t), lake.query(f"SELECT count(*) AS n FROM {t}").rows[0][0], lake.version(t)) for t in shown]
    note = f"beside them bronze, every record as delivered; in {warehouse}"
    return Told("The tables", ("table", "rows", "version"), rows, note)


def _note(question: Question, rows: Sequence[Row]) -> str:
    """Where the answer comes from, what it means, and how much of it is shown."""
    cut = f"\nThe first {LONGEST} of {len(rows):,}." if len(rows) > LONGEST else ""
    return "\n".join(part for part in (", ".join(map(str, question.tables)), question.note) if part) + cut
