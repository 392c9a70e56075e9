"""How long it takes where some are still on their way and some went away: curves over time, by group.

Two answers are given. Kaplan and Meier: what would be if nobody went away, all who do being as likely to arrive as
those who stay. Aalen and Johansen: what is, going away being one of two ends. Formulas: Kaplan and Meier 1958 with
Greenwood's variance, and Aalen and Johansen 1978 with that of Dinse and Larson 1986; limits of both by log(-log).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.intervals import Z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

REACHED, DROPPED, STILL_THERE = "reached", "dropped", "still_there"
# Digits in which a share is compared: a product of doubles that is a half misses it in the sixteenth.
COMPARED = 12


def curves(spells: DataFrame, group: Sequence[str]) -> DataFrame:
    """A row per group and `time` at which a spell ends, from spells with a `time` and an `outcome`.

    `at_risk` are those that last so long, with the spells that end then: who is censored at a time is at risk at it.
    `survival` is Kaplan's and Meier's share that has not reached the end, `would_reach` the rest; `share_reached` and
    `share_dropped` are Aalen's and Johansen's. Each share has a `_low` and a `_high`, null for a share of 0 or 1.
    Times are whole numbers of any unit; nothing depends on the order of rows.
    """
    return _with_shares(_with_survival(_at_risk(spells, group), group), group)


def _at_risk(spells: DataFrame, group: Sequence[str]) -> DataFrame:
    counts = spells.groupBy(*group, "time").agg(
        F.count(F.lit(1)).alias("ends"),
        *[F.count(F.when(F.col("outcome") == one, 1)).alias(one) for one in (REACHED, DROPPED)],
    )
    from_here = Window.partitionBy(*group).orderBy("time").rowsBetween(Window.currentRow, Window.unboundedFollowing)
    at_risk = F.sum("ends").over(from_here)
    return counts.withColumns({"at_risk": at_risk, "n": at_risk.cast("double")})


def _with_survival(counts: DataFrame, group: Sequence[str]) -> DataFrame:
    """Kaplan's and Meier's share with its limits, and `there_before`, the share that no end has met before.

    All at risk end at the last time only: what is divided by those left is null there, and asked nowhere.
    """
    so_far = Window.partitionBy(*group).orderBy("time").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    before = Window.partitionBy(*group).orderBy("time").rowsBetween(Window.unboundedPreceding, -1)
    n, reached = F.col("n"), F.col(REACHED)
    left, gone = n - reached, reached + F.col(DROPPED)
    terms = counts.withColumns(
        {
            "log_kept": F.when(left > 0, F.log1p(-reached / n)),
            "log_there": F.when(n > gone, F.log1p(-gone / n)),
            "greenwood": F.when(left > 0, reached / (n * left)),
            "spread": F.when(n > gone, gone / (n * (n - gone))).otherwise(0.0),
        }
    )
    kept = F.when(left > 0, F.exp(F.sum("log_kept").over(so_far))).otherwise(0.0)
    summed = terms.withColumns(
        {
            "survival": F.round(kept, COMPARED),
            "error": F.sqrt(F.sum("greenwood").over(so_far)),
            "there_before": F.exp(F.coalesce(F.sum("log_there").over(before), F.lit(0.0))),
        }
    )
    would = F.round(1 - F.col("survival"), COMPARED)
    limited = summed.withColumns(_limits("survival", F.col("error"))).withColumn("would_reach", would)
    return limited.withColumns(
        {f"would_reach_{a}": 1 - F.col(f"survival_{b}") for a, b in (("low", "high"), ("high", "low"))}
    )


def _with_shares(curve: DataFrame, group: Sequence[str]) -> DataFrame:
    """Aalen's and Johansen's shares that reached the end and that dropped off, with their limits."""
    so_far = Window.partitionBy(*group).orderBy("time").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    n, there, spread = F.col("n"), F.col("there_before"), F.col("spread")

    def total(what: Column) -> Column:
        return F.sum(what).over(so_far)

    def error(one: str) -> Column:
        """As a part of the share. Squares of share - (the share at each earlier time) are multiplied out: sums do."""
        ends, share = F.col(one), F.col(f"share_{one}")
        step = there * ends / (n * n)
        variance = (
            share * share * total(spread)
            - 2 * share * (total(spread * share) + total(step))
            + total(spread * share * share)
            + total(there * there * ends * (n - ends) / (n * n * n))
            + 2 * total(step * share)
        )
        return F.when(share > 0, F.sqrt(F.greatest(variance, F.lit(0.0))) / share)

    both = (REACHED, DROPPED)
    shares = {f"share_{one}": F.round(total(there * F.col(one) / n), COMPARED) for one in both}
    errors = {f"{one}_error": error(one) for one in both}
    limited = [_limits(f"share_{one}", F.col(f"{one}_error")) for one in both]
    return curve.withColumns(shares).withColumns(errors).withColumns(limited[0] | limited[1])


def _limits(share: str, error: Column) -> dict[str, Column]:
    """The lower and the upper limit of a share; `error` is its standard error as a part of it. Null for 0 and 1."""
    value = F.col(share)
    inside = (value > 0) & (value < 1)
    power = F.when(inside, F.exp(Z95 * error / -F.log(value)))
    return {f"{share}_low": F.pow(value, power), f"{share}_high": F.pow(value, 1 / power)}
