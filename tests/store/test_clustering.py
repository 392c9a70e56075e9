"""What is said of a table's clustering: its size, and how many files a read of one value opens."""

from __future__ import annotations

import pytest
from lake import Lake
from texts import frame

from edulake.contract.table import Column, Table
from edulake.store.clustering import Clustering, measure

pytestmark = pytest.mark.once


def table(name: str, student: str | None) -> Table:
    columns = (Column("school_id", "STRING", "School"), Column("student_id", "STRING", "Student"))
    return Table("silver", name, "For this test.", columns, ("school_id", "student_id"), student=student)


OF_STUDENTS, OF_SCHOOLS, EMPTY, MISSING = (
    table("students_of_a_test", "student_id"),
    table("schools_of_a_test", None),
    table("empty_of_a_test", None),
    table("missing_of_a_test", None),
)


def test_what_a_read_of_one_value_opens(lake: Lake) -> None:
    """The median value: of students where a table has them, else of what it is clustered by first."""
    store = lake.store
    for part in ([("A", "S1")], [("B", "S2"), ("B", "S3")], [("C", "S4"), ("C", "S5")]):
        store.append(OF_STUDENTS, frame(lake.spark, part, "school_id student_id").coalesce(1))
    store.append(OF_SCHOOLS, frame(lake.spark, [(None, "S1")], "school_id student_id"))
    store.ensure(EMPTY)
    students, schools, empty = measure(store, [OF_STUDENTS, OF_SCHOOLS, EMPTY, MISSING])
    clustered = ["school_id", "student_id"]
    assert students == Clustering(str(OF_STUDENTS), clustered, 5, 3, students.megabytes, "student_id", 1)
    written = list(lake.landing.parent.rglob("silver/students_of_a_test/*.parquet"))
    assert round(students.megabytes * 1e6) == sum(path.stat().st_size for path in written)
    assert schools[1:4] == (clustered, 1, 1), "a null is a value like any other"
    assert (schools.looked_up, schools.files_read) == ("school_id", 1)
    assert empty == Clustering(str(EMPTY), clustered, 0, 0, 0.0, "school_id", None)
    assert "S3" not in repr((students, schools, empty)), "whom one looked for is not shown"
