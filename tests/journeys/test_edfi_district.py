"""What Ed-Fi tells of a made-up district's money, curriculum and surveys, from its files to answers: those of its plan."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake import silver
from edulake.gold.learning.atl_trends import ATL_TRENDS
from edulake.gold.learning.curriculum_mastery import CURRICULUM_MASTERY
from edulake.gold.operations.finance_monthly import FINANCE_MONTHLY
from edulake.gold.product import ALL
from edulake.jobs.steps.generate.edfi import delivery, generate_edfi, truth
from edulake.jobs.steps.generate.edfi.plan import resources

pytestmark = [pytest.mark.once, pytest.mark.more]
TOLD = (
    *("gradingPeriods", "learningStandards", "assessments", "objectiveAssessments", "studentAssessments"),
    *("studentCompetencyObjectives", "chartOfAccounts", "localAccounts", "localActuals", "localBudgets"),
    *("localEncumbrances", "surveys", "surveyQuestions", "surveyResponses", "surveyQuestionResponses"),
    *("sessions", "sections", "staffSectionAssociations"),
)
SUBJECTS = [
    *("accounts", "finance_balances", "standards", "objective_results", "skill_ratings", "survey_items"),
    *("survey_responses", "survey_answers", "class_staff"),
]
ASKED = [FINANCE_MONTHLY.name, CURRICULUM_MASTERY.name, ATL_TRENDS.name]


class District(NamedTuple):
    """A lake that took all deliveries of what is looked at here, and the truth about them."""

    lake: Lake
    truth: dict[str, Any]

    def rows(self, subject: str) -> Any:
        return self.lake.store.read(silver.SUBJECTS[subject].table)


@pytest.fixture(scope="module")
def district(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> District:
    lake = Lake(spark, tmp_path_factory.mktemp("edfi_district"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            delivery, "resources", lambda facts, of: {n: r for n, r in resources(facts, of).items() if n in TOLD}
        )
        patch.setattr(truth.district, "of", lambda *_: {"members": {}, **dict.fromkeys(truth.OF_DISTRICT)})
        told = generate_edfi(spark, str(lake.landing), 60, 3, 2)
    lake.run(source=["edfi"], subject=SUBJECTS, product=ASKED)
    return District(lake, told)


def test_nothing_is_refused(district: District) -> None:
    assert district.lake.refused() == []
    deleted = {name for name, counts in district.truth["resources"].items() if counts.get("deletes")}
    assert {"localActuals", "studentAssessments", "studentCompetencyObjectives", "surveyQuestionResponses"} <= deleted


def test_the_books_are_those_of_the_plan_to_the_cent(district: District) -> None:
    all_ = (F.col("school_id") == ALL) & (F.col("fund") == ALL) & (F.col("function") == ALL)
    months = district.lake.store.read(FINANCE_MONTHLY.table).where(all_)
    booked: dict[str, dict[str, dict[str, str]]] = {}
    for row in months.where("account_type IN ('Revenue', 'Expenditure')").collect():
        month = booked.setdefault(str(row["fiscal_year"]), {}).setdefault(row["month"].isoformat()[:7], {})
        month["received" if row["account_type"] == "Revenue" else "spent"] = str(row["actual"])
    assert booked == district.truth["books"]
    accounts = district.rows("accounts").where("account_type = 'Unknown'").count()
    assert accounts > district.truth["resources"]["chartOfAccounts"]["unknown_descriptor"] > 0


def test_what_is_learned_is_that_of_the_plan(district: District) -> None:
    groups = district.lake.store.read(CURRICULUM_MASTERY.table).where("score IS NOT NULL")
    counts = [F.count(F.when(F.col("mastery") == of, 1)).alias(of.lower()) for of in ("Mastered", "Partly")]
    sums = groups.groupBy("school_year", "standard_id").agg(
        F.count(F.lit(1)).alias("students"), F.sum("score").alias("scores"), *counts
    )
    found: dict[str, dict[str, Any]] = {}
    for row in sums.collect():
        said = {**row.asDict(), "scores": str(row["scores"])}
        found.setdefault(str(said.pop("school_year")), {})[said.pop("standard_id")] = said
    assert found == district.truth["standards"]


def test_skills_are_those_of_the_plan(district: District) -> None:
    skill = ("school_year", "term", "rater_kind", "category")
    trends = district.lake.store.read(ATL_TRENDS.table).where(F.col("school_id") == ALL).groupBy(*skill)
    rated = {row[:4]: row[4:] for row in trends.agg(F.sum("students"), F.sum("not_rated")).collect()}
    levels = district.rows("skill_ratings").groupBy(*skill).agg(F.sum("level_no")).collect()
    found = {row[:4]: (row[4], *rated[row[:4]]) for row in levels}
    due = {
        (int(year), term, rater, category): (of["levels"], of["students"], of["not_rated"])
        for year, terms in district.truth["skills"].items()
        for term, raters in terms.items()
        for rater, categories in raters.items()
        for category, of in categories.items()
    }
    assert found == due


def test_who_teaches_is_as_the_plan_has_it(district: District) -> None:
    """In a section, until its term is over."""
    held = district.rows("class_staff")
    sections = held.groupBy("staff_id").agg(F.count_distinct("class_id").alias("sections"))
    assert {row["staff_id"]: {"sections": row["sections"]} for row in sections.collect()} == district.truth["teaches"]
    assert held.where("role = 'Unknown' OR begin_date IS NULL OR NOT is_active").count() == 0
    assert {row[0] for row in held.select("role").distinct().collect()} <= {"Teacher of Record", "Support Teacher"}


def test_what_is_said_is_that_of_the_plan(district: District) -> None:
    names = {
        one["id"]: one["surveyIdentifier"]
        for path in district.lake.landing.glob("edfi/*/surveys/*.jsonl")
        for one in map(json.loads, path.read_text("utf-8").splitlines())
    }
    responses = district.rows("survey_responses").groupBy("survey_id").count().collect()
    assert {names[row["survey_id"]]: {"responses": row["count"]} for row in responses} == district.truth["responded"]
    said = district.rows("survey_answers").where("status <> 'No Response'").groupBy("survey_id", "item_code")
    answers = said.agg(F.count_distinct("response_id").alias("answers"), F.sum("value").cast("int").alias("sum"))
    found: dict[str, dict[str, Any]] = {}
    for row in answers.collect():
        found.setdefault(names[row["survey_id"]], {})[row["item_code"]] = {"answers": row["answers"], "sum": row["sum"]}
    assert found == district.truth["answered"]
