"""What is sensitive of a person tells a model nothing: with it or without, every feature is the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import rows_of

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings
from edulake.contract.table import Column, Table
from edulake.ml.problems import PROBLEMS, feature
from edulake.ml.problems.problem import Problem
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once

DAY = dt.date(2024, 2, 1)
SETTINGS = Settings(early_warning=EarlyWarning(course_sources=["course"], shares=[Decimal("0.2")]))
# Where it is written as text, whatever type it has.
SAID = {"DATE": "2024-01-01", "TIMESTAMP": "2024-01-01 00:00:00"}
SINCE = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
DELIVERED = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
RUN = {"source_system": "course", "class_id": "A:1", "course_id": "A", "start_date": "2024-01-01"}
RESULT = {"class_id": "A:1", "assessment_date": "2024-01-05", "known_at": SINCE, "score": 80, "is_deleted": False}
SILVER: dict[Table, list[dict[str, Any]]] = {
    CLASSES_TABLE: [{**RUN, "term": "1", "end_date": "2024-04-10"}],
    ENROLLMENTS_TABLE: [{**RUN, "student_id": who, "status": "Active"} for who in ("ann", "bob")],
    STUDENT_ASSESSMENTS_CLEAN: [
        {**RESULT, "source_system": source, "student_id": who} for source in ("course", "sis") for who in ("ann", "bob")
    ],
    CONVERSATIONS_TABLE: [
        {
            "source_system": "talks",
            "course_id": "es",
            "student_id": who,
            "conversation_id": f"{who} {day}",
            "date": f"2024-{day}",
            "started_at": SINCE,
            "known_at": SINCE,
            "delivered_at": DELIVERED,
        }
        for who in ("ann", "bob")
        for day in ("01-31", "02-01")
    ],
    STUDENTS_TABLE: [
        {"source_system": source, "student_id": "ann", "valid_from": SINCE, "is_active": True, "is_current": True}
        for source in ("course", "sis")
    ],
}


def sensitive(table: Table) -> list[Column]:
    return [column for column in table.columns if column.personal == "sensitive"]


def listed(spark: SparkSession, problem: Problem, *, told: bool) -> DataFrame:
    """Who is listed on the day, by rows in which everything sensitive is said, or nothing."""

    def read(table: Table) -> DataFrame:
        values = {c.name: f"'{SAID.get(c.type, '1')}'" if told else "NULL" for c in sensitive(table)}
        types = {c.name: c.type for c in sensitive(table)}
        said = {name: F.expr(f"TRY_CAST({value} AS {types[name]})") for name, value in values.items()}
        return rows_of(spark, table, *SILVER.get(table, [])).withColumns(said)

    return problem.of_day(read, lambda rows: rows, SETTINGS, DAY)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_no_feature_reads_what_is_sensitive(problem: Problem, spark: SparkSession) -> None:
    """The audit does, and tells of groups: so both forms are there, and differ."""
    names = ["student_id", "rule", *feature.columns(problem.features)]
    harmful = {column.name for table in problem.reads for column in sensitive(table)}
    assert not harmful & {one.name for one in problem.features}
    told, untold = (
        {row["student_id"]: row.asDict() for row in listed(spark, problem, told=said).collect()}
        for said in (True, False)
    )
    assert set(told) == {"ann", "bob"}
    audited = [name for name in problem.audited if name in harmful]
    assert audited
    assert [told["ann"][name] for name in audited] != [untold["ann"][name] for name in audited]
    assert [[row[name] for name in names] for row in told.values()] == [
        [untold[who][name] for name in names] for who in told
    ]
