"""A school's students as of a day: who is there, and what was known of them; and planted leaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.ml.problems import as_of, feature
from edulake.ml.problems.school_risk import cohorts, features
from edulake.ml.problems.school_risk.examples import last_day
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

pytestmark = pytest.mark.once

DAY = dt.date(2024, 10, 1)
RESULT = (
    "source_system student_id assessment_id date subject score engagement grade_level class_id line_item_id known_at"
)
RESULTS = [
    ("s", "ann", "1", "2024-03-01", "Math", "90", "80", "3rd Grade", None, None, "2024-03-01T00:00:00"),
    ("s", "ann", "2", "2024-08-01", "Math", "70", "60", "4th Grade", "c", "i1", "2024-08-01T00:00:00"),
    ("t", "ann", "3", "2024-09-20", "Art", "50", None, "Unknown", "c", "i2", "2024-09-20T00:00:00"),
    # Of the day itself, and of one before it that became known on the day.
    ("s", "ann", "4", "2024-10-01", "Art", "1", "1", "5th Grade", "c", "i3", "2024-10-01T00:00:00"),
    ("s", "ann", "5", "2024-09-01", "Art", "2", "2", "5th Grade", "c", "i3", "2024-10-01T00:00:00"),
    ("s", "bob", "6", "2024-05-01", "Math", "60", None, "3rd Grade", None, None, "2024-05-01T00:00:00"),
    ("s", "cat", "7", "2024-09-30", "Math", "60", None, "3rd Grade", None, None, "2024-09-30T00:00:00"),
]
DAYS = [
    ("s", "dan", "2024-09-02", "1", "0", "2024-09-02T00:00:00"),
    ("s", "dan", "2024-09-02", "0", "1", "2024-09-02T00:00:00"),
    ("s", "dan", "2024-09-25", "0", "0", "2024-09-25T00:00:00"),
    ("s", "dan", "2024-10-01", "1", "0", "2024-10-01T00:00:00"),
]
ROLL = [
    ("s", "eve", "2024-08-01T00:00:00", "true", "1st Grade", "F"),
    ("s", "cat", "2024-08-01T00:00:00", "true", "3rd Grade", "F"),
    ("s", "cat", "2024-09-30T00:00:00", "false", "3rd Grade", "F"),
    ("s", "ann", "2024-11-01T00:00:00", "true", "2nd Grade", "M"),
]
ITEMS = [
    ("s", "c", "i1", "2024-08-02"),
    ("s", "c", "i3", "2024-09-30"),
    ("s", "c", "i4", "2024-10-01"),
    ("s", "c", "i0", "2024-06-01"),
]


def results(spark: SparkSession, rows: list[tuple[Any, ...]]) -> DataFrame:
    numbers = dict.fromkeys(("score", "engagement"), "double")
    return frame(spark, rows, RESULT, date="date", known_at="timestamp", **numbers)


def attended(spark: SparkSession, rows: list[tuple[Any, ...]]) -> DataFrame:
    names = "source_system student_id date missed late known_at"
    return frame(spark, rows, names, date="date", missed="double", late="int", known_at="timestamp")


def built(
    spark: SparkSession, rows: list[tuple[Any, ...]] = RESULTS, days: list[tuple[Any, ...]] = DAYS
) -> dict[str, dict[str, Any]]:
    facts = (results(spark, rows), attended(spark, days))
    calendar = cohorts.calendar(facts[0], [DAY])
    known, present = (as_of.known_before(one, calendar, ("source_system",), "date") for one in facts)
    roll = frame(
        spark,
        ROLL,
        "source_system student_id valid_from is_active grade_level gender",
        valid_from="timestamp",
        is_active="boolean",
    )
    there = cohorts.population(known, present, cohorts.on_roll(roll, [DAY]))
    stated = cohorts.attributes(roll, [DAY], ("gender",))
    items = frame(spark, ITEMS, "source_system class_id line_item_id due_date", due_date="date")
    audited = there.join(stated, on=list(cohorts.KEY), how="left")
    examples = features.build(audited, known, present, items, 70.0)
    return {row["student_id"]: row.asDict() for row in examples.collect()}


@pytest.fixture(scope="module")
def examples(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return built(spark)


def test_who_is_there_on_the_day(examples: dict[str, dict[str, Any]]) -> None:
    """Whoever was seen in the last 90 days or is on the roll, not who had left; grades by the newest known."""
    assert {name: row["grade_level"] for name, row in examples.items()} == {
        "ann": "4th Grade",
        "dan": "Unknown",
        "eve": "1st Grade",
    }


def test_audits_may_read_a_later_roll(examples: dict[str, dict[str, Any]]) -> None:
    assert {name: row["gender"] for name, row in examples.items()} == {"ann": "M", "dan": None, "eve": "F"}


def test_features_end_before_the_day(examples: dict[str, dict[str, Any]]) -> None:
    """Three of ann's five results were known; of the three items due in her class this year two were not handed in."""
    ann, dan = examples["ann"], examples["dan"]
    names = ("results_90", "mean_score", "mean_score_year", "mean_score_28", "mean_score_90", "last_score")
    assert [ann[name] for name in names] == [2, 70.0, 60.0, 50.0, 60.0, 50.0]
    names = (
        "weakest_subject",
        "lowest_score_90",
        "low_share",
        "days_since_result",
        "engagement",
        "engagement_28",
        "grade",
    )
    assert [ann[name] for name in names] == [50.0, 50.0, 0.333333, 11.0, 70.0, 60.0, 5.0]
    assert (ann["work_due"], ann["missing_share"], ann["rule"]) == (2, 0.5, -70.0)
    names = ("days_recorded_90", "absence_rate", "absence_rate_28", "late_share")
    assert [dan[name] for name in names] == [2, 0.25, 0.0, 0.5]
    assert examples["eve"]["results_90"] == 0


def test_the_future_changes_no_feature(spark: SparkSession, examples: dict[str, dict[str, Any]]) -> None:
    """Everything from the as-of date on, or known only then, is corrupted: features stay as they are, bit by bit."""
    day = "2024-10-01"
    late = [(*row[:5], "99", "99", *row[7:]) if row[3] >= day or row[10] >= day else row for row in RESULTS]
    absent = [(*row[:3], "0.5", "1", row[5]) if row[2] >= day else row for row in DAYS]
    assert (late, absent) != (RESULTS, DAYS)
    late.append(("s", "eve", "8", "2024-12-01", "Math", "5", "5", "1st Grade", None, None, "2024-12-01T00:00:00"))
    names = ["rule", *feature.columns(features.FEATURES)]
    after = built(spark, late, absent)
    kept = [{who: [row[name] for name in names] for who, row in rows.items()} for rows in (examples, after)]
    assert kept[0] == kept[1]


def test_no_protected_attribute_and_no_outcome_is_a_feature() -> None:
    names = feature.columns(features.FEATURES)
    forbidden = ("label", "gender", "age", "disab", "depriv", "warning", "period")
    assert not [name for name in names for word in forbidden if name.startswith(word)]


@pytest.mark.parametrize(
    ("unmodelled", "last"), [([], "2025-04-04"), (["district"], "2024-12-30"), (["district", "lms"], None)]
)
def test_sources_that_are_not_modelled_move_no_day(
    spark: SparkSession, unmodelled: list[str], last: str | None
) -> None:
    """Nor do those whose courses end with a result."""
    told = [("lms", "2024-12-30"), ("district", "2025-04-04"), ("oulad", "2025-06-01"), ("babblr", "2025-06-02")]

    def read(table: Table) -> DataFrame:
        day = "assessment_date" if table is STUDENT_ASSESSMENTS_CLEAN else "date"
        facts = frame(spark, told if day != "date" else [], f"source_system {day}", **{day: "date"})
        known = {"delivered_at": F.lit("2026-01-01").cast("timestamp"), "is_deleted": F.lit(False)}
        others = [column for column in table.columns if column.name not in (*facts.columns, *known)]
        return facts.withColumns({**{c.name: F.lit(None).cast(c.type) for c in others}, **known})

    choices = Settings(early_warning=EarlyWarning(unmodelled_sources=unmodelled))
    [row] = last_day(read, choices).collect()
    assert row["last"] == (last and dt.date.fromisoformat(last))
