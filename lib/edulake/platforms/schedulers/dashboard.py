"""A Databricks dashboard over gold (.lvdash.json): datasets are SQL, widgets name their columns.

Students are counted once, and groups are told as `governance.released` has it: none of fewer than ten, and none that
could be had by subtraction. Rates are rounded, and told where both outcomes are those of ten students, so far as gold
knows of students; a bin of calibration is one of examples. Nobody is named: the list itself is a table to query.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from edulake.governance.released import SMALLEST
from edulake.governance.released.sql import line_sql, told_sql

WIDTH = 6


@dataclass(frozen=True)
class Chart:
    """One bar chart: its query gives the columns `x` and `y`, in words `across` and `up`."""

    name: str
    title: str
    across: str
    up: str
    query: str


@dataclass(frozen=True)
class Figure:
    """One number: its query gives one row with the column `value`."""

    name: str
    title: str
    query: str


# Of course runs and of schools the newest day, of that the list that was made last.
NEWEST_LISTS = """(
  SELECT *,
         dense_rank() OVER (PARTITION BY grade_level IS NULL ORDER BY as_of_date DESC) AS age,
         row_number() OVER (
           PARTITION BY student_id, source_system, class_id, as_of_date ORDER BY prediction_timestamp DESC) AS place
  FROM gold.student_performance_predictions
) WHERE age = 1 AND place = 1"""
# A student who moved has a row for each grade; the one with the latest result counts.
RISK = line_sql("""SELECT coalesce(risk_level, 'Unknown') AS x, count(*) AS students FROM (
      SELECT risk_level,
             row_number() OVER (PARTITION BY student_id ORDER BY last_assessment_date DESC, grade_level) AS place
      FROM gold.student_performance_aggregates
    ) WHERE place = 1 GROUP BY coalesce(risk_level, 'Unknown')""")
ABSENCE = line_sql("""SELECT absence_band AS x, count(*) AS students FROM gold.attendance_insights
    WHERE school_year = (SELECT max(school_year) FROM gold.attendance_insights) GROUP BY absence_band""")
LISTED = "count(DISTINCT CASE WHEN is_selected THEN student_id END)"
# Of results without a score it is not known whose they are: at most so many students have none.
SCORED_STUDENTS = "unique_students - (total_assessments - high_count - medium_count - low_count)"
BAD_OUTCOMES = "round(observed * n)"
FIGURES = (
    Figure(
        "students",
        "Students",
        f"SELECT CASE WHEN count(*) >= {SMALLEST} THEN count(*) END AS value FROM gold.student_performance_summary",
    ),
    Figure("high_risk", "High risk", f"SELECT max(CASE WHEN x = 'High Risk' THEN y END) AS value FROM (\n{RISK}\n)"),
    Figure(
        "selected",
        "Students on the newest early-warning lists, within capacity",
        f"SELECT {told_sql(LISTED, 'count(DISTINCT student_id)')} AS value FROM {NEWEST_LISTS}",
    ),
)
CHARTS = (
    Chart("risk", "Students by risk", "risk", "students", f"{RISK}\nORDER BY y DESC"),
    Chart(
        "subjects",
        "Difficulty of subjects",
        "subject",
        "difficulty, 0 to 5",
        "SELECT subject AS x, round(sum(difficulty_rating * total_assessments) / sum(total_assessments), 1) AS y\n"
        "FROM gold.subject_performance_analytics WHERE difficulty_rating IS NOT NULL\n"
        f"GROUP BY subject HAVING max({SCORED_STUDENTS}) >= {SMALLEST} ORDER BY y DESC",
    ),
    Chart(
        "courses",
        "Courses that students finish, of known outcomes",
        "course",
        "completion rate",
        "SELECT course_id AS x, round(completion_rate, 2) AS y FROM gold.course_completion\n"
        f"WHERE (completed = 0 OR completed_students >= {SMALLEST})\n"
        f"  AND (failed + withdrawn = 0 OR greatest(failed_students, withdrawn_students) >= {SMALLEST})\n"
        "  AND completion_rate IS NOT NULL ORDER BY y",
    ),
    Chart("absence", "Absence of the newest school year", "absence", "students", f"{ABSENCE}\nORDER BY x"),
    Chart(
        "calibration",
        "Models: what was predicted, and what happened",
        "predicted",
        "happened",
        "SELECT round(predicted, 2) AS x, round(observed, 2) AS y FROM gold.ml_calibration\n"
        f"WHERE {BAD_OUTCOMES} >= {SMALLEST} AND n - {BAD_OUTCOMES} >= {SMALLEST} ORDER BY x",
    ),
)


def text() -> str:
    """The dashboard as Databricks stores it."""
    datasets = [_dataset(part) for part in (*FIGURES, *CHARTS)]
    page = {"name": "edulake", "displayName": "edulake", "pageType": "PAGE_TYPE_CANVAS", "layout": _layout()}
    return json.dumps({"datasets": datasets, "pages": [page]}, indent=2) + "\n"


def _dataset(part: Figure | Chart) -> dict[str, Any]:
    lines = part.query.split("\n")
    return {"name": part.name, "displayName": part.title, "queryLines": [f"{line}\n" for line in lines]}


def _layout() -> list[dict[str, Any]]:
    """Figures in the first row, charts two to a row below."""
    figures = [_placed(_figure(f), i * 2, 0, 2, 3) for i, f in enumerate(FIGURES)]
    half = WIDTH // 2
    charts = [_placed(_chart(c), (i % 2) * half, 3 + (i // 2) * 6, half, 6) for i, c in enumerate(CHARTS)]
    return figures + charts


def _placed(widget: dict[str, Any], x: int, y: int, width: int, height: int) -> dict[str, Any]:
    return {"widget": widget, "position": {"x": x, "y": y, "width": width, "height": height}}


def _figure(figure: Figure) -> dict[str, Any]:
    encodings = {"value": {"fieldName": "value", "displayName": figure.title}}
    return _widget(figure, ("value",), {"version": 2, "widgetType": "counter", "encodings": encodings})


def _chart(chart: Chart) -> dict[str, Any]:
    encodings = {
        "x": {"fieldName": "x", "scale": {"type": "categorical"}, "displayName": chart.across},
        "y": {"fieldName": "y", "scale": {"type": "quantitative"}, "displayName": chart.up},
    }
    return _widget(chart, ("x", "y"), {"version": 3, "widgetType": "bar", "encodings": encodings})


def _widget(part: Figure | Chart, columns: tuple[str, ...], spec: dict[str, Any]) -> dict[str, Any]:
    fields = [{"name": name, "expression": f"`{name}`"} for name in columns]
    query = {"datasetName": part.name, "fields": fields, "disaggregated": True}
    frame = {"showTitle": True, "title": part.title}
    return {
        "name": part.name,
        "queries": [{"name": "main_query", "query": query}],
        "spec": {**spec, "frame": frame},
    }
