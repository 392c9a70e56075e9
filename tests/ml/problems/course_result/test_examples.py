"""Examples of course runs from silver: whose rows they are made of, who a student was then, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.ml.problems import feature
from edulake.ml.problems.course_result import examples
from edulake.ml.problems.course_result.examples import COURSE_RESULT, PROTECTED
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.learning.line_items import LINE_ITEMS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

Rows = dict[Table, list[dict[str, Any]]]
SETTINGS = Settings(early_warning=EarlyWarning(course_sources=["s"], shares=[Decimal("0.2"), Decimal("0.5")]))


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def reading(spark: SparkSession, rows: Rows) -> Callable[[Table], DataFrame]:
    """Tables of the source `s` with these rows, null where they say nothing."""

    def read(table: Table) -> DataFrame:
        found = [{"source_system": "s", **row} for row in rows.get(table, [])]
        return as_frame(spark, [[row.get(name) for name in table.column_names] for row in found], table.struct())

    return read


# Of a hundred days; its first as-of date is 21 January.
RUN = {"class_id": "A:1", "course_id": "A", "term": "1", "start_date": "2024-01-01", "end_date": "2024-04-10"}
ANN = {"student_id": "ann", "class_id": "A:1", "course_id": "A", "start_date": "2023-12-01", "status": "Completed"}
RESULT = {"student_id": "ann", "class_id": "A:1", "assessment_date": "2024-01-05", "known_at": moment("2024-01-05")}
SILVER: Rows = {
    CLASSES_TABLE: [RUN, {**RUN, "source_system": "other"}],
    ENROLLMENTS_TABLE: [ANN, {**ANN, "student_id": "bob"}, {**ANN, "source_system": "other"}],
    LINE_ITEMS_TABLE: [
        {"line_item_id": name, "class_id": "A:1", "due_date": "2024-01-10", "weight": 10} for name in "xy"
    ],
    STUDENT_ASSESSMENTS_CLEAN: [
        {**RESULT, "line_item_id": "x", "score": 80, "is_deleted": False},
        {**RESULT, "line_item_id": "y", "score": 90, "is_deleted": True},
        {**RESULT, "line_item_id": "y", "score": 90, "is_deleted": False, "source_system": "other"},
    ],
    STUDENTS_TABLE: [
        {"student_id": "ann", "valid_from": moment("2023-01-01"), "valid_to": moment("2024-01-21"), "gender": "F"},
        {"student_id": "ann", "valid_from": moment("2024-01-21"), "gender": "M"},
        {"student_id": "bob", "valid_from": moment("2024-01-22"), "gender": "M"},
    ],
}


def test_examples_are_of_our_sources_and_of_what_was_not_taken_back(spark: SparkSession) -> None:
    """Each student at each share, as the version of the eve of that day said who it was; what can be fitted at once."""
    built = examples.examples(reading(spark, SILVER), lambda rows: rows, SETTINGS)
    assert {"label", "rule", "tie", "cohort", *PROTECTED, *feature.VECTORS} <= set(built.columns)
    names = ("work_due", "missing_share", "mean_score", "label", "gender")
    found = built.select("source_system", "student_id", "share", *names, "tie").collect()
    assert {
        (row["source_system"], row["student_id"], str(row["share"])): tuple(row[n] for n in names) for row in found
    } == {
        ("s", "ann", "0.20"): (2, 0.5, 40, 0, "F"),
        ("s", "bob", "0.20"): (2, 1, 0, 0, None),
        ("s", "ann", "0.50"): (2, 0.5, 40, 0, "M"),
        ("s", "bob", "0.50"): (2, 1, 0, 0, "M"),
    }
    assert len({row["tie"] for row in found}) == 2, "a tie is decided the same way at each share"


def test_a_list_knows_no_outcome_and_no_grade(spark: SparkSession) -> None:
    """Of the runs that go on, at the share that they have reached."""
    listed = examples.of_day(reading(spark, SILVER), lambda rows: rows, SETTINGS, dt.date(2024, 2, 1))
    assert "label" not in listed.columns
    found = listed.select("student_id", "share", "grade_level", "as_of_date").collect()
    day = dt.date(2024, 2, 1)
    assert sorted(map(tuple, found)) == [(who, Decimal("0.20"), None, day) for who in ("ann", "bob")]


def test_the_last_day_is_that_of_a_result_or_of_activity(spark: SparkSession) -> None:
    """Of our sources, not taken back, and not of the future."""
    result = {"assessment_date": "2024-01-05", "delivered_at": moment("2024-02-01"), "is_deleted": False}
    clicked = {"date": "2024-01-09", "delivered_at": moment("2024-02-01")}
    facts: Rows = {
        STUDENT_ASSESSMENTS_CLEAN: [
            result,
            {**result, "assessment_date": "2024-01-20", "is_deleted": True},
            {**result, "assessment_date": "2024-01-21", "source_system": "other"},
            {**result, "assessment_date": "2025-01-21"},
        ],
        ENGAGEMENT_TABLE: [clicked, {**clicked, "date": "2024-01-22", "source_system": "other"}],
    }
    [row] = examples.last_day(reading(spark, facts), SETTINGS).collect()
    assert row["last"] == dt.date(2024, 1, 9)
    del facts[ENGAGEMENT_TABLE]
    [row] = examples.last_day(reading(spark, facts), SETTINGS).collect()
    assert row["last"] == dt.date(2024, 1, 5)
    [row] = examples.last_day(reading(spark, {}), SETTINGS).collect()
    assert row["last"] is None


def test_results_count_once_somebody_has_completed_the_run(spark: SparkSession) -> None:
    """Before that only those who left are known. Of several enrollments in a run the one that ended last counts."""
    ended = [
        ("A:1", "passed", "Completed", None),
        ("A:1", "failed", "Failed", None),
        ("A:1", "open", "Active", None),
        ("A:1", "came back", "Withdrawn", "2024-02-01"),
        ("A:1", "came back", "Completed", None),
        ("B:1", "left", "Withdrawn", "2024-02-01"),
        ("B:1", "stays", "Active", None),
    ]
    silver: Rows = {
        CLASSES_TABLE: [RUN, {**RUN, "class_id": "B:1"}],
        ENROLLMENTS_TABLE: [
            {"class_id": run, "student_id": who, "status": status, "end_date": day} for run, who, status, day in ended
        ],
    }
    students = dict.fromkeys((run, who) for run, who, *_ in ended)
    rows = [("s", who, run, "m") for run, who in students] + [("s", "stranger", "A:1", "m")]
    listed = frame(spark, rows, "source_system student_id class_id model_version")
    found = examples.became(reading(spark, silver), listed, SETTINGS).collect()
    assert {row["student_id"]: row["label"] for row in found} == {
        "passed": 0,
        "failed": 1,
        "open": None,
        "came back": 0,
        "left": None,
        "stays": None,
        "stranger": None,
    }
    assert len(found) == len(rows)


def test_the_problem_reads_what_it_says(spark: SparkSession) -> None:
    """Versions of these tables are part of a model's version: one that is read and not named would be missing there."""
    asked: set[Table] = set()
    read = reading(spark, SILVER)

    def noted(table: Table) -> DataFrame:
        asked.add(table)
        return read(table)

    COURSE_RESULT.examples(noted, lambda rows: rows, SETTINGS)
    COURSE_RESULT.last_day(noted, SETTINGS)
    assert asked == set(COURSE_RESULT.reads)
    asked.clear()
    listed = frame(spark, [("s", "ann", "A:1")], "source_system student_id class_id")
    COURSE_RESULT.became(noted, listed, SETTINGS)
    assert asked == set(COURSE_RESULT.judged_by)
