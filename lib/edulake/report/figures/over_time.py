"""How have scores and engagement changed? A part of the results."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.report import charts, suppression
from edulake.report.parts import Action, Chart, Table
from edulake.silver.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.report.parts import Section
    from edulake.report.reading import Reading, Row

BY_MONTH = f"""
SELECT month, count(*) AS results, count(DISTINCT student_id) AS students, avg(score) AS score,
       avg(engagement_score) AS engagement FROM (
  SELECT date_trunc('month', assessment_date) AS month, student_id, score, engagement_score
  FROM {ASSESSMENTS} WHERE NOT is_deleted) AS dated
GROUP BY month ORDER BY month
"""
MONTHS = 24


def add_to(made: Section, lake: Reading) -> None:
    """The last 24 months with results. A month of few students is hidden with others of at least as many."""
    dated = [{**row, "month": _day(row["month"])} for row in lake.rows(BY_MONTH)][-MONTHS:]
    latest = dated[-1]["month"] if dated else dt.date.min
    dated = [
        row for row in dated if (latest.year - row["month"].year) * 12 + latest.month - row["month"].month < MONTHS
    ]
    hidden = suppression.line([row["results"] for row in dated], [row["students"] for row in dated])
    shown = [row for at, row in enumerate(dated) if at not in hidden]
    if len(shown) < 2:
        return
    title = "Scores and engagement over time"
    table = [[f"{row['month']:%Y-%m}", row["results"], row["score"], row["engagement"]] for row in shown]
    names = ["Mean score", *(["Mean engagement"] if any(row["engagement"] is not None for row in shown) else [])]
    drawn = [
        {"month": row["month"].isoformat(), "what": name, "mean": round(row[key], 2)}
        for row in shown
        for name, key in zip(names, ("score", "engagement"), strict=False)
        if row[key] is not None
    ]
    x = {
        "field": "month",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%b %Y", "grid": False, "tickCount": 8},
    }
    y = charts.number("mean", "Mean, of 100", "", scale={"zero": False, "padding": 12})
    spec = charts.lines(drawn, x, y, "what", names)
    numbers = Table(
        title, ("Month", "Results", "Mean score", "Mean engagement"), ("text", "count", "score", "score"), table
    )
    made.parts.append(
        Chart(title, spec, _trend(made, shown), numbers, "Different students are assessed in different months.")
    )


def _trend(made: Section, shown: Sequence[Row]) -> str:
    """The last month against the mean of up to three before it."""
    *before, last = [row for row in shown if row["score"] is not None][-4:]
    if not before:
        return "Mean score by month."
    change = last["score"] - sum(row["score"] for row in before) / len(before)
    when = f"{last['month']:%B %Y}"
    if change <= -2:
        made.actions.append(
            Action(
                3,
                f"{change:+.1f}",
                f"points: the mean score of {when} against the months before",
                "Find out what changed: the test, the class, or the weeks behind it.",
                made.anchor,
            )
        )
    return f"Means by month. The score of {when} is {last['score']:.1f}, {change:+.1f} against the months before it."


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
