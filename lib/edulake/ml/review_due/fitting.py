"""Half-lives fitted to what tests told: the least squares of shares of right answers, by Levenberg and Marquardt.

Spark sums over all examples, in whole billionths, so that their order has no say; weights are found from the sums in
plain Python. Of the loss of Settles and Meeder (2016) two terms are taken otherwise. That on half-lives themselves is
left out: of a few questions all are often right, which is the longest half-life there is, and the fit follows those.
The penalty on weights counts once, and not for each example.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.gold.language.columns import rounded
from edulake.gold.language.equations import solved
from edulake.ml.review_due import memory
from edulake.ml.review_due.memory import ALWAYS, COUNTS, HIGHEST, LOWEST, OF_SKILL, RIGHT, WRONG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame, Row

# Learners without whom nothing is learned, of all and of a skill that gets a weight of its own.
FEWEST_LEARNERS = 30
PENALTY = 0.1
MOST_STEPS, FLAT = 30, 1e-7
DAMPING, TIMES, MOST_DAMPING = 1e-3, 10.0, 1e6
BILLION = 10**9
WHOLE = "decimal(19,0)"
BASE = (ALWAYS, RIGHT, WRONG)
PAIRS = [(a, b) for place, b in enumerate(BASE) for a in BASE[: place + 1]]
OUTCOME = "outcome"


class Fitted(NamedTuple):
    """`weights` by what they are of, the mean share of right answers (`mean`), and the learners who have a say."""

    weights: dict[str, float]
    mean: float
    learners: int


# Of too few: a day, whatever is known.
NOTHING = Fitted(dict.fromkeys(BASE, 0.0), 0.0, 0)


class _Sums(NamedTuple):
    """The penalized loss at some weights, and by pairs the products whose solution is the next step."""

    loss: float
    products: dict[tuple[str, str], float]


def share() -> Column:
    """Of a practice's answers those that were right, DOUBLE."""
    return F.col("right") / (F.col("right") + F.col("wrong"))


def fitted(examples: DataFrame) -> Fitted | None:
    """The weights for `examples` of one source; None for too few learners.

    It begins where half of a skill is forgotten in the mean time between two practices.
    """
    whole = [F.sum(_whole(share())).alias("shares"), F.sum("seconds").alias("seconds"), F.count(F.lit(1)).alias("n")]
    learners = F.count_distinct("student_id").alias("learners")
    [found] = examples.agg(*whole, learners).collect()
    if found["learners"] < FEWEST_LEARNERS:
        return None
    told = examples.groupBy("skill").agg(learners).where(F.col("learners") >= FEWEST_LEARNERS).collect()
    begin = math.log2(found["seconds"] / found["n"] / memory.SECONDS_A_DAY)
    start = {ALWAYS: min(max(begin, LOWEST), HIGHEST), RIGHT: 0.0, WRONG: 0.0}
    start |= {f"{OF_SKILL}{row['skill']}": 0.0 for row in sorted(told, key=lambda row: row["skill"])}
    return Fitted(_best(examples, start), float(found["shares"]) / BILLION / found["n"], found["learners"])


def _best(examples: DataFrame, weights: dict[str, float]) -> dict[str, float]:
    """Steps as long as the loss falls; one that does not is tried again, shorter."""
    best, damping = _sums(examples, weights), DAMPING
    for _ in range(MOST_STEPS):
        tried = _next(best, weights, damping)
        found = _sums(examples, tried)
        if found.loss >= best.loss:
            damping *= TIMES
            if damping > MOST_DAMPING:
                break
            continue
        is_flat = best.loss - found.loss < FLAT * best.loss
        weights, best, damping = tried, found, damping / TIMES
        if is_flat:
            break
    return weights


def _next(at: _Sums, weights: Mapping[str, float], damping: float) -> dict[str, float]:
    damped = {pair: of * (1 + damping) if pair[0] == pair[1] else of for pair, of in at.products.items()}
    step = solved(damped, tuple(weights), OUTCOME).values
    return {name: rounded(weight - step.get(name, 0.0)) or 0.0 for name, weight in weights.items()}


def _sums(examples: DataFrame, weights: Mapping[str, float]) -> _Sums:
    rows = summed(examples, weights).collect()
    loss = math.fsum(float(row["loss"]) for row in rows) / BILLION
    loss += PENALTY * math.fsum(weight * weight for weight in weights.values())
    products: dict[tuple[str, str], float] = {}
    for row in sorted(rows, key=lambda row: row["skill"]):
        for pair, of in _products(row, weights).items():
            products[pair] = products.get(pair, 0.0) + of
    for name, weight in weights.items():
        products[name, name] = products.get((name, name), 0.0) + PENALTY
        products[name, OUTCOME] = products.get((name, OUTCOME), 0.0) + PENALTY * weight
    return _Sums(loss, products)


def _products(row: Row, weights: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Those of one skill: its own column is 1 in its rows, as that of ALWAYS is."""
    found = {pair: float(row["_".join(pair)]) / BILLION for pair in [*PAIRS, *[(name, OUTCOME) for name in BASE]]}
    own = f"{OF_SKILL}{row['skill']}"
    if own in weights:
        found |= {(name, own): found[ALWAYS, name] for name in BASE}
        found |= {(own, own): found[ALWAYS, ALWAYS], (own, OUTCOME): found[ALWAYS, OUTCOME]}
    return found


def summed(examples: DataFrame, weights: Mapping[str, float]) -> DataFrame:
    """By skill, in billionths: `loss`, the products of derivatives by pairs, and those with what is off (`outcome`).

    The derivative of the share 2^(-d / 2^t) to t is ln(2)^2 d / 2^t times the share; 0 where the half-life is cut.
    """
    raw = memory.exponent(weights)
    life = examples.select(
        "skill", *COUNTS.values(), share().alias("share"), memory.days().alias("days"), raw.alias("t")
    )
    lives = life.withColumn("half_life", memory.half_life(F.col("t")))
    guessed = lives.withColumn("kept", memory.left(F.col("days"), F.col("half_life")))
    slope = F.lit(math.log(2) ** 2) * F.col("kept") * F.col("days") / F.col("half_life")
    is_free = F.col("t").between(F.lit(LOWEST), F.lit(HIGHEST))
    sloped = guessed.select(
        "skill",
        (F.col("kept") - F.col("share")).alias("off"),
        F.when(is_free, slope).otherwise(0.0).alias("slope"),
        *[value.alias(name) for name, value in memory.values().items()],
    )
    square = F.col("slope") * F.col("slope")
    sums = {
        "loss": F.col("off") * F.col("off"),
        **{f"{a}_{b}": square * F.col(a) * F.col(b) for a, b in PAIRS},
        **{f"{name}_{OUTCOME}": F.col("off") * F.col("slope") * F.col(name) for name in BASE},
    }
    return sloped.groupBy("skill").agg(*[F.sum(_whole(of)).alias(name) for name, of in sums.items()])


def _whole(value: Column) -> Column:
    """In billionths."""
    return F.round(value * BILLION).cast(WHOLE)
