"""How have scores and engagement changed? A part of the results."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.governance import released
from edulake.serving.report import charts
from edulake.serving.report.parts import Action, Chart, Table
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

BY_MONTH = f"""
SELECT month, count(*) AS results, count(DISTINCT student_id) AS students, avg(score) AS score,
       count(DISTINCT CASE WHEN score IS NOT NULL THEN student_id END) AS scored,
       avg(engagement_score) AS engagement,
       count(DISTINCT CASE WHEN engagement_score IS NOT NULL THEN student_id END) AS engaged FROM (
  SELECT date_trunc('month', assessment_date) AS month, student_id, score, engagement_score
  FROM {ASSESSMENTS} WHERE NOT is_deleted) AS dated
GROUP BY month ORDER BY month
"""
MONTHS = 24


def add_to(made: Section, lake: Reading) -> None:
    """The last 24 months with results. A month of few students is hidden with another of at least as many."""
    dated = [_rounded(row) for row in lake.rows(BY_MONTH)]
    hidden = released.line([row["results"] for row in dated], [row["students"] for row in dated])
    shown = [row for at, row in enumerate(dated) if at not in hidden]
    shown = [row for row in shown if _months(row["month"], dated[-1]["month"]) < MONTHS]
    if len(shown) < 2:
        return
    title = "Scores and engagement over time"
    table = [[f"{row['month']:%Y-%m}", row["results"], row["score"], row["engagement"]] for row in shown]
    names = ["Mean score", *(["Mean engagement"] if any(isinstance(row["engagement"], float) for row in shown) else [])]
    drawn = [
        {"month": row["month"].isoformat(), "what": name, "mean": row[key]}
        for row in shown
        for name, key in zip(names, ("score", "engagement"), strict=False)
        if isinstance(row[key], float)
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
    told = [row for row in shown if isinstance(row["score"], float)][-4:]
    if len(told) < 2:
        return "Mean score by month."
    *before, last = told
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


def _rounded(row: Row) -> Row:
    """A month with its means as they may be shown."""
    score, engagement = released.mean(row["score"], row["scored"]), released.mean(row["engagement"], row["engaged"])
    return {**row, "month": _day(row["month"]), "score": score, "engagement": engagement}


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
