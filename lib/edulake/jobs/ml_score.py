"""ml_score: the early-warning lists of a day: every student of a course run that is going on, and of the schools.

Who learns a language is put in a segment, told of skills to review, and offered lessons.

Each course run is scored by the model of the largest share that it has reached. The same model, day and data give the
same list: a second run changes nothing, and earlier lists stay.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.config.settings import EARLY_WARNING, FORESEEN, LANGUAGES
from edulake.contract.sql import literal
from edulake.errors import ConfigError, NotInstalledError
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps import next_lessons, review_due, segments
from edulake.ml.audit import drift, drift_alerts, gate, list_alerts
from edulake.ml.lists import ranking, reasons
from edulake.ml.models import files, learner, once, registry, training
from edulake.ml.models.staging import reading, staged
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.audit import DRIFT_BASELINE
from edulake.ml.tables.lists import DRIFT, PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.ops.runs import Entry, Run
from edulake.store.replace import replace_part

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Context
    from edulake.ml.problems.problem import Problem
    from edulake.ops.runs import Done
    from edulake.store.store import Store

    # A row of gold.ml_models, by column.
    Model = dict[str, Any]

STAMP = "prediction_timestamp"
TABLE = PREDICTIONS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=FORESEEN, help="list only this; by default all")
    parser.add_argument("--as-of", metavar="DATE", help="the day of the list; by default the day after the last fact")


def run(context: Context, foreseen: Sequence[str] = ()) -> list[Run]:
    """The lists of one day, by the newest model of each problem and cut-off that the settings ask for; who is where.

    What is `foreseen` is by default what the option `only` says, or all. Where this machine cannot apply a model, that
    is how the run ends, after segments.
    """
    parts = foreseen or context.foreseen
    run, store = Run("ml_score"), context.store
    asked, done = _asked(context.options), context.journal.last_done(run.job)
    try:
        if EARLY_WARNING in parts:
            try:
                _list_all(context, run, done, asked)
            except NotInstalledError as error:
                context.fail_at_end(error)
        if LANGUAGES in parts:
            segments.place(store, run, done, context.say, asked=asked, dry_run=context.dry_run)
            review_due.remind(store, run, done, context.say, asked=asked, dry_run=context.dry_run)
            next_lessons.offer(store, run, done, context.say, asked=asked, dry_run=context.dry_run)
    finally:
        store.clear_staging()
    return _recorded(context, run)


def _list_all(context: Context, run: Run, done: Done, asked: dt.date | None) -> None:
    models = _models(context.store)
    if not models:
        context.say("list    no model of these settings: run ml_train first")
        return
    seen = _versions(context.store, models)
    if asked is None and once.is_made(context.store, done, TABLE, seen):
        context.say("list    nothing new since the last one")
        return
    before = {table: context.store.version_held(table) for table in (TABLE, DRIFT)}
    for problem in PROBLEMS.values():
        its = [model for model in models if model["problem"] == problem.name]
        if its:
            _list(context, run, problem, its, asked)
    run.entries += once.entries(context.store, TABLE, before[TABLE], seen, asked)
    after = context.store.version_held(DRIFT)
    run.entries.append(Entry(str(DRIFT), str(TABLE), version_before=before[DRIFT], version_after=after))


def _recorded(context: Context, run: Run) -> list[Run]:
    if not context.dry_run:
        context.journal.enter(run)
        context.alert_of("a list drifted", drift_alerts.lists, run)
        if "list" in context.settings.alerts.on:
            context.alert_of("other students are selected", list_alerts.changes, run)
    return [run]


def _models(store: Store) -> list[Model]:
    """The newest model of today's recipe, of each problem and cut-off."""
    if not store.exists(MODELS):
        return []
    found = store.values(MODELS, registry.newest(store.settings))
    return sorted(found, key=lambda model: (model["problem"], model["share"] or 0))


def _asked(options: argparse.Namespace) -> dt.date | None:
    asked = getattr(options, "as_of", None)
    if not asked:
        return None
    try:
        return dt.date.fromisoformat(asked)
    except ValueError:
        raise ConfigError(f"{asked} is no date", "dates are written as 2024-10-31", "correct --as-of") from None


def _versions(store: Store, models: Sequence[Model]) -> dict[str, int]:
    """What the lists depend on, by name: the versions of all tables, and with that of gold.ml_models which models."""
    reads = [table for name in {model["problem"] for model in models} for table in PROBLEMS[name].reads]
    made = store.version(MODELS)
    of_tables = {str(table): version for table, version in store.versions(reads).items()}
    return {**of_tables, **{model["model_version"]: made for model in models}}


def _list(context: Context, run: Run, problem: Problem, models: Sequence[Model], asked: dt.date | None) -> None:
    """The lists of one problem, one for each of its models that somebody is to be scored by."""
    store, settings = context.store, context.settings
    read = reading(store, store.versions(problem.reads))
    last = problem.last_day(read, settings).collect()[0]["last"] if asked is None else asked - dt.timedelta(days=1)
    if last is None:
        context.say(f"list    {problem.name}: nobody to be listed")
        return
    day = last + dt.timedelta(days=1)
    examples = staged(store, problem.of_day(read, lambda rows: store.stage(rows, "ml"), settings, day))
    at = F.col("share") if "share" in examples.columns else F.lit(None)
    counted = {row["at"]: row["count"] for row in examples.groupBy(at.alias("at")).count().collect()}
    context.say(f"list    {problem.name}, {day}: {sum(counted.values()):,} students")
    behind = problem.behind(read, settings, day).collect() if problem.behind else []
    if behind:
        names = ", ".join(sorted(row["source_system"] for row in behind))
        context.say(f"list    {problem.name}: not all before {day} is known of {names}")
    if context.dry_run:
        return
    plan = store.stage(problem.plan(read, examples, day), "plan") if problem.plan and counted else None
    listed = store.read(TABLE).where(F.col("as_of_date") == F.lit(day)).select("model_version").distinct().collect()
    held = {row["model_version"] for row in listed}
    for model in models:
        # Where nobody is left for a model, whom it listed before goes.
        if counted.get(model["share"]) or model["model_version"] in held:
            rows = examples if model["share"] is None else examples.where(F.col("share") == model["share"])
            _write(context.store, run, problem, model, day, rows, plan)


def _write(
    store: Store, run: Run, problem: Problem, model: Model, day: dt.date, rows: DataFrame, plan: DataFrame | None
) -> None:
    """Writes one list as a whole, so that who is no longer on it goes, and how unlike its students are to others."""
    fitted = _fitted(store, model)
    scored = staged(store, fitted.scored(rows)) if fitted else rows
    listed = _listed(store.settings, problem, fitted, scored)
    stamp = F.lit(run.started_at)
    used = {"model_version": F.lit(model["model_version"]), "features_used": F.lit(len(model["features"]))}
    stamped = listed.withColumns({**used, STAMP: stamp}).select(*TABLE.casts())
    its = f"model_version = {literal(model['model_version'])} AND as_of_date = DATE '{day}'"
    replace_part(store, TABLE, stamped, its, STAMP)
    if not model["test_cohort"]:
        return
    kept = store.read(DRIFT_BASELINE).where(F.col("model_version") == model["model_version"])
    of_runs = None if plan is None else plan.join(rows.select("scope").distinct(), on="scope")
    unlike = drift.measured(scored, kept, problem.features, day, of_runs)
    stamped = unlike.withColumns({"model_version": used["model_version"], "processing_timestamp": stamp})
    part = drift.written_with(model["model_version"], day)
    replace_part(store, DRIFT, stamped.select(*DRIFT.casts()), part, "processing_timestamp")


def _fitted(store: Store, model: Model) -> training.Model | None:
    """The model, if it is one whose probabilities may be shown."""
    if model["status"] != gate.READY:
        return None
    place = files.folder(store, model["model_version"])
    parts = files.load(store.spark, model["algorithm"], place, model["model_files"])
    calibration = learner.Calibration(model["slope"], model["intercept"])
    return training.Model(model["algorithm"], parts, calibration, {}, [], model["trained_on"])


def _listed(settings: Settings, problem: Problem, fitted: training.Model | None, scored: DataFrame) -> DataFrame:
    """The list: with probabilities and reasons by a model that is READY, else in the rule's order."""
    capacity, words = float(settings.early_warning.capacity), problem.words()
    if fitted is None:
        return ranking.by_rule(scored, words[problem.rule], capacity)
    explained = reasons.with_reasons(scored, fitted, problem.features, words, problem.peers)
    return ranking.by_model(explained, capacity)


JOB = Job("ml_score", "The early-warning lists of a day, from the saved models.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
