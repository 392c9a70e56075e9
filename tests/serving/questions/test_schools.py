"""What districts tell, by Spark: what people see of 240 students of two schools, as delta-rs tells it in other tests."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyspark.sql import SparkSession
from report_money import of_money
from report_schools import DAY, ENROLLED, YEAR, enrolled, of_schools

from edulake.contract.table import Table
from edulake.serving.questions import QUESTIONS
from edulake.serving.questions.schools import NAME, newest
from edulake.serving.questions.schools import YEAR as YEAR_IN_WORDS
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

ROWS = {**of_schools(240), **of_money(240)}
BY_SCHOOL = [question for question in QUESTIONS if set(question.tables) <= ROWS.keys()]
DRAWN = {
    "fees": [("USD", 24000)],
    "fees_overdue": [("USD: not due yet", 6000), ("USD: 0-30 days", 6000)],
    "finance": [("2024-07, USD", 10), ("2024-08, USD", 10)],
    "admissions": [("applied", 240), ("offered", 120), ("accepted", 80), ("enrolled", 60)],
    "enrolled_by_year": [("2023/24", 240), ("2024/25", 240)],
    "enrolled_by_school": [("North", 160), ("South", 80)],
    "students_per_teacher": [("North", 15.5), ("South", 15.5)],
    "not_reachable": [("North", 80), ("South", 40)],
    "cohorts": [("started 2024, in 2024", 71.5), ("started 2024, in 2025", 71.5)],
    "class_attendance": [(f"Algebra:1, {DAY}", 1.0)],
    "class_scores": [(f"Algebra:1, {DAY}", 70.0)],
    "standards": [("3.NF.1", 0.75)],
    "skills": [("Social, by teachers", 0.5), ("Research, by teachers", 0.25)],
    "incidents": [("2024-08", 25.0), ("2024-09", 25.0), ("2024-10", 25.0)],
    "suspended": [("North", 0.2), ("South", 0.2)],
    "disproportion": [
        ("Economic, Yes: In-School Suspension", 2.0),
        ("Economic, No: In-School Suspension", 1.0),
    ],
    "hours_of_learning": [("2024-09", 1.5), ("2024-10", 1.5)],
    "staff_absence": [("Aide", 0.25), ("Teacher", 0.2)],
    "immunization": [("North, MMR", 0.75), ("South, MMR", 0.75)],
}


def answers(spark: SparkSession, sql: str, rows: dict[Table, list[dict[str, Any]]]) -> list[tuple[Any, ...]]:
    for table, of in rows.items():
        plain = [[_plain(row.get(name)) for name in table.column_names] for row in of]
        as_frame(spark, plain, table.struct()).createOrReplaceTempView(f"schools_{table.name}")
    return [tuple(row) for row in spark.sql(re.sub(r"\bgold\.", "schools_", sql)).collect()]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)


@pytest.mark.more
def test_each_question_of_schools_is_told_by_spark(spark: SparkSession) -> None:
    told = {question.name: answers(spark, question.drawn, ROWS) for question in BY_SCHOOL}
    assert {name: [(x, float(y)) for x, y in of] for name, of in told.items()} == DRAWN
    for question in BY_SCHOOL:
        assert len(answers(spark, question.told, {})) == len(DRAWN[question.name]), question.name


@pytest.mark.parametrize(("sources", "names"), [(1, ["A"]), (2, ["s0 A", "s1 A"])])
def test_a_school_is_called_by_its_source_where_there_are_several(
    spark: SparkSession, sources: int, names: list[str]
) -> None:
    rows = [{**enrolled("A", 10), "source_system": f"s{at}"} for at in range(sources)]
    told = answers(spark, f"SELECT {NAME} AS school FROM {ENROLLED} ORDER BY school", {ENROLLED: rows})
    assert [name for (name,) in told] == names


def test_the_newest_year_has_members(spark: SparkSession) -> None:
    rows = [enrolled("A", 10, 2000), enrolled("A", 9, YEAR), enrolled("A", 0, YEAR + 1)]
    sql = f"SELECT school_year, {YEAR_IN_WORDS} AS words, {newest(ENROLLED)} AS newest FROM {ENROLLED} ORDER BY 1"
    assert answers(spark, sql, {ENROLLED: rows}) == [
        (2000, "1999/00", YEAR),
        (YEAR, "2024/25", YEAR),
        (YEAR + 1, "2025/26", YEAR),
    ]
