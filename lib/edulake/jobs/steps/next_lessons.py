"""Lessons to take next: ways to order them judged by ml_train, and offered by ml_score. Without lessons nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.sql import literal
from edulake.gold.language.columns import LEARNER
from edulake.ml.audit.gate import READY
from edulake.ml.models import mlflow_runs, once
from edulake.ml.models.once import STAMP
from edulake.ml.models.staging import reading
from edulake.ml.next_lessons import judging, ranking, record, reviews, taken, taste
from edulake.ml.next_lessons.ranking import LEVEL, TASTE_AND_LEVEL
from edulake.ml.next_lessons.record import Plan
from edulake.ml.next_lessons.reviews import REVIEW
from edulake.ml.problems.as_of import as_asked
from edulake.ml.segments.features import active_lately, looked_at
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS, NEXT_LESSONS
from edulake.ml.tables.review_due import REVIEW_DUE
from edulake.ops.runs import Entry
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE
from edulake.store.replace import replace_part
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from typing import Any

    from pyspark.sql import DataFrame

    from edulake.ml.problems.problem import Read
    from edulake.ops.runs import Done, Run
    from edulake.store.store import Store

    Say = Callable[[str], None]

NEEDED = (LESSON_PROGRESS_TABLE, LESSONS_TABLE)


def _plan(store: Store) -> Plan:
    return Plan(store.settings, taste.is_there(store.spark), store.versions(taken.READ))


# --- ml_train ---------------------------------------------------------------------------------------


def judge(store: Store, run: Run, say: Say, *, days: int | None = None, dry_run: bool = False) -> None:
    """Judges the orders by what each source's learners began in its last weeks, where nobody has on the data as it is.

    Nor where that was less than so many `days` ago, by the same recipe.
    """
    if len(store.existing(NEEDED)) < len(NEEDED):
        return
    plan = _plan(store)
    if not once.is_due_in(store, run, ML_NEXT_LESSONS, plan.version, plan.recipe, days):
        return
    say("models  next lessons: to be judged" + ("" if plan.is_there else "; popularity alone, for ALS is not there"))
    if dry_run:
        return
    before = store.version_held(ML_NEXT_LESSONS)
    read = reading(store, plan.data)
    cut = F.date_sub("as_of_date", judging.AFTER).alias("as_of_date")
    calendar = store.stage(looked_at(read, plan.unmodelled).select("source_system", cut), "calendar")
    if calendar.isEmpty():
        return
    begun = store.stage(taken.begun(read(LESSON_PROGRESS_TABLE)), "begun")
    known = store.stage(taken.before(begun, calendar), "taken")
    chosen = store.stage(taken.after(begun, calendar, judging.AFTER), "chosen")
    who = store.stage(judging.judged(known, chosen), "who")
    scored = _scored(store, plan, read, who, known, calendar)
    each = store.stage(judging.by_learner(scored, known, chosen, plan.rankings), "judged")
    told = {
        "model_version": F.lit(plan.version),
        "recipe": F.lit(plan.recipe),
        "data_versions": F.lit(json.dumps(plan.seen)),
        STAMP: F.lit(run.started_at),
    }
    rows = judging.figures(each, calendar, plan.rankings).join(calendar, on="source_system").withColumns(told)
    replace_part(store, ML_NEXT_LESSONS, rows, f"model_version = {literal(plan.version)}", STAMP)
    mlflow_runs.track(store, ML_NEXT_LESSONS, plan.version, "ranking", record.for_mlflow, say)
    run.entries.append(Entry(str(ML_NEXT_LESSONS), version_before=before, version_after=store.version(ML_NEXT_LESSONS)))


def _scored(store: Store, plan: Plan, read: Read, who: DataFrame, known: DataFrame, calendar: DataFrame) -> DataFrame:
    """The lessons that each of `who` may begin, with the score of each order, by what was `known` before the day."""
    everybody = known.select(*LEARNER).unionByName(who).distinct()
    levels = store.stage(taken.levels(read, everybody, known, calendar, plan.settings.gold), "levels")
    asked = levels.join(who, on=list(LEARNER), how="left_semi")
    offered = taken.candidates(asked, read(LESSONS_TABLE), known, calendar)
    liking = taste.liking(known, who, plan.seed, store.stage) if plan.is_there else None
    return store.stage(ranking.scored(taken.popular(offered, known, levels), liking), "scored")


# --- ml_score ---------------------------------------------------------------------------------------


def offer(store: Store, run: Run, done: Done, say: Say, *, asked: dt.date | None = None, dry_run: bool = False) -> None:
    """What learners who were active lately may take next, on the source's day, or on the day that was `asked` for."""
    if not store.exists(ML_NEXT_LESSONS):
        return
    plan = _plan(store)
    judged = _judged(store, plan)
    if judged is None:
        say("list    no judgement of next lessons by these settings: run ml_train first")
        return
    found = store.versions((ML_NEXT_LESSONS, REVIEW_DUE))
    seen = {**plan.seen, **{str(table): version for table, version in found.items()}}
    if asked is None and once.is_made(store, done, NEXT_LESSONS, seen):
        say("list    next lessons: nothing new since the last one")
        return
    say("list    next lessons")
    if dry_run:
        return
    before = store.version_held(NEXT_LESSONS)
    read = reading(store, plan.data)
    calendar = store.stage(as_asked(looked_at(read, plan.unmodelled), asked, say, "next lessons"), "calendar")
    days = {row["source_system"]: row["as_of_date"] for row in calendar.collect()}
    if not days:
        return
    due = reading(store, found)(REVIEW_DUE)
    rows = store.stage(_offered(store, plan, read, calendar, judged, due), "offered")
    stamped = rows.withColumns({"model_version": F.lit(judged["version"]), STAMP: F.lit(run.started_at)})
    replace_part(store, NEXT_LESSONS, stamped, once.of_days(days), STAMP)
    run.entries += once.entries(store, NEXT_LESSONS, before, seen, asked)


def _judged(store: Store, plan: Plan) -> dict[str, Any] | None:
    """The newest judgement of today's recipe: its version, and the sources in which taste is worth asking."""
    newest = Asked(
        ("model_version", "source_system", "status", STAMP),
        f"recipe = {literal(plan.recipe)}",
        ("source_system", "ranking"),
        (STAMP, "model_version"),
    )
    rows = sorted(store.values(ML_NEXT_LESSONS, newest), key=lambda row: (row[STAMP], row["model_version"]))
    if not rows:
        return None
    return {
        "version": rows[-1]["model_version"],
        "ready": sorted({r["source_system"] for r in rows if r["status"] == READY}),
    }


def _offered(
    store: Store, plan: Plan, read: Read, calendar: DataFrame, judged: Mapping[str, Any], due: DataFrame
) -> DataFrame:
    """Rows of gold.next_lessons but for the model and the stamp; what is begun comes first, then what is `due`."""
    begun = store.stage(taken.begun(read(LESSON_PROGRESS_TABLE)), "begun")
    known = store.stage(taken.before(begun, calendar), "taken")
    who = store.stage(active_lately(read, calendar, plan.settings.gold.language.drop_off_days), "active")
    scored = _scored(store, plan, read, who, known, calendar)
    is_ready = F.col("source_system").isin(judged["ready"])
    by_taste = is_ready & F.max(F.col("affinity").isNotNull()).over(ranking.of_learner())
    based = scored.withColumn("basis", F.when(by_taste, TASTE_AND_LEVEL).otherwise(LEVEL))
    chosen = F.when(F.col("basis") == TASTE_AND_LEVEL, F.col(TASTE_AND_LEVEL)).otherwise(F.col(LEVEL))
    likes = F.when(F.col("basis") == TASTE_AND_LEVEL, F.col("taste_above"))
    ready = ranking.few_begun(based.withColumns({"chosen": chosen, "taste_above": likes}), "chosen")
    again = reviews.to_review(due, begun, read(LESSONS_TABLE), calendar).join(who, on=list(LEARNER), how="left_semi")
    more = {"is_begun": F.lit(False), "basis": F.lit(REVIEW), "chosen": F.col("score")}
    every = ready.withColumn("reason", ranking.reason()).unionByName(
        again.withColumns(more).drop("score"), allowMissingColumns=True
    )
    first = ranking.ordered(every, ("chosen",), F.col("is_begun"), F.col("basis") == REVIEW)
    return first.join(F.broadcast(calendar), on="source_system")
