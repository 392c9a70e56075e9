"""Attempts at tests: what the app recommends after each, and the score.

What is recommended follows from the level that the learner truly has and from luck. The score is made of the same, and
of what recommending looks past: ability, days of practice, what completed lessons add, and an experiment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import LAST_EXPORT, export_of, moment
from edulake.jobs.steps.generate.language.catalogue import MIXED, OWN_LEVEL, PER_LANGUAGE, TEST_TYPES
from edulake.jobs.steps.generate.language.conversations import language_name
from edulake.jobs.steps.generate.language.days import begins_at
from edulake.jobs.steps.generate.language.levels import HIGHEST, level_name, level_on
from edulake.jobs.steps.generate.language.world import LEVELS, clipped, drawn, one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.language.world import World

MIDDLE, BY_LEVEL, LUCK = 55.0, 25.0, 12.0  # points
UP, DOWN = 80.0, 55.0
# Nobody is tested above the highest level: who has it keeps it down to so many points.
DOWN_AT_HIGHEST = 45.0
NEXT_LEVEL = 700  # per mille of the attempts of those below the highest level
PLACED_BELOW, PLACED_ABOVE = 100, 100  # per mille of the placements
MINUTES = (10, 40)
PER_STUDY = 1_000
UNFINISHED, SPELLING, CORRECTED, TWICE, OFF_SCALE, NO_DURATION = (
    "UNFINISHED", "OTHER_SPELLING", "CORRECTED", "TWICE", "BAD_SCORE", "NO_DURATION",
)  # fmt: skip
DO_NOT_ADD_UP, BROKEN = "SKILLS_DO_NOT_ADD_UP", "BAD_JSON"
# Per mille of the attempts.
FAULTS = {
    UNFINISHED: 30, SPELLING: 20, CORRECTED: 10, TWICE: 4, OFF_SCALE: 3, NO_DURATION: 40, DO_NOT_ADD_UP: 20, BROKEN: 3,
}  # fmt: skip
TOO_MUCH, MOVED_BY = 130.0, 5.0


def attempts(days: DataFrame, world: World) -> DataFrame:
    """One row a study and day with an attempt: `kind`, `test_level` (0: of placement), `true_level`, `recommended`.

    `known` is the score, in points and not yet cut to 0 to 100, before anything that was completed or seen; `begun` and
    `ended` are seconds; `drawn_fault` says what may be wrong with how it is told.
    """
    own = world.draws("study", "day")
    true, is_first = F.col("true_level"), F.col("day") == F.col("begins")
    each = days.where("is_tested").select(
        "*", level_on(F.col("day")).alias("true_level"), is_first.alias("is_placement")
    )
    is_next = (true < HIGHEST) & own.happens("next level", NEXT_LEVEL)
    kind = (
        F.when(F.col("is_placement"), 0)
        .when(is_next, len(OWN_LEVEL) + 1)
        .otherwise(own.between("kind", 1, len(OWN_LEVEL)))
    )
    test = F.when(F.col("is_placement"), 0).when(is_next, true + 1).otherwise(true)
    placed = own.between("placed", 0, 999)
    by_luck = F.when(placed < PLACED_BELOW, -1).when(placed >= 1000 - PLACED_ABOVE, 1).otherwise(0)
    level, signal = F.col("test_level"), F.col("signal")
    tested = each.select(
        "*", kind.alias("kind"), test.alias("test_level"), (own.bell("luck") * LUCK).alias("luck")
    ).select(
        "*",
        (F.when(F.col("is_placement"), 0).otherwise(true - level) * BY_LEVEL + MIDDLE + F.col("luck")).alias("signal"),
    )
    recommended = (
        F.when(F.col("is_placement"), true + by_luck)
        .when(signal >= UP, level + 1)
        .when(signal < F.when(true == HIGHEST, DOWN_AT_HIGHEST).otherwise(DOWN), level - 1)
        .otherwise(level)
    )
    begun = begins_at(own, world, "test")
    return tested.select(
        "study", "learner", "language", "day", "begins", "kind", "test_level", "true_level",
        F.greatest(F.lit(1), F.least(F.lit(HIGHEST), recommended)).alias("recommended"),
        (signal + F.col("ability") + F.col("growth") * (F.col("day") - F.col("begins"))).alias("known"),
        begun.alias("begun"),
        (begun + own.between("minutes", *MINUTES) * 60).alias("ended"),
        export_of(F.col("day")).alias("export"),
        drawn(own.between("fault", 0, 999), FAULTS).alias("drawn_fault"),
    )  # fmt: skip


def scored(attempts: DataFrame, progress: DataFrame, raised: DataFrame) -> DataFrame:
    """The attempts with the `score` to a tenth, what lessons `added` to it, what an experiment `gained`, and `fault`.

    Lessons count that were completed before, in hundredths of a point. `raised` has learners to whom an experiment adds
    `points` from the second `seen` on.
    """
    taught = progress.where("completed IS NOT NULL AND adds <> 0").groupBy("study")
    lessons = taught.agg(F.collect_list(F.struct("completed", "adds")).alias("lessons"))
    joined = attempts.join(lessons, "study", "left").join(raised, "learner", "left")
    before = F.filter("lessons", lambda lesson: lesson["completed"] < F.col("begun"))
    cents = F.aggregate(before, F.lit(0).cast("bigint"), lambda total, lesson: total + lesson["adds"])
    gained = F.when(F.col("seen") < F.col("begun"), F.col("points")).otherwise(0.0)
    added = joined.select("*", F.coalesce(cents, F.lit(0)).alias("added"), gained.alias("gained"))
    known = F.col("known") + F.col("added") / 100 + F.col("gained")
    fault = F.col("drawn_fault")
    is_once = (F.col("export") == LAST_EXPORT) & (fault == CORRECTED)
    return added.select(
        "*",
        F.round(clipped(known, 0.0, 100.0), 1).alias("score"),
        F.when(~is_once, fault).alias("fault"),
    ).drop("lessons", "seen", "points", "drawn_fault")


def as_attempts(of: DataFrame, skills: DataFrame) -> DataFrame:
    """The rows that are told, each with its `export`: two of those told twice, or first with another score.

    `skills` has for each study and day the `points` and `points_max` of the attempt, and its `skills` as JSON.
    """
    fault, score = F.coalesce("fault", F.lit("")), F.col("score")
    wrong = F.when(score < MOVED_BY, score + MOVED_BY).otherwise(score - MOVED_BY)
    one = _telling(F.col("export"), F.when(fault == OFF_SCALE, TOO_MUCH).otherwise(score))
    tellings = (
        F.when(fault == CORRECTED, F.array(_telling(F.col("export"), wrong), _telling(F.col("export") + 1, score)))
        .when(fault == TWICE, F.array(one, one))
        .otherwise(F.array(one))
    )
    rows = of.join(skills, ["study", "day"]).select("*", F.inline(tellings))
    is_done = fault != UNFINISHED
    return rows.select(
        F.col("told_in").alias("export"),
        (F.col("study") * PER_STUDY + F.col("day")).alias("id"),
        F.col("learner").alias("user_id"),
        assessment_id().alias("assessment_id"),
        language_name(fault == SPELLING).alias("language"),
        F.when(is_done, F.col("told_score")).alias("score"),
        F.when(is_done, F.col("points_max") + F.when(fault == DO_NOT_ADD_UP, 2).otherwise(0)).alias("total_questions"),
        F.when(is_done, F.col("points")).alias("correct_answers"),
        moment(F.when(fault == NO_DURATION, F.col("ended")).otherwise(F.col("begun"))).alias("started_at"),
        moment(F.when(is_done, F.col("ended"))).alias("completed_at"),
        F.lit(None).cast("string").alias("answers_json"),
        F.when(is_done, level_name(F.col("recommended"))).alias("recommended_level"),
        F.when(is_done, F.when(fault == BROKEN, '[{"skill": ').otherwise(F.col("skills"))).alias("skill_scores_json"),
    )


def assessment_id() -> Column:
    """The test of the catalogue that is of the row's language, kind and level."""
    of_kind = (F.col("kind") - 1) * len(LEVELS) + F.col("test_level")
    number = F.col("language") * PER_LANGUAGE + 1 + F.when(F.col("test_level") == 0, 0).otherwise(of_kind)
    return number.cast("bigint")


def type_and_level() -> tuple[Column, Column]:
    """The type of a test and its level by name, those of placement mixed."""
    level = F.when(F.col("test_level") == 0, MIXED).otherwise(level_name(F.col("test_level")))
    return one_of(("cefr_placement", *TEST_TYPES), F.col("kind")), level


def _telling(export: Column, score: Column) -> Column:
    return F.struct(export.alias("told_in"), score.alias("told_score"))
