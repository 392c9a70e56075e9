"""Who is in a course run on its as-of date, when that is, and what became of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.problems.course_result import cohorts

pytestmark = pytest.mark.once

SHARES = [Decimal("0.2"), Decimal("0.5")]
CLASSES = [
    ("s", "hundred", "A", "1", "2024-01-01", "2024-04-10", "true"),
    ("s", "week", "A", "1", "2024-01-01", "2024-01-08", "true"),
    ("t", "hundred", "A", "1", "2024-01-01", "2024-04-10", "true"),
    ("other", "hundred", "A", "1", "2024-01-01", "2024-04-10", "true"),
    ("s", "no end", "A", "1", "2024-01-01", None, "true"),
    ("s", "no start", "A", "1", None, "2024-04-10", "true"),
    ("s", "no day", "A", "1", "2024-01-01", "2024-01-01", "true"),
    ("s", "backwards", "A", "1", "2024-04-10", "2024-01-01", "true"),
]


@pytest.fixture(scope="module")
def classes(spark: SparkSession) -> DataFrame:
    names = "source_system class_id course_id term start_date end_date is_active"
    return frame(spark, CLASSES, names, start_date="date", end_date="date")


def test_a_run_is_looked_at_at_shares_of_its_length(classes: DataFrame) -> None:
    """Half a day counts as one. Runs without both dates, without a day between them, or of other sources have none."""
    found = cohorts.calendar(classes, SHARES, ["s", "t"]).collect()
    assert {(r["source_system"], r["class_id"], r["share"]): str(r["as_of_date"]) for r in found} == {
        ("s", "hundred", Decimal("0.20")): "2024-01-21",
        ("s", "hundred", Decimal("0.50")): "2024-02-20",
        ("t", "hundred", Decimal("0.20")): "2024-01-21",
        ("t", "hundred", Decimal("0.50")): "2024-02-20",
        ("s", "week", Decimal("0.20")): "2024-01-02",
        ("s", "week", Decimal("0.50")): "2024-01-05",
    }


def going_on(classes: DataFrame, day: str, shares: list[Decimal] = SHARES) -> dict[str, Decimal]:
    found = cohorts.going_on(classes, dt.date.fromisoformat(day), shares, ["s"]).collect()
    assert {str(row["as_of_date"]) for row in found} <= {day}
    return {row["class_id"]: row["share"] for row in found}


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        ("2023-12-31", {}),
        ("2024-01-02", {}),  # a seventh of the week
        ("2024-01-03", {"week": Decimal("0.20")}),
        ("2024-01-07", {"week": Decimal("0.50")}),
        ("2024-01-20", {}),  # the week is over, and of the hundred days nineteen have passed
        ("2024-01-21", {"hundred": Decimal("0.20")}),
        ("2024-02-20", {"hundred": Decimal("0.50")}),
        ("2024-04-09", {"hundred": Decimal("0.50")}),
        ("2024-04-10", {}),
    ],
)
def test_a_run_that_goes_on_has_reached_its_largest_share(
    classes: DataFrame, day: str, reached: dict[str, Decimal]
) -> None:
    """On its last day it goes on no longer."""
    assert going_on(classes, day) == reached


def test_a_single_share_is_enough(classes: DataFrame) -> None:
    assert going_on(classes, "2024-04-01", [Decimal("0.9")]) == {"hundred": Decimal("0.90")}
    assert going_on(classes, "2024-03-31", [Decimal("0.9")]) == {"hundred": Decimal("0.90")}
    assert going_on(classes, "2024-03-30", [Decimal("0.9")]) == {}


ENROLLED = [
    # On 21 January; those of no class and of another source are nobody's.
    ("s", "came before", "hundred", "2024-01-20", None, "Completed"),
    ("s", "came on the day", "hundred", "2024-01-21", None, "Completed"),
    ("s", "came on no day", "hundred", None, None, "Completed"),
    ("s", "left on the day", "hundred", "2023-12-01", "2024-01-21", "Withdrawn"),
    ("s", "left before", "hundred", "2023-12-01", "2024-01-20", "Withdrawn"),
    ("s", "left later", "hundred", "2023-12-01", "2024-02-20", "Withdrawn"),
    ("s", "failed", "hundred", "2023-12-01", "2024-04-10", "Failed"),
    ("s", "goes on", "hundred", "2023-12-01", None, "Active"),
    ("s", "says nothing", "hundred", "2023-12-01", None, None),
    ("s", "in no class", None, "2023-12-01", None, "Completed"),
    ("t", "elsewhere", "hundred", "2023-12-01", None, "Completed"),
]


@pytest.fixture(scope="module")
def enrollments(spark: SparkSession) -> DataFrame:
    names = "source_system student_id class_id start_date end_date status"
    return frame(spark, ENROLLED, names, start_date="date", end_date="date")


def test_who_is_there_and_what_came_after(classes: DataFrame, enrollments: DataFrame) -> None:
    """Days of warning are those to a withdrawal, which may come on the day itself; an open result is no label."""
    runs = cohorts.calendar(classes, [Decimal("0.2")], ["s"])
    rows = cohorts.population(enrollments, runs).collect()
    assert {row["student_id"]: (row["label"], row["warning_days"]) for row in rows} == {
        "came before": (0, None),
        "left on the day": (1, 0),
        "left later": (1, 30),
        "failed": (1, None),
        "goes on": (None, None),
        "says nothing": (None, None),
    }
    example: dict[str, Any] = rows[0].asDict()
    assert (example["cohort"], example["scope"], example["course_id"]) == ("1", "A", "A")
    assert [str(example[name]) for name in ("as_of_date", "period_start", "period_end")] == [
        "2024-01-21",
        "2024-01-01",
        "2024-04-10",
    ]


def test_who_left_is_no_longer_there_at_a_later_share(classes: DataFrame, enrollments: DataFrame) -> None:
    """Each share is an example of its own."""
    runs = cohorts.calendar(classes, SHARES, ["s"])
    found = (
        cohorts.population(enrollments, runs)
        .groupBy("student_id")
        .agg(F.sort_array(F.collect_list("share")).alias("at"))
    )
    at = {row["student_id"]: [str(share) for share in row["at"]] for row in found.collect()}
    assert at["left on the day"] == ["0.20"]
    assert at["left later"] == ["0.20", "0.50"]
    assert at["came on the day"] == ["0.50"]
    assert "left before" not in at


def test_when_an_outcome_could_be_known(classes: DataFrame, enrollments: DataFrame) -> None:
    """A withdrawal on its day, everything else when the run ends; a run that is not known has no outcomes."""
    rows = enrollments.unionByName(
        enrollments.where("student_id = 'left later'").withColumns(
            {"student_id": F.lit("left some day"), "end_date": F.lit(None).cast("date")}
        )
    )
    found = cohorts.outcomes(rows, classes).where("source_system = 's'").collect()
    known = {row["student_id"]: (str(row["outcome_on"]), row["ended_badly"]) for row in found}
    assert known["left later"] == ("2024-02-20", 1)
    assert known["left some day"] == ("2024-04-10", 1)
    assert known["failed"] == ("2024-04-10", 1)
    assert known["came before"] == ("2024-04-10", 0)
    assert known["goes on"] == ("2024-04-10", None)
    assert "in no class" not in known
