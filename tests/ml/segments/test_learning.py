"""Planted groups are found, a cloud is none; what is found depends on nothing but what learners do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
import segments_oracle as oracle
from pyspark.sql import DataFrame, SparkSession
from sklearn.metrics import adjusted_rand_score
from texts import frame

from edulake.ml.segments import k_means, learning
from edulake.ml.segments.features import NAMES
from edulake.ml.segments.learning import Learned
from edulake.ml.segments.scaling import placed
from edulake.ml.segments.search import Search

pytestmark = pytest.mark.once

# Enough for groups that are planted; a run tries more.
SEARCH = Search(fewest=2, most=5, restarts=4, rounds=6, resamples=3, nulls=3)
CENTRES = [(20, 10, 15, -15, 0), (10, -15, -10, 10, 15), (-10, 15, -15, -10, -5), (-15, -10, 10, 15, -15)]
EACH = 15


def examples(spark: SparkSession, points: Sequence[Sequence[int]], order: int | None = None) -> DataFrame:
    rows = [("s", f"l{n:03}", *[str(value / 10) for value in point]) for n, point in enumerate(points)]
    if order is not None:
        random.Random(order).shuffle(rows)
    return frame(spark, rows, f"source_system student_id {' '.join(NAMES)}", **dict.fromkeys(NAMES, "double"))


def put_down(rows: DataFrame, _: str) -> DataFrame:
    return rows.localCheckpoint()


PLANTED = oracle.planted(CENTRES, EACH, 4, seed=1)


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> Learned:
    return learning.learned(examples(spark, [point for _, point in PLANTED]), SEARCH, put_down)


def grouped(spark: SparkSession, found: Learned) -> list[int]:
    """The segment of each learner, by the oracle's assignment to the centres that were found."""
    given = examples(spark, [point for _, point in PLANTED])
    values = k_means.values(len(found.axes))
    rows = placed(given, found.axes, SEARCH.seed).orderBy("student_id").collect()
    centres = [segment.centre for segment in found.segments[found.chosen or 0]]
    return [oracle.nearest([row[name] for name in values], centres) for row in rows]


def test_four_planted_groups_are_found(spark: SparkSession, found: Learned) -> None:
    assert (found.status, found.chosen, found.learners) == ("READY", 4, 4 * EACH)
    assert [axis.feature for axis in found.axes] == list(NAMES)
    labels = grouped(spark, found)
    assert adjusted_rand_score([number for number, _ in PLANTED], labels) >= 0.85
    assert [segment.learners for segment in found.segments[4]] == [labels.count(n) for n in range(4)]
    assert [segment.name for segment in found.segments[4]] == [
        "much time, few errors",
        "mostly lessons, seldom here",
        "often here, weak scores",
        "mostly talks, many errors",
    ]


def test_figures_are_those_of_the_centres(spark: SparkSession, found: Learned) -> None:
    """The silhouette of the learners, by the oracle's pairs."""
    rows = (
        placed(examples(spark, [point for _, point in PLANTED]), found.axes, SEARCH.seed)
        .orderBy("student_id")
        .collect()
    )
    points = [[row[name] for name in k_means.values(5)] for row in rows]
    [four] = [figures for figures in found.tried if figures.k == 4]
    assert four.silhouette == pytest.approx(oracle.silhouette(points, grouped(spark, found)), abs=1e-8)
    assert (len(four.agreements), len(four.null_silhouettes)) == (3, 3)
    assert four.stability >= 0.95
    assert found.verdicts[2] == "HALVES"


@pytest.mark.more
def test_rows_in_another_order_and_another_run_say_the_same(spark: SparkSession, found: Learned) -> None:
    mixed = examples(spark, [point for _, point in PLANTED], order=7).repartition(3)
    assert learning.learned(mixed, SEARCH, put_down) == found


def test_names_before_are_kept(spark: SparkSession, found: Learned) -> None:
    before = [type(s)(s.centre, s.learners, f"the {n}.") for n, s in enumerate(found.segments[4], 1)]
    given = examples(spark, [point for _, point in PLANTED])
    again = learning.learned(given, replace(SEARCH, fewest=4, most=4), put_down, before, found.axes)
    assert [segment.name for segment in again.segments[4]] == ["the 1.", "the 2.", "the 3.", "the 4."]
    assert [s.centre for s in again.segments[4]] == [s.centre for s in found.segments[4]]


@pytest.mark.slow
def test_ten_runs_say_the_same(spark: SparkSession) -> None:
    given = examples(spark, [point for _, point in PLANTED])
    few = replace(SEARCH, fewest=3, most=4, rounds=3)
    assert len({repr(learning.learned(given, few, put_down)) for _ in range(10)}) == 1


@pytest.mark.more
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_single_cloud_is_no_segments(spark: SparkSession, seed: int) -> None:
    cloud = [point for _, point in oracle.planted([(0,) * 5], 4 * EACH, 10, seed)]
    found = learning.learned(examples(spark, cloud), SEARCH, put_down)
    assert (found.status, found.chosen) == ("NO_SEGMENTS", None)
    assert not {"CHOSEN", "PASSED"} & set(found.verdicts.values())
    assert all(segment.name is None for segments in found.segments.values() for segment in segments)
    assert all(segment.learners >= 10 for segments in found.segments.values() for segment in segments)


def test_too_few_to_look(spark: SparkSession) -> None:
    """Under thirty learners, or but one feature in which they differ: nothing is fitted."""
    for points in ([point for _, point in PLANTED][:29], [(n, 1, 1, 1, 1) for n in range(60)], []):
        found = learning.learned(examples(spark, points), SEARCH, lambda *_: pytest.fail("nothing to stage"))
        assert (found.status, found.learners, found.segments) == ("TOO_FEW", len(points), {})
        assert found.verdicts == dict.fromkeys(SEARCH.ks, "TOO_FEW")
        assert (found.axes == ()) is (len(points) < 30), "a median of few is what one of them does"


@pytest.mark.more
def test_of_many_learners_some_are_learned_from(spark: SparkSession) -> None:
    found = learning.learned(
        examples(spark, [point for _, point in PLANTED]),
        Search(fewest=2, most=2, restarts=1, rounds=1, resamples=1, nulls=1, learners=40),
        put_down,
    )
    assert found.learners == found.tried[0].learners == sum(s.learners for s in found.segments[2]) == 40


def test_what_one_learner_does_is_no_centre(spark: SparkSession) -> None:
    """Nor where so many groups do not count anyway: two halve all, here into one who is far from all others and they."""
    alone = [(200,) * 5, *[point for _, point in oracle.planted([(0,) * 5], 39, 10, 1)]]
    few = Search(fewest=2, most=2, restarts=3, rounds=3, resamples=1, nulls=1)
    found = learning.learned(examples(spark, alone), few, put_down)
    assert (found.tried[0].smallest, found.verdicts) == (1, {2: "HALVES"})
    assert found.segments == {}
