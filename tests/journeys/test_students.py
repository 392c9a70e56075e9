"""Students: a broken export is refused. That every version is kept and absence closes, in any order: test_histories.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
STUDENTS = SUBJECTS["students"].table
HEADER = "student_id,name,class_id,grade,email,enrollment_date,status\n"
DAYS = ("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04")


def line(student: str, class_id: str = "C1", grade: str = "3", status: str = "Active") -> str:
    return f"{student},{student} Doe,{class_id},{grade},{student.lower()}@school.org,2024-09-01,{status}\n"


def deliver(lake: Lake, day: str, *lines: str) -> None:
    lake.deliver(f"school_files/{day}/students.csv", HEADER + "".join(lines))


def bring(lake: Lake) -> Any:
    """Bronze and silver of the students; the entry of silver."""
    lake.ingest(source=["school_files"])
    [entry] = lake.cleanse(source=["school_files"], subject=["students"]).entries
    lake.store.clear_staging()
    return entry


def versions(lake: Lake, *columns: str) -> list[tuple[Any, ...]]:
    """Versions by student and time; moments as the day of the month, or None."""
    names = ("student_id", "valid_from", "valid_to", "is_active", *columns)
    rows = [row.values() for row in lake.rows(STUDENTS, *names)]
    told = [(s, a.day, b and b.day, *rest) for s, a, b, *rest in rows]
    return sorted(told, key=lambda row: row[:2])


@pytest.mark.slow
def test_versions_absence_and_return(lake: Lake) -> None:
    deliver(lake, DAYS[0], line("A"), line("B"), line("C"), line("D"), line("E"), line("F"))
    first = bring(lake)
    assert (first.records_in, first.accepted) == (6, 6)
    others = [line(name) for name in "CDEF"]
    deliver(lake, DAYS[1], line("A", "C2"), line("B"), *others)
    second = bring(lake)
    assert (second.records_in, second.accepted, second.duplicate) == (6, 1, 5), "only A changed"
    deliver(lake, DAYS[2], line("A", "C2"), *others)
    bring(lake)
    deliver(lake, DAYS[3], line("A", "C2"), line("B"), *others)
    bring(lake)
    assert versions(lake, "class_id", "status")[:5] == [
        ("A", 1, 2, True, "C1", "Active"),
        ("A", 2, None, True, "C2", "Active"),
        ("B", 1, 3, True, "C1", "Active"),
        ("B", 3, 4, False, "C1", "Inactive"),
        ("B", 4, None, True, "C1", "Active"),
    ]
    lake.store.check(STUDENTS)
    before = lake.versions()
    bring(lake)
    assert lake.versions() == before


def test_a_snapshot_that_lost_too_many_is_refused(lake: Lake) -> None:
    deliver(lake, DAYS[0], *[line(f"S{number}") for number in range(10)])
    bring(lake)
    deliver(lake, DAYS[1], *[line(f"S{number}") for number in range(7)])
    deliver(lake, DAYS[2], *[line(f"S{number}") for number in range(8)])
    deliver(lake, DAYS[3])
    context = lake.context(source=["school_files"])
    from edulake.jobs import bronze_ingest

    [run] = bronze_ingest.run(context)
    entries = {e.table_name: e for e in run.entries}
    assert entries["bronze.students_raw"].files_refused == 2, "a header alone lacks all of them"
    assert entries["bronze.students_raw"].files_new == 1, "the third lacks two of ten: exactly the share allowed"
    assert (run.status, run.error_code, context.failures) == ("PARTIAL", "SNAPSHOT_SHRUNK", [])
    assert [share in alert.why for share, alert in zip(("30%", "100%"), context.alerts, strict=True)] == [True, True]
    assert [row["reason_codes"] for row in lake.refused()] == [["SNAPSHOT_SHRUNK"]] * 2
    lake.cleanse(subject=["students"])
    assert sum(not row["is_active"] for row in lake.rows(STUDENTS, "is_active")) == 2
    quiet = lake.context(source=["school_files"])
    bronze_ingest.run(quiet)
    assert not quiet.failures, "refused once, and said once"


@pytest.mark.slow
def test_a_snapshot_without_a_record_closes_all_where_it_is_allowed(spark: SparkSession, tmp_path: Path) -> None:
    """A header alone says that there is nobody, a file without a byte says nothing; those who return are active."""
    settings = {"limits": Lake(spark, tmp_path / "x").settings.limits.__class__(snapshot_shrink=1.0)}
    lake, late = Lake(spark, tmp_path / "a", **settings), Lake(spark, tmp_path / "b", **settings)
    days = {DAYS[0]: HEADER + line("A") + line("B"), DAYS[1]: HEADER, DAYS[2]: HEADER + line("A")}
    for day, text in days.items():
        lake.deliver(f"school_files/{day}/students.csv", text)
        entry = bring(lake)
        assert entry.records_in == text.count("Doe")
        lake.deliver("school_files/2025-01-09/students.csv", "")
    assert versions(lake, "status") == [
        ("A", 1, 2, True, "Active"),
        ("A", 2, 3, False, "Inactive"),
        ("A", 3, None, True, "Active"),
        ("B", 1, 2, True, "Active"),
        ("B", 2, None, False, "Inactive"),
    ]
    before = lake.versions()
    lake.run()
    assert {table: version for table, version in lake.versions().items() if table in before} == before
    for day in (DAYS[0], DAYS[2], DAYS[1]):
        late.deliver(f"school_files/{day}/students.csv", days[day])
        bring(late)
    assert late.content(STUDENTS) == lake.content(STUDENTS), "the empty one, come last, closes what lay before it"


@pytest.mark.slow
def test_bad_records_of_students(lake: Lake) -> None:
    """A student without id, one twice in a snapshot, and a file replaced in its folder."""
    deliver(lake, DAYS[0], line("A"), line("A", "C9"), line("A"), "".join(line("X").replace("X,", ",", 1)), line("B"))
    entry = bring(lake)
    assert (entry.accepted, entry.duplicate, entry.stale, entry.quarantined) == (2, 0, 2, 1), (
        "of A, the record with the greatest hash"
    )
    assert [row["reason_codes"] for row in lake.refused()] == [["NULL_STUDENT_ID"]]
    from lake import MONDAY

    path = f"school_files/{DAYS[0]}/students.csv"
    lake.deliver(path, HEADER + line("A", "C5") + line("B"), MONDAY.replace(day=9))
    bring(lake)
    assert versions(lake, "class_id") == [("A", 1, None, True, "C5"), ("B", 1, None, True, "C1")]
