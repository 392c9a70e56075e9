"""How large is this lake, how do its students do, and until when is it known?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.student_performance_summary import TABLE as SUMMARY
from edulake.report.parts import Section, Tile
from edulake.report.suppression import is_small
from edulake.report.words import people, spelled

if TYPE_CHECKING:
    from edulake.report.parts import Choices
    from edulake.report.reading import Reading

TOTALS = f"""
SELECT count(*) AS students, sum(total_assessments) AS results, avg(avg_score) AS score, avg(avg_engagement) AS
       engagement, min(first_assessment_date) AS first_day, max(last_assessment_date) AS last_day
FROM {SUMMARY}
"""
# Those with no score are in no share.
BY_LEVEL = f"""
SELECT count(CASE WHEN avg_score >= 85 THEN 1 END) AS high, count(CASE WHEN avg_score < 70 THEN 1 END) AS low,
       count(avg_score) AS students
FROM {SUMMARY}
"""


def section(lake: Reading, _: Choices) -> Section:
    """Tiles alone; what the other sections know better is theirs to tell."""
    made = Section("figures", "Key figures", "How large is this, and how recent?")
    if not lake.has(SUMMARY) or not (totals := lake.one(TOTALS))["students"]:
        made.empty = "No results of assessments have arrived yet. Deliver some, and run the pipeline."
        return made
    made.tiles.append(Tile("Students with results", people(totals["students"]), _period(totals)))
    if is_small(totals["students"]):
        made.answer = "Nothing more is shown of fewer than ten students."
        return made
    made.tiles.append(Tile("Results", spelled(totals["results"], "count"), "assessments kept"))
    made.tiles.append(Tile("Mean score", spelled(totals["score"], "score"), "of 100, each student counts once"))
    made.tiles += _reached(lake)
    if totals["engagement"] is not None:
        made.tiles.append(Tile("Mean engagement", spelled(totals["engagement"], "score"), "of 100, where it is told"))
    return made


def _period(totals: dict) -> str:
    return f"{totals['first_day']:%b %Y} to {totals['last_day']:%b %Y}"


def _reached(lake: Reading) -> list[Tile]:
    """The share of students with a mean of 70 or more; not told where those of a level are few."""
    of = lake.one(BY_LEVEL)
    medium = of["students"] - of["high"] - of["low"]
    if not of["students"] or any(map(is_small, (of["high"], medium, of["low"]))):
        return []
    share = (of["high"] + medium) / of["students"]
    return [Tile("Reach 70 or more", spelled(share, "share"), "of students, on average")]
