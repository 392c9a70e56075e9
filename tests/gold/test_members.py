"""Who is a member when, and which district a row belongs to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from members_of import NEWEST, stay
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.gold import members
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.store.small_frame import as_frame

STAYS = {
    "over": stay("over", "X", end="2024-12-20"),
    "open": stay("open", "X"),
    "of one year": stay("of one year", "X", "2023-09-01", school_year=2024),
    "gone": stay("gone", "X", "2023-09-01", is_gone=True, delivered_at=dt.datetime(2024, 5, 1, tzinfo=dt.UTC)),
    "to come": stay("to come", "X", "2025-08-20"),
    "of next year": stay("of next year", "X", "2025-05-20", "2026-06-30"),
}
LAST = {"over": "2024-12-20", "open": "2025-06-01", "of one year": "2024-06-30", "gone": "2024-06-30"}
LAST["of next year"] = "2025-06-01"


def silver(spark: SparkSession, *rows: dict[str, Any]) -> DataFrame:
    full = [[{"source_system": "s", **row}.get(name) for name in MEMBERSHIPS_TABLE.column_names] for row in rows]
    return as_frame(spark, full, MEMBERSHIPS_TABLE.struct())


def test_when_stays_end(spark: SparkSession) -> None:
    """On no day after the newest delivery: of days to come nobody knows."""
    found = members.stays(silver(spark, *STAYS.values())).collect()
    assert {row["student_id"]: row["last_day"].isoformat() for row in found} == LAST


def test_people_are_counted_once_in_each_place_and_month(spark: SparkSession) -> None:
    """In two schools in one month, away in between, in one school twice, where none is said, and in one called All."""
    told = silver(
        spark,
        stay("moves", "X", "2024-09-10", "2024-10-05"),
        stay("moves", "Y", "2024-10-06", "2024-11-30"),
        stay("returns", "X", "2024-09-01", "2024-09-20"),
        stay("returns", "X", "2024-11-20", "2024-12-01"),
        stay("twice", "X", "2024-09-01", "2024-09-10"),
        stay("twice", "X", "2024-09-20", "2024-09-30"),
        stay("twin", "X", "2024-09-02", "2024-09-10"),
        stay("twin", "X", "2024-09-20", "2024-09-30"),
        stay("nowhere", None, "2024-12-31", "2024-12-31"),
        stay("moves", "X", "2024-12-05", "2024-12-06", source_system="t"),
        stay("over New Year", "All", "2024-12-31", "2025-01-01"),
    )
    found = members.by_month(members.stays(told, silver(spark, {"delivered_at": NEWEST, "source_system": "t"})))
    assert found.schema["members"].dataType.simpleString() == "bigint"
    year = {9: 2024, 10: 2024, 11: 2024, 12: 2024, 1: 2025}
    assert {(*row[:3],): row[3] for row in found.select(*members.PLACE_MONTH, "members").collect()} == {
        (source, school, dt.date(year[month], month, 1)): people
        for (source, school, month), people in {
            ("s", "X", 9): 4, ("s", "X", 10): 1, ("s", "X", 11): 1, ("s", "X", 12): 1,
            ("s", "Y", 10): 1, ("s", "Y", 11): 1,
            ("s", "Unknown", 12): 1,
            ("s", "All", 9): 4, ("s", "All", 10): 1, ("s", "All", 11): 2, ("s", "All", 12): 3, ("s", "All", 1): 1,
            ("t", "X", 12): 1, ("t", "All", 12): 1,
        }.items()
    }  # fmt: skip


def test_what_else_a_district_delivers_tells_how_far_its_days_are_known(spark: SparkSession) -> None:
    later = silver(spark, {"delivered_at": NEWEST + dt.timedelta(days=9)})
    [row] = members.stays(silver(spark, STAYS["open"]), later).collect()
    assert row["last_day"].isoformat() == "2025-06-10"


def test_a_source_without_members_counts_where_its_school_has_them(spark: SparkSession) -> None:
    district = silver(spark, stay("S1", "X"), stay("S2", "Y", source_system="t"))
    told = [stay("a", "X", source_system="nurse"), stay("b", "Y", source_system="s"), stay("c", "Z", source_system="n")]
    found = members.in_districts(silver(spark, *told), district).collect()
    assert {row["student_id"]: row["source_system"] for row in found} == {"a": "s", "b": "s", "c": "n"}


def test_who_is_known_to_one_district_counts_there(spark: SparkSession) -> None:
    """Whatever system tells of it, which need not name a school; a school that is named says more."""
    district = silver(spark, stay("S1", "X"), stay("S2", "Y", source_system="t"))
    told = [stay("S1", None, source_system="lms"), stay("S1", "Y", source_system="lms"), stay("S3", None)]
    found = members.in_districts(silver(spark, *told), district, "student_id").collect()
    assert sorted((row["student_id"], str(row["school_id"]), row["source_system"]) for row in found) == [
        ("S1", "None", "s"),
        ("S1", "Y", "t"),
        ("S3", "None", "s"),
    ]


def test_the_school_of_a_day_is_the_main_one_of_its_person(spark: SparkSession) -> None:
    """That of a spell which holds on the day; who is nowhere on it has none, and what names one keeps it."""
    spells = [stay("S1", "X", end="2024-12-01"), stay("S1", "Y", "2024-10-01", is_primary=True)]
    days = {"a": "2024-09-30", "b": "2024-10-01", "c": "2024-12-02", "d": "2024-09-01", "e": None}
    told = [
        stay("S1", "Z" if name == "e" else None, day or "2024-10-01", membership_id=name) for name, day in days.items()
    ]
    rows = silver(spark, *told).withColumn("told_by", F.lit("s"))
    found = members.with_schools(rows, members.stays(silver(spark, *spells)), "membership_id", "entry_date")
    by_row = {row["membership_id"]: row["school_id"] for row in found.collect()}
    assert by_row == {"a": "X", "b": "Y", "c": "Y", "d": None, "e": "Z"}
