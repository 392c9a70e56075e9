"""What is said of a table's clustering: its size, and how many files a read of one value opens."""

from __future__ import annotations

import pytest
from lake import Lake, record
from texts import frame

from edulake.contract.table import Column, Person, Table
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store.clustering import Clustering, measure

pytestmark = pytest.mark.once


def table(name: str, student: str | None) -> Table:
    people: dict[str, Person] = {student: "student"} if student else {}
    columns = (Column("school_id", "STRING", "School"), Column("student_id", "STRING", "Student"))
    return Table("silver", name, "For this test.", columns, ("school_id", "student_id"), people=people)


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


def test_a_bulk_load_is_written_so_that_one_student_is_in_few_files(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without OPTIMIZE, in files of the size that is wanted; a load below the bulk is written as it comes."""
    monkeypatch.setattr("edulake.store.store.BULK_ROWS", 300)
    monkeypatch.setattr("edulake.store.store.ROWS_PER_FILE", (25, 1_000))
    # Every part of what is delivered holds every student.
    days = [record(student_id=f"S{n % 30:02d}", assessment_id=f"A{n}", score=n % 100) for n in range(300)]
    for part in range(3):
        lake.deliver_json(f"lms_system_a/{part}.jsonl", *days[part::3])
    lake.ingest()
    lake.cleanse()
    [laid_out] = measure(lake.store, [STUDENT_ASSESSMENTS_CLEAN])
    assert (laid_out.rows, laid_out.looked_up, laid_out.files_read) == (300, "student_id", 1)
    assert 10 <= laid_out.files <= 12, "of 25 rows, the fewest that a file may have"

    small = frame(lake.spark, [("A", f"S{n % 30:02d}") for n in range(299)], "school_id student_id")
    lake.store.merge(OF_STUDENTS, small.repartition(2), expected=299)
    [as_it_came] = measure(lake.store, [OF_STUDENTS])
    assert (as_it_came.files, as_it_came.files_read) == (2, 2)
