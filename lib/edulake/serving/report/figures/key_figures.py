"""How large is this lake, how do its students do, and until when is it known?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.learning.student_performance_summary import TABLE as SUMMARY
from edulake.governance.released import SMALLEST, is_small
from edulake.serving.questions.people import STUDENTS
from edulake.serving.report.parts import Section, Tile
from edulake.serving.report.words import people, spelled

if TYPE_CHECKING:
    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

# Of so many students the first, and the last, result lies within: nobody's own day.
PERIOD = f"""
SELECT (SELECT max(day) FROM (
          SELECT first_assessment_date AS day FROM {SUMMARY} ORDER BY day LIMIT {SMALLEST}) AS first_ones) AS first_day,
       (SELECT min(day) FROM (
          SELECT last_assessment_date AS day FROM {SUMMARY}
          ORDER BY day DESC LIMIT {SMALLEST}) AS last_ones) AS last_day
"""


def section(lake: Reading, _: Choices) -> Section:
    """Tiles alone; what the other sections know better is theirs to tell."""
    made = Section("figures", "Key figures", "How large is this, and how recent?")
    totals = next(iter(lake.all_of(STUDENTS)), None)
    if not totals or not totals["students"]:
        made.empty = "No results of assessments have arrived yet. Deliver some, and run the pipeline."
        return made
    made.tiles.append(Tile("Students with results", people(totals["students"])))
    if is_small(totals["students"]):
        made.answer = "Nothing more is shown of fewer than ten students."
        return made
    made.tiles.append(Tile("Results", spelled(totals["results"], "count"), _period(lake.one(PERIOD))))
    if totals["scored"] >= SMALLEST:
        made.tiles.append(Tile("Mean score", spelled(totals["score"], "score"), "of 100, each student counts once"))
    if totals["engaged"] >= SMALLEST:
        made.tiles.append(Tile("Mean engagement", spelled(totals["engagement"], "score"), "of 100, where it is told"))
    return made


def _period(within: Row) -> str:
    return f"{within['first_day']:%b %Y} to {within['last_day']:%b %Y}"
