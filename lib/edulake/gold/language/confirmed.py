"""Which levels a learner has shown and confirmed, and since when: a single result above a bound may be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import local_day, midnight
from edulake.expr.categories.language import LEVELS
from edulake.gold.language.columns import LEARNER
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.proficiency import PROFICIENCY_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

READ = (ATTEMPTS_TABLE, PROFICIENCY_TABLE)
# How sure a level is; what says so.
CONFIRMED, FIRST_SHOWN = "confirmed", "first_shown"
ATTEMPTS, PROFICIENCY = "attempts", "proficiency"
HIGHEST = len(LEVELS)
SECONDS_PER_DAY = 86_400


def levels(silver: Inputs, until: DataFrame, settings: Gold) -> DataFrame:
    """By learner, language, `basis` and level_rank, all up to the highest, the first moment, `at`, with its `date`.

    A level is first_shown by an attempt or a version of proficiency that shows it or more, and confirmed by two
    attempts in a row that do, as of the first of them, or by versions that do for `confirmed_after_days` without a
    break, as of the first of these: whichever was earlier, its `evidence`. The attempt that confirmed it came
    `gap_days` later, at `sure_at`, which is the same moment where versions did. Of attempts at one moment the order is
    that of ids; what shows no level is left out. What came after the day `until` which all is known is not there.
    """
    known = F.broadcast(until)
    told = _attempts(silver[ATTEMPTS_TABLE].join(known, on="source_system"))
    stood = _versions(silver[PROFICIENCY_TABLE].join(known, on="source_system"), settings)
    first = F.min(F.struct("at", "evidence", "date", "gap_days", "sure_at")).alias("first")
    by_level = told.unionByName(stood).groupBy(*LEARNER, "basis", "level_rank").agg(first)
    return by_level.select(*LEARNER, "basis", "level_rank", "first.*")


def shown() -> Column:
    """The rank of the level that a finished attempt shows, INT: what it recommends, one above its own at most.

    A test shows nothing of what it does not ask for. Null where it recommends nothing, or its own level is not known;
    a mixed test has none and asks for all.
    """
    own, recommended = F.col("level_rank"), F.col("recommended_rank")
    is_told = F.col("is_finished") & recommended.isNotNull()
    return F.when(is_told & F.col("is_mixed"), recommended).when(
        is_told & own.isNotNull(), F.least(recommended, own + 1)
    )


def level_of(rank: Column) -> Column:
    """The name of the level of a rank from 1 to 6; null for null."""
    return F.element_at(F.array(*map(F.lit, LEVELS)), rank)


def _attempts(attempts: DataFrame) -> DataFrame:
    """A row per level that an attempt shows, and that it confirms with the next."""
    told = attempts.where(F.col("date") <= F.col("observed_until")).withColumns(
        {"shown": shown(), "at": F.col("completed_at")}
    )
    in_order = Window.partitionBy(*LEARNER).orderBy("at", "attempt_id")
    after = F.lead("shown").over(in_order)
    both = F.when(after.isNotNull(), F.least("shown", after))
    gap = F.datediff(F.lead("date").over(in_order), F.col("date"))
    made = {"both": both, "gap": gap, "next_at": F.lead("at").over(in_order)}
    found = told.where(F.col("shown").isNotNull()).withColumns(made)
    once = _said(FIRST_SHOWN, F.col("shown"), F.lit(None).cast("int"), F.col("at"))
    twice = _said(CONFIRMED, F.col("both"), F.col("gap"), F.col("next_at"))
    each = found.select(*LEARNER, "at", "date", F.explode(F.array(once, twice)).alias("said"))
    return each.where(F.col("said.rank") > 0).select(
        *LEARNER,
        "said.basis",
        F.explode(F.sequence(F.lit(1), F.col("said.rank"))).alias("level_rank"),
        "at",
        F.lit(ATTEMPTS).alias("evidence"),
        "date",
        "said.gap_days",
        "said.sure_at",
    )


def _said(basis: str, rank: Column, gap: Column, sure: Column) -> Column:
    named = (("basis", F.lit(basis)), ("rank", rank), ("gap_days", gap), ("sure_at", sure))
    return F.struct(*[what.alias(name) for name, what in named])


def _versions(versions: DataFrame, settings: Gold) -> DataFrame:
    """A row per level that versions show one after the other, and again where they stand long enough.

    One of another score is another version, and may show as much; one without a level, or that is gone, ends it.
    """
    end = midnight(F.date_add("observed_until", 1))
    ranks = F.explode(F.sequence(F.lit(1), F.lit(HIGHEST)))
    each = versions.where(F.col("valid_from") < end).select(
        *LEARNER,
        ranks.alias("level_rank"),
        "valid_from",
        F.least(F.coalesce("valid_to", end), end).alias("valid_to"),
        F.when(F.col("is_active"), F.col("level_rank")).alias("said"),
    )
    holds = F.coalesce(F.col("said") >= F.col("level_rank"), F.lit(False))
    so_far = Window.partitionBy(*LEARNER, "level_rank").orderBy("valid_from")
    broken = each.withColumn("holds", holds).withColumn("breaks", F.count(F.when(~F.col("holds"), 1)).over(so_far))
    runs = (
        broken.where("holds")
        .groupBy(*LEARNER, "level_rank", "breaks")
        .agg(F.min("valid_from").alias("at"), F.max("valid_to").alias("valid_to"))
    )
    stood = F.unix_seconds("valid_to") - F.unix_seconds("at")
    stands = stood >= settings.language.confirmed_after_days * SECONDS_PER_DAY
    bases = F.array(F.lit(FIRST_SHOWN), F.when(stands, F.lit(CONFIRMED)))
    return (
        runs.withColumn("basis", F.explode(F.array_compact(bases)))
        .withColumn("date", local_day(F.col("at"), "UTC"))
        .select(
            *LEARNER,
            "basis",
            "level_rank",
            "at",
            F.lit(PROFICIENCY).alias("evidence"),
            "date",
            F.lit(None).cast("int").alias("gap_days"),
            F.col("at").alias("sure_at"),
        )
    )
