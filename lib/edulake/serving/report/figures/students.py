"""Students by name, for those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.gold.learning.student_performance_aggregates import TABLE as AGGREGATES
from edulake.serving.questions.languages import PLACE
from edulake.serving.report.figures.lists import OF_DAY, Listed
from edulake.serving.report.parts import Section, Table

if TYPE_CHECKING:
    from edulake.serving.report.reading import Reading


THE_LIST = f"""
SELECT rank, student_id, {PLACE} AS place,
       prediction_probability AS risk, first_reason, second_reason, third_reason, recommended_intervention AS offer
{OF_DAY} AND is_selected ORDER BY rank, place, student_id LIMIT {{longest}}
"""

TOP_TEN = f"""
SELECT student_id, grade_level, avg_score AS score, avg_engagement AS engagement, performance_trend AS trend
FROM {AGGREGATES} WHERE risk_level = 'High Risk' ORDER BY avg_score, avg_engagement, student_id LIMIT 10
"""


def students(made: Section, lake: Reading, one: Listed, place: dict[str, Any]) -> None:
    rows = lake.rows(THE_LIST.format(**place))
    table = [
        [
            r["rank"],
            r["student_id"],
            r["place"],
            r["risk"],
            "; ".join(t for t in (r["first_reason"], r["second_reason"], r["third_reason"]) if t),
            r["offer"],
        ]
        for r in rows
    ]
    note = f"The first {place['longest']}; `edulake export` gives all of them." if len(rows) == place["longest"] else ""
    columns = (
        "Rank",
        "Student",
        "Course run" if one.part == "course" else "Grade",
        "Risk",
        "Reasons",
        "Offer",
    )
    kinds = ("count", "text", "text", "share", "text", "text")
    made.parts.append(
        Table(f"The list by {one.part} of {one.day}, as far as capacity reaches", columns, kinds, table, note)
    )


def top_ten(made: Section, lake: Reading) -> None:
    rows = lake.rows(TOP_TEN)
    if rows:
        made.empty = ""
        table = [[r["student_id"], r["grade_level"], r["score"], r["engagement"], r["trend"]] for r in rows]
        columns = ("Student", "Grade", "Mean score", "Mean engagement", "Trend")
        note = "High Risk is a mean score under 70 with a mean engagement under 60. The lowest scores first."
        made.parts.append(
            Table(
                "At risk by score and engagement: the first ten",
                columns,
                ("text", "text", "score", "score", "score"),
                table,
                note,
            )
        )
