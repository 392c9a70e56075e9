"""The dashboard: every query runs on the tables of gold, and every widget shows columns that its query has."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bundle import BUNDLE
from pyspark.sql import DataFrame, SparkSession

from edulake.governance.catalog import TABLES
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

DASHBOARD = json.loads((BUNDLE / "edulake.lvdash.json").read_text())
LAYOUTS = [page["layout"] for page in DASHBOARD["pages"]]
LAYOUT = [placed for layout in LAYOUTS for placed in layout]


QUERIES = {d["name"]: "".join(d["queryLines"]) for d in DASHBOARD["datasets"]}


def answers(spark: SparkSession, rows: dict[str, list[dict[str, Any]]]) -> dict[str, DataFrame]:
    """What each query says of these rows of gold."""
    for table in TABLES:
        if table.layer == "gold":
            of = [[row.get(name) for name in table.column_names] for row in rows.get(table.name, [])]
            as_frame(spark, of, table.struct()).createOrReplaceTempView(f"dashboard_{table.name}")
    return {name: spark.sql(re.sub(r"\bgold\.", "dashboard_", query)) for name, query in QUERIES.items()}


def test_widgets_show_columns_of_queries_that_run(spark: SparkSession) -> None:
    columns = {name: answer.columns for name, answer in answers(spark, {}).items()}
    for placed in LAYOUT:
        widget = placed["widget"]
        query = widget["queries"][0]["query"]
        offered = {f["name"] for f in query["fields"]}
        assert offered <= set(columns[query["datasetName"]])
        assert {e["fieldName"] for e in widget["spec"]["encodings"].values()} == offered
    assert {w["widget"]["queries"][0]["query"]["datasetName"] for w in LAYOUT} == set(QUERIES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_widgets_do_not_overlap_and_stay_on_the_page(layout: list[dict[str, Any]]) -> None:
    cells = [
        (x, y)
        for p in (placed["position"] for placed in layout)
        for x in range(p["x"], p["x"] + p["width"])
        for y in range(p["y"], p["y"] + p["height"])
    ]
    assert len(set(cells)) == len(cells)
    assert all(0 <= x < 6 for x, _ in cells)


def test_difficulty_is_said_to_be_0_to_5() -> None:
    [axis] = [w["widget"]["spec"]["encodings"]["y"] for w in LAYOUT if w["widget"]["name"] == "subjects"]
    assert axis["displayName"] == "difficulty, 0 to 5"


def everybody(**by_risk: int) -> list[dict[str, Any]]:
    """Students of a risk each; the first of them moved, and was at another risk before."""
    risks = [name for name, n in by_risk.items() for _ in range(n)]
    rows = [
        {"student_id": f"S{n}", "risk_level": risk, "last_assessment_date": "2025-02-01"}
        for n, risk in enumerate(risks)
    ]
    return [{"grade_level": "B", **row} for row in rows] + [
        {**rows[0], "grade_level": "A", "risk_level": "Moved", "last_assessment_date": "2025-01-01"}
    ]


def course(name: str, completed: int, failed: int, completed_students: int, failed_students: int) -> dict[str, Any]:
    students = {"completed_students": completed_students, "failed_students": failed_students, "withdrawn_students": 0}
    of_none = {"still_open_students": 0, "not_told_students": 0}
    rate = f"{completed / (completed + failed):.4f}"
    return {
        "course_id": name,
        "enrolled": completed + failed,
        "completion_rate": rate,
        "completed": completed,
        "failed": failed,
        "withdrawn": 0,
        **students,
        **of_none,
    }


def prediction(number: int, *, listed: bool, class_id: str = "C") -> dict[str, Any]:
    at = {"as_of_date": "2025-02-01", "prediction_timestamp": "2025-02-01T00:00:00.000Z"}
    return {"student_id": f"S{number}", "source_system": "s", "class_id": class_id, "is_selected": listed, **at}


def test_small_groups_cannot_be_had_by_subtraction(spark: SparkSession) -> None:
    """Three are at high risk: neither they, nor what the others leave of all, nor rates that stand for so few."""
    of_subject = {"grade_level": "A", "difficulty_rating": "1.50", "high_count": 0, "medium_count": 0}
    bins = [{"bin": b, "n": n, "predicted": 0.1 * b, "observed": seen} for b, n, seen in ((1, 30, 0.1), (2, 40, 0.5))]
    rows = {
        "student_performance_aggregates": everybody(Low=40, Medium=20, **{"High Risk": 3}),
        "student_performance_summary": [{"student_id": f"S{n}"} for n in range(63)],
        "attendance_insights": [
            {
                "student_id": f"S{n}",
                "school_year": 2025,
                "absence_band": "few" if n < 4 else "some" if n < 9 else "none",
            }
            for n in range(60)
        ],
        # Twelve places, but nine students.
        "student_performance_predictions": [prediction(n % 9, listed=True, class_id=f"C{n // 9}") for n in range(12)]
        + [prediction(n, listed=False) for n in range(9, 40)],
        "subject_performance_analytics": [
            {"subject": name, "unique_students": students, "total_assessments": 40, "low_count": scored, **of_subject}
            for name, students, scored in (("told", 12, 40), ("few", 3, 40), ("few scored", 12, 10))
        ],
        "course_completion": [
            course("told", 20, 15, 20, 15),
            course("everybody", 20, 0, 20, 0),
            course("three left", 40, 3, 40, 3),
            course("of one", 20, 15, 20, 1),
        ],
        "ml_models": [{"model_version": "m", "problem": "school_risk"}],
        "ml_calibration": [{"model_version": "m", **row} for row in bins],
    }
    said = {name: [tuple(row) for row in answer.collect()] for name, answer in answers(spark, rows).items()}
    assert said["students"] == [(63,)]
    assert said["high_risk"] == [(None,)]
    assert said["risk"] == [("Low", 40)], "63 less all that is shown are 23 in two groups"
    assert said["selected"] == [(None,)]
    assert said["absence"] == [], "four and five are nine: the third goes with them"
    assert [x for x, _ in said["subjects"]] == ["told"]
    assert [(x, float(y)) for x, y in said["courses"]] == [("told", 0.57), ("everybody", 1.0)]
    assert said["calibration"] == [("school risk, bin 02: 20 % predicted", 0.5)], "three of thirty"
