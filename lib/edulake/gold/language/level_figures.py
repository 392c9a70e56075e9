"""Figures of the times at levels: medians, the mean beside them, and shares by horizons, each of enough spells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold.language import survival
from edulake.gold.language.columns import MASKED, OK, TOO_FEW
from edulake.gold.language.confirmed import CONFIRMED, FIRST_SHOWN
from edulake.gold.language.level_spells import DAYS, HOURS, PASSED_OVER
from edulake.gold.language.survival import DROPPED, REACHED, STILL_THERE
from edulake.gold.product import mean

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

FIGURE = "DECIMAL(18,9)"
STRATUM = ("source_system", "course_id", "level_rank", "entered_by", "clock", "basis")
COUNTS = (REACHED, DROPPED, STILL_THERE, PASSED_OVER)
SECONDS_PER_HOUR = 3600
# Shares of the curves, and what they are called by a horizon.
SHARES = {
    f"share_{REACHED}": "reached_by",
    f"share_{DROPPED}": "dropped_by",
    "would_reach": "would_reach_by",
}


def timed(spells: DataFrame) -> DataFrame:
    """Spells with their `time` by each clock: days, and seconds where the learner has any practice."""
    clocks = F.array(
        F.struct(F.lit(DAYS).alias("clock"), F.col("days").cast("bigint").alias("time")),
        F.struct(F.lit(HOURS).alias("clock"), F.col("seconds").alias("time")),
    )
    each = spells.withColumn("by", F.explode(clocks)).where(F.col("by.time").isNotNull())
    return each.select(*STRATUM[:4], "basis", "student_id", "outcome", "gap_days", "by.*")


def figures(spells: DataFrame, settings: Gold) -> DataFrame:
    """A row per stratum and quantity from timed spells, with its value, its limits and its counts."""
    ended = survival.curves(spells.where(F.col("outcome") != PASSED_OVER), STRATUM)
    read = ended.groupBy(*STRATUM).agg(*_medians(), *_at_horizons(settings)).join(_counted(spells), on=list(STRATUM))
    choices = settings.language
    is_enough = (F.col("n") >= choices.min_spells) & (F.col(REACHED) >= choices.min_events)
    each = read.withColumn("said", F.explode(F.filter(_quantities(settings), lambda one: one["is_asked"])))
    said = each.select("*", "said.*").drop("said")
    status = F.when(~is_enough, TOO_FEW).when(F.col("is_beyond"), MASKED).otherwise(OK)
    told = {name: F.when(status == OK, F.col(name)) for name in ("value", "low", "high")}
    return said.withColumns({"status": status, **told})


def _medians() -> list[Column]:
    """The first time at which half are through; its limits are those at which the limits of the share are."""
    none_left = F.col("survival") == 0
    half = {
        "median": F.col("survival") <= 0.5,
        "median_low": none_left | (F.col("survival_low") <= 0.5),
        "median_high": F.col("survival_high") <= 0.5,
    }
    return [F.min(F.when(is_half, F.col("time"))).alias(name) for name, is_half in half.items()]


def _at_horizons(settings: Gold) -> list[Column]:
    """What the curves say at each horizon, null before the first end, and whether anybody is left at the `last`."""
    shares = [f"{share}{limit}" for share in SHARES for limit in ("", "_low", "_high")]
    is_open = (F.col("at_risk") > F.col(REACHED) + F.col(DROPPED)).alias("is_open")
    last = F.max_by(F.struct("time", is_open, (F.col("survival") > 0).alias("would_be_open")), "time")
    read = [
        F.max_by(F.struct(*shares), F.when(F.col("time") <= horizon, F.col("time"))).alias(f"at_{horizon}")
        for horizon in settings.language.horizons
    ]
    return [*read, last.alias("last")]


def _counted(spells: DataFrame) -> DataFrame:
    """Counts by stratum, what those who reached took in all, and the median of the days to their confirmation."""
    counts = {one: F.count(F.when(F.col("outcome") == one, 1)).cast("int") for one in COUNTS}
    is_timed = F.col("outcome") != PASSED_OVER
    return spells.groupBy(*STRATUM).agg(
        F.count(F.when(is_timed, 1)).cast("int").alias("n"),
        F.count_distinct(F.when(is_timed, F.col("student_id"))).cast("int").alias("learners"),
        *[count.alias(one) for one, count in counts.items()],
        F.sum(F.when(F.col("outcome") == REACHED, F.col("time"))).cast("decimal(18,0)").alias("taken"),
        F.median("gap_days").alias("gap"),
    )


def _quantities(settings: Gold) -> Column:
    """All quantities of a stratum; not each of them is asked of it."""
    is_confirmed, by_days = F.col("basis") == CONFIRMED, F.col("clock") == DAYS
    unit = F.when(by_days, 1).otherwise(SECONDS_PER_HOUR)
    medians = [F.col(name) / unit for name in ("median", "median_low", "median_high")]
    of_those = mean(F.col("taken").cast("decimal(24,6)"), F.col(REACHED) * unit, FIGURE)
    fixed = [
        _quantity("median", is_confirmed, *medians),
        _quantity("median_as_first_shown", (F.col("basis") == FIRST_SHOWN) & by_days, *medians),
        _quantity("mean_of_those_who_reached", is_confirmed, of_those),
        _quantity("median_gap", is_confirmed & by_days, F.col("gap")),
    ]
    asked = is_confirmed & by_days
    return F.array(*fixed, *[one for horizon in settings.language.horizons for one in _by(horizon, asked)])


def _by(horizon: int, is_asked: Column) -> list[Column]:
    """Shares by a horizon; before any end nobody has reached it or dropped off, and limits of that are not known.

    Beyond the last time of all a share is known only where nobody is left, who could end later.
    """
    is_later = F.col("last.time") < horizon
    said: dict[str, list[Column]] = {}
    for share, name in SHARES.items():
        value = F.coalesce(F.col(f"at_{horizon}.{share}"), F.lit(0.0))
        said[name] = [value, *[F.col(f"at_{horizon}.{share}{limit}") for limit in ("_low", "_high")]]
    gone = [said[name][0].cast(FIGURE) for name in ("reached_by", "dropped_by")]
    said["still_there_after"] = [1 - gone[0] - gone[1]]
    beyond = {
        name: is_later & F.col("last.would_be_open" if name == "would_reach_by" else "last.is_open") for name in said
    }
    return [
        _quantity(f"{name}_{horizon}", is_asked, *told, after=horizon, beyond=beyond[name])
        for name, told in said.items()
    ]


def _quantity(
    name: str, is_asked: Column, *told: Column, after: int | None = None, beyond: Column | None = None
) -> Column:
    """One figure with its limits, where it has them."""
    nothing = F.lit(None)
    value, low, high = (*told, nothing, nothing)[:3]
    return F.struct(
        F.lit(name).alias("quantity"),
        is_asked.alias("is_asked"),
        F.lit(after).cast("int").alias("days_after"),
        *[what.cast(FIGURE).alias(part) for part, what in (("value", value), ("low", low), ("high", high))],
        (F.lit(False) if beyond is None else beyond).alias("is_beyond"),
    )
