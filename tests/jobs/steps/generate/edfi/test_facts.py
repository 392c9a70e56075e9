"""What resources say of the district in the same words, and the versions of what lasts or is corrected."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.edfi import facts

pytestmark = pytest.mark.once


def test_a_school_has_the_number_of_its_agency_band_and_zone(spark: SparkSession) -> None:
    cases = {"E01": 255910001, "M02": 255920002, "H100": 255930100}
    found = spark.range(1).select(*[facts.school_number(F.lit(name)).alias(name) for name in cases]).first()
    assert found is not None
    assert found.asDict() == cases


def test_grades_are_named(spark: SparkSession) -> None:
    cases = {"0": "Kindergarten", "1": "First grade", "12": "Twelfth grade", "13": None, None: None}
    columns = [facts.grade_level(F.lit(grade).cast("string")) for grade in ("0", "1", "12")]
    found = spark.range(1).select(*columns).first()
    assert [*(found or ())] == [f"uri://ed-fi.org/GradeLevelDescriptor#{cases[grade]}" for grade in ("0", "1", "12")]


@pytest.mark.parametrize(
    ("begin", "end", "versions"),
    [
        ("2024-08-19", "2024-12-13", [(0, "2024-12-13", "2024-12-13")]),
        ("2024-08-19", "2025-03-31", [(0, "2025-03-31", "2025-03-31")]),
        ("2024-08-19", "2025-04-01", [(0, "2024-08-19", None), (1, "2025-04-01", "2025-04-01")]),
        ("2025-04-02", "2025-04-02", [(0, "2025-04-02", "2025-04-02")]),
        ("2024-08-19", None, [(0, "2024-08-19", None)]),
        # It ends before it begins: that, too, is told.
        ("2025-01-02", "2025-01-01", [(0, "2025-01-01", "2025-01-01")]),
    ],
)
def test_what_ends_after_the_opening_is_told_again(
    spark: SparkSession, begin: str, end: str | None, versions: list[tuple[int, str, str | None]]
) -> None:
    rows = spark.createDataFrame([(begin, end)], "begin string, end string")
    found = facts.with_end(rows, "begin", "end").select("version", "told_on", "ended").collect()
    assert [tuple(row) for row in found] == versions


def test_only_what_the_opening_told_is_corrected(spark: SparkSession) -> None:
    rows = spark.createDataFrame(
        [("old", "2025-03-31", True), ("new", "2025-04-01", True), ("right", "2025-03-31", False)],
        "name string, told_on string, is_so boolean",
    )
    found = facts.corrected(rows, F.col("is_so"), F.lit(2)).select("name", "version", "told_on", "fault").collect()
    assert sorted(tuple(row) for row in found if row["fault"] is None) == [
        ("new", 0, "2025-04-01", None),
        ("old", 0, "2025-03-31", None),
        ("right", 0, "2025-03-31", None),
    ]
    assert [tuple(row) for row in found if row["fault"]] == [("old", 1, "2025-04-02", "corrected")]


def test_a_correction_keeps_what_else_is_wrong(spark: SparkSession) -> None:
    rows = spark.createDataFrame([("2025-03-31", "no_target")], "told_on string, fault string")
    found = facts.corrected(rows, F.lit(True), F.lit(1)).select("version", "fault").collect()
    assert [tuple(row) for row in found] == [(0, "no_target"), (1, "no_target")]


def test_an_unknown_descriptor_is_the_districts_own(spark: SparkSession) -> None:
    known = F.lit("known")
    said = [facts.or_unknown(F.lit(is_so), "Discipline", known) for is_so in (True, False)]
    assert [*(spark.range(1).select(*said).first() or ())] == [
        "uri://district.example/DisciplineDescriptor#ZZ9",
        "known",
    ]
