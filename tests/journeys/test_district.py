"""A made-up district from its files to its answers, which must be those that its plan tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lake import Lake
from pyspark.sql import GroupedData, SparkSession
from pyspark.sql import functions as F

from edulake import gold, silver
from edulake.gold.learning.pd_hours import PD_HOURS
from edulake.gold.operations.admissions_funnel import ADMISSIONS_FUNNEL
from edulake.gold.people.enrollment_metrics import ENROLLMENT_METRICS
from edulake.gold.product import ALL, Product
from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS
from edulake.gold.wellbeing.behaviour_trends import BEHAVIOUR_TRENDS
from edulake.gold.wellbeing.staff_attendance import STAFF_ATTENDANCE
from edulake.jobs.steps.generate.district import generate_district, is_district
from edulake.jobs.steps.generate.district.calendar import OPENING

pytestmark = pytest.mark.once
CONFIGURATION = Path(__file__).parents[2] / "conf" / "district.toml"
NOT_OF_A_DISTRICT = {"courses", "classes", "line_items", "enrollments", "engagement"}
# Those that are imported here; that all are made of a district is seen in test_demo.py.
ASKED = [asked.name for asked in [*globals().values()] if isinstance(asked, Product)]
ARGUMENTS = {"students": 60, "seed": 3, "years": 2}


class District(NamedTuple):
    """A lake that took all deliveries, and the truth about them."""

    lake: Lake
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def district(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> District:
    lake = Lake(spark, tmp_path_factory.mktemp("district")).configured(CONFIGURATION.read_text())
    truth = generate_district(spark, str(lake.landing), **ARGUMENTS)
    lake.run(product=ASKED)
    return District(lake, truth)


def test_every_record_that_happened_is_a_row(district: District) -> None:
    """Nothing is refused; a correction of attendance is the same row."""
    for name, records in district.truth["records"].items():
        rows = district.lake.store.read(silver.SUBJECTS[name].table)
        told = rows.count()
        assert told == records or (name == "attendance" and 0 < records - told < 0.02 * records), name
        assert not rows.where(F.size("issue_codes") > 0).count(), name
    filled = {name for name, subject in silver.SUBJECTS.items() if district.lake.store.exists(subject.table)}
    assert filled == set(silver.SUBJECTS) - NOT_OF_A_DISTRICT


def test_members_of_each_school_are_those_of_the_plan(district: District) -> None:
    metrics = district.lake.store.read(ENROLLMENT_METRICS.table)
    found: dict[str, dict[str, int]] = {}
    for row in metrics.groupBy("school_year", "school_id").agg(F.sum("members").alias("members")).collect():
        found.setdefault(str(row["school_year"]), {})[row["school_id"]] = row["members"]
    assert {year: {school: n for school, n in of.items() if school != ALL} for year, of in found.items()} == (
        district.truth["members"]
    )
    assert {year: of[ALL] for year, of in found.items()} == {
        year: sum(of.values()) for year, of in district.truth["members"].items()
    }, "on the census day nobody is in two schools"


def test_incidents_absence_and_admissions_are_those_of_the_plan(district: District) -> None:
    store, truth = district.lake.store, district.truth
    trends = store.read(BEHAVIOUR_TRENDS.table).where((F.col("school_id") == ALL) & (F.col("category") == ALL))
    months = trends.where("incidents > 0").select(F.date_format("month", "yyyy-MM"), "incidents").collect()
    assert {row[0]: row[1] for row in months} == truth["incidents"]
    chronic = store.read(ATTENDANCE_INSIGHTS.table).where("is_chronically_absent").count()
    assert chronic == truth["chronically_absent"]
    assert chronic > 0
    funnel = store.read(ADMISSIONS_FUNNEL.table).where(F.col("school_id") == ALL)
    reached = funnel.agg(*[F.sum(name).alias(name) for name in ("applied", "offered", "accepted", "enrolled")]).first()
    assert reached is not None
    assert reached.asDict() == {name.lower(): truth["stages"][name.capitalize()] for name in reached.asDict()}


def test_programs_have_the_students_that_the_plan_puts_there(district: District) -> None:
    silver_rows = district.lake.store.read(silver.SUBJECTS["program_memberships"].table)
    opening = OPENING.isoformat()
    there = silver_rows.where((F.col("begin_date") <= opening) & (F.coalesce("end_date", F.lit(opening)) >= opening))
    found = there.groupBy("program_id").agg(F.count_distinct("student_id").alias("students")).collect()
    assert {row["program_id"]: row["students"] for row in found} == district.truth["in_programs"]
    known = district.lake.store.read(silver.SUBJECTS["programs"].table)
    assert {row["program_id"] for row in known.collect()} >= {*district.truth["in_programs"]}
    assert not known.where("program_type = 'Unknown' OR NOT is_active").count()
    assert not silver_rows.where("is_gone OR size(issue_codes) > 0").count()


def test_what_staff_missed_and_learned_is_that_of_the_plan(district: District) -> None:
    store, truth = district.lake.store, district.truth
    months = store.read(STAFF_ATTENDANCE.table).where(F.col("school_id") == ALL)
    assert not months.where("staff_unknown > 0").count()
    assert _totals(months.groupBy(F.date_format("month", "yyyy-MM")), "absent_days") == truth["staff_absent_days"]
    hours = store.read(PD_HOURS.table).groupBy(F.col("school_year").cast("string"))
    assert _totals(hours, "hours") == truth["staff_learned_hours"]


def _totals(groups: GroupedData, of: str) -> dict[str, str]:
    return {row[0]: str(row["total"]) for row in groups.agg(F.sum(of).alias("total")).where("total > 0").collect()}


def test_every_table_is_what_its_contract_says(district: District) -> None:
    for table in district.lake.store.existing((*silver.TABLES, *gold.TABLES)):
        district.lake.store.check(table)


def test_nothing_new_writes_nothing(district: District) -> None:
    tables = [t for t in (*silver.TABLES, *gold.TABLES) if district.lake.store.exists(t)]
    before = {table: district.lake.store.version(table) for table in tables}
    district.lake.run(product=ASKED)
    assert {table: district.lake.store.version(table) for table in tables} == before
    assert is_district(district.lake.landing, **ARGUMENTS)
    assert not is_district(district.lake.landing, students=151, seed=3, years=2)
