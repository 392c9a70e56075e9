"""Skills to review: half-lives fitted and judged by ml_train, what is due listed by ml_score. Without tests nothing."""

from __future__ import annotations

import datetime as dt
import json
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.contract.sql import literal
from edulake.gold.language import activity
from edulake.gold.language.columns import LEARNER
from edulake.ml.audit.gate import READY
from edulake.ml.models import mlflow_runs, once
from edulake.ml.models.once import STAMP
from edulake.ml.models.staging import reading
from edulake.ml.problems.as_of import as_asked
from edulake.ml.review_due import fitting, judging, listing, practice, record
from edulake.ml.review_due.judging import AFTER, HALF_LIFE
from edulake.ml.review_due.record import Plan
from edulake.ml.segments.features import active_lately, looked_at
from edulake.ml.tables.review_due import ML_REVIEW_DUE, REVIEW_DUE
from edulake.ops.runs import Entry
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.store.replace import replace_part
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edulake.ml.problems.problem import Read
    from edulake.ml.review_due.fitting import Fitted
    from edulake.ops.runs import Done, Run
    from edulake.store.store import Store

    Say = Callable[[str], None]

FOUND = ("source_system", "learned_from", "weights")
HELD = ("model_version", "source_system", "model", "status", "weights", STAMP)


def _plan(store: Store) -> Plan:
    return Plan(store.settings, store.versions(activity.READ))


# --- ml_train ---------------------------------------------------------------------------------------


def fit(store: Store, run: Run, say: Say, *, days: int | None = None, dry_run: bool = False) -> None:
    """Fits half-lives to all but each source's last weeks, which judge them, where nobody has on the data as it is.

    Nor where that was less than so many `days` ago, by the same recipe.
    """
    if not store.exists(ATTEMPTS_TABLE):
        return
    plan = _plan(store)
    if not once.is_due_in(store, run, ML_REVIEW_DUE, plan.version, plan.recipe, days):
        return
    say("models  reviews: half-lives to be fitted")
    if dry_run:
        return
    before = store.version_held(ML_REVIEW_DUE)
    read = reading(store, plan.data)
    calendar = store.stage(looked_at(read, plan.unmodelled), "calendar")
    cuts = calendar.select("source_system", F.date_sub("as_of_date", AFTER).alias("as_of_date"))
    sources = sorted(row["source_system"] for row in calendar.collect())
    if not sources:
        return
    told = practice.examples(practice.practices(read(ATTEMPTS_TABLE), calendar))
    examples = store.stage(told.join(F.broadcast(cuts), on="source_system"), "examples")
    is_before = F.col("at") < F.col("as_of_date").cast("timestamp")
    found = {of: fitting.fitted(examples.where(is_before & (F.col("source_system") == of))) for of in sources}
    foretold = store.stage(_foretold(examples.where(~is_before), found), "foretold")
    stamps = {
        "model_version": F.lit(plan.version),
        "recipe": F.lit(plan.recipe),
        "data_versions": F.lit(json.dumps(plan.seen)),
        STAMP: F.lit(run.started_at),
    }
    figures = judging.figures(foretold, cuts).join(_found(store, found), on="source_system")
    own = F.when(F.col("model") == HALF_LIFE, F.col("weights"))
    rows = figures.join(cuts, on="source_system").withColumns({**stamps, "weights": own})
    replace_part(store, ML_REVIEW_DUE, rows, f"model_version = {literal(plan.version)}", STAMP)
    mlflow_runs.track(store, ML_REVIEW_DUE, plan.version, "model", record.for_mlflow, say)
    run.entries.append(Entry(str(ML_REVIEW_DUE), version_before=before, version_after=store.version(ML_REVIEW_DUE)))


def _foretold(later: DataFrame, found: Mapping[str, Fitted | None]) -> DataFrame:
    """What was foretold of the examples of each source; of one with too few to learn from nothing."""
    parts = [
        judging.foretold(
            later.where((F.col("source_system") == source) & F.lit(one is not None)), one or fitting.NOTHING
        )
        for source, one in found.items()
    ]
    return reduce(DataFrame.unionByName, parts)


def _found(store: Store, found: Mapping[str, Fitted | None]) -> DataFrame:
    """What was found for each source; nulls of one with too few."""
    rows = [
        (source, one.learners, [{"of": name, "weight": weight} for name, weight in one.weights.items()])
        if one
        else (source, None, None)
        for source, one in sorted(found.items())
    ]
    schema = ML_REVIEW_DUE.struct()
    return as_frame(store.spark, rows, T.StructType([schema[name] for name in FOUND]))


# --- ml_score ---------------------------------------------------------------------------------------


def remind(
    store: Store, run: Run, done: Done, say: Say, *, asked: dt.date | None = None, dry_run: bool = False
) -> None:
    """What is due of learners who were active lately, on the source's day, or on the day that was `asked` for.

    Half-lives of such a day are those that were fitted to, and judged by, what was known before it.
    """
    if not store.exists(ML_REVIEW_DUE):
        return
    plan = _plan(store)
    known = _known(store, plan, asked)
    if not known:
        say(f"list    no half-lives of these settings{' by that day' if asked else ''}: run ml_train first")
        return
    seen = {**plan.seen, str(ML_REVIEW_DUE): store.version(ML_REVIEW_DUE)}
    if asked is None and once.is_made(store, done, REVIEW_DUE, seen):
        say("list    reviews: nothing new since the last one")
        return
    say("list    reviews")
    if dry_run:
        return
    before = store.version_held(REVIEW_DUE)
    read = reading(store, plan.data)
    calendar = store.stage(as_asked(looked_at(read, plan.unmodelled), asked, say, "reviews"), "calendar")
    days = {row["source_system"]: row["as_of_date"] for row in calendar.collect() if row["source_system"] in known}
    if not days:
        return
    listed = [_listed(plan, read, calendar, source, known[source]) for source in sorted(days)]
    rows = store.stage(reduce(DataFrame.unionByName, listed), "reviews").withColumn(STAMP, F.lit(run.started_at))
    replace_part(store, REVIEW_DUE, rows, once.of_days(days), STAMP)
    run.entries += once.entries(store, REVIEW_DUE, before, seen, asked)


def _known(store: Store, plan: Plan, asked: dt.date | None) -> dict[str, record.Known]:
    """By source the newest half-lives of today's recipe; of those that were judged by the day that was `asked` for."""
    judged = f" AND as_of_date <= DATE '{asked - dt.timedelta(days=AFTER)}'" if asked else ""
    condition = f"recipe = {literal(plan.recipe)}{judged}"
    newest = Asked(HELD, condition, ("source_system", "model"), (STAMP, "model_version"))
    return record.known(store.values(ML_REVIEW_DUE, newest))


def _listed(plan: Plan, read: Read, calendar: DataFrame, source: str, known: record.Known) -> DataFrame:
    """Rows of gold.review_due but for the stamp, of one source; none where its half-lives are not READY."""
    own = calendar.where((F.col("source_system") == source) & F.lit(known.status == READY))
    who = active_lately(read, own, plan.settings.gold.language.drop_off_days)
    standing = practice.standing(practice.practices(read(ATTEMPTS_TABLE), own))
    asked = standing.join(who, on=list(LEARNER), how="left_semi").join(F.broadcast(own), on="source_system")
    weights = known.weights or fitting.NOTHING.weights
    return listing.listed(asked, weights).withColumn("model_version", F.lit(known.version))
