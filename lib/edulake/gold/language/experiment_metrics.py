"""What learners did after they were exposed, and before: a figure a learner and metric, and sums of them by variant."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.expr.metrics import ERRORS, SCORE, TOTALS, retention_day
from edulake.gold.language import lesson_rows, minutes
from edulake.gold.language.activity import USER
from edulake.gold.language.comparisons import PAIRS, VALUES
from edulake.gold.language.experiment_arms import EXPERIMENT
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column

    from edulake.config.settings import Gold
    from edulake.gold.language.experiment_arms import Experiments
    from edulake.gold.product import Inputs

LESSONS, MINUTES, MESSAGES = TOTALS
ACTIVE = "active"
FACT = ("source_system", "student_id", "kind", "at", "date", "value")
ARM = (*EXPERIMENT, "metric", "variant")
EXACT = "decimal(18,4)"


def facts(silver: Inputs, moments: DataFrame, settings: Gold) -> DataFrame:
    """Source, student, kind, at, date and value (DECIMAL(18,4)), of all that a metric looks at; minutes in seconds."""
    attempts = silver[ATTEMPTS_TABLE].where(F.col("is_finished") & F.col("score").isNotNull())
    done = lesson_rows.completions(silver[LESSON_PROGRESS_TABLE])
    one = F.lit(1)
    told = [
        _facts(attempts, SCORE, F.col("completed_at"), F.col("date"), F.col("score")),
        _facts(done, LESSONS, F.col("done"), F.to_date("done"), one),
        _written(minutes.active(silver[MESSAGES_TABLE], settings)),
        _facts(moments, ACTIVE, F.col("at"), F.col("date"), one),
    ]
    return reduce(DataFrame.unionByName, told)


def outcomes(members: DataFrame, facts: DataFrame, experiments: Experiments) -> DataFrame:
    """A row per learner who is compared and metric: variant, unit, VALUES, and whether the window `is_full`.

    `a` of `b` is the figure (a mean of scores has b = 1, as a total has; errors have as many as were checked), `c` the
    same before exposure where `h` is 1. Of who has no figure b is 0. `members` have observed_until.
    """
    asked = [
        F.struct(F.lit(name).alias("experiment_id"), F.lit(metric).alias("metric"), F.lit(_kind(metric)).alias("kind"))
        for name, one in experiments.items()
        for metric in one.metrics
    ]
    compared = members.where("exposed_at IS NOT NULL AND variant IS NOT NULL AND NOT is_excluded")
    each = compared.withColumn("asked", F.explode(F.array(*asked))).where("asked.experiment_id = experiment_id")
    rows = each.select(
        *(*EXPERIMENT, "student_id", "unit", "variant", "exposed_at", "exposed_on", "asked.metric", "asked.kind"),
        (F.date_add("exposed_on", _days(experiments)) <= F.col("observed_until")).alias("is_full"),
    )
    seen = rows.join(facts, on=["source_system", "student_id", "kind"], how="left")
    found = seen.groupBy(*ARM, "student_id", "unit", "is_full").agg(*_summed(experiments))
    return found.select(*ARM, "student_id", "unit", F.coalesce("is_full", F.lit(False)).alias("is_full"), *_values())


def arms(outcomes: DataFrame) -> DataFrame:
    """By variant and metric: units `n`, `learners`, `with_history`, `maturing`, and sums of VALUES and of PAIRS."""
    names = [*VALUES, *[x + y for x, y in PAIRS]]
    told = outcomes.where(F.col("is_full") & (F.col("b") > 0))
    units = told.groupBy(*ARM, "unit").agg(
        F.count(F.lit(1)).alias("learners"),
        F.count(F.when(F.col("h") > 0, 1)).alias("with_history"),
        *[F.sum(name).cast(EXACT).alias(name) for name in VALUES],
    )
    products = [F.sum(F.col(x) * F.col(y)).alias(x + y) for x, y in PAIRS]
    summed = units.groupBy(*ARM).agg(
        F.count(F.lit(1)).cast("int").alias("n"),
        F.sum("learners").cast("int").alias("learners"),
        F.sum("with_history").cast("int").alias("with_history"),
        *[F.sum(name).alias(name) for name in VALUES],
        *products,
    )
    waiting = outcomes.groupBy(*ARM).agg(F.count(F.when(~F.col("is_full"), 1)).cast("int").alias("maturing"))
    return waiting.join(summed, on=list(ARM), how="left").select(
        *ARM, "maturing", "n", "learners", "with_history", *names
    )


def _facts(rows: DataFrame, kind: str, at: Column, date: Column, value: Column) -> DataFrame:
    exact = value.cast(EXACT).alias("value")
    told = rows.select(
        "source_system", "student_id", F.lit(kind).alias("kind"), at.alias("at"), date.alias("date"), exact
    )
    return told.select(*FACT)


def _written(messages: DataFrame) -> DataFrame:
    """What each message is to each metric, all of them at once: the time between messages asks for all in order."""
    told = (
        (MINUTES, F.lit(True), F.col("active_seconds")),
        (MESSAGES, F.col("role") == USER, F.lit(1)),
        (ERRORS, F.col("is_checked"), F.col("correction_count")),
    )
    each = [
        F.when(is_one, F.struct(F.lit(kind).alias("kind"), value.cast(EXACT).alias("value")))
        for kind, is_one, value in told
    ]
    said = messages.withColumns({"at": F.col("sent_at"), "said": F.explode(F.array_compact(F.array(*each)))})
    return said.select("*", "said.*").select(*FACT)


def _kind(metric: str) -> str:
    return ACTIVE if retention_day(metric) else metric


def _days(experiments: Experiments) -> Column:
    """Days after exposure from which on a row's metric is known."""
    return F.coalesce(
        *[
            F.when((F.col("experiment_id") == name) & (F.col("asked.metric") == metric), one.days(metric))
            for name, one in experiments.items()
            for metric in one.metrics
        ]
    )


def _summed(experiments: Experiments) -> list[Column]:
    """Sum and number of facts after exposure, within the window or on its day, and before it."""
    since = F.datediff("date", "exposed_on")
    is_after, is_before = F.lit(False), F.lit(False)
    for name, one in experiments.items():
        for metric in one.metrics:
            is_here = (F.col("experiment_id") == name) & (F.col("metric") == metric)
            day = retention_day(metric)
            counts = (since == day) if day else (F.col("at") >= F.col("exposed_at")) & (since <= one.window_days)
            past = (F.col("at") < F.col("exposed_at")) & (since >= -one.covariate_days)
            is_after = is_after | (is_here & counts)
            is_before = is_before | (is_here & past)
    return [
        F.sum(F.when(is_after, F.col("value"))).alias("later"),
        F.count(F.when(is_after, 1)).alias("later_n"),
        F.sum(F.when(is_before, F.col("value"))).alias("earlier"),
        F.count(F.when(is_before, 1)).alias("earlier_n"),
    ]


def _values() -> list[Column]:
    """VALUES of what was summed, each rounded once."""
    is_score, is_errors = F.col("metric") == SCORE, F.col("metric") == ERRORS
    is_mean = is_score | F.col("metric").isin(*TOTALS)
    # Of errors and of who comes back the past is no figure of one learner that could be taken off.
    has_past = is_mean & (F.col("earlier_n") > 0)
    known = F.when(is_errors, F.col("later_n")).when(is_score, F.when(F.col("later_n") > 0, 1).otherwise(0))
    return [
        _figure("later").alias("a"),
        known.otherwise(1).cast(EXACT).alias("b"),
        F.when(has_past, _figure("earlier")).otherwise(0).cast(EXACT).alias("c"),
        F.when(has_past, 1).otherwise(0).cast(EXACT).alias("h"),
    ]


def _figure(name: str) -> Column:
    total, n = F.coalesce(name, F.lit(0)).cast(EXACT), F.col(f"{name}_n")
    mean = total / F.when(n > 0, n).cast("decimal(12,0)")
    came = F.when(n > 0, 1).otherwise(0)
    return (
        F.when(F.col("metric") == SCORE, F.coalesce(mean.cast(EXACT), F.lit(0).cast(EXACT)))
        .when(F.col("metric") == MINUTES, minutes.in_minutes(total).cast(EXACT))
        .when(F.col("metric").startswith("retention_"), came.cast(EXACT))
        .otherwise(total)
    )
