"""Figures of one learner by what was done around the exposure, on the first and the last day of each window."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.config.experiments import Experiment
from edulake.gold.language import experiment_metrics

EVEN = {"control": Decimal(1), "short": Decimal(1)}
DAY = dt.date(2025, 3, 31)
METRICS = ["lessons", "minutes", "errors_per_message", "retention_3"]
ONE = Experiment(EVEN, DAY, DAY, "score", Decimal(1), secondaries=METRICS, window_days=7, covariate_days=5)
# Learner, kind, day from exposure, time (exposed at 12:00), value.
FACTS = [
    *[
        ("scores", "score", *fact)
        for fact in ((0, "12:00", "80"), (7, "23:59", "61"), (8, "00:00", "0"), (0, "11:59", "50"))
    ],
    *[("scores", "score", *fact) for fact in ((-5, "00:00", "45"), (-6, "23:59", "0"))],
    *[("no score since", "score", *fact) for fact in ((-1, "12:00", "70"), (8, "12:00", "90"))],
    *[("thirds", "score", 1, f"12:0{n}", value) for n, value in enumerate(("1", "1", "0"))],
    *[
        ("lessons", "lessons", *fact)
        for fact in ((0, "12:00", "1"), (7, "12:00", "1"), (-5, "12:00", "1"), (-6, "1:00", "1"))
    ],
    *[("minutes", "minutes", *fact) for fact in ((0, "12:01", "61"), (1, "12:00", "30"), (-1, "12:00", "90"))],
    *[("errors", "errors_per_message", *fact) for fact in ((0, "13:00", "2"), (1, "13:00", "0"), (-1, "13:00", "5"))],
    *[("came", "active", *fact) for fact in ((3, "00:00", "1"), (3, "23:00", "1"))],
    *[("came too early", "active", *fact) for fact in ((2, "23:59", "1"), (4, "00:00", "1"))],
]
LEARNERS = [*dict.fromkeys(fact[0] for fact in FACTS), "idle"]
ROWS = [
    ("scores", "score", "70.5000", "1", "47.5000", "1"),
    ("no score since", "score", "0.0000", "0", "70.0000", "1"),
    ("thirds", "score", "0.6667", "1", "0", "0"),
    ("idle", "score", "0.0000", "0", "0", "0"),
    ("lessons", "lessons", "2.0000", "1", "1.0000", "1"),
    ("idle", "lessons", "0.0000", "1", "0", "0"),
    ("minutes", "minutes", "1.5200", "1", "1.5000", "1"),
    ("errors", "errors_per_message", "2.0000", "2", "0", "0"),
    ("idle", "errors_per_message", "0.0000", "0", "0", "0"),
    ("came", "retention_3", "1.0000", "1", "0", "0"),
    ("came too early", "retention_3", "0.0000", "1", "0", "0"),
    ("idle", "retention_3", "0.0000", "1", "0", "0"),
]


@pytest.fixture(scope="module")
def outcomes(spark: SparkSession) -> DataFrame:
    moments = [(*fact[:2], str(DAY + dt.timedelta(days=fact[2])), *fact[3:]) for fact in FACTS]
    facts = frame(spark, moments, "student_id kind date time value", date="date", value="decimal(18,4)").withColumns(
        {"at": F.concat_ws(" ", F.col("date").cast("string"), "time").cast("timestamp"), "source_system": F.lit("sis")}
    )
    states = [
        *[(name, "short", "false") for name in LEARNERS],
        ("in two", "short", "true"),
        ("of no class", None, "false"),
    ]
    members = frame(spark, states, "student_id variant is_excluded", is_excluded="boolean").selectExpr(
        "*", "'sis' AS source_system", "'e' AS experiment_id", "student_id AS unit",
        f"TIMESTAMP '{DAY} 12:00:00' AS exposed_at", f"DATE '{DAY}' AS exposed_on", f"DATE '{DAY}' + 6 AS observed_until",
    )  # fmt: skip
    return experiment_metrics.outcomes(members, facts, {"e": ONE}).localCheckpoint()


@pytest.mark.parametrize(("student", "metric", "a", "b", "c", "h"), ROWS)
def test_figures(outcomes: DataFrame, student: str, metric: str, a: str, b: str, c: str, h: str) -> None:
    [row] = [row for row in outcomes.collect() if (row["student_id"], row["metric"]) == (student, metric)]
    assert [row[name] for name in "abch"] == [Decimal(value) for value in (a, b, c, h)]


def test_who_is_compared(outcomes: DataFrame) -> None:
    """Nobody who was shown two variants, or is in none; a window of 7 days is not over on the sixth, one of 3 is."""
    rows = outcomes.collect()
    assert {row["student_id"] for row in rows} == set(LEARNERS)
    assert len(rows) == len(LEARNERS) * (1 + len(METRICS))
    assert {row["metric"] for row in rows if row["is_full"]} == {"retention_3"}


def test_sums_are_of_those_whose_window_is_over_and_who_have_a_figure(outcomes: DataFrame) -> None:
    found = {
        row["metric"]: row for row in experiment_metrics.arms(outcomes.withColumn("is_full", F.lit(True))).collect()
    }
    score = found["score"]
    assert (score["n"], score["learners"], score["with_history"], score["maturing"]) == (2, 2, 1, 0)
    assert [score[name] for name in "abch"] == [Decimal("71.1667"), 2, Decimal("47.5"), 1]
    assert score["aa"] == Decimal("70.5") ** 2 + Decimal("0.6667") ** 2
    assert (score["ac"], score["bh"]) == (Decimal("70.5") * Decimal("47.5"), 1)
    waiting = {row["metric"]: row for row in experiment_metrics.arms(outcomes).collect()}["score"]
    assert (waiting["maturing"], waiting["n"]) == (len(LEARNERS), None)


def test_learners_of_one_class_are_one_unit(outcomes: DataFrame) -> None:
    of_one = outcomes.withColumns({"is_full": F.lit(True), "unit": F.lit("7a")})
    found = {row["metric"]: row for row in experiment_metrics.arms(of_one).collect()}
    assert (found["score"]["n"], found["score"]["learners"]) == (1, 2)
    assert found["score"]["aa"] == Decimal("71.1667") ** 2
