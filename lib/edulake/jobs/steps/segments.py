"""Segments of learners: found by ml_train, and who is in which by ml_score. Without a table about languages nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.sql import literal
from edulake.gold.language.activity import READ
from edulake.ml.models import mlflow_runs, once
from edulake.ml.models.once import STAMP
from edulake.ml.models.staging import reading
from edulake.ml.segments import features, learning, placing, record
from edulake.ml.segments.record import Plan
from edulake.ml.segments.search import Search
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS
from edulake.ops.runs import Entry
from edulake.store.replace import replace_part
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from pyspark.sql import DataFrame, SparkSession

    from edulake.ml.problems.problem import Read
    from edulake.ops.runs import Done, Run
    from edulake.store.store import Store

    Say = Callable[[str], None]

MADE_OF = ("model_version", "source_system", "status", "verdict", "scaling", "centres", STAMP)
CALENDAR = ("source_system", "as_of_date")


def _plan(store: Store, search: Search | None) -> Plan:
    unmodelled = tuple(store.settings.early_warning.unmodelled_sources)
    return Plan(search or Search(), store.settings.gold, store.versions(READ), unmodelled)


# --- ml_train ---------------------------------------------------------------------------------------


def learn(
    store: Store, run: Run, say: Say, *, days: int | None = None, dry_run: bool = False, search: Search | None = None
) -> None:
    """Looks for segments of each source's learners, where nobody has in the data as it is.

    Nor where that was less than so many `days` ago, by the same recipe. Each source is looked at as of its own day.
    """
    if not store.existing(READ):
        return
    plan = _plan(store, search)
    if not once.is_due_in(store, run, ML_SEGMENTS, plan.version, plan.recipe, days):
        return
    read = reading(store, plan.data)
    looked_at = {row["source_system"]: row["as_of_date"] for row in features.looked_at(read, plan.unmodelled).collect()}
    say(f"models  segments: learners of {', '.join(sorted(looked_at)) or 'nobody'}")
    if dry_run or not looked_at:
        return
    before = store.version_held(ML_SEGMENTS)
    behaviour = store.stage(features.behaviour(read, _calendar(store.spark, looked_at), plan.settings), "behaviour")
    earlier = _newest(store, "verdict = 'CHOSEN'")
    found = [_found(store, plan, behaviour, source, day, earlier, say) for source, day in sorted(looked_at.items())]
    rows = found[0]
    for more in found[1:]:
        rows = rows.unionByName(more)
    stamped = rows.withColumn(STAMP, F.lit(run.started_at))
    replace_part(store, ML_SEGMENTS, stamped, f"model_version = {literal(plan.version)}", STAMP)
    mlflow_runs.track(store, ML_SEGMENTS, plan.version, "k", record.for_mlflow, say)
    run.entries.append(Entry(str(ML_SEGMENTS), version_before=before, version_after=store.version(ML_SEGMENTS)))


def _newest(store: Store, condition: str) -> dict[str, record.Known]:
    """By source what the newest run found, of the rows for which the condition is true."""
    if not store.exists(ML_SEGMENTS):
        return {}
    newest = Asked(MADE_OF, condition, ("source_system", "k"), (STAMP, "model_version"))
    return record.known(store.values(ML_SEGMENTS, newest))


def _found(
    store: Store,
    plan: Plan,
    behaviour: DataFrame,
    source: str,
    day: dt.date,
    earlier: Mapping[str, record.Known],
    say: Say,
) -> DataFrame:
    """The rows of gold.ml_segments of one source."""
    own = behaviour.where(F.col("source_system") == source)
    examples = own.where(F.col("by_rule").isNull())
    before = earlier.get(source)
    kept = (before.segments, before.axes) if before else ((), ())
    found = learning.learned(examples, plan.search, store.stage, *kept)
    named = found.segments[found.chosen] if found.chosen else ()
    told = f"{found.chosen}: {'; '.join(str(segment.name) for segment in named)}" if named else found.status
    say(f"models  segments of {found.learners:,} learners of {source}: {told}")
    moved = None
    if named and before and store.exists(LEARNER_SEGMENTS):
        now = {source: record.Known(plan.version, found.status, found.axes, tuple(named))}
        listed = placing.with_before(placing.placed(own, now), store.read(LEARNER_SEGMENTS))
        moved = next((row["moved"] for row in placing.moved(listed).collect()), None)
    names_of = before.version if named and before else None
    return record.rows(store.spark, plan, source, day, found, names_of=names_of, moved=moved)


# --- ml_score ---------------------------------------------------------------------------------------


def place(
    store: Store,
    run: Run,
    done: Done,
    say: Say,
    *,
    asked: dt.date | None = None,
    dry_run: bool = False,
    search: Search | None = None,
) -> None:
    """Who is in which segment on each source's day, or on the day that was `asked` for, by today's recipe.

    A source of which not all is known before the day that was asked for has no list of it: all would be quiet. Nor is
    anybody put in segments that were found in what came later.
    """
    if not store.exists(ML_SEGMENTS):
        return
    plan = _plan(store, search)
    by_then = f" AND as_of_date <= DATE '{asked}'" if asked else ""
    known = _newest(store, f"recipe = {literal(plan.recipe)}{by_then}")
    if not known:
        say(f"list    no segments of these settings{' by that day' if asked else ''}: run ml_train first")
        return
    seen = {
        **{str(table): version for table, version in plan.data.items()},
        str(ML_SEGMENTS): store.version(ML_SEGMENTS),
    }
    if asked is None and once.is_made(store, done, LEARNER_SEGMENTS, seen):
        say("list    segments: nothing new since the last one")
        return
    read = reading(store, plan.data)
    last = {row["source_system"]: row["as_of_date"] for row in features.looked_at(read, plan.unmodelled).collect()}
    ahead = [source for source, day in last.items() if asked is not None and asked > day]
    if ahead:
        say(f"list    segments: not all before {asked} is known of {', '.join(sorted(ahead))}")
    days = {source: asked or day for source, day in last.items() if source in known and source not in ahead}
    say(f"list    segments of learners of {', '.join(f'{source}, {day}' for source, day in sorted(days.items()))}")
    if dry_run or not days:
        return
    before = store.version_held(LEARNER_SEGMENTS)
    rows = store.stage(_placed(store, read, plan, days, known), "segments")
    stamped = rows.withColumn(STAMP, F.lit(run.started_at))
    replace_part(store, LEARNER_SEGMENTS, stamped, once.of_days(days), STAMP)
    run.entries += once.entries(store, LEARNER_SEGMENTS, before, seen, asked)


def _placed(
    store: Store, read: Read, plan: Plan, days: Mapping[str, dt.date], known: Mapping[str, record.Known]
) -> DataFrame:
    behaviour = features.behaviour(read, _calendar(store.spark, days), plan.settings)
    rows = placing.placed(behaviour, {source: known[source] for source in sorted(days)})
    store.ensure(LEARNER_SEGMENTS)
    return placing.with_before(rows, store.read(LEARNER_SEGMENTS))


def _calendar(spark: SparkSession, days: Mapping[str, dt.date]) -> DataFrame:
    rows = [(source, day.isoformat()) for source, day in sorted(days.items())]
    texts = as_frame(spark, rows, spark.range(0).select(*[F.lit("").alias(name) for name in CALENDAR]).schema)
    return texts.withColumn("as_of_date", F.to_date("as_of_date"))
