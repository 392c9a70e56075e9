"""Which lessons suit learners by what is planted, and how many of those begun next each order would have offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.catalogue import TRAITS
from edulake.jobs.steps.generate.language.progress import ABLE, POPULAR, TRAIT
from edulake.jobs.steps.generate.language.world import ABILITY
from edulake.ml.next_lessons import judging, taken
from edulake.ml.next_lessons.ranking import SCORE_TYPE
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from language import World
    from pyspark.sql import DataFrame

ORACLE = "planted"


def figures(world: World) -> list[tuple[str, str, str]]:
    """Recall at ten of each order, beside that of the order by what truly suits each learner."""
    judged = world.store.read(ML_NEXT_LESSONS).orderBy("processing_timestamp", F.desc("recall")).collect()
    newest = [row for row in judged if row["model_version"] == judged[-1]["model_version"]]
    best = _oracle(world, newest[0]["as_of_date"]) if newest[0]["learners"] else None
    rows = [(f"next lessons, {newest[0]['learners']} learners", "", newest[0]["status"])]
    told = f"{best:.3f}" if best else ""
    return [*rows, *[(f"recall at ten, {row['ranking']}", told, _told(row)) for row in newest]]


def _told(row: dict) -> str:
    if row["recall"] is None:
        return "none"
    return f"{row['recall']:.3f}, {row['gain']:+.3f} [{row['gain_low']:+.3f}, {row['gain_high']:+.3f}] over level"


def _oracle(world: World, day: object) -> float:
    store, read = world.store, world.store.read
    calendar = store.spark.range(1).select(
        F.lit("babblr").alias("source_system"), F.lit(str(day)).cast("date").alias("as_of_date")
    )
    begun = store.stage(taken.begun(read(LESSON_PROGRESS_TABLE)), "begun")
    known = store.stage(taken.before(begun, calendar), "taken")
    chosen = store.stage(taken.after(begun, calendar, judging.AFTER), "chosen")
    who = judging.judged(known, chosen)
    levels = taken.levels(read, who, known, calendar, store.settings.gold)
    offered = taken.candidates(levels, read(LESSONS_TABLE), known, calendar).where("is_near")
    suits = offered.join(_preferences(world), ["student_id", "lesson_id"]).withColumn(ORACLE, F.col("suits"))
    each = judging.by_learner(store.stage(suits, "suits"), known, chosen, (ORACLE,))
    return each.agg(F.avg("recall")).collect()[0][0]


def _preferences(world: World) -> DataFrame:
    """Learner, lesson_id and how well it `suits`, but for chance."""
    lessons = world.told()["lessons"]
    flat = [(str(of["lesson_id"]), of["popularity"], of["appeal"], *of["traits"]) for of in lessons]
    traits = [f"trait_{number}" for number in range(TRAITS)]
    names = ("lesson_id", "popularity", "appeal", *traits)
    schema = world.store.spark.createDataFrame([flat[0]], list(names)).schema
    offered = as_frame(world.store.spark, flat, schema)
    pairs = world.truth("learners").crossJoin(F.broadcast(offered))
    taste = sum((F.col(f"likes_{n}").cast("double") * F.col(f"trait_{n}") for n in range(TRAITS)), F.lit(0.0))
    able = F.col("appeal") * F.col("ability").cast("double") / ABILITY
    suits = (POPULAR * F.col("popularity") + TRAIT * taste + ABLE * able).cast(SCORE_TYPE)
    return pairs.select("student_id", "lesson_id", suits.alias("suits"))
