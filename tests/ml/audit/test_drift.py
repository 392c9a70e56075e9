"""Drift against a computation by definition; what was planted is found, what was not stays quiet."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from pyspark.sql import DataFrame, SparkSession
from scipy.stats import binom, chi2, norm
from texts import frame

from edulake.ml.audit import drift
from edulake.ml.problems import feature
from edulake.ml.problems.feature import Feature
from edulake.ml.tables.audit import DRIFT_BASELINE

pytestmark = pytest.mark.once

DAY = dt.date(2024, 11, 4)
LEARNED, LISTED = 600, 400
NAMES = ("normal", "whole", "mostly_zero", "constant", "sparse")
FEATURES = [Feature(name, "x") for name in NAMES]
MOVED = {"normal": "BBB", "sparse": "AAA"}


def sample(draw: np.random.Generator, course: str, size: int, *, moved: bool = False) -> list[tuple[Any, ...]]:
    """Rows of one course; when `moved`, `normal` has another mean in BBB, and `sparse` is mostly missing in AAA."""
    shift = 1.0 if moved and course == "BBB" else 0.0
    missing = 0.5 if moved and course == "AAA" else 0.1
    return [
        (
            course,
            repr(float(draw.normal(shift))),
            str(int(draw.poisson(3))),
            str(max(0, int(draw.normal(-1, 3)))),
            "7" if moved and course == "BBB" else "5",
            None if draw.random() < missing else repr(float(draw.random())),
            repr(float(draw.beta(2, 3))),
        )
        for _ in range(size)
    ]


def rows(seed: int, size: int, *, moved: bool = False) -> list[tuple[Any, ...]]:
    draw = np.random.default_rng(seed)
    return [row for course in ("AAA", "BBB") for row in sample(draw, course, size, moved=moved)]


def scored(spark: SparkSession, values: list[tuple[Any, ...]]) -> DataFrame:
    """As `feature.completed` leaves them: no feature is null."""
    read = frame(spark, values, f"scope {' '.join(NAMES)} score", score="double")
    return feature.completed(read, FEATURES, ["scope"])


def measured(spark: SparkSession, learned: list[tuple[Any, ...]], listed: list[tuple[Any, ...]]) -> dict[Any, Any]:
    kept = drift.baseline(scored(spark, learned), FEATURES)
    found = drift.measured(scored(spark, listed), kept, FEATURES, DAY).collect()
    assert {row["as_of_date"] for row in found} == {DAY}
    return {(row["scope"], row["measure"], row["name"]): row.asDict() for row in found}


def by_definition(learned: np.ndarray, listed: np.ndarray) -> tuple[float, int]:
    """PSI and the number of bins of two samples with NaN for what is not known."""
    known = np.sort(learned[~np.isnan(learned)])
    edges = {known[0] - 5e-7, *[known[math.ceil(len(known) * tenth / 10) - 1] for tenth in range(1, 10)]}
    counts = [
        np.bincount([0 if math.isnan(v) else 1 + sum(e < v for e in edges) for v in values], minlength=12)
        for values in (learned, listed)
    ]
    used = (counts[0] + counts[1]) > 0
    e, a = (np.maximum(c[used] / c.sum(), max(1e-4, 0.5 / c.sum())) for c in counts)
    return float(((a - e) * np.log(a / e)).sum()), int(used.sum())


def column(values: list[tuple[Any, ...]], place: int, course: str | None) -> np.ndarray:
    of_course = [row[place] for row in values if course in (None, row[0])]
    digits = 17 if place == len(NAMES) + 1 else feature.DIGITS
    return np.array([math.nan if value is None else round(float(value), digits) for value in of_course])


@pytest.fixture(scope="module")
def moved(spark: SparkSession) -> dict[Any, Any]:
    return measured(spark, rows(1, LEARNED), rows(4, LISTED, moved=True))


def test_psi_is_that_of_its_definition(moved: dict[Any, Any]) -> None:
    """In every scope and for every feature, with the alert level of the quantile that scipy knows."""
    learned, listed = rows(1, LEARNED), rows(4, LISTED, moved=True)
    for scope, course in (("all", None), ("AAA", "AAA"), ("BBB", "BBB")):
        for place, name in enumerate((*NAMES, "score"), start=1):
            row = moved[scope, "score_psi" if name == "score" else "feature_psi", name]
            then, now = column(learned, place, course), column(listed, place, course)
            psi, bins = by_definition(then, now)
            by_chance = 1 / len(now) + 1 / len(then)
            level = max(0.1, chi2.ppf(0.99, bins - 1) * by_chance if bins > 1 else 0)
            assert row["value"] == pytest.approx(psi, abs=1e-9), (scope, name)
            assert row["alert_level"] == pytest.approx(level, abs=1e-9), (scope, name)
            assert row["expected"] == pytest.approx((bins - 1) * by_chance)
            assert (row["is_alert"], row["n"]) == (psi > level, len(now))


def test_what_moved_is_found_where_it_moved(moved: dict[Any, Any]) -> None:
    """A mean, a constant and a share of missing values, each in one course and thereby over all; nothing else."""
    alerts = {key for key, row in moved.items() if row["is_alert"]}
    assert alerts == {
        *[(scope, "feature_psi", name) for scope in ("all", "BBB") for name in ("normal", "constant")],
        *[(scope, measure, "sparse") for scope in ("all", "AAA") for measure in ("feature_psi", "unknown_share")],
    }


def test_what_is_not_known_is_counted(moved: dict[Any, Any]) -> None:
    then, now = column(rows(1, LEARNED), 5, "AAA"), column(rows(4, LISTED, moved=True), 5, "AAA")
    row = moved["AAA", "unknown_share", "sparse"]
    assert row["value"] == pytest.approx(np.isnan(now).mean())
    assert row["expected"] == pytest.approx(np.isnan(then).mean())
    both = np.isnan([*now, *then]).mean()
    error = math.sqrt(both * (1 - both) * (1 / len(now) + 1 / len(then)))
    assert row["alert_level"] == pytest.approx(row["expected"] + max(0.05, norm.ppf(0.99) * error))
    assert {name for _, measure, name in moved if measure == "unknown_share"} == {"sparse"}


@pytest.mark.more
@pytest.mark.parametrize("size", [12, *[pytest.param(size, marks=pytest.mark.slow) for size in (60, 400)]])
def test_without_a_shift_it_stays_quiet(spark: SparkSession, size: int) -> None:
    """Forty courses of one kind: alarms as rare as one in fifty, where one in a hundred is promised in the limit."""
    draw = np.random.default_rng(size)
    kinds = [("normal", lambda n: draw.normal(size=n)), ("sparse", lambda n: draw.random(n).round(1))]
    courses = range(40)

    def values(count: int) -> list[tuple[Any, ...]]:
        drawn = {name: of(count * len(courses)) for name, of in kinds}
        return [
            (f"C{index % len(courses)}", *[repr(float(drawn[name][index])) for name, _ in kinds])
            for index in range(count * len(courses))
        ]

    features = [Feature(name, "x") for name, _ in kinds]
    names = f"scope {' '.join(name for name, _ in kinds)}"
    then, now = (feature.completed(frame(spark, values(count), names), features, ["scope"]) for count in (400, size))
    found = drift.measured(now, drift.baseline(then, features), features, DAY).where("scope <> 'all'").collect()
    psi = [row for row in found if row["measure"] == "feature_psi"]
    assert len(psi) == len(courses) * len(kinds)
    assert sum(row["is_alert"] for row in psi) <= binom.ppf(0.999, len(psi), 0.025)


def test_quantiles_are_those_of_scipy() -> None:
    exact = [chi2.ppf(0.99, freedom) for freedom in range(1, len(drift.CHI_SQUARED_99) + 1)]
    assert pytest.approx(exact, rel=1e-12) == drift.CHI_SQUARED_99
    assert pytest.approx(norm.ppf(0.99), abs=1e-12) == drift.Z99_ONE_SIDED


@pytest.mark.more
def test_a_course_that_the_model_never_saw(spark: SparkSession) -> None:
    """It counts over all, and has no row of its own; where only a rule ranks there is no score."""
    learned = [row for row in rows(1, LEARNED) if row[0] == "AAA"]
    kept = drift.baseline(scored(spark, learned), FEATURES)
    unranked = scored(spark, rows(3, LISTED)).drop("score")
    found = drift.measured(unranked, kept, FEATURES, DAY).collect()
    assert {(row["scope"], row["n"]) for row in found} == {("all", 2 * LISTED), ("AAA", LISTED)}
    assert {row["measure"] for row in found} == {"feature_psi", "unknown_share"}


@pytest.mark.more
def test_the_baseline_holds_every_example_once(spark: SparkSession) -> None:
    kept = drift.baseline(scored(spark, rows(1, LEARNED)), FEATURES).collect()
    assert set(kept[0].asDict()) == set(DRIFT_BASELINE.column_names) - {"model_version", "processing_timestamp"}
    totals: dict[Any, Any] = defaultdict(lambda: [0, 0.0])
    for row in kept:
        totals[row["scope"], row["feature"]][0] += row["n"]
        totals[row["scope"], row["feature"]][1] += row["share"]
    assert len(totals) == 3 * (len(NAMES) + 1)
    for (scope, _), (n, share) in totals.items():
        assert (n, share) == (LEARNED * (2 if scope == "all" else 1), pytest.approx(1))
    constant = [row for row in kept if row["scope"] == "all" and row["feature"] == "constant" and row["n"]]
    assert [(row["bin"], row["n"]) for row in constant] == [(2, 2 * LEARNED)]


def test_the_gap_between_probability_and_outcome(spark: SparkSession) -> None:
    """Of ten with .8 each, eight with a bad outcome are as expected, two are not; a gap of .04 is never worth a look."""
    outcomes = {"fits": [0.8] * 10, "not": [0.8] * 10, "slight": [0.5] * 5000}
    bad = {"fits": 8, "not": 2, "slight": 2300}
    values = [(scope, repr(p), str(int(i < bad[scope]))) for scope, ps in outcomes.items() for i, p in enumerate(ps)]
    known = frame(spark, values, "scope probability label", probability="double", label="int")
    found = {row["scope"]: row.asDict() for row in drift.calibration_gap(known, ["scope"]).collect()}
    assert {scope: row["is_alert"] for scope, row in found.items()} == {"fits": False, "not": True, "slight": False}
    assert found["not"]["value"] == pytest.approx(0.6)
    assert found["not"]["alert_level"] == pytest.approx(norm.ppf(0.975) * math.sqrt(0.8 * 0.2 / 10))
    assert found["slight"]["alert_level"] == pytest.approx(0.05)
