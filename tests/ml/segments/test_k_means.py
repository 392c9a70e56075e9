"""K-means in SQL against plain Python: assignment, one round, starts, and the best of them."""

from __future__ import annotations

import random
from typing import Any

import pytest
import segments_oracle as oracle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.ml.segments import draws, k_means
from edulake.ml.segments.search import Search
from edulake.store.small_frame import as_frame

pytestmark = pytest.mark.once

SEARCH = Search(fewest=1, most=3, restarts=2, rounds=3, resamples=2, nulls=1)
# A tie between the first two centres, half values above and below 0, and two that are alike.
POINTS = [(0, 0), (10, 0), (20, 0), (-7, 3), (-8, 4), (-8, 4), (1, 1), (2, 2), (105, 99), (106, 99)]


def put_down(rows: DataFrame, _: str) -> DataFrame:
    """The rows as the store stages them, without files."""
    return rows.localCheckpoint()


def whole(*names: str) -> T.StructType:
    return T.StructType([T.StructField(name, T.LongType()) for name in names])


@pytest.fixture(scope="module")
def placed(spark: SparkSession) -> DataFrame:
    rows = [(place, *point) for place, point in enumerate(POINTS, 1)]
    return as_frame(spark, rows, whole("place", "x0", "x1")).selectExpr("CAST(place AS INT) AS place", "x0", "x1")


@pytest.fixture(scope="module")
def drawn(placed: DataFrame) -> DataFrame:
    return draws.drawn(placed, SEARCH, 2).localCheckpoint()


def examples(drawn: DataFrame) -> dict[int, tuple[list[Any], list[int]]]:
    found: dict[int, tuple[list[Any], list[int]]] = {}
    for row in drawn.orderBy("draw", "place").collect():
        points, weights = found.setdefault(row["draw"], ([], []))
        points.append((row["x0"], row["x1"]))
        weights.append(row["weight"])
    return found


def centres(row: Any) -> list[tuple[int, ...] | None]:
    found = [tuple(row[name] for name in k_means.centre(number, 2)) for number in range(SEARCH.most)]
    return [None if centre[0] is None else centre for centre in found]


def test_the_nearest_is_the_first_of_those_at_the_least_distance(spark: SparkSession) -> None:
    """The third centre is not there."""
    rows = [(*point, 0, 0, 20, 0, None, None) for point in POINTS]
    frame = as_frame(spark, rows, whole("x0", "x1", *k_means.centres(3, 2)))
    found = [(row["x0"], row["x1"], row["nearest"], row["distance"]) for row in k_means.nearest(frame, 3, 2).collect()]
    wanted = []
    for point in POINTS:
        near = oracle.nearest(point, [(0, 0), (20, 0)])
        wanted.append((*point, near, oracle.squared(point, [(0, 0), (20, 0)][near])))
    assert found == wanted
    assert (10, 0, 0, 100) in found


def test_one_centre_alone_is_the_nearest(spark: SparkSession) -> None:
    frame = as_frame(spark, [(3, 4, 0, 0)], whole("x0", "x1", *k_means.centres(1, 2)))
    assert [(row["nearest"], row["distance"]) for row in k_means.nearest(frame, 1, 2).collect()] == [(0, 25)]


def test_a_round_makes_means_half_up_and_a_centre_without_examples_goes(spark: SparkSession, drawn: DataFrame) -> None:
    """Of every draw by its own examples and their weights."""
    start = [(0, 0), (-8, 4), (5000, 5000)]
    flat = [step for centre in start for step in centre]
    models = as_frame(
        spark, [(draw, 3, 0, *flat) for draw in range(4)], whole(*k_means.OF_MODEL, *k_means.centres(3, 2))
    )
    found = {row["draw"]: centres(row) for row in k_means.improved(drawn, models, 3, 2).collect()}
    assert found == {draw: oracle.improved(*of, start) for draw, of in examples(drawn).items()}
    assert found[0][2] is None
    assert found[0][1] == (-8, 4), "the mean of -7, -8, -8 is nearer to -8"


@pytest.mark.parametrize(("total", "count", "mean"), [(5, 2, 3), (-5, 2, -2), (4, 3, 1), (-4, 3, -1), (0, 7, 0)])
def test_a_mean_is_rounded_half_up(spark: SparkSession, total: int, count: int, mean: int) -> None:
    rows = [(0, place, 1, total if place == 1 else 0) for place in range(1, count + 1)]
    drawn = as_frame(spark, rows, whole("draw", "place", "weight", "x0"))
    model = as_frame(spark, [(0, 1, 0, 0)], whole(*k_means.OF_MODEL, *k_means.centres(1, 1)))
    assert [row["c0_0"] for row in k_means.improved(drawn, model, 1, 1).collect()] == [mean]


def test_starts_are_examples_of_their_draw_all_different_and_nested(drawn: DataFrame) -> None:
    """Two centres of one start are the first two of three."""
    models = k_means.started(drawn, SEARCH, 2, put_down).collect()
    assert len(models) == 4 * SEARCH.restarts * len(SEARCH.ks)
    of = examples(drawn)
    by = {(row["draw"], row["k"], row["start"]): centres(row) for row in models}
    for (draw, k, start), found in by.items():
        assert len({centre for centre in found if centre}) == k
        assert {centre for centre in found if centre} <= set(of[draw][0])
        assert found == [*by[draw, 3, start][:k], *[None] * (3 - k)]
    assert by[0, 3, 0] != by[0, 3, 1], "starts differ"


def test_examples_that_are_alike_give_fewer_centres(spark: SparkSession) -> None:
    rows = [(0, place, 1, 5) for place in range(1, 5)]
    drawn = as_frame(spark, rows, whole("draw", "place", "weight", "x0"))
    found = k_means.fitted(drawn, SEARCH, 1, put_down).orderBy("k").collect()
    assert [(row["k"], row["cost"], row["c0_0"], row["c1_0"], row["c2_0"]) for row in found] == [
        (k, 0, 5, None, None) for k in SEARCH.ks
    ]


def test_the_best_start_has_the_least_cost_after_all_rounds(drawn: DataFrame) -> None:
    """From the same starts, by the oracle."""
    of = examples(drawn)
    best: dict[tuple[int, int], int] = {}
    for row in k_means.started(drawn, SEARCH, 2, put_down).collect():
        found = [centre for centre in centres(row) if centre]
        for _ in range(SEARCH.rounds):
            found = [centre for centre in oracle.improved(*of[row["draw"]], found) if centre]
        price = oracle.cost(*of[row["draw"]], found)
        best[row["draw"], row["k"]] = min(price, best.get((row["draw"], row["k"]), price))
    fitted = {(row["draw"], row["k"]): row["cost"] for row in k_means.fitted(drawn, SEARCH, 2, put_down).collect()}
    assert fitted == best


def test_the_order_of_rows_says_nothing(drawn: DataFrame, spark: SparkSession) -> None:
    names = drawn.columns
    rows = [tuple(row) for row in drawn.collect()]
    random.Random(3).shuffle(rows)
    texts = as_frame(spark, rows, whole(*names)).repartition(3)
    mixed = texts.select(*[F.col(field.name).cast(field.dataType) for field in drawn.schema])
    order = ("draw", "k")
    assert k_means.fitted(mixed, SEARCH, 2, put_down).orderBy(*order).collect() == (
        k_means.fitted(drawn, SEARCH, 2, put_down).orderBy(*order).collect()
    )
