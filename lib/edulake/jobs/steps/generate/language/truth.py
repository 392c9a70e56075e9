"""What tables and answers must say of the learners, counted from what is true of them and never read back from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language import attempts, conversations
from edulake.jobs.steps.generate.language.calendar import DAYS, FIRST, deliveries
from edulake.jobs.steps.generate.language.catalogue import TRAITS, lessons
from edulake.jobs.steps.generate.language.experiments import EXPERIMENTS
from edulake.jobs.steps.generate.language.learners import MILLION, hazards
from edulake.jobs.steps.generate.language.levels import HIGHEST, level_name
from edulake.jobs.steps.generate.language.proficiency import MISSING
from edulake.jobs.steps.generate.language.skills import HALF_LIVES
from edulake.jobs.steps.generate.language.world import CODES, LEVELS, SHAPE, one_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.jobs.steps.generate.language.plan import Facts
    from edulake.jobs.steps.generate.language.world import World


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
        "records": _records(facts),
        "faults": _faults(facts),
        "missing": {"file": "user_levels", "export": deliveries()[MISSING].isoformat()},
    }  # fmt: skip


def frames(facts: Facts, world: World) -> dict[str, DataFrame]:
    """What is true of each learner, language, step of time and skill, for a file each."""
    own, dates = world.draws("learner"), {f"reached_{level}": level for level in range(1, HIGHEST + 1)}
    names = tuple(segment.name for segment in world.segments)
    code = one_of(CODES, F.col("language")).alias("course_id")
    who = facts.studies.select("study", "learner", code)
    half_lives = facts.skills.groupBy("study", "skill").agg(F.first("half_life").alias("half_life_days"))
    return {
        "learners": facts.learners.select(
            F.col("learner").alias("student_id"), one_of(names, F.col("segment")).alias("segment"), "ability", "growth",
            _date("start").alias("first_day"), _date("dropped").alias("dropped_on"),
            *[own.bell(f"likes {trait}").alias(f"likes_{trait}") for trait in range(TRAITS)],
        ),
        "levels": facts.studies.select(
            F.col("learner").alias("student_id"), code, level_name(F.col("start_level")).alias("first_level"),
            *[_date(name).alias(f"reached_{LEVELS[level - 1]}") for name, level in dates.items()],
        ),
        "hazards": hazards(facts.learners, world).where("begins <= coalesce(dropped, begins)").select(
            F.col("learner").alias("student_id"), _date("begins").alias("begins"), (F.col("hazard") / MILLION).alias("hazard"),
        ),
        "half_lives": half_lives.join(who, "study").select(
            F.col("learner").alias("student_id"), "course_id", "skill", "half_life_days"
        ),
    }  # fmt: skip


def _date(day: str) -> Column:
    return F.date_add(F.lit(FIRST), F.col(day).cast("int"))


def _segments(facts: Facts, world: World) -> dict[str, int]:
    counted = _by(facts.learners, "segment")
    return {segment.name: counted.get(str(number), 0) for number, segment in enumerate(world.segments)}


def _experiments(facts: Facts, world: World) -> dict[str, dict[str, Any]]:
    """Of each: what it adds, and learners assigned and noted by variant; mismatched ones, and those noted in both."""
    told = facts.assigned.groupBy("experiment", "told_arm").agg(
        F.count(F.lit(1)).alias("assigned"), F.count_if("is_mismatched").alias("mismatched")
    )
    noted = facts.noted.groupBy("experiment", "told_arm").agg(
        F.count(F.lit(1)).alias("noted"), F.count_if("is_in_both").alias("both")
    )
    counted = {row[:2]: row for row in told.join(noted, ["experiment", "told_arm"], "left").collect()}
    of: dict[str, dict[str, Any]] = {}
    for number, experiment in enumerate(EXPERIMENTS):
        arms = [counted.get((number, arm)) for arm in (0, 1)]
        sums = {name: sum((row[name] or 0) if row else 0 for row in arms) for name in ("mismatched", "both")}
        by_arm = {
            name: {variant: (row[name] or 0) if row else 0 for variant, row in zip(experiment.variants, arms, strict=True)}
            for name in ("assigned", "noted")
        }
        of[experiment.name] = {
            "points": experiment.points if world.planted else 0.0,
            "lost_per_mille": experiment.lost if world.planted else 0,
            "is_seen_late": experiment.late and world.planted,
            **by_arm,
            **sums,
        }
    return of


def _records(facts: Facts) -> dict[str, Any]:
    """Records as the source counts them when all is told: each once, whatever was told twice, anew or too late."""
    talks, own = facts.conversations, facts.messages
    is_there = "fate IS NULL OR fate <> 'deleted'"
    said = own.join(talks.where(is_there).select("conversation"), "conversation", "left_semi")
    checked = said.where("is_own AND fault IS NULL")
    done = facts.attempts.where(f"fault IS NULL OR fault <> '{attempts.UNFINISHED}'")
    totals = checked.agg(F.count(F.lit(1)).alias("checked"), F.sum("mistakes").alias("corrections")).collect()[0]
    return {
        "learners": facts.learners.count(),
        "studies": facts.studies.count(),
        "dropped": facts.learners.where("dropped IS NOT NULL").count(),
        "conversations": talks.where(is_there).count(),
        "messages": said.count(),
        "messages_waiting": own.count() - said.count(),
        "messages_checked": totals["checked"],
        "corrections": totals["corrections"] or 0,
        "lesson_progress": facts.progress.count(),
        "lessons_completed": facts.progress.where("completed IS NOT NULL").count(),
        "lessons_open_again": facts.progress.where("reopened IS NOT NULL").count(),
        "attempts": facts.attempts.count(),
        "attempts_finished": done.count(),
        "tenths_of_points": done.where(_is_scored()).agg(F.sum(F.round(F.col("score") * 10).cast("bigint"))).collect()[0][0],
        "user_levels": done.select("study").distinct().count(),
    }


def _faults(facts: Facts) -> dict[str, dict[str, int]]:
    """By table, records with a fault, and rows that say the same again."""
    talks = facts.conversations.where("fate IS NULL OR fate <> 'deleted'")
    return {
        "conversations": {**_by(talks, "fault"), **_by(facts.conversations, "fate")},
        "messages": {**_by(facts.messages, "fault"), conversations.TWICE: facts.messages.where("is_twice").count()},
        "lesson_progress": _by(facts.progress, "fault"),
        "assessment_attempts": _by(facts.attempts, "fault"),
    }


def _is_scored() -> Column:
    """A score off the scale is none."""
    return F.coalesce(F.col("fault") != attempts.OFF_SCALE, F.lit(True))


def _by(rows: DataFrame, of_what: str) -> dict[str, int]:
    """Counts of the words of a column, in their order; nothing where it is null."""
    counted = rows.where(F.col(of_what).isNotNull()).groupBy(F.col(of_what).cast("string").alias("of")).count().collect()
    return {row["of"]: row["count"] for row in sorted(counted, key=lambda row: row["of"])}
