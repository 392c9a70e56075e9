"""Members on a census day: each student once in a place, with the grade of the stay that began first."""

from __future__ import annotations

from typing import Any

from members_of import stay
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold.people.on_census_day import members
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.store.small_frame import as_frame

STAYS = [
    stay("two grades", "X", "2024-09-03", grade_level="4th Grade"),
    stay("two grades", "X", "2024-09-02", grade_level="5th Grade", end="2025-01-10"),
    stay("one main", "X", grade_level="3rd Grade", is_primary=False),
    stay("one main", "Y", grade_level="4th Grade", is_primary=True),
    stay("left", "X", grade_level="3rd Grade", end="2024-12-20"),
    stay("gone", "X", grade_level="3rd Grade", is_gone=True),
    stay("absent", "X", "2024-10-02", grade_level="3rd Grade"),
]


def test_each_student_is_one_member_of_a_place(spark: SparkSession) -> None:
    rows: list[dict[str, Any]] = [{"source_system": "s", "membership_id": str(n), **row} for n, row in enumerate(STAYS)]
    silver = as_frame(
        spark, [[row.get(name) for name in MEMBERSHIPS_TABLE.column_names] for row in rows], MEMBERSHIPS_TABLE.struct()
    )
    found = members(silver, Gold()).collect()
    assert {(row["school_year"], row["day"].isoformat()) for row in found} == {(2025, "2024-10-01")}
    assert sorted((row["student_id"], row["school_id"], row["grade_level"], row["has_left"]) for row in found) == [
        ("gone", "All", "3rd Grade", True),
        ("gone", "X", "3rd Grade", True),
        ("left", "All", "3rd Grade", True),
        ("left", "X", "3rd Grade", True),
        ("one main", "All", "4th Grade", False),
        ("one main", "X", "3rd Grade", False),
        ("one main", "Y", "4th Grade", False),
        ("two grades", "All", "5th Grade", False),
        ("two grades", "X", "5th Grade", False),
    ]
