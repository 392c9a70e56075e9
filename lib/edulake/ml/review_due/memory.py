"""How much of a skill is left: the half-life regression of Settles and Meeder (2016).

After `days` a share of 2^(-days / h) is left, where the half-life h is 2^(w . x) days: x is 1, sqrt(1 + right answers
so far), sqrt(1 + wrong ones) and which skill it is; half-lives are cut to 15 minutes at least and 274 days at most.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column

SHORTEST, LONGEST = 15 / 1440, 274.0
LOWEST, HIGHEST = math.log2(SHORTEST), math.log2(LONGEST)
SECONDS_A_DAY = 86_400
# What a half-life depends on beside the skill, by whose name its weight is called.
ALWAYS, RIGHT, WRONG = "always", "right", "wrong"
COUNTS = {RIGHT: "right_before", WRONG: "wrong_before"}
OF_SKILL = "skill "


def values() -> dict[str, Column]:
    """What a half-life depends on beside the skill."""
    roots = {name: F.sqrt(F.lit(1.0) + F.col(column)) for name, column in COUNTS.items()}
    return {ALWAYS: F.lit(1.0), **roots}


def exponent(weights: Mapping[str, float]) -> Column:
    """The sum w . x, not yet cut, of rows with a `skill` and the answers so far. A skill may have no weight."""
    own = F.lit(0.0)
    for name, weight in sorted(weights.items()):
        if name.startswith(OF_SKILL):
            own = F.when(F.col("skill") == name.removeprefix(OF_SKILL), weight).otherwise(own)
    total = own
    for name, value in values().items():
        total = total + F.lit(weights[name]) * value
    return total


def leitner() -> Column:
    """The exponent of Leitner's boxes: each right answer doubles the half-life, each wrong one halves it."""
    return (F.col(COUNTS[RIGHT]) - F.col(COUNTS[WRONG])).cast("double")


def half_life(exponent: Column) -> Column:
    """In days, DOUBLE."""
    return F.pow(F.lit(2.0), F.greatest(F.lit(LOWEST), F.least(F.lit(HIGHEST), exponent)))


def days() -> Column:
    """Since the skill was practised before, DOUBLE, of rows with these `seconds`."""
    return F.col("seconds") / F.lit(float(SECONDS_A_DAY))


def left(days: Column, half_life: Column) -> Column:
    """The share that is left, DOUBLE."""
    return F.pow(F.lit(2.0), -days / half_life)
