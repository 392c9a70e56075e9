"""A warehouse for the report's tests: 240 students of a district, written by delta-rs. Spark never starts.

The figures are made so that each section has something to show and some small group to hide.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from report_language import of_languages
from report_money import of_money
from report_schools import of_schools
from report_voices import of_surveys
from written import write

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.gold.learning.course_completion import OUTCOMES
from edulake.ml.tables import models
from edulake.ml.tables.audit import CALIBRATION, FAIRNESS, IMPORTANCE, METRICS
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS

Rows = dict[Table, list[dict[str, Any]]]
STUDENTS = 240
MONDAY = dt.date(2024, 9, 2)
NOW = dt.datetime(2024, 11, 4, 6, tzinfo=dt.UTC)
# As a source may send it: markup must be seen, never run.
HOSTILE = "Choir <script>document.title = 'taken'</script>"
TAUGHT = ("Art", "History", HOSTILE, "Math", "Music", "Science")
# Three of one grade, who have Latin instead of science.
LATINISTS = (3, 6, 9)
AGGREGATES = PRODUCTS["student_performance_aggregates"].table
SUMMARY = PRODUCTS["student_performance_summary"].table
INSIGHTS = PRODUCTS["attendance_insights"].table
COURSES = PRODUCTS["course_completion"].table
ENGAGEMENT = PRODUCTS["student_engagement"].table
RESULTS = SUBJECTS["assessments"].table
ATTENDANCE = SUBJECTS["attendance"].table
MODEL = {"model_version": "course_result-40-x", "processing_timestamp": NOW}


def student(number: int) -> str:
    return f"STU{number:06}"


def grade(number: int) -> str:
    return f"{6 + number % 3}th Grade" if number % 40 else "Kindergarten"


def district(students: int = STUDENTS) -> Rows:
    """All tables that the page reads, with so many students."""
    everybody = range(students)
    return {
        **_results(everybody),
        **_attendance(everybody),
        **_courses(everybody),
        **of_schools(students),
        **of_surveys(students),
        **of_languages(students),
        **of_money(students),
        **_early_warning(everybody),
        **_runs(),
    }


def written(folder: Path, rows: Rows) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for table, of_table in rows.items():
        write(folder, table, *of_table)
    return folder


def _score(number: int) -> Decimal:
    return Decimal(50 + number * 7 % 50)


def _engagement(number: int) -> Decimal:
    return Decimal(30 + number * 11 % 60)


def _level(score: Decimal) -> str:
    return "High Performer" if score >= 85 else "Medium Performer" if score >= 70 else "Low Performer"


def _results(everybody: range) -> Rows:
    first, last = dt.date(2024, 1, 15), dt.date(2024, 6, 15)
    days = {"first_assessment_date": first, "last_assessment_date": last}
    of_student = [
        {
            "student_id": student(n),
            "grade_level": grade(n),
            "overall_performance_category": _level(_score(n)),
            "risk_level": "High Risk" if _score(n) < 70 and _engagement(n) < 60 else "Low Risk",
            "avg_score": _score(n),
            "avg_engagement": _engagement(n),
            "performance_trend": Decimal(n % 9 - 4),
            "total_assessments": 6,
            **days,
        }
        for n in everybody
    ]
    one = {"source_system": "lms", "is_deleted": False}
    results = [
        {
            **one,
            "student_id": student(n),
            "grade_level": grade(n),
            "assessment_id": f"{n}-{month}",
            "assessment_date": dt.date(2024, month, 15),
            "subject": "Latin" if month == 6 and n in LATINISTS else TAUGHT[month - 1],
            "score": _score(n + month),
            "engagement_score": int(_engagement(n)),
        }
        for n in everybody
        for month in range(1, 7)
    ]
    return {AGGREGATES: of_student, SUMMARY: of_student, RESULTS: results}


def _attendance(everybody: range) -> Rows:
    bands = ("Satisfactory", "At Risk", "Satisfactory", "Moderate Chronic", "Severe Chronic")
    insights = [
        {
            "student_id": student(n),
            "school_year": 2025,
            "absence_band": bands[n % 5],
            "current_absence": 4 if n % 5 == 4 else 0,
            "school_id": "North" if n % 3 else "South",
        }
        for n in everybody
    ]
    days = [MONDAY + dt.timedelta(days=day) for day in range(28) if day % 7 < 5]
    missed = [
        {"student_id": student(n), "date": day, "school_year": 2025, "absent_fraction": Decimal(_is_away(n, day))}
        for n in everybody
        for day in days
    ]
    return {INSIGHTS: insights, ATTENDANCE: missed}


def _is_away(number: int, day: dt.date) -> bool:
    return (number + day.toordinal()) % (5 if day.weekday() == 0 else 13) == 0


def _courses(everybody: range) -> Rows:
    most = len(everybody)
    ended = [
        of_course("Algebra", completed=most // 2, failed=most // 4, withdrawn=most // 4),
        of_course("Biology", completed=most // 3, failed=most // 3, withdrawn=most // 3),
    ]
    busy = [{"student_id": student(n), "course_id": "Algebra", "logins": n, "active_days": n % 30} for n in everybody]
    return {COURSES: ended, ENGAGEMENT: busy}


def of_course(name: str, **outcomes: int) -> dict[str, Any]:
    """A course of which each student is enrolled once."""
    counts = {**dict.fromkeys(OUTCOMES, 0), **outcomes}
    whole = {"enrolled": sum(counts.values()), "students": sum(counts.values())}
    return {"course_id": name, **whole, **counts, **{f"{of}_students": n for of, n in counts.items()}}


def _early_warning(everybody: range) -> Rows:
    figures = {"auc": 0.86, "auc_error": 0.02, "rule_auc": 0.8, "precision_at_capacity": 0.8, "calibration_error": 0.03}
    # 120 of 400 are listed; of these, and of those missed, 96 and 54 fare badly: 51 and 29 of them F, 45 and 25 M.
    whole = {"n": 400, "positives": 150, "flagged": 120, "recall_at_capacity": 0.64, **figures}
    group = {"is_too_small": False, "flag_rate": 0.3, "fpr": 0.1, "precision": 0.8, "fnr_ratio": 1.0}
    of_f, of_m = {"n": 210, "positives": 80, "fnr": 29 / 80}, {"n": 190, "positives": 70, "fnr": 25 / 70}
    groups = [
        {"group": "F", **group, **of_f, "fnr_ratio_low": 0.9, "fnr_ratio_high": 1.1},
        {"group": "M", **group, **of_m, "fnr_ratio": 1.6, "fnr_ratio_low": 1.3, "fnr_ratio_high": 1.9},
    ]
    model = {"share": Decimal("0.40"), "status": "READY", "algorithm": "logistic", "problem": "course_result"}
    cohorts = {"training_cohorts": ["2023A"], "test_cohort": "2024A", "card": "# A model card"}
    bins = [{"bin": b, "n": 40, "predicted": b / 10 - 0.05, "observed": b / 10 - 0.02} for b in range(1, 11)]
    rows: Rows = {
        models.MODELS: [{**model, **cohorts}],
        METRICS: [{"dimension": "overall", "value": "all", **whole}],
        CALIBRATION: bins,
        FAIRNESS: [{"attribute": "gender", **one} for one in groups],
        IMPORTANCE: [{"feature": "mean_score", "concept": "score", "auc_lost": 0.1}],
        PREDICTIONS: [_predicted(n) for n in everybody],
    }
    return {table: [{**row, **MODEL} for row in of_table] for table, of_table in rows.items()}


def _predicted(number: int) -> dict[str, Any]:
    """The lowest fifth is selected; first reasons differ, one of them for few."""
    few = number % 10 == 0
    return {
        "student_id": student(number),
        "class_id": "Algebra:1",
        "course_id": "Algebra",
        "as_of_date": NOW.date(),
        "risk_band": ("High", "Medium", "Low", "Very Low", "Very Low")[number % 5],
        "prediction_probability": Decimal("0.5"),
        "rank": number + 1,
        "is_selected": number % 5 == 0,
        "first_reason": "3 of 5 items of work missing" if few else "mean score 40 of what was due",
        "recommended_intervention": "Tutoring",
    }


def _runs() -> Rows:
    exact = {"records_in": 100, "accepted": 90, "quarantined": 6, "duplicate": 2, "stale": 1, "out_of_scope": 1}
    run = {"job": "silver_cleanse", "status": "SUCCESS", "run_id": "aaaa1111", "started_at": NOW, "ended_at": NOW}
    refused = {"source_system": "lms", "status": "OPEN", "reason_codes": ["BAD_DATE"], "payload_form": "json"}
    return {
        JOB_RUNS: [{**run, **exact, "source_system": "lms", "table_name": str(RESULTS)}],
        QUARANTINE: [{**refused, "quarantine_id": str(n), "quarantined_at": NOW} for n in range(6)],
    }
