"""Which lessons learners take, when, and how they go on with them.

A lesson is taken at some time while its learner is at its level, sometimes one level early, if the learner is still
there by then; by whom it suits. What suits depends on
hidden traits, on how popular the lesson is, and on ability: so that its learners score better without it as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import SECONDS, day_of, export_of, moment
from edulake.jobs.steps.generate.language.catalogue import LESSONS, TRAITS
from edulake.jobs.steps.generate.language.conversations import language_name
from edulake.jobs.steps.generate.language.days import begins_at
from edulake.jobs.steps.generate.language.levels import HIGHEST
from edulake.jobs.steps.generate.language.world import ABILITY, clipped, drawn, one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World

EARLY = 100  # per mille, one level early
# How much popularity, each hidden trait, ability and chance weigh in what suits. It is taken where their sum is more
# than the segment's so many of its deviations: some half where few are offered, 42 of a hundred where all are alike.
POPULAR, TRAIT, ABLE, CHANCE = 0.7, 0.35, 0.8, 0.5
DEVIATION, OF_CHANCE = 1.54, 0.5
# Where more lessons are offered learners are choosier by so many deviations, and take about as many.
CHOOSIER = tuple(0.65 if number > min(LESSONS) else 0.0 for number in LESSONS)
LEFT, LATER, REOPENED = 120, 150, 30  # per mille: never completed, completed on a later day, opened again
LATEST, REOPENED_BY = 6, 20  # days
MINUTES = (8, 40)
PER_STUDY = 1_000
CONTRADICTS, COMPLETED_FIRST, ACCESSED_FIRST = (
    "PROGRESS_CONTRADICTS_STATUS", "COMPLETED_BEFORE_STARTED", "ACCESSED_BEFORE_COMPLETION",
)  # fmt: skip
# Per mille of the lessons that are not completed, and of those that are.
OPEN_FAULTS, DONE_FAULTS = {CONTRADICTS: 100}, {COMPLETED_FIRST: 5, ACCESSED_FIRST: 10}


def progress(studies: DataFrame, lessons: DataFrame, world: World) -> DataFrame:
    """One row a study and lesson that is taken: `started`, `completed` and `reopened` seconds, null where it is not.

    `adds` is the lesson's effect in hundredths of a point, `cents` the mastery in hundredths, `share` the per cent that
    an open lesson is done. `fault` says what is wrong with how it is told.
    """
    own, likes = world.draws("study", "lesson"), world.draws("learner")
    fond = F.array(*[likes.bell(f"likes {trait}") for trait in range(TRAITS)]).alias("likes")
    offered = studies.select("*", fond).join(F.broadcast(lessons), "language")
    level = F.col("lesson_level") - F.when(own.happens("early", EARLY), 1).otherwise(0)
    taste = sum((F.col("likes")[trait] * F.col("traits")[trait] for trait in range(TRAITS)), F.lit(0.0))
    able = F.col("appeal") * F.col("ability") / ABILITY
    suits = POPULAR * F.col("popularity") + TRAIT * taste + ABLE * able + CHANCE * own.bell("suits")
    choosy = world.of_segment("choosy") + one_of(CHOOSIER, F.col("language"))
    enough = choosy * (DEVIATION if world.planted else OF_CHANCE)
    placed = offered.where(suits > enough).select("*", level.alias("taken_at"))
    days = F.array(*[F.col(f"reached_{level}") for level in range(1, HIGHEST + 1)])
    # Of the highest level there is no next one.
    spans = placed.where("taken_at > 0").select(
        "*",
        F.get(days, (F.col("taken_at") - 1).cast("int")).alias("from_day"),
        F.get(days, F.col("taken_at").cast("int")).alias("next_day"),
    )
    last = F.coalesce(F.col("next_day") - 1, F.greatest("from_day", "until"))
    day = F.col("from_day") + F.pmod(own.bits("day"), last - F.col("from_day") + 1)
    there = spans.select("*", day.alias("day")).where(F.col("day") <= F.col("until"))
    begun = there.select("*", begins_at(own, world, "lesson").alias("started"))
    later = F.when(own.happens("later", LATER), own.between("days later", 1, LATEST)).otherwise(0)
    completed = F.col("started") + own.between("minutes", *MINUTES) * 60 + later * SECONDS
    done = begun.select(
        "*", F.when(~own.happens("left", LEFT) & (day_of(completed) <= F.col("until")), completed).alias("completed")
    )
    again = F.col("completed") + own.between("reopened after", 1, REOPENED_BY) * SECONDS
    is_again = own.happens("reopened", REOPENED) & (day_of(again) <= F.col("until"))
    mastery = clipped(F.lit(65.5) + F.col("ability") + own.bell("mastery") * 10, 0.0, 100.0)
    is_done = F.col("completed").isNotNull()
    return done.select("*", F.when(is_again, again).alias("reopened")).select(
        "study", "learner", "language", "lesson", "started", "completed", "reopened",
        F.round(F.col("effect") * 100).cast("bigint").alias("adds"),
        F.floor(mastery).alias("cents"),
        own.between("share", 10, 90).alias("share"),
        F.when(is_done & F.col("reopened").isNull(), drawn(own.between("fault", 0, 999), DONE_FAULTS))
        .when(~is_done, drawn(own.between("fault", 0, 999), OPEN_FAULTS)).alias("fault"),
    )  # fmt: skip


def as_progress(of: DataFrame) -> DataFrame:
    """The rows that are told: of each lesson one in each export that has news of it, as it stands by then."""
    exports = {
        name: export_of(day_of(F.col(name))).alias(f"{name}_in") for name in ("started", "completed", "reopened")
    }
    each = of.select("*", *exports.values())
    told = F.array_distinct(F.array_compact(F.array(*[f"{name}_in" for name in exports])))
    rows = each.select("*", F.explode(told).alias("export"))
    is_open_again = F.coalesce(F.col("reopened_in") <= F.col("export"), F.lit(False))
    is_done = F.coalesce(F.col("completed_in") <= F.col("export"), F.lit(False)) & ~is_open_again
    stated = rows.select("*", is_done.alias("is_done"), is_open_again.alias("is_open_again"))
    fault = F.coalesce("fault", F.lit(""))
    status = F.when(F.col("is_done"), "completed").when(fault == CONTRADICTS, "not_started").otherwise("in_progress")
    last = (
        F.when(F.col("is_open_again"), F.col("reopened"))
        .when(F.col("is_done") & (fault != ACCESSED_FIRST), F.col("completed"))
        .otherwise(F.col("started"))
    )
    completed = F.when(fault == COMPLETED_FIRST, F.col("started") - 3_600).otherwise(F.col("completed"))
    return stated.select(
        "export",
        (F.col("study") * PER_STUDY + F.col("lesson")).alias("id"),
        F.col("learner").alias("user_id"),
        F.col("lesson").alias("lesson_id"),
        language_name(F.lit(False)).alias("language"),
        status.alias("status"),
        F.when(F.col("is_done"), 100.0).otherwise(F.col("share").cast("double")).alias("completion_percentage"),
        F.when(F.col("is_done"), F.col("cents") / 100).alias("mastery_score"),
        moment(F.col("started")).alias("started_at"),
        moment(F.when(F.col("is_done"), completed)).alias("completed_at"),
        moment(last).alias("last_accessed_at"),
    )
