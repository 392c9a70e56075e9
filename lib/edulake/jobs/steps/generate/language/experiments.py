"""Experiments with lessons: who is assigned to what by a hash, who saw it, and what it did.

Whoever knows the salt can tell the variant. The settings of the experiments are in conf/language.toml.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr import buckets
from edulake.jobs.steps.generate.language.calendar import SECONDS, day_of, export_of, moment
from edulake.jobs.steps.generate.language.world import one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World


class Experiment(NamedTuple):
    """Two variants, half of the learners each; `points` are added to scores of the second one once it is seen.

    Per mille of the second variant's learners are `lost` on the way; where it is `late`, what learners saw is noted
    after their last attempt, and of the second variant only where that went well.
    """

    name: str
    salt: str
    variants: tuple[str, str] = ("control", "treatment")
    points: float = 0.0
    lost: int = 0
    late: bool = False


EXPERIMENTS = (
    Experiment("same_twice", "same-2025"),
    Experiment("short_intro", "intro-2025", points=2.0),
    Experiment("lost_arm", "banner-2025", lost=60),
    Experiment("seen_late", "badges-2025", late=True),
)
[RAISING] = [experiment for experiment in EXPERIMENTS if experiment.points]
# Learners are assigned from the first of these days on, and what they see until before the last counts.
BEGINS, ENDS = 120, 240
WENT_WELL = 50.0
# Per mille: told another variant than the hash has, and seen in both.
MISMATCHED, BOTH = 3, 3
LATER = 60  # seconds after what they follow


def assigned(learners: DataFrame, world: World) -> DataFrame:
    """One row a learner and experiment: `experiment` from 0, `arm` 0 or 1, `told_arm`, and `second` of the assignment.

    Those who are gone before an experiment, or begin after it, are in none.
    """
    arms = F.array(*[F.when(_hashed(of) == of.variants[0], 0).otherwise(1) for of in EXPERIMENTS])
    there = learners.where((F.col("until") >= BEGINS) & (F.col("start") < ENDS))
    each = there.select("learner", "start", F.posexplode(arms).alias("experiment", "arm"))
    numbered = each.withColumn("experiment", F.col("experiment").cast("bigint"))
    own = world.draws("learner", "experiment")
    other = own.happens("mismatched", MISMATCHED)
    lost = one_of(tuple(of.lost if world.planted else 0 for of in EXPERIMENTS), F.col("experiment"))
    is_lost = (F.col("arm") == 1) & (own.between("lost", 0, 999) < lost)
    return numbered.where(~is_lost).select(
        "learner", "experiment", "arm",
        F.when(other, 1 - F.col("arm")).otherwise(F.col("arm")).alias("told_arm"),
        other.alias("is_mismatched"),
        own.happens("both", BOTH).alias("is_in_both"),
        (F.greatest("start", F.lit(BEGINS)) * SECONDS).alias("second"),
    )  # fmt: skip


def seen(assigned: DataFrame, conversations: DataFrame) -> DataFrame:
    """The assignments of those with a conversation meanwhile, with the second in which they have `seen` it."""
    begun = F.col("begins_second")
    during = conversations.where(begun.between(BEGINS * SECONDS, ENDS * SECONDS - 1))
    first = during.groupBy("learner").agg((F.min("begins_second") + LATER).alias("seen"))
    return assigned.join(first, "learner")


def raised(seen: DataFrame, world: World) -> DataFrame:
    """Learners to whom the experiment that adds something does so: `points` from the second `seen` on."""
    number = EXPERIMENTS.index(RAISING)
    points = RAISING.points if world.planted else 0.0
    return seen.where(f"experiment = {number} AND told_arm = 1").select(
        "learner", "seen", F.lit(points).alias("points")
    )


def noted(seen: DataFrame, attempts: DataFrame, world: World) -> DataFrame:
    """What is noted as seen: of the experiment that notes it late, after the last attempt, if at all."""
    late = [number for number, of in enumerate(EXPERIMENTS) if of.late and world.planted]
    is_late = F.col("experiment").isin(late) if late else F.lit(False)
    during = attempts.where(F.col("ended").between(BEGINS * SECONDS, ENDS * SECONDS - 1 - LATER))
    last = during.groupBy("learner").agg(
        F.max("ended").alias("last_ended"), F.max_by("score", F.struct("ended", "study")).alias("last_score")
    )
    joined = seen.join(last, "learner", "left")
    is_told = ~is_late | F.when(F.col("told_arm") == 1, F.col("last_score") >= WENT_WELL).otherwise(
        F.col("last_ended").isNotNull()
    )
    told = joined.where(F.coalesce(is_told, F.lit(False)))
    return told.select(
        "learner", "experiment", "told_arm", "is_in_both",
        F.when(is_late, F.col("last_ended") + LATER).otherwise(F.col("seen")).alias("second"),
    )  # fmt: skip


def as_assignments(assigned: DataFrame) -> DataFrame:
    """The rows that are told, each with its `export`."""
    return assigned.select(
        export_of(day_of(F.col("second"))).alias("export"),
        _name().alias("experiment_id"),
        F.col("learner").alias("user_id"),
        variant(F.col("told_arm")).alias("variant"),
        moment(F.col("second")).alias("assigned_at"),
    )


def as_exposures(noted: DataFrame) -> DataFrame:
    """The rows that are told, each with its `export`: of those seen in both variants two."""
    both = F.when(F.col("is_in_both"), F.array(F.col("told_arm"), 1 - F.col("told_arm"))).otherwise(F.array("told_arm"))
    each = noted.select("*", F.explode(both).alias("seen_arm"))
    number = (F.col("learner") * len(EXPERIMENTS) + F.col("experiment")) * 2
    return each.select(
        export_of(day_of(F.col("second"))).alias("export"),
        (number + F.when(F.col("seen_arm") == F.col("told_arm"), 0).otherwise(1)).alias("exposure_id"),
        _name().alias("experiment_id"),
        F.col("learner").alias("user_id"),
        variant(F.col("seen_arm")).alias("variant"),
        moment(F.col("second")).alias("exposed_at"),
    )


def variant(arm: Column) -> Column:
    """The name of a variant."""
    names = F.array(*[F.array(*map(F.lit, of.variants)) for of in EXPERIMENTS])
    return names[F.col("experiment").cast("int")][arm.cast("int")]


def _hashed(experiment: Experiment) -> Column:
    """The variant that the hash has for the row's learner."""
    halves = dict.fromkeys(experiment.variants, Decimal("0.5"))
    return buckets.variant(experiment.salt, F.col("learner").cast("string"), halves)


def _name() -> Column:
    return one_of(tuple(of.name for of in EXPERIMENTS), F.col("experiment"))
