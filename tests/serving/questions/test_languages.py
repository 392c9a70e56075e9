"""What languages are called: their names in English, and what is no code of one stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_lake import written

from edulake.config.load import load
from edulake.ml.tables.lists import PREDICTIONS
from edulake.serving import query
from edulake.serving.questions.languages import PLACE, named

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

RUNS = [("it", "it", None), ("cu", "cu", None), ("AAA", "AAA", None), ("it", "it:5", "7th Grade"), ("it", "it:5", None)]


def test_a_run_of_a_language_is_called_by_its_name(tmp_path: Path) -> None:
    """A class is none, though its course be called as a code."""
    rows = [
        {"student_id": f"S{at}", "course_id": course, "class_id": of_class, "grade_level": grade}
        for at, (course, of_class, grade) in enumerate(RUNS)
    ]
    with query.opened(load(None, str(written(tmp_path, {PREDICTIONS: rows})))) as lake:
        told = lake.query(f"SELECT {PLACE} AS place, {named('course_id')} FROM {PREDICTIONS} ORDER BY student_id").rows
    assert [tuple(row) for row in told] == [
        ("Italian", "Italian"),
        ("Church Slavonic", "Church Slavonic"),
        ("AAA", "AAA"),
        ("7th Grade", "Italian"),
        ("it:5", "Italian"),
    ]
