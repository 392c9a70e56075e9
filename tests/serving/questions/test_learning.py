"""What is told of courses, subjects, cohorts and classes: nothing that other pages complete to a count of few."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_lake import AGGREGATES, COURSES, of_course, written
from report_schools import CLASS_DAYS, COHORTS, DAY, class_day

from edulake.config.load import load
from edulake.gold.learning.subject_performance_analytics import TABLE as SUBJECTS
from edulake.gold.product import ALL
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.learning import (
    CLASS_ATTENDANCE,
    CLASS_SCORES,
    COHORT_SCORES,
    COMPLETION,
    DIFFICULTY,
    OVERVIEW,
)
from edulake.serving.questions.people import STUDENTS
from edulake.serving.questions.question import Row

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def courses(folder: Path, *rows: dict[str, Any]) -> dict[str, Row]:
    rated = [{**row, "completion_rate": Decimal("0.6000")} for row in rows]
    with query.opened(load(None, str(written(folder / "warehouse", {COURSES: rated})))) as lake:
        return {row["course"]: row for row in asking.told(lake, COMPLETION)}


def test_an_outcome_of_few_is_not_what_the_others_leave(tmp_path: Path) -> None:
    """The report tells all enrollments of a course, and one other outcome fewer than all that are many."""
    ended = {"completed": 60, "failed": 20, "withdrawn": 20}
    told = courses(
        tmp_path,
        of_course("ended", **ended),
        of_course("many open", **ended, still_open=30),
        of_course("few open", **ended, still_open=5),
        of_course("few not told", **ended, not_told=5),
        of_course("few not told beside many open", **ended, still_open=30, not_told=5),
        of_course("few failed", completed=60, failed=5, withdrawn=35, still_open=12),
        of_course("nobody failed", completed=60, withdrawn=40, still_open=12),
    )
    assert set(told) == {"ended", "many open", "nobody failed"}
    assert told["many open"] == {"course": "many open", "enrolled": 130, "completion_rate": Decimal("0.60"), **ended}


def test_results_by_subject_do_not_leave_those_of_a_hidden_one() -> None:
    """The results of all students are told; so those of each subject are not."""
    assert STUDENTS.columns["results"].kind == "count"
    assert "count" not in {column.kind for column in DIFFICULTY.columns.values()}


def test_a_subject_is_told_with_its_mean(tmp_path: Path) -> None:
    of = {"grade_level": "A", "difficulty_rating": Decimal("1.50"), "avg_score": Decimal("70.00"), "low_count": 0}
    rows = [
        {"subject": name, "unique_students": n, "total_assessments": 40, "high_count": 40, "medium_count": 0, **of}
        for name, n in (("Art", 40), ("Latin", 3))
    ]
    with query.opened(load(None, str(written(tmp_path / "warehouse", {SUBJECTS: rows})))) as lake:
        assert asking.told(lake, DIFFICULTY) == [
            {"subject": "Art", "score": Decimal("70.0"), "difficulty": Decimal("1.5")}
        ]


def students(category: str, risk: str, n: int, score: int | None = 70, engaged: int = 0) -> list[dict[str, Any]]:
    """So many students of a category and risk, the first `engaged` of them with an engagement."""
    of = {"overall_performance_category": category, "risk_level": risk, "grade_level": "1st Grade"}
    return [
        {
            **of,
            "student_id": f"{category} {risk} {at}",
            "last_assessment_date": DAY,
            "avg_score": score if score is None else Decimal(score + at % 2),
            "avg_engagement": Decimal(60) if at < engaged else None,
        }
        for at in range(n)
    ]


def test_categories_are_crossed_with_risk(tmp_path: Path) -> None:
    """A student who changed grades is counted in the latest."""
    moved = {**students("High", "Low Risk", 1)[0], "grade_level": "K", "last_assessment_date": dt.date(2020, 1, 1)}
    rows = [
        *students("High", "Low Risk", 20, 90, engaged=10),
        *students("Low", "High Risk", 12, 50, engaged=9),
        *students("Unknown", "Unknown", 10, None),
        {**moved, "overall_performance_category": "Low"},
    ]
    none = {"score": None, "engagement": None}
    assert asked(tmp_path, OVERVIEW, {AGGREGATES: rows}) == {
        "High, Low Risk": {"students": 20, "score": Decimal("90.5"), "engagement": Decimal("60.0")},
        "Low, High Risk": {"students": 12, **none, "score": Decimal("50.5")},
        "Unknown, Unknown": {"students": 10, **none},
    }


def test_one_cell_of_few_hides_the_whole_table(tmp_path: Path) -> None:
    """Students by risk and by category are told elsewhere."""
    cells = (("High", "Low Risk", 40), ("Low", "Low Risk", 30), ("Low", "High Risk", 9), ("High", "High Risk", 20))
    assert asked(tmp_path, OVERVIEW, {AGGREGATES: [row for of in cells for row in students(*of)]}) == {}


def test_scores_of_a_cohort_by_year(tmp_path: Path) -> None:
    def cohort(year: int, scored: int, matched: int, score: str | None = "71.25", school: str = ALL) -> dict[str, Any]:
        counts = {"students_with_score": scored, "matched_students": matched}
        scores = {"avg_score": score and Decimal(score), "matched_change": Decimal("-1.26")}
        return {"school_id": school, "entry_year": 2023, "school_year": year, **counts, **scores}

    rows = [
        cohort(2023, 40, 40),
        cohort(2024, 30, 20, "70.00"),
        cohort(2025, 30, 9),
        cohort(2026, 9, 9),
        cohort(2027, 0, 0, None),
        cohort(2023, 40, 40, school="North"),
    ]
    assert asked(tmp_path, COHORT_SCORES, {COHORTS: rows}) == {
        "started 2023, in 2023": {"score": Decimal("71.3"), "change": None},
        "started 2023, in 2024": {"score": Decimal("70.0"), "change": Decimal("-1.3")},
        "started 2023, in 2025": {"score": Decimal("71.3"), "change": None},
    }


def test_classes_day_by_day(tmp_path: Path) -> None:
    """Where nobody was away, of few as a bound, or ten and more; means are of ten with a score."""
    days = [DAY - dt.timedelta(days=ago) for ago in range(7)]
    rows = [
        class_day("told", 30, 10, 30),
        class_day("all", 20, 0, 10),
        class_day("few", 15, 0, 9),
        class_day("few away", 30, 3, 9),
        class_day("few there", 9, 30, 5),
        {**class_day("before", 20, 0), "students_with_score": None},
        {**class_day("nothing", 20, 0), "attendance_rate": None, "avg_score": None},
        *[class_day("daily", 20, 0, day=day) for day in days[1:]],
    ]
    attendance = column(asked(tmp_path, CLASS_ATTENDANCE, {CLASS_DAYS: rows}), "attendance_rate")
    of_days = {f"daily, {day}": Decimal("1.00") for day in days[4:0:-1]}
    assert attendance == {
        f"all, {DAY}": Decimal("1.00"),
        f"before, {DAY}": Decimal("1.00"),
        f"few, {DAY}": Decimal("0.95"),
        **of_days,
        f"told, {DAY}": Decimal("0.75"),
    }
    scores = asked(tmp_path / "scores", CLASS_SCORES, {CLASS_DAYS: rows})
    assert set(scores) == {f"told, {DAY}", f"all, {DAY}", *of_days}
