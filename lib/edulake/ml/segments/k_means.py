"""Lloyd's K-means in SQL: every k, start and draw at once, in one frame with a row for each model.

Values and centres are whole numbers on a grid (`scaling.GRID` to a unit), so that sums are exact and do not depend on
the order of rows. A model is a row with its `draw`, `k`, `start` and the columns c<centre>_<axis>, null from the k-th
centre on; an example one with its `draw`, `place`, `weight` and the columns x<axis>. Centres that lose all examples are
gone. Nothing is collected: what a round finds is staged for the next, as plans of several take Spark longer to make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.segments.draws import uniform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyspark.sql import DataFrame

    from edulake.ml.segments.search import Search

    # Writes a frame once, under such a name, and reads it back.
    Stage = Callable[[DataFrame, str], DataFrame]

OF_MODEL = ("draw", "k", "start")
# More than there are examples in a draw.
PLACES = 4096


def values(axes: int) -> list[str]:
    """The columns of an example."""
    return [f"x{axis}" for axis in range(axes)]


def centre(number: int, axes: int) -> list[str]:
    """The columns of one centre."""
    return [f"c{number}_{axis}" for axis in range(axes)]


def centres(most: int, axes: int) -> list[str]:
    """The columns of all centres, the first one's before the second's."""
    return [name for number in range(most) for name in centre(number, axes)]


def fitted(drawn: DataFrame, search: Search, axes: int, stage: Stage) -> DataFrame:
    """For each draw and k the model with the least cost of all starts after the rounds; of equal ones the first start.

    The cost is the sum of the squared distances of the examples to their nearest centres, by weight.
    """
    models = started(drawn, search, axes, stage)
    for _ in range(search.rounds):
        models = stage(improved(drawn, models, search.most, axes), "round")
    return best(drawn, models, search.most, axes)


def started(drawn: DataFrame, search: Search, axes: int, stage: Stage) -> DataFrame:
    """The models before the first round: examples drawn by k-means++ (Arthur and Vassilvitskii 2007).

    The next centre is an example, drawn with a chance that is proportional to its squared distance to the nearest
    centre so far, times its weight: the first in a race of exponentially distributed times. Starts of fewer centres
    are the first ones of more. Examples that are all alike give fewer centres than asked.
    """
    starts = F.explode(F.sequence(F.lit(0), F.lit(search.restarts - 1))).alias("start")
    chosen = drawn.select("draw").distinct().select("draw", starts)
    for number in range(search.most):
        chosen = stage(_one_more(drawn, chosen, number, axes), "centre")
    asked = chosen.select("*", F.explode(F.array(*[F.lit(k) for k in search.ks])).alias("k"))
    there = [
        F.when(F.col("k") > number, F.col(name)).alias(name)
        for number in range(search.most)
        for name in centre(number, axes)
    ]
    return asked.select(*OF_MODEL, *there)


def _one_more(drawn: DataFrame, chosen: DataFrame, number: int, axes: int) -> DataFrame:
    """`chosen` centres with the next one.

    Times are compared by their logarithm in steps of 1e-12, with the place as the last digits: of two at one time the
    first place wins, and what is grouped is whole numbers, for which Spark need not sort.
    """
    both = drawn.join(F.broadcast(chosen), on="draw").selectExpr("*", *_distances(number, axes))
    names = _columns(number)
    far = F.least(*names) if number > 1 else F.col(names[0]) if number else F.lit(1)
    rate = F.when(far > 0, F.log(far * F.col("weight")))
    time = F.log(-F.log(uniform("place", "draw", "start", F.lit(number)))) - rate
    racing = both.withColumn("time", F.round(time * 1e12).cast("bigint") * PLACES + F.col("place"))
    first = racing.groupBy(*chosen.columns).agg(F.pmod(F.min("time"), F.lit(PLACES)).cast("int").alias("place"))
    named = [F.col(x).alias(c) for x, c in zip(values(axes), centre(number, axes), strict=True)]
    return first.join(drawn.select("draw", "place", *named), on=["draw", "place"], how="left").drop("place")


def improved(drawn: DataFrame, models: DataFrame, most: int, axes: int) -> DataFrame:
    """Each model after one round: every centre is the mean of the examples nearest to it, rounded half up."""
    near = nearest(drawn.join(F.broadcast(models), on="draw"), most, axes)
    sums = [f"sum(weight * {x}) AS {x}" for x in values(axes)]
    moved = near.groupBy(*OF_MODEL, "nearest").agg(*map(F.expr, ["sum(weight) AS weight", *sums]))
    means = moved.selectExpr(*OF_MODEL, "nearest", *[f"{_half_up(x, 'weight')} AS {x}" for x in values(axes)])
    apart = [
        F.expr(f"max(CASE WHEN nearest = {number} THEN {x} END) AS {name}")
        for number in range(most)
        for x, name in zip(values(axes), centre(number, axes), strict=True)
    ]
    return means.groupBy(*OF_MODEL).agg(*apart)


def best(drawn: DataFrame, models: DataFrame, most: int, axes: int) -> DataFrame:
    """Of the models of one draw and k the one with the least cost, without its `start`, but with `cost`."""
    near = nearest(drawn.join(F.broadcast(models), on="draw"), most, axes)
    names = centres(most, axes)
    costs = near.groupBy(*OF_MODEL, *names).agg(F.sum(F.col("weight") * F.col("distance")).alias("cost"))
    least = costs.groupBy("draw", "k").agg(F.min_by(F.struct("cost", *names), F.struct("cost", "start")).alias("least"))
    return least.select("draw", "k", "least.*")


def nearest(rows: DataFrame, most: int, axes: int) -> DataFrame:
    """Rows that hold an example and the centres of a model, with the number of the `nearest`, and its `distance`.

    The distance is squared Euclidean, in squares of the grid; of two centres at one distance the first is taken.
    """
    names = _columns(most)
    least = f"least({', '.join(names)})" if most > 1 else names[0]
    ways = " ".join(f"WHEN {name} = distance THEN {number}" for number, name in enumerate(names))
    kept = [name for name in rows.columns if name != "distance"]
    measured = rows.selectExpr(*kept, *_distances(most, axes))
    return measured.selectExpr("*", f"{least} AS distance").selectExpr(*kept, "distance", f"CASE {ways} END AS nearest")


def _columns(number: int) -> list[str]:
    return [f"d{place}" for place in range(number)]


def _distances(number: int, axes: int) -> list[str]:
    """The squared distances to so many centres as SQL; null to a centre that is not there."""
    return [f"{_squared(place, axes)} AS d{place}" for place in range(number)]


def _squared(number: int, axes: int) -> str:
    pairs: Sequence[tuple[str, str]] = list(zip(values(axes), centre(number, axes), strict=True))
    return " + ".join(f"({x} - {c}) * ({x} - {c})" for x, c in pairs)


def _half_up(total: str, count: str) -> str:
    """The whole number nearest to total / count as SQL, the higher one of two: the floor of the quotient and a half."""
    above, below = f"(2 * {total} + {count})", f"(2 * {count})"
    return f"({above} - pmod({above}, {below})) DIV {below}"
