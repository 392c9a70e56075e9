"""Which incident is meant: two schools may both have an incident 17."""

from __future__ import annotations

from itertools import product

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.expr import identifier
from edulake.silver import SUBJECTS
from edulake.silver.wellbeing import behaviour

pytestmark = pytest.mark.once

PARTS = ("A", "1", "A/1", "A/", "/A", "/", "%", "%2F", "A%2F1", "2F", "A/1/2")
LOST = ("1.23457E+11", "17", None)


def test_no_two_incidents_are_one(spark: SparkSession) -> None:
    """Whatever schools and numbers are made of; one without a school is none of a school's."""
    pairs = [*product((None, *PARTS), PARTS)]
    rows = frame(spark, [*pairs, LOST[:2]], "raw_school_id raw_incident_id")
    read = rows.withColumns(behaviour.words()).select("incident", behaviour.incident("incident").alias("id"))
    found = [row["id"] for row in read.collect()]
    assert found[-1] is None, "its school is not known"
    assert len({*found[:-1]}) == len(pairs)
    assert {"A/1", "A%2F1/A", "A/A/1"} <= {*found}


def test_days_within_bounds(spark: SparkSession) -> None:
    texts = ["0", "-0.001", "999.99", "999.991", "0.005", "0.0049", None]
    rows = frame(spark, [(text,) for text in texts], "exact", exact="decimal(30,18)")
    found = rows.select(behaviour.days("exact").cast("string").alias("days")).collect()
    assert [row["days"] for row in found] == ["0.00", None, "999.99", None, "0.01", "0.00", None]


def test_a_school_is_read_as_any_id(spark: SparkSession) -> None:
    rows = frame(spark, [(" X\u00a0", '="017"')], "raw_school_id raw_incident_id")
    [row] = rows.withColumns(behaviour.words()).select(behaviour.incident("incident"), identifier(F.lit("X"))).collect()
    assert row[0] == "X/017"


MEMBERSHIPS = [
    {"student_id": "S1", "entry_date": "2024-09-02", "exit_date": "2024-10-01"},
    {"student_id": "S2", "entry_date": "2024-09-02", "exit_date": None, "source_system": "t"},
    {"student_id": "gone", "entry_date": "2024-09-02", "is_gone": True},
    {"student_id": "never", "entry_date": "2024-09-02", "is_deleted": True},
    {"student_id": "last year", "entry_date": "2023-09-02", "school_year": 2024},
]
# By row: whose it is, and of which day.
EVENTS = {
    "on the last day": ("S1", "2024-10-01"),
    "the day after": ("S1", "2024-10-02"),
    "on the first day": ("S1", "2024-09-02"),
    "the day before": ("S1", "2024-09-01"),
    "without an end": ("S2", "2030-01-01"),
    "nobody": ("S3", "2024-10-01"),
    "gone": ("gone", "2024-10-01"),
    "taken back": ("never", "2024-10-01"),
    "in its year": ("last year", "2024-06-30"),
    "a year later": ("last year", "2024-07-01"),
}


@pytest.mark.parametrize("subject", ["incident_students", "discipline_actions"])
def test_students_who_are_no_members_on_the_day(spark: SparkSession, subject: str) -> None:
    row_id = SUBJECTS[subject].row_id
    rows = [{row_id: name, "student_id": student, "date": day} for name, (student, day) in EVENTS.items()]
    found = contradicting(spark, subject, "NOT_A_MEMBER", rows, memberships=MEMBERSHIPS)
    assert found == ["a year later", "gone", "nobody", "taken back", "the day after", "the day before"]
