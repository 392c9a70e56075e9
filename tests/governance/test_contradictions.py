"""Rows that contradict each other: found by checks of two made-up kinds, counted, listed, and told without names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import Held, rows_of

from edulake.contract.rule import Check
from edulake.governance import contradictions
from edulake.silver import SUBJECTS, TABLES
from edulake.silver.subject import Subject

pytestmark = pytest.mark.once

STUDENTS, ENROLLMENTS, COURSES = (SUBJECTS[name] for name in ("students", "enrollments", "courses"))
OVERLAP = Check(
    "OVERLAPPING_COURSE",
    "two enrollments of one student in one course at once",
    """
    SELECT a.source_system, a.enrollment_id FROM {table} a JOIN {table} b
      ON a.source_system = b.source_system AND a.student_id = b.student_id AND a.course_id = b.course_id
     AND a.enrollment_id <> b.enrollment_id
     AND a.start_date <= coalesce(b.end_date, DATE '9999-12-31')
     AND b.start_date <= coalesce(a.end_date, DATE '9999-12-31')
    """,
)
GONE = Check(
    "ENROLLED_WHILE_GONE",
    "an enrollment of a student who has left",
    "SELECT e.source_system, e.enrollment_id, s.is_active FROM {table} e JOIN {silver.students} s"
    " USING (source_system, student_id) WHERE NOT s.is_active",
)
DOUBLED = Check("TWO_STATUSES", "one student twice", "SELECT source_system, student_id, valid_from FROM {table}")
# Enrollment, its source, student, school, first and last day.
SPELLS = (
    ("first half", "sis", "ann", "S1", 1, 10),
    ("from its last day", "sis", "ann", "S1", 10, 20),
    ("from the day after", "sis", "ann", "S2", 21, None),
    ("within the open one", "sis", "ann", "S2", 25, 26),
    ("within it as well", "sis", "ann", None, 26, 27),
    ("of another source", "lms", "ann", "S1", 1, 28),
    ("of another student", "sis", "bob", "S1", 1, 28),
    ("without a first day", "sis", "bob", "S1", None, None),
)


def day(number: int | None) -> str | None:
    return f"2024-10-{number:02d}" if number else None


@pytest.fixture
def store(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Enrollments with both checks, and students: bob has left."""
    names = ("enrollment_id", "source_system", "student_id", "school_id")
    of_spell = [dict(zip(names, spell, strict=False)) for spell in SPELLS]
    days = [{"course_id": "C1", "start_date": day(spell[4]), "end_date": day(spell[5])} for spell in SPELLS]
    spells = [{**spell, **of} for spell, of in zip(of_spell, days, strict=True)]
    known = [{"source_system": "sis", "student_id": name, "is_active": name != "bob"} for name in ("ann", "bob")]
    checking(monkeypatch, replace(ENROLLMENTS, checks=(OVERLAP, GONE)))
    tables = {ENROLLMENTS.table: spells, STUDENTS.table: known}
    return Held(spark, {table: rows_of(spark, table, *rows) for table, rows in tables.items()})


def checking(monkeypatch: pytest.MonkeyPatch, *subjects: Subject) -> None:
    others = {name: replace(subject, checks=()) for name, subject in SUBJECTS.items()}
    monkeypatch.setattr(contradictions, "SUBJECTS", {**others, **{subject.name: subject for subject in subjects}})


def told(store: Any, *, identified: bool) -> dict[tuple[str | None, ...], int]:
    listed = contradictions.listed(store, identified=identified)
    assert listed is not None
    assert listed.columns == ["table", "check", "source_system", "school_id", "key", "rows"]
    rows = [tuple(row) for row in listed.collect()]
    assert {row[0] for row in rows} == {str(ENROLLMENTS.table)}
    return {row[1:-1]: row[-1] for row in rows}


def test_each_row_is_listed_once_with_its_key(store: Any) -> None:
    """The open spell contradicts two others; ends are inclusive, and what has no first day contradicts nothing."""
    assert told(store, identified=True) == {
        ("OVERLAPPING_COURSE", "sis", "S1", "first half"): 1,
        ("OVERLAPPING_COURSE", "sis", "S1", "from its last day"): 1,
        ("OVERLAPPING_COURSE", "sis", "S2", "from the day after"): 1,
        ("OVERLAPPING_COURSE", "sis", "S2", "within the open one"): 1,
        ("OVERLAPPING_COURSE", "sis", None, "within it as well"): 1,
        ("ENROLLED_WHILE_GONE", "sis", "S1", "of another student"): 1,
        ("ENROLLED_WHILE_GONE", "sis", "S1", "without a first day"): 1,
    }


def test_without_leave_rows_are_counted_by_source_and_school(store: Any) -> None:
    assert told(store, identified=False) == {
        ("OVERLAPPING_COURSE", "sis", "S1", None): 2,
        ("OVERLAPPING_COURSE", "sis", "S2", None): 2,
        ("OVERLAPPING_COURSE", "sis", None, None): 1,
        ("ENROLLED_WHILE_GONE", "sis", "S1", None): 2,
    }


def test_they_are_counted_by_source_in_the_order_of_the_checks(store: Any) -> None:
    table = str(ENROLLMENTS.table)
    assert contradictions.counted(store) == [
        (table, "OVERLAPPING_COURSE", "sis", 5),
        (table, "ENROLLED_WHILE_GONE", "sis", 2),
    ]
    assert contradictions.not_looked_at(store) == []
    assert contradictions.meanings()[table, "ENROLLED_WHILE_GONE"] == GONE.meaning


def test_a_check_waits_for_the_tables_that_it_reads(store: Any) -> None:
    """It would call wrong what nothing is known about; of a table that does not exist itself, nothing is said."""
    del store.tables[STUDENTS.table]
    assert [found.check for found in contradictions.counted(store)] == ["OVERLAPPING_COURSE"]
    waiting = (str(ENROLLMENTS.table), "ENROLLED_WHILE_GONE", (str(STUDENTS.table),))
    assert contradictions.not_looked_at(store) == [waiting]
    store.tables.clear()
    assert (contradictions.counted(store), contradictions.not_looked_at(store)) == ([], [])
    assert contradictions.listed(store) is None


def test_a_key_of_several_parts_tells_none_that_is_sensitive(
    store: Any, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id that is made of what may harm somebody would tell it: the school is told, and how many."""
    since = {"source_system": "sis", "student_id": "ann", "valid_from": dt.datetime(2024, 10, 1, tzinfo=dt.UTC)}
    store.tables[STUDENTS.table] = rows_of(spark, STUDENTS.table, since)
    checking(monkeypatch, replace(STUDENTS, checks=(DOUBLED,)))
    [row] = contradictions.listed(store).collect()  # type: ignore[union-attr]
    assert row["key"].startswith("ann 2024-")
    columns = [replace(c, personal="sensitive") if c.name == "student_id" else c for c in STUDENTS.table.columns]
    guarded = replace(STUDENTS.table, columns=tuple(columns))
    store.tables[guarded] = store.tables.pop(STUDENTS.table)
    checking(monkeypatch, replace(STUDENTS, table=guarded, checks=(DOUBLED,)))
    [row] = contradictions.listed(store).collect()  # type: ignore[union-attr]
    assert row["key"].startswith("2024-")


def test_a_name_that_no_table_bears_is_an_error() -> None:
    with pytest.raises(ValueError, match="X: no table of silver is called studnets"):
        contradictions.others(Check("X", "m", "SELECT 1 FROM {table}, {silver.students}, {silver.studnets}"))


@pytest.mark.more
def test_every_check_there_is_can_be_asked_of_empty_tables(spark: SparkSession) -> None:
    """Its SQL is understood, names tables of silver, and gives the columns of the key."""
    empty: Any = Held(spark, {table: rows_of(spark, table) for table in TABLES})
    assert contradictions.not_looked_at(empty) == []
    assert contradictions.counted(empty) == []
    codes = [check.code for subject in SUBJECTS.values() for check in subject.checks]
    assert all(code == code.upper() for code in codes)
