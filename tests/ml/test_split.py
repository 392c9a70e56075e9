"""Which cohorts train, calibrate and test, and that nobody is on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.sql import functions as F
from texts import frame

from edulake.errors import ConfigError
from edulake.ml import split

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.once

# Name, first and last day, and the day that is looked at.
COHORTS = (
    ("2022B", "2022-02-01", "2022-09-30", "2022-04-01"),
    ("2022J", "2022-10-01", "2023-05-31", "2022-12-01"),
    ("2023B", "2023-02-01", "2023-09-30", "2023-04-01"),
    ("2023J", "2023-10-01", "2024-05-31", "2023-12-01"),
)


@pytest.fixture(scope="module")
def examples(spark: SparkSession) -> DataFrame:
    """Twenty of each outcome in all but 2023J, where nineteen ended badly."""
    rows = [
        (f"{cohort}-{label}-{number}", cohort, start, end, as_of, label)
        for cohort, start, end, as_of in COHORTS
        for label in ("0", "1")
        for number in range(19 if cohort == "2023J" and label == "1" else 20)
    ]
    dates = dict.fromkeys(("period_start", "period_end", "as_of_date"), "date")
    names = "student_id cohort period_start period_end as_of_date label"
    return frame(spark, rows, names, label="int", **dates).cache()


def test_the_newest_with_enough_of_both_outcomes_tests_and_what_had_ended_trains(examples: DataFrame) -> None:
    """2022J had not ended when 2023B was looked at; of 2023J one outcome is too rare."""
    assert split.newest(examples, None, None) == split.Split(("2022B",), "2022B", "2023B")


def test_cohorts_that_are_named_train_even_if_they_had_not_ended(examples: DataFrame) -> None:
    """The one of the test's season calibrates, though it is not the latest."""
    assert split.newest(examples, "2022B,2022J", "2023B") == split.Split(("2022B", "2022J"), "2022B", "2023B")
    assert split.newest(examples, None, "2022J") == split.Split(("2022B",), "2022B", "2022J")
    assert split.newest(examples, None, "2022B") is None  # nothing had ended
    assert split.newest(examples, "2023B", "2022J") is None  # the future teaches nothing
    assert split.newest(examples, None, "2021B") is None


def test_named_cohorts_are_put_in_order_and_must_be_there(examples: DataFrame) -> None:
    assert split.named(examples, "2022J,2022B", "2023J") == split.Split(("2022B", "2022J"), "2022J", "2023J")
    with pytest.raises(ConfigError, match="no cohort with results is called 2021B"):
        split.named(examples, "2021B", "2023B")
    with pytest.raises(ConfigError, match="2022J is to train and to test"):
        split.named(examples, "2022B,2022J", "2022J")


def test_no_student_is_on_both_sides_at_one_time(spark: SparkSession) -> None:
    """Of three training examples of the tested student only the one that was over by then may stay."""
    rows = [
        ("s", "ann", "t", "2024-01-01", "2024-06-30", "1"),
        ("s", "ann", "a", "2023-10-01", "2024-01-01", "1"),
        ("s", "ann", "b", "2023-01-01", "2023-06-30", "1"),
        ("s", "ann", "c", "2024-03-01", "2024-09-30", "0"),
        ("s", "bob", "a", "2023-10-01", "2024-01-01", "0"),
        ("s", "cat", "a", "2023-10-01", "2024-01-01", None),
    ]
    names = "source_system student_id cohort period_start period_end label"
    learned = split.training(
        frame(spark, rows, names, period_start="date", period_end="date", label="int"), ("a", "b", "c"), "t"
    )
    assert sorted((row["student_id"], row["cohort"]) for row in learned.collect()) == [("ann", "b"), ("bob", "a")]


def test_a_student_is_in_one_fold(spark: SparkSession) -> None:
    rows = [("s", f"student {n % 20}", str(n)) for n in range(100)]
    folded = frame(spark, rows, "source_system student_id class_id").withColumn("fold", split.fold(3, 1))
    folds = (
        folded.groupBy("student_id").agg(F.count_distinct("fold").alias("folds"), F.min("fold").alias("fold")).collect()
    )
    assert {row["folds"] for row in folds} == {1}
    assert {row["fold"] for row in folds} == {0, 1, 2}
