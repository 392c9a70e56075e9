"""Learners of a language as of a day, from silver to what models read; and planted leaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from practised import at, attempt, given, message, progress, talk
from pyspark.sql import DataFrame, SparkSession
from silver_frames import frames

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.ml.problems import feature
from edulake.ml.problems.dropout import features
from edulake.ml.problems.dropout.examples import DROPOUT, READS
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

# All is known up to 31 March: cohorts are of 18 March, 4 March, 18 February and 4 February.
END = [talk(at("04-01"), "end", "end", known_at=at("04-01"))]
DAYS = ["2025-02-04", "2025-02-18", "2025-03-04", "2025-03-18"]
SETTINGS = Settings(early_warning=EarlyWarning())


def on(student: str, *days: str) -> list[dict[str, Any]]:
    return [talk(at(day), f"{student}{day}", student, known_at=at(day)) for day in days]


ROWS = [
    *on("ann", "01-01", "02-03", "02-17", "03-03", "03-17", "03-31"),
    *on("bob", "01-02", "02-03", "03-16"),
    message(at("02-16"), "m1", "ann", ["grammar"], known_at=at("02-16")),
    attempt(at("02-15"), "a1", "ann", score="80.00", known_at=at("02-15")),
    attempt(at("02-15"), "a2", "bob", score="60.00", known_at=at("02-15")),
    progress("l1", "bob", started_at=at("02-02")),
    *END,
]


def reading(spark: SparkSession, rows: list[dict[str, Any]]) -> Any:
    silver = frames(spark, given(*rows), [table for table in READS if table != STUDENTS_TABLE])
    silver[STUDENTS_TABLE] = as_frame(spark, [], STUDENTS_TABLE.struct())

    def read(table: Table) -> DataFrame:
        return silver[table]

    return read


def examples(spark: SparkSession, rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    found = DROPOUT.examples(reading(spark, rows), lambda frame: frame.localCheckpoint(), SETTINGS)
    return {(row["cohort"], row["student_id"]): row.asDict() for row in found.collect()}


@pytest.fixture(scope="module")
def plain(spark: SparkSession) -> dict[tuple[str, str], dict[str, Any]]:
    return examples(spark, ROWS)


def test_who_was_active_lately_and_what_became_of_them(plain: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Cohorts lie two weeks apart, the last ends with what is known; bob is no example while he is away."""
    ann, bob = [(day, "ann", 0) for day in DAYS], [(DAYS[0], "bob", 0), (DAYS[1], "bob", 1), (DAYS[3], "bob", 1)]
    assert sorted((day, who, row["label"]) for (day, who), row in plain.items()) == sorted([*ann, *bob])
    [row] = [row for key, row in plain.items() if key == (DAYS[3], "ann")]
    assert (str(row["as_of_date"]), str(row["period_start"]), str(row["period_end"])) == (*[DAYS[3]] * 2, "2025-03-31")
    assert (row["class_id"], row["scope"], row["grade_level"], row["warning_days"]) == ("es", "es", None, None)


def corrupted(day: str) -> list[dict[str, Any]]:
    """What no list of the day may know: later facts, facts known later, and what a source overwrites later."""
    moment = dt.datetime.fromisoformat(f"{day}T00:00:00+00:00")
    kept = [row for row in ROWS if "lesson_id" in row or (row["known_at"] < moment and row not in END)]
    after, before = moment + dt.timedelta(1), moment - dt.timedelta(3)
    return [
        *kept,
        *END,
        *[
            talk(when, f"late{n}", who, known_at=moment)
            for n, (who, when) in enumerate((("ann", moment), ("bob", after)))
        ],
        talk(before, "known late", "bob", known_at=moment),
        message(before, "known late", "ann", ["grammar"] * 9, known_at=moment),
        attempt(before, "known late", "ann", score="100.00", known_at=moment),
        attempt(after, "later", "bob", score="100.00", known_at=before),
        attempt(before, "open", "bob", completed_at=None, started_at=before, is_finished=False, known_at=before),
        # The lesson of before is completed, opened and taken up again; another is only opened on days before.
        progress("l1", "bob", "completed", started_at=at("02-02"), completed_at=after, valid_from=after),
        progress("l1", "bob", started_at=after, last_accessed_at=after, valid_from=before),
        progress("l2", "ann", last_accessed_at=before, valid_from=before),
        progress("l3", "ann", started_at=after, valid_from=before),
    ]


@pytest.mark.parametrize("day", [DAYS[1], pytest.param(DAYS[3], marks=pytest.mark.more)])
def test_the_future_of_a_learner_changes_no_feature(
    spark: SparkSession, plain: dict[tuple[str, str], dict[str, Any]], day: str
) -> None:
    names = ["rule", "unknown", *feature.columns(features.FEATURES)]
    after = examples(spark, corrupted(day))
    before, now = (
        {who: [row[name] for name in names] for (cohort, who), row in rows.items() if cohort == day}
        for rows in (plain, after)
    )
    assert now == before
    assert set(now) == {"ann", "bob"}
    # It did change what became of somebody.
    assert after[day, "bob"]["label"] != plain[day, "bob"]["label"]


def test_a_list_is_as_a_cohort_of_its_day(spark: SparkSession, plain: dict[tuple[str, str], dict[str, Any]]) -> None:
    """The same features, from the same facts, though what came later is there as well."""
    names = ["rule", "unknown", "tie", *feature.columns(features.FEATURES)]
    listed = DROPOUT.of_day(reading(spark, ROWS), lambda frame: frame, SETTINGS, dt.date.fromisoformat(DAYS[3]))
    found = {row["student_id"]: [row[name] for name in names] for row in listed.collect()}
    assert found == {who: [row[name] for name in names] for (day, who), row in plain.items() if day == DAYS[3]}


def test_nobody_is_listed_on_a_day_before_which_not_all_is_known(spark: SparkSession) -> None:
    """A source that stopped would have lost all its learners, and one that is behind by a day some."""
    rows = [*ROWS, *[{**row, "source_system": "behind"} for row in ROWS if row not in END]]
    read = reading(spark, rows)
    assert DROPOUT.behind is not None
    [row] = DROPOUT.last_day(read, SETTINGS).collect()
    assert str(row["last"]) == "2025-03-31"
    listed = DROPOUT.of_day(read, lambda frame: frame, SETTINGS, dt.date(2025, 4, 1)).collect()
    assert {(row["source_system"], row["student_id"]) for row in listed} == {("sis", "ann")}
    days = {day: DROPOUT.behind(read, SETTINGS, dt.date(2025, *day)).collect() for day in ((3, 31), (4, 1), (4, 2))}
    behind = {day: sorted(row["source_system"] for row in rows) for day, rows in days.items()}
    assert behind == {(3, 31): [], (4, 1): ["behind"], (4, 2): ["behind", "sis"]}


def test_too_little_history_makes_no_example(spark: SparkSession) -> None:
    """The first day has to lie four weeks before the first cohort."""
    assert examples(spark, [*on("ann", "03-01", "03-17"), *END]) == {}
    assert examples(spark, []) == {}
    [row] = DROPOUT.last_day(reading(spark, []), SETTINGS).collect()
    assert row["last"] is None


PARAMETERS = '{"dropout_days": "%s"}'
# Who, on which day, by which horizon; and what is known of it.
LISTED = [
    ("ann", "2025-03-18", 14, 0),
    ("bob", "2025-03-18", 14, 1),
    ("ann", "2025-03-18", 28, None),
    # 31 March is the thirteenth day from it on, though ann came again on it.
    ("ann", "2025-03-19", 14, None),
    ("bob", "2025-03-19", 14, None),
]


def test_what_became_of_those_listed(spark: SparkSession) -> None:
    """Nothing is known of anybody before the days are over, or who came would be known first."""
    names = ("source_system", "student_id", "course_id", "as_of_date", "parameters", "n")
    rows = [("sis", who, "es", day, PARAMETERS % days, str(n)) for n, (who, day, days, _) in enumerate(LISTED)]
    schema = spark.range(0).selectExpr(*[f"'' AS {name}" for name in names]).schema
    listed = as_frame(spark, rows, schema).selectExpr("*", "CAST(as_of_date AS DATE) AS day").drop("as_of_date")
    found = DROPOUT.became(reading(spark, ROWS), listed.withColumnRenamed("day", "as_of_date"), SETTINGS).collect()
    assert sorted((int(row["n"]), row["label"]) for row in found) == [(n, of[3]) for n, of in enumerate(LISTED)]
