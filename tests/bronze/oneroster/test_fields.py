"""How OneRoster writes things: blank says nothing, lists have commas, and the day called end is the day after."""

from __future__ import annotations

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.bronze.oneroster import fields
from edulake.bronze.reference import any_of, sure

pytestmark = pytest.mark.once

# By what is written: the field as text, as a word, its first element, its only one, and all of them.
WRITTEN = [
    ("Student", "Student", "student", "Student", "Student", ["Student"]),
    (" Mixed Case ", " Mixed Case ", "mixed case", "Mixed Case", "Mixed Case", ["Mixed Case"]),
    ("09, 10,09", "09, 10,09", "09, 10,09", "09", None, ["09", "10"]),
    (",a", ",a", ",a", None, None, ["a"]),
    (" , ,", " , ,", ", ,", None, None, []),
    ("", None, None, None, None, []),
    ("   ", None, None, None, None, []),
    (None, None, None, None, None, []),
]


def test_texts_words_and_lists(spark: SparkSession) -> None:
    rows = frame(spark, [(row[0],) for row in WRITTEN], "raw")
    readings = (fields.text, fields.word, fields.first, fields.only, fields.listed)
    found = rows.select(*[reading("raw").alias(reading.__name__) for reading in readings]).collect()
    assert [tuple(row) for row in found] == [row[1:] for row in WRITTEN]


def test_a_status_is_active_unless_another_is_said(spark: SparkSession) -> None:
    """What is to be deleted does not live, and neither does what a newer bulk lacks."""
    rows = [
        (None, "false", "active", True),
        ("", "false", "active", True),
        ("Active", "false", "active", True),
        (" ToBeDeleted ", "false", "tobedeleted", False),
        ("inactive", "false", "inactive", True),
        ("active", "true", "active", False),
        ("tobedeleted", "true", "tobedeleted", False),
    ]
    given = frame(spark, [row[:2] for row in rows], "raw_status is_gone", is_gone="boolean")
    found = given.select(fields.status().alias("status"), fields.lives().alias("lives")).collect()
    assert [tuple(row) for row in found] == [row[2:] for row in rows]


DAYS = [
    ("2025-07-01", "2025-07-01", "2025-06-30"),
    ("2025-01-01", "2025-01-01", "2024-12-31"),
    ("2024-03-01", "2024-03-01", "2024-02-29"),
    ("soon", "soon", "soon"),
    ("2025-02-30", "2025-02-30", "2025-02-30"),
    ("", None, None),
    (None, None, None),
]


def test_days_and_last_days(spark: SparkSession) -> None:
    """What is no day stays as it was written, so that it is told of and not taken for nothing."""
    rows = frame(spark, [(day,) for day, *_ in DAYS], "raw")
    found = rows.select(fields.day("raw").alias("day"), fields.last_day("raw").alias("last")).collect()
    assert [tuple(row) for row in found] == [row[1:] for row in DAYS]


@pytest.mark.parametrize(("bound", "due"), [("array_min", "2024-08-01"), ("array_max", "2025-06-30")])
def test_the_first_or_last_of_days(spark: SparkSession, bound: str, due: str) -> None:
    """With one among them that cannot be read nobody knows which it is: that one is told."""
    lists = {
        "2025-06-30,2024-08-01,2025-01-14": due,
        "2025-06-30,last week,2024-08-01": "last week",
        "-,soon": "soon",
        "2025-06-30,-,2024-08-01": due,
        "-": None,
    }
    rows = frame(spark, [(days,) for days in lists], "raw")
    days = F.transform(F.split("raw", ","), lambda day: F.when(day != "-", day))
    found = rows.select("raw", fields.bound(days, getattr(F, bound)).alias("bound")).collect()
    assert {row["raw"]: row["bound"] for row in found} == lists


def test_roles_of_others(spark: SparkSession) -> None:
    """Those of both versions, and what a vendor adds; a role that nobody knows is not said to be somebody else's."""
    roles = {"teacher": True, "proctor": True, "guardian": True, "ext:coach": True, "ext:": True}
    roles |= {"student": False, "pupil": False, "text:": False, "": False}
    rows = frame(spark, [(role,) for role in [*roles, None]], "role")
    found = {row["role"]: row["other"] for row in rows.withColumn("other", fields.is_other(F.col("role"))).collect()}
    assert found == {**roles, None: None}


def test_what_is_not_known_is_not_so(spark: SparkSession) -> None:
    flags = [("true", None, True), ("false", "true", True), (None, None, False), ("false", "false", False)]
    rows = frame(spark, [flag[:2] for flag in flags], "a b", a="boolean", b="boolean")

    def told(condition: Column) -> list[bool]:
        return [row[0] for row in rows.select(condition).collect()]

    assert told(any_of("a", "b")) == [due for *_, due in flags]
    assert told(any_of("b")) == [False, True, False, False]
    assert told(sure(F.col("a"))) == [True, False, False, False]


def test_when_a_row_was_changed_and_whether_to_look_again(spark: SparkSession) -> None:
    rows = frame(spark, [("2025-02-03", "true", None)], "raw_date_last_modified a b", a="boolean", b="boolean")
    assert rows.select(*[c.alias(n) for n, c in fields.changes("a", "b").items()]).collect() == [("2025-02-03", True)]
    assert list(fields.changes("a")) == ["raw_updated_at", "revisit"]
    absent = rows.select(*[value.alias(name) for name, value in fields.nothing(["raw_x", "raw_y"]).items()])
    assert [(field.name, field.dataType.simpleString()) for field in absent.schema] == [
        ("raw_x", "string"),
        ("raw_y", "string"),
    ]
    assert absent.collect() == [(None, None)]
