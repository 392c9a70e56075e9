"""What each feature of a student in a course run counts, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.problems.course_result import features

pytestmark = pytest.mark.once

# A run of which four weeks have passed.
RUN = {"source_system": "s", "class_id": "A:1", "share": "0.2", "start_date": "2024-01-01", "as_of_date": "2024-01-29"}
DATES = dict.fromkeys(("start_date", "as_of_date"), "date")


def of_run(spark: SparkSession, rows: list[tuple[Any, ...]], names: str, **types: str) -> DataFrame:
    """Rows of the run, each with its columns."""
    return frame(spark, [(*RUN.values(), *row) for row in rows], f"{' '.join(RUN)} {names}", **DATES, **types)


def by_student(rows: DataFrame) -> dict[str, dict[str, Any]]:
    return {row["student_id"]: row.asDict() for row in rows.collect()}


def test_a_day_of_activity_is_one_row(spark: SparkSession) -> None:
    """It is known from the midnight after, or of, its delivery on; clicks of no kind are clicks, and none are none."""
    rows = [
        ("quiz", "5", "2024-01-08T00:00:00"),
        ("externalquiz", "2", "2024-01-07T00:00:01"),
        ("something new", "3", "2024-01-07T23:00:00"),
        (None, "4", "2024-01-08T00:00:00"),
        ("quiz", "7", "2024-01-08T00:00:00.000001"),
        ("wiki", "0", "2024-01-08T00:00:00"),
        ("forumng", None, "2024-01-08T00:00:00"),
        ("forumng", "-1", "2024-01-08T00:00:00"),
    ]
    named = "source_system student_id course_id term date activity events known_at"
    complete = [("s", "ann", "A", "1", "2024-01-07", *row) for row in rows]
    engagement = frame(spark, complete, named, date="date", events="int", known_at="timestamp")
    days = features.active_days(engagement).withColumn("known_at", F.col("known_at").cast("string")).collect()
    found = {row["known_at"]: row.asDict() for row in days}
    assert {known: (row["clicks"], row["sites"], row["quiz_clicks"]) for known, row in found.items()} == {
        "2024-01-08 00:00:00": (14, 4, 7),
        "2024-01-09 00:00:00": (7, 1, 7),
    }
    assert {row[f"{family}_clicks"] for row in found.values() for family in features.FAMILIES if family != "quiz"} == {
        0
    }


def test_each_kind_of_site_belongs_to_one_family() -> None:
    kinds = [kind for kinds in features.FAMILIES.values() for kind in kinds]
    assert len(kinds) == len(set(kinds))


def test_activity_is_counted_over_all_and_over_the_last_days(spark: SparkSession) -> None:
    """Weeks of a run are counted from its start: what came before it is activity, and of no week."""
    days = [
        ("ann", "2023-12-31", "10", "1"),
        ("ann", "2024-01-01", "5", "2"),
        ("ann", "2024-01-02", "1", "1"),
        ("ann", "2024-01-15", "2", "1"),
        ("ann", "2024-01-28", "3", "4"),
        ("early", "2023-12-30", "1", "1"),
    ]
    numbers = dict.fromkeys(("clicks", "sites"), "int")
    rows = of_run(spark, days, "student_id date clicks sites", date="date", **numbers)
    families = {f"{family}_clicks": F.lit(0) for family in features.FAMILIES}
    found = by_student(features._activity(rows.withColumns({**families, "wiki_clicks": F.col("clicks")})))
    ann = found["ann"]
    counts = ("active_days", "active_days_28", "active_days_14", "active_days_7", "days_inactive", "active_week_share")
    assert [ann[name] for name in counts] == [5, 4, 2, 1, 1, 0.75]
    assert [found["early"][name] for name in counts] == [1, 0, 0, 0, 30, 0]
    summed = ("clicks", "clicks_28", "clicks_14", "clicks_7", "sites", "sites_28", "wiki_clicks", "quiz_clicks")
    assert [ann[name] for name in summed] == pytest.approx([math.log1p(n) for n in (21, 11, 5, 3, 9, 8, 21, 0)])


def test_weeks_of_a_very_long_or_very_young_run(spark: SparkSession) -> None:
    """From the 64th on they count as one; on the first day a week has begun."""
    days = [("old", "2022-01-01", "2024-01-01", day) for day in ("2022-01-01", "2023-03-25", "2023-12-31")]
    days += [("young", "2024-01-01", "2024-01-01", "2023-12-31")]
    names = "student_id start_date as_of_date date"
    complete = [("s", "A:1", "0.2", *row) for row in days]
    rows = frame(spark, complete, f"source_system class_id share {names}", date="date", **DATES)
    counted = rows.withColumns(
        {name: F.lit(1) for name in ("clicks", "sites", *[f"{f}_clicks" for f in features.FAMILIES])}
    )
    found = by_student(features._activity(counted))
    assert found["old"]["active_week_share"] == pytest.approx(2 / 105)
    assert found["young"]["active_week_share"] == 0


ITEMS = [
    ("i1", "2024-01-08", "40"),
    ("i2", "2024-01-15", "60"),
    ("i3", "2024-01-22", None),
    ("on the day", "2024-01-29", "99"),
    ("some day", None, "99"),
]
RESULTS = [
    ("ann", "i1", "2024-01-08", "80"),
    ("ann", "i2", "2024-01-17", "60"),
    ("ann", "on the day", "2024-01-20", "50"),
    ("ann", "some day", "2024-01-20", "90"),
    ("ann", None, "2024-01-20", "1"),
    ("ann", "of no plan", "2024-01-20", "1"),
    ("cat", "i1", "2024-01-01", None),
    ("dan", "i3", "2023-12-31", "70"),
]


def test_work_that_was_due(spark: SparkSession) -> None:
    """What is missing counts as 0, but not among scores of what was handed in; nothing is known of who did nothing."""
    population = of_run(spark, [(name,) for name in ("ann", "bob", "cat", "dan")], "student_id")
    runs = of_run(spark, [()], "").select(*RUN)
    items = frame(
        spark, [("s", "A:1", *item) for item in ITEMS], "source_system class_id line_item_id due_date weight",
        due_date="date", weight="decimal(5,2)",
    )  # fmt: skip
    handed_in = [("s", "A:1", *row, "2024-01-21T00:00:00") for row in RESULTS]
    names = "source_system class_id student_id line_item_id assessment_date score known_at"
    types = {"assessment_date": "date", "score": "decimal(5,2)", "known_at": "timestamp"}
    found = by_student(features._work(population, runs, items, frame(spark, handed_in, names, **types)))
    due = ("work_due", "missing_share", "missing_in_row", "weighted_score", "mean_score", "submitted_score")
    more = ("last_score", "lowest_score", "score_trend", "days_early", "late_share", "banked_items", "score_ahead")
    assert {name: [row[column] for column in due] for name, row in found.items()} == {
        "ann": [3, pytest.approx(1 / 3), 1, 68, pytest.approx(140 / 3), 70],
        "bob": [3, 1, 3, 0, 0, None],
        "cat": [3, pytest.approx(2 / 3), 2, 0, 0, None],
        "dan": [3, pytest.approx(2 / 3), 0, 0, pytest.approx(70 / 3), 70],
    }
    assert {name: [row[column] for column in more] for name, row in found.items()} == {
        "ann": [0, 0, pytest.approx(-160), -1, 0.5, 0, 70],
        "bob": [0, 0, 0, None, None, 0, None],
        "cat": [0, 0, 0, 7, 0, 0, None],
        "dan": [70, 0, pytest.approx(140), None, 0, 1, None],
    }


def test_earlier_courses_count_once_their_outcome_is_known(spark: SparkSession) -> None:
    population = of_run(spark, [("ann",), ("bob",)], "student_id")
    past = [
        ("s", "ann", "B:1", "2024-01-28", "1"),
        ("s", "ann", "C:1", "2023-01-01", "0"),
        ("s", "ann", "D:1", "2024-01-29", "1"),
        ("s", "ann", "E:1", "2023-01-01", None),
        ("s", "ann", "A:1", "2023-01-01", "1"),
        ("t", "bob", "B:1", "2023-01-01", "1"),
    ]
    names = "source_system student_id class_id outcome_on ended_badly"
    found = features._history(population, frame(spark, past, names, outcome_on="date", ended_badly="int"))
    assert {name: (row["earlier_runs"], row["earlier_failed"]) for name, row in by_student(found).items()} == {
        "ann": (2, 0.5)
    }


def test_features_are_said_in_words(spark: SparkSession) -> None:
    names = "missing_share work_due mean_score days_early active_days days_inactive enrolled_early earlier_failed"
    rows = [
        ("0.333333", "3", "46.6", "-1.26", "5", "1", "32", "0.666667", "3", "2"),
        ("0", "0", "0", "0", "0", "60", "-2", "0", "0", "0"),
    ]
    columns = f"{names} earlier_runs banked_items".split()
    read = frame(spark, rows, " ".join(columns), **dict.fromkeys(columns, "double"))
    some, none = (
        row.asDict() for row in read.select(*[said.alias(c) for c, said in features.in_words().items()]).collect()
    )
    assert some == {
        "work": "1 of 3 items of work missing",
        "scores": "mean score 47 of what was due, missing work as 0",
        "punctuality": "handed in -1.3 days before it was due, on average",
        "activity": "active on 5 days so far",
        "recent activity": "last active 1 days ago",
        "enrollment": "enrolled 32 days before the start",
        "earlier courses": "2 of 3 earlier courses not passed, 2 results carried over",
    }
    assert none["recent activity"] == "not yet active"
    assert none["work"] == "0 of 0 items of work missing"
