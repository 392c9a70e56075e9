"""The one value that a student has of each kind of group in a school year."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from edulake.gold.wellbeing import groups
from edulake.silver.people.student_groups import STUDENT_GROUPS_TABLE
from edulake.store.small_frame import as_frame

Row = dict[str, Any]


def said(student: str, kind: str, value: str, begin: str | None = None, end: str | None = None, **more: Any) -> Row:
    return {"student_id": student, "kind": kind, "value": value, "begin_date": begin, "end_date": end, **more}


SAID = [
    said("several", "Race", "Asian"),
    said("several", "Race", "White"),
    said("hispanic", "Race", "White"),
    said("hispanic", "Hispanic", "Yes"),
    said("over", "Race", "Asian", end="2024-06-30"),
    said("last day", "Race", "Asian", end="2024-07-01"),
    said("to come", "Race", "Asian", "2025-07-01"),
    said("first day", "Race", "Asian", "2025-06-30"),
    said("of another year", "Race", "Asian", school_year=2024),
    said("of this year", "Race", "Asian", school_year=2025),
    said("meals", "Economic", "Free", "2024-09-01"),
    said("no more", "Economic", "Free", "2024-08-01"),
    said("no more", "Economic", "No", "2024-09-01"),
    said("speaks", "Home Language", "Twi"),
]


def test_one_value_of_each_kind_that_the_district_tells(spark: SparkSession) -> None:
    names = STUDENT_GROUPS_TABLE.column_names
    told = as_frame(
        spark,
        [[{"source_system": "s", **row}.get(name) for name in names] for row in SAID],
        STUDENT_GROUPS_TABLE.struct(),
    )
    students = sorted({row["student_id"] for row in SAID})
    years = spark.createDataFrame(
        [("s", student, 2025) for student in students], "source_system string, student_id string, school_year int"
    )
    rows = groups.of_students(years, told).collect()
    assert len(rows) == len(students) * 3, "Race, Hispanic and Economic; no language"
    known = {(row["student_id"], row["kind"]): row["value"] for row in rows if row["value"] != "Unknown"}
    assert known == {
        ("several", "Race"): "Two or More",
        ("hispanic", "Race"): "Hispanic",
        ("hispanic", "Hispanic"): "Yes",
        ("last day", "Race"): "Asian",
        ("first day", "Race"): "Asian",
        ("of this year", "Race"): "Asian",
        ("meals", "Economic"): "Yes",
        ("no more", "Economic"): "No",
    }
