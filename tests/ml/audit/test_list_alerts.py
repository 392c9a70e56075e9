"""Other students on a list are told in counts: against the newest list before the run, and never who they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.ml.audit import list_alerts
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once

COLUMNS = "model_version string, day string, hour int, class_id string, student_id string, is_selected boolean"


def lists(spark: SparkSession, *rows: tuple[Any, ...]) -> Any:
    frame = spark.createDataFrame(list(rows), COLUMNS)
    made = F.to_timestamp(F.concat("day", F.lit(" "), F.lpad(F.col("hour").cast("string"), 2, "0"), F.lit(":00:00")))
    return frame.withColumns(
        {"source_system": F.lit("sis"), "as_of_date": F.to_date("day"), "prediction_timestamp": made}
    )


def on(day: str, model: str, *students: str, hour: int = 6, left: str = "") -> list[tuple[Any, ...]]:
    """A list of one class: those selected, and those `left` out of it."""
    listed = [(model, day, hour, "C1", student, True) for student in students]
    return [*listed, *[(model, day, hour, "C1", student, False) for student in left]]


def told(spark: SparkSession, before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> list[str]:
    found = list_alerts.compared(
        list_alerts.selected(lists(spark, *before)), list_alerts.selected(lists(spark, *after))
    )
    assert {alert.kind for alert in found} <= {"list"}
    return [alert.what.removeprefix("the list of ") for alert in found]


def test_who_came_and_who_went_is_counted(spark: SparkSession) -> None:
    """Whom the new list does not name went; whom it names without selecting went as well."""
    before = on("2025-01-06", "course-20-aaa1", "a", "b", "c", left="d")
    after = [*before, *on("2025-01-07", "course-20-aaa1", "a", "d", "e", left="b")]
    assert told(spark, before, after) == ["course-20 selects other students: 2 came, 2 went, 3 are on it"]


@pytest.mark.parametrize(
    "later",
    [
        on("2025-01-07", "course-20-aaa1", "a", "b"),
        # The same students by a model that was learned anew.
        on("2025-01-07", "course-20-bbb2", "a", "b", left="c"),
        # A list of an earlier day is no newer one.
        on("2025-01-05", "course-20-aaa1", "x"),
        # A line that had no list before.
        on("2025-01-07", "school-aaa1", "x"),
    ],
)
def test_nobody_is_told_of_the_same_students(spark: SparkSession, later: list[tuple[Any, ...]]) -> None:
    before = on("2025-01-06", "course-20-aaa1", "a", "b", left="c")
    assert told(spark, before, [*before, *later]) == []


def test_of_two_lists_of_a_day_the_later_counts_and_lines_are_apart(spark: SparkSession) -> None:
    before = [*on("2025-01-06", "course-20-aaa1", "a"), *on("2025-01-06", "course-60-aaa1", "a")]
    day = "2025-01-07"
    after = [*before, *on(day, "course-20-aaa1", "z"), *on(day, "course-20-bbb2", "a", hour=7)]
    after += on(day, "course-60-aaa1", "b")
    assert told(spark, before, after) == ["course-60 selects other students: 1 came, 1 went, 1 are on it"]


def test_a_list_that_selects_nobody_any_more(spark: SparkSession) -> None:
    before = on("2025-01-06", "course-20-aaa1", "a", "b")
    after = [*before, *on("2025-01-07", "course-20-aaa1", left="ab")]
    assert told(spark, before, after) == ["course-20 selects other students: 0 came, 2 went, 0 are on it"]


def test_a_run_is_compared_with_the_table_before_it(lake: Lake) -> None:
    """The first list changes nothing that somebody relied on, nor does a run that wrote none."""
    spark, store = lake.spark, lake.store

    def written(rows: list[tuple[Any, ...]], before: int | None) -> Run:
        values = lists(spark, *rows).withColumns(
            {name: F.lit("x") for name in ("predicted_performance_category", "risk_band", "recommended_intervention")}
        )
        values = values.withColumns({"risk_score": F.lit(0.5), "rank": F.lit(1), "features_used": F.lit(1)})
        missing = [column for column in PREDICTIONS.columns if column.name not in values.columns]
        store.append(PREDICTIONS, values.withColumns({c.name: F.lit(None).cast(c.type) for c in missing}))
        after = store.version(PREDICTIONS)
        return Run("ml_score", entries=[Entry(str(PREDICTIONS), version_before=before, version_after=after)])

    first = written(on("2025-01-06", "course-20-aaa1", "secret-a"), None)
    assert list_alerts.changes(store, [first]) == []
    second = written(on("2025-01-07", "course-20-aaa1", "secret-b"), first.entries[0].version_after)
    [alert] = list_alerts.changes(store, [second])
    assert alert.what == "the list of course-20 selects other students: 1 came, 1 went, 1 are on it"
    assert "secret" not in str(alert)
    version = second.entries[0].version_after
    quiet = Run("ml_score", entries=[Entry(str(PREDICTIONS), version_before=version, version_after=version)])
    assert list_alerts.changes(store, [quiet, Run("ml_score", started_at=dt.datetime.now(dt.UTC))]) == []
