"""The whole path on generated data and on real rows: the truth file, an oracle, reruns and corrections."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import oracle
import pytest
from checkout import ROOT
from lake import Lake, record
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.jobs.steps.generate import Truth, generate
from edulake.jobs.steps.generate.truth import FATES
from edulake.ops.runs import Entry
from edulake.ops.tables import JOB_RUNS
from edulake.store.store import Store

pytestmark = pytest.mark.connect
ANSWERS = ["student_performance_aggregates", "subject_performance_analytics"]
STUDENTS, SUBJECTS = (PRODUCTS[name].table for name in ANSWERS)
SAMPLE = ROOT / "samples" / "oulad"


PYTHON_IN_A_PLAN = re.compile(r"PythonUDF|EvalPython|InPandas|InArrow|ScalaUDF|MapPartitions|MapElements")


@pytest.fixture(scope="module")
def plans() -> Iterator[list[str]]:
    """The physical plans of everything that the jobs of this module write."""
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for method in ("append", "merge", "stage"):
            patch.setattr(Store, method, watched(getattr(Store, method), seen))
        yield seen


def watched(method: Callable[..., Any], seen: list[str]) -> Callable[..., Any]:
    def call(self: Store, *arguments: Any, **named: Any) -> Any:
        rows = next(argument for argument in arguments if hasattr(argument, "sparkSession"))
        if hasattr(rows, "_jdf"):
            seen.append(rows._jdf.queryExecution().executedPlan().toString())
        return method(self, *arguments, **named)

    return call


@pytest.fixture(scope="module")
def generated(spark: SparkSession, plans: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Truth]:
    lake = Lake(spark, tmp_path_factory.mktemp("pipeline"))
    truth = generate(spark, str(lake.landing), students=150, seed=7)
    shutil.copytree(SAMPLE, lake.landing / "oulad", ignore=shutil.ignore_patterns("studentVle*"))
    lake.deliver("school_files/attendance.csv", "student_id,date,status\nSTU1,2024-09-02,Absent\n")
    lake.run()
    return lake, truth


def without_time(lake: Lake, table: Any) -> list[dict[str, Any]]:
    return lake.rows(table, *[name for name in table.column_names if name != "processing_timestamp"])


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def test_counts_equal_the_truth(generated: tuple[Lake, Truth]) -> None:
    lake, truth = generated
    rows = [row for row in lake.rows(JOB_RUNS) if row["job"] == "silver_cleanse"]
    found = {row["source_system"]: row for row in rows}
    for name, system in truth.systems.items():
        assert found[name]["records_in"] == system.delivered
        assert {fate: found[name][fate] for fate in FATES} == {fate: getattr(system, fate) for fate in FATES}, name


def test_sums_equal_the_truth(generated: tuple[Lake, Truth]) -> None:
    lake, truth = generated
    facts = lake.facts("source_system", "student_id", "score", "engagement_score")
    for name, system in truth.systems.items():
        of_system = [fact for fact in facts if fact["source_system"] == name]
        assert len(of_system) == system.accepted
        assert len({fact["student_id"] for fact in of_system}) == system.students
        assert sum(oracle.given(of_system, "score")) == oracle.Decimal(system.score_sum)
        assert sum(oracle.given(of_system, "engagement_score")) == oracle.Decimal(system.engagement_sum)


def test_reasons_equal_the_truth(generated: tuple[Lake, Truth]) -> None:
    lake, truth = generated
    for name, system in truth.systems.items():
        codes = [code for row in lake.refused() if row["source_system"] == name for code in row["reason_codes"]]
        assert {code: codes.count(code) for code in system.reasons} == system.reasons


def test_real_rows_are_all_accounted_for(generated: tuple[Lake, Truth]) -> None:
    """The bundled OULAD sample holds 19,968 results; the empty scores among them have no valid measure."""
    lake, _ = generated
    lines = (SAMPLE / "studentAssessment.csv").read_text().splitlines()[1:]
    empty = sum(line.endswith((",", '""')) for line in lines)
    facts = lake.facts("source_system", "subject", "term", "assessment_date", "grade_level")
    real = [fact for fact in facts if fact["source_system"] == "oulad"]
    assert len(real) == len(lines) - empty
    assert {fact["subject"] for fact in real} == {"AAA", "CCC", "GGG"}
    assert {fact["grade_level"] for fact in real} == {"Ungraded"}


def test_gold_equals_the_oracle(generated: tuple[Lake, Truth]) -> None:
    lake, _ = generated
    facts = lake.facts()
    assert without_time(lake, STUDENTS) == in_order(oracle.students(facts))
    assert without_time(lake, SUBJECTS) == in_order(oracle.subjects(facts))


def test_no_plan_leaves_the_engine(generated: tuple[Lake, Truth], plans: list[str], spark: SparkSession) -> None:
    if not hasattr(generated[0].frame(STUDENTS), "_jdf"):
        pytest.skip("Spark Connect shows no physical plans")
    udf = spark.range(1).select(F.udf(str)("id"))._jdf.queryExecution().executedPlan().toString()
    assert PYTHON_IN_A_PLAN.search(udf), "the pattern does not know what it looks for"
    assert len(plans) >= 8
    assert not [plan for plan in plans if PYTHON_IN_A_PLAN.search(plan)]


def test_every_table_keeps_its_contract(generated: tuple[Lake, Truth]) -> None:
    lake, _ = generated
    held = lake.store.existing(catalog.TABLES)
    delivered = [p for p in PRODUCTS.values() if any(read.table in held for read in p.inputs)]
    answered = {p.table for p in delivered if set(p.needs) <= set(held)}
    assert {STUDENTS, SUBJECTS} < answered
    assert {p.table for p in PRODUCTS.values()} & set(held) == answered, "of what was delivered, and of that alone"
    for table in held:
        lake.store.check(table)


def test_a_second_run_changes_nothing(generated: tuple[Lake, Truth]) -> None:
    lake, _ = generated
    before = lake.versions()
    bronze, silver, gold = lake.run()
    assert lake.versions() == before
    assert sum(entry.files_redelivered or 0 for entry in bronze.entries) == sum(
        1
        for path in lake.landing.rglob("[!_.]*")
        if path.is_file() and "truth" not in path.name and path.suffix != ".md"
    )
    assert sum(entry.records_in or 0 for entry in silver.entries) == 0
    assert all(entry.version_before == entry.version_after for entry in gold.entries)


class Corrected(NamedTuple):
    """Two deliveries of one system, the second with corrections; what silver made of each, and gold in between."""

    lake: Lake
    first: Entry
    between: list[dict[str, Any]]
    second: Entry


@pytest.fixture(scope="module")
def corrected(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    lake = Lake(spark, tmp_path_factory.mktemp("corrected"))
    once, newest, late = (versioned(score, day) for score, day in (("70", 6), ("80", 8), ("60", 1)))
    others = (record(grade_level="3"), record(assessment_id="2", grade_level="4", student_id="STU2", subject="Art"))
    lake.deliver_json("lms_system_a/a.jsonl", *others, once, once, newest)
    first = lake.run(product=ANSWERS)[1].entries[0]
    between = lake.rows(STUDENTS)
    changed = record(grade_level="5", score="60", updated_at="2024-04-01T00:00:00Z")
    lake.deliver_json("lms_system_a/b.jsonl", changed, newest, late)
    return Corrected(lake, first, between, lake.run(product=ANSWERS)[1].entries[0])


def versioned(score: str, day: int) -> dict[str, Any]:
    return record(assessment_id="3", student_id="STU3", score=score, updated_at=f"2024-03-0{day}T10:00:00Z")


def test_a_correction_mends_old_and_new_rows(corrected: Corrected) -> None:
    """A corrected grade level must not leave the row of the old one behind."""
    lake = corrected.lake
    grades = {"STU1": "3rd Grade", "STU2": "4th Grade", "STU3": "3rd Grade"}
    before = {row["student_id"]: row for row in corrected.between}
    assert {student: row["grade_level"] for student, row in before.items()} == grades
    after = lake.rows(STUDENTS)
    assert sorted((row["student_id"], row["grade_level"]) for row in after) == sorted(
        {**grades, "STU1": "5th Grade"}.items()
    )
    [untouched] = [row for row in after if row["student_id"] == "STU2"]
    assert untouched == before["STU2"], "an untouched row was written again"
    assert without_time(lake, STUDENTS) == in_order(oracle.students(lake.facts()))
    assert without_time(lake, SUBJECTS) == in_order(oracle.subjects(lake.facts()))
    for table in (STUDENTS, SUBJECTS):
        lake.store.check(table)


def test_fates_of_a_key(corrected: Corrected) -> None:
    """Newest wins, repeats are duplicates, older ones stale; first_known_at never moves forward."""
    first, second = corrected.first, corrected.second
    assert (first.accepted, first.duplicate, first.stale) == (3, 1, 1)
    assert (second.accepted, second.duplicate, second.stale) == (1, 1, 1)
    [fact] = [fact for fact in corrected.lake.facts() if fact["student_id"] == "STU3"]
    assert str(fact["score"]) == "80.00"
    assert str(fact["known_at"]) == "2024-03-08 10:00:00"
    assert str(fact["first_known_at"]) == "2024-03-01 10:00:00"


@pytest.mark.slow
def test_rows_without_an_id_are_told_apart_by_their_content(lake: Lake) -> None:
    """Two assessments in one subject on one day are both kept; a true repeat is not."""
    lake.deliver_json(
        "lms_system_a/1.jsonl",
        record(assessment_id=None, score="70"),
        record(assessment_id=None, score="71"),
        record(assessment_id=None, score="71"),
    )
    silver = lake.run()[1].entries[0]
    assert (silver.accepted, silver.duplicate) == (2, 1)
    assert sorted(str(fact["score"]) for fact in lake.facts()) == ["70.00", "71.00"]


@pytest.mark.slow
def test_same_content_elsewhere_is_redelivered_and_new_content_supersedes(lake: Lake) -> None:
    lake.deliver_json("lms_system_a/2025-01-01/a.jsonl", record(score="70", updated_at=None))
    lake.run()
    lake.deliver_json("lms_system_a/2025-01-02/renamed.jsonl", record(score="70", updated_at=None))
    assert lake.run()[0].entries[0].files_redelivered == 2
    lake.deliver_json("lms_system_a/2025-01-03/a.jsonl", record(score="75", updated_at=None))
    lake.run()
    lake.deliver_json("lms_system_a/2024-12-31/old.jsonl", record(score="65", updated_at=None))
    assert lake.run()[1].entries[0].stale == 1
    assert [str(fact["score"]) for fact in lake.facts()] == ["75.00"]


@pytest.mark.slow
def test_a_lost_ledger_costs_time_only(generated: tuple[Lake, Truth]) -> None:
    """Without ops.job_runs everything is read again, and nothing changes."""
    lake, truth = generated
    before = {str(table): lake.content(table) for table in catalog.TABLES if table is not JOB_RUNS}
    shutil.rmtree(lake.store.location(JOB_RUNS))
    silver = lake.run()[1]
    assert sum(entry.records_in or 0 for entry in silver.entries) > sum(s.delivered for s in truth.systems.values())
    assert {str(table): lake.content(table) for table in catalog.TABLES if table is not JOB_RUNS} == before
