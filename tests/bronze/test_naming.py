"""Which raw columns name whom, and by which id silver has them."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake import bronze, silver
from edulake.bronze import crosswalk, sources
from edulake.bronze.naming import BESIDE, KINDS, Namespaces, Naming, known_as, namespaces, naming
from edulake.config.load import load

pytestmark = pytest.mark.once
TABLES = {table.name: table for table in bronze.TABLES}


def test_each_id_of_a_contract_is_a_naming_column() -> None:
    for table in bronze.TABLES:
        assert {one.column for one in naming(table)} >= set(table.people), table
        assert {one.column for one in naming(table)} <= set(table.column_names), table
    every = {column for table in (*bronze.TABLES, *silver.TABLES) for column in table.people}
    assert every >= BESIDE, "each is an id of a contract"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("students_raw", [Naming("raw_student_id", ("student",))]),
        ("incidents_raw", [Naming("raw_reporter_id", ("staff",), own=False)]),
        ("courses_raw", []),
        (
            "oneroster_users_raw",
            [Naming("raw_sourced_id", KINDS), Naming("raw_agent_sourced_ids", KINDS, own=False, listed=True)],
        ),
        ("oneroster_results_raw", [Naming("raw_student_sourced_id", KINDS)]),
    ],
)
def test_naming(table: str, expected: list[Naming]) -> None:
    assert naming(TABLES[table]) == expected


def test_namespaces_of_every_source() -> None:
    known = namespaces(sources(load().sources))
    assert known["lms_system_a"] == Namespaces("", "")
    assert Namespaces("north", "gate").of("student") == "gate"
    assert Namespaces("north", "gate").of("staff") == "north"
    assert Namespaces("north", "").of("student") == "north"


@pytest.mark.parametrize(
    ("raw", "own", "mapped", "of_crosswalk"),
    [
        ("S1", "north:S1", "gate:S1", "gym:S1"),
        (' ="00123" ', "north:00123", "gate:00123", "gym:00123"),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_the_id_that_silver_has(
    spark: SparkSession, raw: str | None, own: str | None, mapped: str | None, of_crosswalk: str | None
) -> None:
    rows = frame(spark, [(raw, " gym ")], "raw_id raw_source")
    students, id_ = TABLES["students_raw"], F.col("raw_id")
    found = rows.select(
        known_as(students, "raw_student_id", "student", Namespaces("north", ""), id_),
        known_as(students, "raw_student_id", "student", Namespaces("north", "gate"), id_),
        known_as(crosswalk.FORM.table, "raw_id", "student", Namespaces("north", ""), id_),
        known_as(crosswalk.FORM.table, "raw_student_id", "student", Namespaces("north", ""), id_),
    ).collect()[0]
    assert tuple(found) == (own, mapped, of_crosswalk, own)
