"""What is true of the learners of the app, and what it tells of them, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language import (
    attempts,
    catalogue,
    conversations,
    days,
    experiments,
    learners,
    levels,
    messages,
    proficiency,
    progress,
    skills,
)
from edulake.jobs.steps.generate.language.calendar import EXPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.language.world import World


class Facts(NamedTuple):
    """What is true: frames as their modules have them, those that many others are made of held in `keep`."""

    learners: DataFrame
    studies: DataFrame
    days: DataFrame
    conversations: DataFrame
    messages: DataFrame
    progress: DataFrame
    attempts: DataFrame
    skills: DataFrame
    assigned: DataFrame
    noted: DataFrame


def facts(spark: SparkSession, world: World, keep: Callable[[DataFrame, str], DataFrame]) -> Facts:
    """`keep` returns the same rows, computed once: a frame and its name are given."""
    who = keep(learners.learners(spark, world), "learners")
    studies = keep(levels.studies(who, world), "studies")
    active = keep(days.active_days(studies, world), "days")
    talks = keep(conversations.conversations(active, world), "conversations")
    taken = keep(progress.progress(studies, catalogue.lessons_frame(spark, world), world), "progress")
    assigned = keep(experiments.assigned(who, world), "assigned")
    seen = experiments.seen(assigned, talks)
    tried = attempts.scored(attempts.attempts(active, world), taken, experiments.raised(seen, world))
    tests = keep(tried, "attempts")
    return Facts(
        who,
        studies,
        active,
        talks,
        messages.messages(talks, world),
        taken,
        tests,
        keep(skills.skills(tests, world), "skills"),
        assigned,
        keep(experiments.noted(seen, tests, world), "noted"),
    )


def tables(spark: SparkSession, world: World, facts: Facts) -> dict[str, DataFrame]:
    """The rows of each file, with the `export` that holds them; what is offered is told in each."""
    every = F.explode(F.array(*[F.lit(export) for export in range(len(EXPORTS))])).alias("export")
    return {
        "lessons": catalogue.as_lessons(spark, world).select("*", every),
        "assessments": catalogue.as_assessments(spark).select("*", every),
        "conversations": conversations.as_conversations(facts.conversations),
        "messages": messages.as_messages(facts.messages, world),
        "lesson_progress": progress.as_progress(facts.progress),
        "assessment_attempts": attempts.as_attempts(facts.attempts, skills.by_attempt(facts.skills)),
        "user_levels": proficiency.as_user_levels(facts.attempts),
        "experiment_assignments": experiments.as_assignments(facts.assigned),
        "experiment_exposures": experiments.as_exposures(facts.noted),
    }
