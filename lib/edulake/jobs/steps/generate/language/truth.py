"""What tables and answers must say of the learners, counted from what is true and never read back from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language import attempts, conversations, messages, progress
from edulake.jobs.steps.generate.language.calendar import DAYS, FIRST, deliveries
from edulake.jobs.steps.generate.language.catalogue import TRAITS, lessons
from edulake.jobs.steps.generate.language.experiments import EXPERIMENTS
from edulake.jobs.steps.generate.language.learners import MILLION, hazards
from edulake.jobs.steps.generate.language.levels import HIGHEST, level_name
from edulake.jobs.steps.generate.language.proficiency import MISSING
from edulake.jobs.steps.generate.language.skills import HALF_LIVES
from edulake.jobs.steps.generate.language.world import CODES, LEVELS, SHAPE, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.jobs.steps.generate.language.plan import Facts
    from edulake.jobs.steps.generate.language.world import World

NUMBERS = range(len(EXPERIMENTS))
# What may be odd about an assignment, and about what is noted as seen.
ODD = ("is_mismatched", "is_in_both")


def of(facts: Facts, world: World) -> dict[str, Any]:
    """What is planted, what happened, and how many records of each kind the files hold."""
    return {
        "days": {"first": FIRST.isoformat(), "number": DAYS, "exports": [day.isoformat() for day in deliveries()]},
        "levels": {"shape": SHAPE, "medians": dict(zip(LEVELS, world.medians, strict=False))},
        "segments": _segments(facts, world),
        "topics": {"lively": list(conversations.LIVELY) if world.planted else [], "factor": conversations.LIVELIER},
        "lessons": [
            {"lesson_id": of.lesson, "language": CODES[of.language], "level": LEVELS[of.level - 1], "effect": of.effect,
             "popularity": of.popularity, "appeal": of.appeal, "traits": of.traits}
            for of in lessons(world)
        ],
        "skills": HALF_LIVES if world.planted else {},
        "experiments": _experiments(facts, world),
        "records": _counted(facts),
        "missing": {"file": "user_levels", "export": deliveries()[MISSING].isoformat()},
    }  # fmt: skip


def frames(facts: Facts, world: World) -> dict[str, DataFrame]:
    """What is true of each learner, language, step of time and skill, for a file each."""
    own, dates = world.draws("learner"), {f"reached_{level}": level for level in range(1, HIGHEST + 1)}
    names = tuple(segment.name for segment in world.segments)
    student = F.col("learner").alias("student_id")
    code = one_of(CODES, F.col("language")).alias("course_id")
    who = facts.studies.select("study", "learner", code)
    half_lives = facts.skills.groupBy("study", "skill").agg(F.first("half_life").alias("half_life_days"))
    return {
        "learners": facts.learners.select(
            student, one_of(names, F.col("segment")).alias("segment"), "ability", "growth",
            _date("start").alias("first_day"), _date("dropped").alias("dropped_on"),
            *[own.bell(f"likes {trait}").alias(f"likes_{trait}") for trait in range(TRAITS)],
        ),
        "levels": facts.studies.select(
            student, code, level_name(F.col("start_level")).alias("first_level"),
            *[_date(name).alias(f"reached_{LEVELS[level - 1]}") for name, level in dates.items()],
        ),
        "hazards": hazards(facts.learners, world).where("begins <= coalesce(dropped, begins)").select(
            student, _date("begins").alias("begins"), (F.col("hazard") / MILLION).alias("hazard")
        ),
        "half_lives": half_lives.join(who, "study").select(
            student, "course_id", "skill", "half_life_days"
        ),
    }  # fmt: skip


def _date(day: str) -> Column:
    return F.date_add(F.lit(FIRST), F.col(day).cast("int"))


def _segments(facts: Facts, world: World) -> dict[str, int]:
    """Learners by segment."""
    return _totals(facts.learners, {of.name: F.col("segment") == n for n, of in enumerate(world.segments)})


def _experiments(facts: Facts, world: World) -> dict[str, dict[str, Any]]:
    """Of each: what it adds, and learners assigned and noted by variant; mismatched ones, and those noted in both."""
    kinds = {(of, arm): (F.col("experiment") == of) & (F.col("told_arm") == arm) for of in NUMBERS for arm in (0, 1)}
    by_arm = {f"{of} {arm}": is_so for (of, arm), is_so in kinds.items()}
    odd = {column: {f"{of} {column}": (F.col("experiment") == of) & F.col(column) for of in NUMBERS} for column in ODD}
    assigned = _totals(facts.assigned, {**by_arm, **odd["is_mismatched"]})
    noted = _totals(facts.noted, {**by_arm, **odd["is_in_both"]})
    return {
        of.name: {
            "points": of.points if world.planted else 0.0,
            "lost_per_mille": of.lost if world.planted else 0,
            "is_seen_late": of.late and world.planted,
            "assigned": {variant: assigned[f"{number} {arm}"] for arm, variant in enumerate(of.variants)},
            "noted": {variant: noted[f"{number} {arm}"] for arm, variant in enumerate(of.variants)},
            "mismatched": assigned[f"{number} is_mismatched"],
            "both": noted[f"{number} is_in_both"],
        }
        for number, of in enumerate(EXPERIMENTS)
    }


def _counted(facts: Facts) -> dict[str, dict[str, int]]:
    """By table its records when all is told, each once, and of those the ones that are odd in some way."""
    return {
        "learners": _totals(facts.learners, {"told": F.lit(True), "dropped": F.col("dropped").isNotNull()}),
        "studies": _totals(facts.studies, {"told": F.lit(True)}),
        "conversations": _conversations(facts.conversations),
        "messages": _messages(facts.messages),
        "lesson_progress": _progress(facts.progress),
        "assessment_attempts": _attempts(facts.attempts),
    }


def _conversations(talks: DataFrame) -> dict[str, int]:
    fate = F.coalesce("fate", F.lit(""))
    told = fate != conversations.DELETED
    faults = {fault: told & (F.col("fault") == fault) for fault in conversations.FAULTS}
    return _totals(talks, {"told": told, **faults, **{name: fate == name for name in conversations.FATES}})


def _messages(said: DataFrame) -> dict[str, int]:
    """Those of a conversation that is never told are `waiting` for it; of others the learner's `own` are checked."""
    told = F.coalesce(F.col("fate") != conversations.DELETED, F.lit(True))
    own = told & F.col("is_own")
    is_read = own & F.col("fault").isNull()
    named = {"told": told, "waiting": ~told, "own": own, "read": is_read, messages.BAD_JSON: own & ~is_read}
    return _totals(said, {**named, "twice": F.col("is_twice")}, corrections=F.when(is_read, F.col("mistakes")))


def _progress(taken: DataFrame) -> dict[str, int]:
    named = {
        "told": F.lit(True),
        "completed": F.col("completed").isNotNull(),
        "open_again": F.col("reopened").isNotNull(),
    }
    faults = {fault: F.col("fault") == fault for fault in (*progress.OPEN_FAULTS, *progress.DONE_FAULTS)}
    return _totals(taken, {**named, **faults})


def _attempts(tried: DataFrame) -> dict[str, int]:
    """`tenths` are those of a point in all scores; a score off the scale is none."""
    fault = F.coalesce("fault", F.lit(""))
    is_scored = ~fault.isin(attempts.UNFINISHED, attempts.OFF_SCALE)
    faults = {name: fault == name for name in attempts.FAULTS}
    tenths = F.when(is_scored, F.round(F.col("score") * 10).cast("bigint"))
    named = {"told": F.lit(True), "finished": fault != attempts.UNFINISHED, "scored": is_scored}
    return _totals(tried, {**named, **faults}, tenths=tenths)


def _totals(rows: DataFrame, conditions: Mapping[str, Column], **sums: Column) -> dict[str, int]:
    """How many rows fulfil each condition, null being no, and what numbers come to; all in one pass."""
    counts = [F.count(F.when(is_so, 1)).alias(name) for name, is_so in conditions.items()]
    totals = [F.coalesce(F.sum(number), F.lit(0)).alias(name) for name, number in sums.items()]
    return rows.agg(*counts, *totals).collect()[0].asDict()
