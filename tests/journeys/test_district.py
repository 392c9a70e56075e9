"""A made-up district from its files to its answers, which must be those that its plan tells."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lake import Lake
from pyspark.sql import GroupedData, SparkSession
from pyspark.sql import functions as F

from edulake import gold, silver
from edulake.gold.learning.atl_trends import ATL_TRENDS
from edulake.gold.learning.curriculum_mastery import CURRICULUM_MASTERY
from edulake.gold.learning.pd_hours import PD_HOURS
from edulake.gold.operations.admissions_funnel import ADMISSIONS_FUNNEL
from edulake.gold.operations.fee_collection import FEE_COLLECTION
from edulake.gold.operations.fee_open_items import FEE_OPEN_ITEMS
from edulake.gold.operations.finance_monthly import FINANCE_MONTHLY
from edulake.gold.people.enrollment_metrics import ENROLLMENT_METRICS
from edulake.gold.product import ALL, Product
from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS
from edulake.gold.wellbeing.behaviour_trends import BEHAVIOUR_TRENDS
from edulake.gold.wellbeing.staff_attendance import STAFF_ATTENDANCE
from edulake.gold.wellbeing.survey_results import SURVEY_RESULTS
from edulake.jobs.steps.generate.district import generate_district, is_district
from edulake.jobs.steps.generate.district.calendar import OPENING

pytestmark = [pytest.mark.once, pytest.mark.more]
CONFIGURATION = Path(__file__).parents[2] / "conf" / "district.toml"
NOT_OF_A_DISTRICT = {"courses", "classes", "class_staff", "line_items", "enrollments", "engagement"}
NOT_OF_A_DISTRICT |= {subject.name for subject in silver.language.SUBJECTS}
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
    """Nothing is refused; a correction of attendance is the same row, and an answer as many as options were chosen.

    What says the same again, as a month of the ledger does, is no row.
    """
    flagged = district.truth["flagged"]
    for name, records in district.truth["records"].items():
        rows = district.lake.store.read(silver.SUBJECTS[name].table)
        told = (rows.select("response_id", "item_code").distinct() if name == "survey_answers" else rows).count()
        assert told == records or (name == "attendance" and 0 < records - told < 0.02 * records), name
        assert rows.where(F.size("issue_codes") > 0).count() == flagged.get(name, 0), name
    assert {"finance_postings"} == {*district.truth["again"]}
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


def test_what_families_owe_is_that_of_the_plan_to_the_cent(district: District) -> None:
    store, truth = district.lake.store, district.truth
    names = ("billed", "relief", "paid", "refunded", "outstanding")
    years = store.read(FEE_COLLECTION.table).groupBy("currency", F.col("school_year").cast("string").alias("year"))
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in years.agg(*[F.sum(name).alias(name) for name in names]).collect():
        found.setdefault(row["currency"], {})[row["year"]] = {name: str(row[name]) for name in names}
    assert found == truth["fees"]
    assert found.keys() == {"USD", "EUR"}
    items = store.read(FEE_OPEN_ITEMS.table).groupBy("currency").agg(F.sum("open").alias("open")).collect()
    assert {row["currency"]: str(row["open"]) for row in items} == {
        currency: of["open"] for currency, of in truth["fees_open"].items()
    }
    entries = store.read(silver.SUBJECTS["fee_entries"].table).select("status").distinct().collect()
    assert {row["status"] for row in entries} == {"Posted", "Cancelled"}, "what is cancelled counts nowhere"


def test_the_books_are_those_of_the_plan_to_the_cent(district: District) -> None:
    truth = district.truth
    all_ = (F.col("school_id") == ALL) & (F.col("fund") == ALL) & (F.col("function") == ALL)
    months = district.lake.store.read(FINANCE_MONTHLY.table).where(all_)
    booked: dict[str, dict[str, dict[str, str]]] = {}
    planned: dict[str, dict[str, str]] = {}
    for row in months.where("account_type IN ('Revenue', 'Expenditure')").orderBy("month").collect():
        is_received, year = row["account_type"] == "Revenue", str(row["fiscal_year"])
        month = booked.setdefault(year, {}).setdefault(row["month"].isoformat()[:7], {})
        month["received" if is_received else "spent"] = str(row["actual"])
        of = planned.setdefault(year, {"ordered": "0.00"})
        of["to_receive" if is_received else "to_spend"] = str(row["budget_ytd"])
        of["ordered"] = str(row["encumbered"]) if row["encumbered"] else of["ordered"]
    assert (booked, planned) == (truth["books"], truth["plans"])
    assert not district.lake.store.read(silver.SUBJECTS["finance_postings"].table).where("currency <> 'USD'").count()


def test_what_is_said_is_that_of_the_plan_and_moves_as_planted(district: District) -> None:
    truth = district.truth
    rows = district.lake.store.read(SURVEY_RESULTS.table).where(
        (F.col("school_id") == ALL) & (F.col("grade_level") == ALL)
    )
    answered, responded = {}, {}
    for row in rows.where("favourable IS NOT NULL").collect():
        of = truth["answered"][row["survey_id"]][row["item_code"]]
        told = (row["n_valid"], row["favourable"], row["n_no_response"], row["n_na"])
        assert told == (of["n_valid"], of["favourable"], of["n_no_response"], of["n_not_applicable"])
        assert row["mean"] == (Decimal(of["sum"]) / of["n_valid"]).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        answered.setdefault(row["survey_id"], {})[row["item_code"]] = row["earlier_survey_id"]
        responded[row["survey_id"]] = {"invited": row["invited"], "complete": row["completed"]}
    assert {survey: {*of} for survey, of in answered.items()} == {s: {*of} for s, of in truth["answered"].items()}
    assert responded == truth["responded"]
    # What is worded anew is not compared.
    assert {code for code, earlier in answered["Students-2025"].items() if earlier is None} == {"Q4"}


def test_what_is_learned_is_that_of_the_plan(district: District) -> None:
    store, truth = district.lake.store, district.truth
    groups = store.read(CURRICULUM_MASTERY.table).where("score IS NOT NULL").groupBy("school_year", "standard_id")
    counts = [F.count(F.when(F.col("mastery") == of, 1)).alias(of.lower()) for of in ("Mastered", "Partly")]
    found: dict[str, dict[str, Any]] = {}
    for row in groups.agg(F.count(F.lit(1)).alias("students"), F.sum("score").alias("scores"), *counts).collect():
        said = {**row.asDict(), "scores": str(row["scores"])}
        found.setdefault(str(said.pop("school_year")), {})[said.pop("standard_id")] = said
    assert found == truth["standards"]
    skill = ("school_year", "term", "rater_kind", "category")
    ratings = store.read(silver.SUBJECTS["skill_ratings"].table)
    levels = {
        row[:4]: row["levels"] for row in ratings.groupBy(*skill).agg(F.sum("level_no").alias("levels")).collect()
    }
    trends = store.read(ATL_TRENDS.table).where(F.col("school_id") == ALL).groupBy(*skill)
    rated = {row[:4]: row[4:] for row in trends.agg(F.sum("students"), F.sum("not_rated")).collect()}
    for year, terms in truth["skills"].items():
        for term, raters in terms.items():
            for rater, categories in raters.items():
                for category, of in categories.items():
                    key = (int(year), term, rater, category)
                    assert (levels.pop(key), *rated.pop(key)) == (of["levels"], of["students"], of["not_rated"])
    assert not levels
    assert not rated


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
