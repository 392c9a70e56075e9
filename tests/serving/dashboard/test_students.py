"""A student's own page: what is on it, and what is on none."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from report_lake import NOW, RESULTS, SUMMARY, written

from edulake.config.load import load
from edulake.ml.tables.lists import PREDICTIONS
from edulake.serving.dashboard.students import SHOWN, Students
from edulake.silver.people.students import STUDENTS_TABLE as STUDENTS
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE as ATTENDANCE

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

ODD = "O'Brien\\' OR 1=1 --"
SECRET = "canary of health"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    of = {
        "source_system": "lms",
        "grade_level": "6th Grade",
        "is_current": True,
        "gender": SECRET,
        "disability": SECRET,
    }
    day = {"source_system": "lms", "is_deleted": False, "issue_codes": []}
    old, new, newest = dt.date(2023, 1, 9), dt.date(2024, 9, 2), dt.date(2025, 3, 3)
    return written(
        tmp_path_factory.mktemp("students") / "warehouse",
        {
            STUDENTS: [
                {**of, "student_id": "A", "name": "Ada", "issue_codes": []},
                {**of, "student_id": "A", "name": "Ada as she was", "is_current": False},
                {**of, "student_id": ODD, "name": "Odd"},
            ],
            SUMMARY: [{"student_id": "B"}, {"student_id": None}],
            RESULTS: [
                {**day, "student_id": "A", "assessment_date": old, "subject": "Old"},
                {**day, "student_id": "A", "assessment_date": new, "subject": "Art", "score": Decimal(70)},
                {**day, "student_id": "A", "assessment_date": newest, "subject": "Math", "issue_codes": ["BAD_SCORE"]},
                {**day, "student_id": "A", "assessment_date": newest, "subject": "Gone", "is_deleted": True},
                {**day, "student_id": "B", "assessment_date": newest, "subject": "Of another"},
            ],
            ATTENDANCE: [
                {"student_id": "A", "date": new, "issue_codes": ["BAD_SCORE", "LATE"]},
                {"student_id": "A", "date": new},
            ],
            PREDICTIONS: [
                {
                    "student_id": "A",
                    "as_of_date": NOW.date(),
                    "rank": 3,
                    "is_selected": True,
                    "first_reason": "work missing",
                }
            ],
        },
    )


@pytest.fixture
def students(folder: Path) -> Students:
    return Students(load(None, str(folder)))


def test_the_page_of_one_student(students: Students) -> None:
    parts = {part.title: part for part in students.parts("A")}
    assert list(parts) == ["Who it is", "On lists, and why", "The last year of results", "Faults kept"]
    assert parts["Who it is"].rows == [["lms", "Ada", "6th Grade"]]
    results = parts["The last year of results"]
    assert results.columns == ("Day", "Subject", "Score", "Faults kept", "Source")
    assert [row[1] for row in results.rows] == ["Math", "Art"], "one year, newest first, without what was taken back"
    assert parts["On lists, and why"].rows == [[NOW.date(), 3, "yes", "work missing"]]
    assert parts["Faults kept"].rows == [
        [str(RESULTS), "BAD_SCORE", 1],
        [str(ATTENDANCE), "BAD_SCORE", 1],
        [str(ATTENDANCE), "LATE", 1],
    ]


def test_what_is_sensitive_is_on_no_page(students: Students) -> None:
    assert SECRET not in str(students.parts("A"))
    for shown in SHOWN:
        kept = {c.name for c in shown.table.columns if c.personal == "sensitive"}
        assert not kept & shown.columns.keys()
        assert shown.columns.keys() <= set(shown.table.column_names)


def test_ids_that_would_be_sql_are_texts(students: Students) -> None:
    [record] = students.parts(ODD)
    assert record.rows == [["lms", "Odd", "6th Grade"]]


def test_pages_are_called_by_what_tells_no_id(students: Students, folder: Path) -> None:
    called = students.called("A")
    assert re.fullmatch("[0-9a-f]{32}", called)
    assert students.of(called, "one") == "A"
    assert students.of(students.called("B"), "one") == "B"
    assert students.of(students.called(ODD), "one") == ODD
    assert students.of(students.called("nobody"), "one") is None
    assert students.of("A", "one") is None
    assert Students(load(None, str(folder))).called("A") != called, "the key is not of this process"
