"""Facts about somebody or something that no table knows yet: flagged, counted, listed, and never left out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.contract.table import Table
from edulake.governance import orphans
from edulake.ops.runs import Entry
from edulake.silver import SUBJECTS
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

ENROLLMENTS, STUDENTS, COURSES, CLASSES = (SUBJECTS[n] for n in ("enrollments", "students", "courses", "classes"))
AT = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
FACTS = (
    ("known", "S1", "C1", "K1"),
    ("no class said", "S1", "C1", None),
    ("unknown student", "S9", "C1", "K1"),
    ("unknown course and class", "S1", "C9", "K9"),
    ("once more", "S9", "C9", "K1"),
)


class Warehouse:
    """The tables that there are, without a store."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self.tables: dict[Table, DataFrame] = {}

    def having(self, table: Table, *rows: dict[str, Any]) -> Warehouse:
        self.tables[table] = self.frame(table, *rows)
        return self

    def frame(self, table: Table, *rows: dict[str, Any]) -> DataFrame:
        usual = {"source_system": "sis", "known_at": AT, "processing_timestamp": AT}
        full = [[{**usual, **row}.get(name) for name in table.column_names] for row in rows]
        return as_frame(self.spark, full, table.struct())

    def exists(self, table: Table) -> bool:
        return table in self.tables

    def read(self, table: Table) -> DataFrame:
        return self.tables[table]


@pytest.fixture
def warehouse(spark: SparkSession) -> Any:
    """Enrollments, with the students and courses that are known; S1 is known from two sources, classes from none."""
    made = Warehouse(spark)
    made.having(
        STUDENTS.table, {"student_id": "S1"}, {"student_id": "S1", "source_system": "lms"}, {"student_id": "S2"}
    )
    made.having(COURSES.table, {"course_id": "C1"})
    facts = [
        {"enrollment_id": id_, "student_id": student, "course_id": course, "class_id": class_, "source_system": source}
        for source in ("sis", "lms")
        for id_, student, course, class_ in FACTS[: 5 if source == "sis" else 3]
    ]
    return made.having(ENROLLMENTS.table, *facts)


def flags(warehouse: Any) -> dict[str, list[str]]:
    rows = orphans.flagged(warehouse, ENROLLMENTS, warehouse.read(ENROLLMENTS.table)).where("source_system = 'sis'")
    assert rows.columns == [*ENROLLMENTS.table.column_names, orphans.FLAGS]
    found = rows.select("enrollment_id", orphans.FLAGS).collect()
    assert len(found) == len(FACTS), "no fact is lost, and none is there twice"
    return {row["enrollment_id"]: row[orphans.FLAGS] for row in found}


def test_each_fact_says_what_nobody_knows(warehouse: Any) -> None:
    """A kind of thing of which no source delivers anything is not missed; as soon as it is there, it is."""
    without_classes = {
        "known": [],
        "no class said": [],
        "unknown student": ["student_id"],
        "unknown course and class": ["course_id"],
        "once more": ["student_id", "course_id"],
    }
    assert flags(warehouse) == without_classes
    warehouse.having(CLASSES.table, {"class_id": "K1"})
    assert flags(warehouse) == {**without_classes, "unknown course and class": ["course_id", "class_id"]}
    warehouse.having(COURSES.table, {"course_id": "C1"}, {"course_id": "C9"})
    assert flags(warehouse)["unknown course and class"] == ["class_id"], "the missing row arrived: nothing is stored"


def test_where_nothing_is_known_nothing_is_missed(spark: SparkSession) -> None:
    bare: Any = Warehouse(spark)
    bare.having(ENROLLMENTS.table, *[{"enrollment_id": id_, "student_id": student} for id_, student, *_ in FACTS])
    assert flags(bare) == {id_: [] for id_, *_ in FACTS}
    assert orphans.listed(bare) is None
    entry = Entry(str(ENROLLMENTS.table), source_system="sis")
    orphans.count_unknown(bare, ENROLLMENTS, bare.read(ENROLLMENTS.table), [entry])
    assert entry.unknown_references is None, "what could not be looked for is not said to be none"


def test_rows_are_counted_by_source(warehouse: Any) -> None:
    """A row once, however much of it is unknown; a source without any has none."""
    entries = [Entry(str(ENROLLMENTS.table), source_system=source) for source in ("sis", "lms", "oulad")]
    orphans.count_unknown(warehouse, ENROLLMENTS, warehouse.read(ENROLLMENTS.table), entries)
    assert [entry.unknown_references for entry in entries] == [3, 1, 0]


def test_what_is_unknown_is_listed_with_its_facts(warehouse: Any) -> None:
    """By table, column, source and value; without leave the ids of people are counted together."""
    warehouse.having(CLASSES.table, {"class_id": "K1", "course_id": "C8"})
    listed = orphans.listed(warehouse)
    assert listed is not None
    enrolled, of_class = str(ENROLLMENTS.table), str(CLASSES.table)
    assert {tuple(row) for row in listed.collect()} == {
        (enrolled, "student_id", "sis", "S9", 2),
        (enrolled, "student_id", "lms", "S9", 1),
        (enrolled, "course_id", "sis", "C9", 2),
        (enrolled, "class_id", "sis", "K9", 1),
        (of_class, "course_id", "sis", "C8", 1),
    }
    assert listed.columns == ["table", "column", "source_system", "value", "facts"]


def test_nobody_is_named_without_leave(warehouse: Any) -> None:
    more = {"enrollment_id": "x", "student_id": "S8", "course_id": "C9", "source_system": "sis"}
    facts = warehouse.read(ENROLLMENTS.table).unionByName(warehouse.frame(ENROLLMENTS.table, more))
    warehouse.tables[ENROLLMENTS.table] = facts
    listed = orphans.listed(warehouse, identified=False)
    assert listed is not None
    enrolled = str(ENROLLMENTS.table)
    assert {tuple(row) for row in listed.collect()} == {
        (enrolled, "student_id", "sis", None, 3),
        (enrolled, "student_id", "lms", None, 1),
        (enrolled, "course_id", "sis", "C9", 3),
    }


@pytest.mark.parametrize("identified", [True, False])
def test_an_unknown_program_is_told_to_nobody(spark: SparkSession, identified: bool) -> None:
    """With one student in it, it would say of what she needs help; nor is told who is in any program at all."""
    members, programs = SUBJECTS["program_memberships"], SUBJECTS["programs"]
    made: Any = Warehouse(spark)
    made.having(STUDENTS.table, {"student_id": "S1"}).having(programs.table, {"program_id": "P1"})
    rows = [("a", "S1", "P1"), ("b", "S1", "P7"), ("c", "S9", "P8")]
    told = [{"program_membership_id": id_, "student_id": who, "program_id": what} for id_, who, what in rows]
    made.having(members.table, *[{**row, "is_deleted": False} for row in told])
    listed = orphans.listed(made, identified=identified)
    assert listed is not None
    assert {tuple(row) for row in listed.collect()} == {
        (str(members.table), "program_id", "sis", None, 2),
        (str(members.table), "student_id", "sis", None, 1),
    }


def test_views_for_people_who_write_sql(warehouse: Any) -> None:
    """Of each subject that refers to something, where it is there."""
    spark = warehouse.spark
    try:
        orphans.create_views(warehouse)
        counted = spark.sql("SELECT count(*) FROM flagged_enrollments WHERE size(unknown_references) > 0").first()
        assert counted[0] == 4
        views = {row["viewName"] for row in spark.sql("SHOW VIEWS").collect()}
        assert "flagged_enrollments" in views
        assert "flagged_students" not in views
    finally:
        spark.catalog.dropTempView("flagged_enrollments")
