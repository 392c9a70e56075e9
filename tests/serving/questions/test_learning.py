"""What is told of courses and subjects: nothing that the other pages complete to a count of few."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report_lake import COURSES, of_course, written

from edulake.config.load import load
from edulake.gold.learning.subject_performance_analytics import TABLE as SUBJECTS
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.learning import COMPLETION, DIFFICULTY
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
