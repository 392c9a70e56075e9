"""Two districts whose files are the same, byte for byte: nothing of the one is ever the other's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import oneroster_sets as sets
import pytest
from lake import Lake
from pyspark.sql import SparkSession
from two_districts import (
    ATTENDANCE,
    ATTENDANCE_OF_DISTRICT,
    COLLEGES,
    DISTRICT,
    LOGINS,
    OULAD,
    SCHOOL,
    SCHOOLS,
)

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.governance import orphans
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

SPACES = ("north", "south", "open", "evening")


@pytest.fixture(scope="module")
def schools(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two districts that configuration describes."""
    toml = "".join((SCHOOL + ATTENDANCE_OF_DISTRICT).format(district) for district in ("north", "south"))
    lake = Lake(spark, tmp_path_factory.mktemp("schools")).configured(toml)
    for district in ("north", "south"):
        for name, data in {**SCHOOLS, "attendance.csv": ATTENDANCE}.items():
            lake.deliver(f"{district}/{name}", data)
    lake.run(product=[*OF_DISTRICTS, "subject_performance_analytics"])
    return lake


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two districts by OneRoster, and two colleges by OULAD."""
    zones = {"north": "America/New_York", "south": "UTC"}
    district = DISTRICT + ATTENDANCE_OF_DISTRICT
    toml = "".join(district.format(name, zone) for name, zone in zones.items()) + COLLEGES
    lake = Lake(spark, tmp_path_factory.mktemp("districts")).configured(toml)
    content = sets.tables("1.2")
    content["lineItems"][0] |= {"resultValueMin": "1", "resultValueMax": "5"}
    content["results"][0] |= {"score": "2"}
    for district in ("north", "south"):
        for name, data in sets.files("1.2", content, "bulk").items():
            lake.deliver(f"{district}/2025-02-01/{name}", data)
        lake.deliver(f"{district}/attendance.csv", ATTENDANCE)
        lake.deliver(f"{district}/logins.jsonl", LOGINS)
    for college in ("oulad", "evening"):
        for name, data in OULAD.items():
            lake.deliver(f"{college}/{name}", data)
    lake.run()
    return lake


def apart(lake: Lake, table: Table, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each namespace without it; an id without one, or with two, is in none."""
    found: dict[str, list[tuple[Any, ...]]] = {space: [] for space in SPACES}
    for row in lake.rows(table, *names):
        spaces = {str(value).partition(":")[0] for name, value in row.items() if name.endswith("_id") and value}
        assert len(spaces) == 1, (str(table), row)
        [space] = spaces
        bare = [str(v).removeprefix(f"{space}:") if n.endswith("_id") and v else v for n, v in row.items()]
        found[space].append(tuple(bare))
    return found


IDS = {
    "students": ("student_id", "class_id", "school_id"),
    "courses": ("course_id", "school_id"),
    "classes": ("class_id", "course_id", "school_id"),
    "line_items": ("line_item_id", "class_id", "school_id"),
    "enrollments": ("student_id", "course_id", "class_id", "school_id"),
    "assessments": ("student_id", "class_id", "line_item_id", "school_id"),
    "attendance": ("student_id", "class_id", "school_id"),
    "engagement": ("student_id", "course_id", "school_id"),
    "staff": ("staff_id", "school_id"),
    "staff_roles": ("staff_id", "school_id"),
    "guardians": ("guardian_id", "household_id", "school_id"),
    "student_groups": ("student_id", "school_id"),
}
# What colleges do not tell; what neither does is in tests/silver/test_namespaces.py.
OF_SCHOOLS = ("attendance", "staff", "staff_roles", "guardians", "student_groups")


@pytest.mark.slow
@pytest.mark.parametrize("subject", IDS)
def test_every_id_of_a_row_is_of_its_source(lake: Lake, subject: str) -> None:
    found = apart(lake, SUBJECTS[subject].table, *IDS[subject])
    assert found["north"]
    # What New York reads as one login are two in the south.
    assert set(found["north"]) == set(found["south"])
    assert found["open"] == found["evening"]
    assert found["open"] or subject in OF_SCHOOLS
    written = {column for column in SUBJECTS[subject].table.column_names if column.endswith("_id")}
    own = {"batch_id", "bronze_batch_id", "resource_id", *[f"{name}_id" for name in SINGULAR]}
    assert written - own == set(IDS[subject]), "a new id needs its namespace"


SINGULAR = ("enrollment", "assessment", "attendance", "engagement", "student_group", "staff_role")
PER_SCHOOL = {
    "student_performance_aggregates": ("student_id", "school_id"),
    "student_performance_summary": ("student_id", "school_id"),
    "class_daily_performance": ("class_id", "school_id"),
    "attendance_insights": ("student_id", "school_id"),
    "student_engagement": ("student_id", "course_id", "school_id"),
    "course_completion": ("course_id", "school_id", "enrolled", "students"),
}
OF_DISTRICTS = {*PER_SCHOOL} - {"student_engagement"}


def must_keep_apart(lake: Lake, product: str) -> None:
    """So a group that reads the rows of school north:sch1 reads none of south:sch1."""
    found = apart(lake, PRODUCTS[product].table, *PER_SCHOOL[product])
    assert found["north"] == found["south"]
    assert any("sch1" in row for row in found["north"])


@pytest.mark.slow
@pytest.mark.parametrize("product", PER_SCHOOL)
def test_products_keep_districts_of_a_standard_apart(lake: Lake, product: str) -> None:
    must_keep_apart(lake, product)


@pytest.mark.more
def test_products_keep_districts_apart(schools: Lake) -> None:
    for product in OF_DISTRICTS:
        must_keep_apart(schools, product)
    rows = schools.rows(PRODUCTS["course_completion"].table, "course_id", "enrolled", "students")
    assert [tuple(row.values()) for row in rows] == [("north:cou1", 2, 2), ("south:cou1", 2, 2)]
    rows = schools.rows(PRODUCTS["class_daily_performance"].table, "class_id", "students_with_facts", "absent_count")
    assert [tuple(row.values()) for row in rows] == [("north:cla1", 2, 1), ("south:cla1", 2, 1)]
    rows = schools.rows(PRODUCTS["subject_performance_analytics"].table, "subject", "unique_students", "school_id")
    assert [tuple(row.values()) for row in rows] == [("Algebra", 2, None)], "how hard it is, is asked of all together"


@pytest.mark.slow
def test_a_course_counts_its_own_students(lake: Lake) -> None:
    rows = lake.rows(PRODUCTS["course_completion"].table, "course_id", "enrolled", "students")
    told = {row["course_id"]: (row["enrolled"], row["students"]) for row in rows}
    assert (told["north:cou1"], told["south:cou1"], told["open:AAA"]) == ((4, 4), (4, 4), (1, 1))


@pytest.mark.slow
def test_what_is_lake_wide_stays_so(lake: Lake) -> None:
    """How hard a subject is, is asked of all districts together; none of their schools may claim the row."""
    rows = lake.rows(PRODUCTS["subject_performance_analytics"].table)
    assert {(row["subject"], row["unique_students"], row["school_id"]) for row in rows} >= {("Algebra", 2, None)}


@pytest.mark.slow
def test_facts_know_what_they_refer_to(lake: Lake) -> None:
    listed = orphans.listed(lake.store)
    assert listed is not None
    assert listed.collect() == []


@pytest.mark.slow
def test_days_and_moments_are_of_the_source(lake: Lake) -> None:
    """One o'clock of UTC is eight in the evening of the day before in New York, where eight is written without zone."""
    rows = lake.rows(SUBJECTS["engagement"].table, "source_system", "date", "engaged_at", "student_id")
    night, evening = (dt.datetime.fromisoformat(text) for text in ("2025-01-15T01:00", "2025-01-14T20:00"))
    told = sorted((row["source_system"], row["date"].day, row["engaged_at"]) for row in rows if row["engaged_at"])
    assert told == [("north", 14, night), ("south", 14, evening), ("south", 15, night)]


@pytest.mark.slow
def test_two_writings_of_one_moment_are_one_login(lake: Lake) -> None:
    """They are the same in New York only, whatever else writes them."""
    ids = {row["source_system"]: [] for row in lake.rows(SUBJECTS["engagement"].table, "source_system")}
    for row in lake.rows(SUBJECTS["engagement"].table, "source_system", "engagement_id"):
        ids[row["source_system"]].append(row["engagement_id"])
    assert {name: len(set(of)) for name, of in ids.items()} == {"north": 1, "south": 2, "oulad": 1, "evening": 1}


@pytest.mark.slow
def test_scores_lie_between_lowest_and_highest(lake: Lake) -> None:
    rows = lake.facts("assessment_id", "source_system", "score", "score_scale")
    told = {row["assessment_id"]: (str(row["score"]), row["score_scale"]) for row in rows if row["score"] is not None}
    assert told["res1"] == ("25.00", "1-5")
    assert told["res4"] == ("64.00", "0-100.0")


@pytest.mark.slow
def test_a_class_that_does_not_fit_is_marked(lake: Lake) -> None:
    for subject in ("classes", "enrollments", "assessments", "line_items"):
        rows = lake.rows(SUBJECTS[subject].table, "class_id", "source_system", "issue_codes")
        marked = {row["class_id"] for row in rows if "UNEXPECTED_CLASS_ID" in row["issue_codes"]}
        assert marked == {"north:cla2", "south:cla2"}, subject
