"""ml_train: for each problem one model per cut-off, learned from earlier cohorts and judged on a later one.

A model's version is a hash of all that makes it, so that a run without news trains nothing. What it writes beside
the model comes before its row in gold.ml_models: a killed run is repeated, a model with a row is complete.
Where somebody learns a language, segments of learners are looked for, half-lives of skills fitted, and ways to order
lessons judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.config.settings import EARLY_WARNING, FORESEEN, LANGUAGES
from edulake.errors import NotInstalledError
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps import next_lessons, review_due, segments
from edulake.ml import split, statistics
from edulake.ml.audit import card, drift, fairness, gate, gate_alerts, importance, leaks
from edulake.ml.models import files, once, record, registry, training
from edulake.ml.models.mlflow_runs import log, must_be_ready
from edulake.ml.models.once import STAMP
from edulake.ml.models.record import Plan
from edulake.ml.models.staging import reading, staged
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.audit import CALIBRATION, DRIFT_BASELINE, FAIRNESS, IMPORTANCE, METRICS
from edulake.ml.tables.models import MODELS
from edulake.ops.runs import Entry, Run
from edulake.store.merge import where_different
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, Row

    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context
    from edulake.ml.problems.problem import Problem
    from edulake.ml.split import Split
    from edulake.ops.runs import Done
    from edulake.store.store import Store

SCORED = ("label", "tie", "score", "probability", "rule", "rank", "is_selected", "warning_days", "scope")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--train", metavar="TERM,TERM", help="cohorts to learn from; by default all that ended in time")
    parser.add_argument("--test", metavar="TERM", help="a later cohort to be judged on; by default the newest complete")
    parser.add_argument("--only", choices=FORESEEN, help="learn only this; by default all")
    parser.add_argument("--at-most-every", type=int, metavar="DAYS", help="nothing, while the newest model is younger")


def run(context: Context, at_most_every: int | None = None, foreseen: Sequence[str] = ()) -> list[Run]:
    """A model for each problem and cut-off that has none for the data as it is, nor one that is young enough.

    `at_most_every` days, as the option of this name, is for how long a model is young. What is `foreseen` is by default
    what the option `only` says, or all.
    """
    parts = foreseen or context.foreseen
    days = at_most_every or getattr(context.options, "at_most_every", None)
    must_be_ready(context.settings.tracking)
    run, store = Run("ml_train"), context.store
    before = store.version_held(MODELS)
    try:
        if EARLY_WARNING in parts:
            _train(context, run, days)
        if LANGUAGES in parts:
            segments.learn(store, run, context.say, days=days, dry_run=context.dry_run)
            review_due.fit(store, run, context.say, days=days, dry_run=context.dry_run)
            next_lessons.judge(store, run, context.say, days=days, dry_run=context.dry_run)
    finally:
        store.clear_staging()
    after = store.version_held(MODELS)
    if after is not None:
        _track(context, run)
        run.entries.append(Entry(str(MODELS), version_before=before, version_after=after))
    if not context.dry_run:
        context.journal.enter(run)
        context.alert_of("a model's status changed", gate_alerts.changes, run)
    return [run]


def _train(context: Context, run: Run, days: int | None) -> None:
    """A model of whatever is due; where this machine cannot make any, that is how the run ends, after segments."""
    held, done = _held(context.store), context.journal.last_done(run.job)
    try:
        for problem in PROBLEMS.values():
            plans = _plans(context, problem)
            if plans:
                _bring_up_to_date(context, run, [plan for plan in plans if _is_due(run, plan, held, days)], done)
    except NotInstalledError as error:
        context.fail_at_end(error)


def _track(context: Context, run: Run) -> None:
    """Tells MLflow, where somebody asked for it, of the models that this run judged."""
    if not context.settings.tracking.mlflow_uri or context.dry_run:
        return
    mine = F.col(STAMP) == F.lit(run.started_at)
    record = {row["model_version"]: row for row in context.store.read(MODELS).where(mine).collect()}
    figures = context.store.read(METRICS).where("dimension = 'overall'")
    judged = figures.where(F.col("model_version").isin(list(record))).collect() if record else []
    pairs = [(record[row["model_version"]], row) for row in judged]
    log(context.settings.tracking, pairs, context.say)


def _plans(context: Context, problem: Problem) -> list[Plan]:
    """What there would be to train; nothing without a table that says how anything ended."""
    store = context.store
    if not store.existing(problem.judged_by):
        context.say(f"models  {problem.name}: nothing to learn from")
        return []
    recipe = registry.recipe(problem, context.settings, _cohorts(context.options))
    data = store.versions(problem.reads)
    return [Plan(problem, share, recipe, data) for share in problem.shares(context.settings.early_warning)]


def _cohorts(options: argparse.Namespace) -> tuple[str | None, str | None]:
    """The cohorts that were asked for, to train and to test."""
    return getattr(options, "train", None), getattr(options, "test", None)


def _held(store: Store) -> list[dict[str, Any]]:
    if not store.exists(MODELS):
        return []
    return store.values(MODELS, Asked(("model_version", "problem", "share", "recipe", STAMP)))


def _is_due(run: Run, plan: Plan, held: Sequence[dict[str, Any]], days: int | None) -> bool:
    """Whether there is no such model, nor a younger one than so many `days` of its problem, cut-off and recipe."""
    line = {"problem": plan.problem.name, "share": plan.share, "recipe": plan.recipe}
    return once.is_due(run, held, plan.version, line, days)


def _bring_up_to_date(context: Context, run: Run, plans: Sequence[Plan], done: Done) -> None:
    """Trains what is due, all of one problem, from one frame of examples; that there is nobody is asked once."""
    if not plans:
        return
    problem, store, version = plans[0].problem, context.store, plans[0].version
    read = reading(store, plans[0].data)
    known = once.is_for_nothing(done, MODELS, problem.name, version)
    if known or problem.last_day(read, context.settings).collect()[0]["last"] is None:
        context.say(f"models  {problem.name}: nobody to learn from")
        if not known:
            run.entries.append(once.for_nothing(MODELS, problem.name, version))
        return
    context.say(f"models  {problem.name}: {len(plans)} to train")
    if context.dry_run:
        return
    examples = staged(store, problem.examples(read, lambda rows: store.stage(rows, "ml"), context.settings))
    for plan in plans:
        rows = examples if plan.share is None else examples.where(F.col("share") == plan.share)
        _make(context, run, rows, plan)


def _make(context: Context, run: Run, rows: DataFrame, plan: Plan) -> None:
    asked = _cohorts(context.options)
    apart = split.newest(rows, *asked)
    if apart is None and any(asked):
        context.say(f"models  {plan.at}: no cohorts of these names have results")
        return
    if apart is None:
        context.say(f"models  {plan.at}: no earlier cohort had ended; the rule alone decides")
        _write(context.store, run, MODELS, _row(context.store, plan, gate.INSUFFICIENT))
        return
    store, choices, problem = context.store, context.settings.early_warning, plan.problem
    context.say(f"models  {plan.at}: learning from {', '.join(apart.train)}, to be tested on {apart.test}")
    model = trained(context.store, rows, apart)
    tested = rows.where((F.col("cohort") == apart.test) & F.col("label").isNotNull())
    ranked = statistics.selected(model.scored(tested), [], "score", float(choices.capacity))
    ranked = staged(store, ranked.select(*SCORED, *problem.audited))
    overall = _performance(context.store, run, plan, ranked)
    audit = _stamped(fairness.audit(ranked, problem.audited), plan)
    _write(context.store, run, FAIRNESS, audit)
    curve = statistics.calibration_curve(ranked, [], "probability")
    _write(context.store, run, CALIBRATION, _stamped(curve, plan))
    _write(context.store, run, IMPORTANCE, _stamped(importance.by_feature(tested, model, problem.features), plan))
    learned = staged(store, model.scored(split.training(rows, apart.train, apart.test)))
    baseline = drift.baseline(learned, problem.features)
    _write(context.store, run, DRIFT_BASELINE, _stamped(baseline, plan))
    place = files.folder(store, plan.version)
    files.write(model.parts, place)
    written = files.hashes(store.spark, place)
    known = leaks.suspects(tested, problem.features)
    if known:
        context.say(f"models  {plan.at}: {', '.join(known)} all but tells the outcome: a feature looks ahead, find it")
    verdict = gate.LEAK if known else gate.status(overall.asDict())
    context.say(f"models  {plan.version}: {verdict}, AUC {overall['auc']:.3f}, the rule's {overall['rule_auc']:.3f}")
    described = card.markdown(problem, plan.version, apart, plan.share, verdict, model.algorithm, overall, choices)
    _write(
        context.store,
        run,
        MODELS,
        _row(context.store, plan, verdict, record.Made(apart, model, written, described)),
    )


def trained(store: Store, rows: DataFrame, apart: Split) -> training.Model:
    """The model of one split of the examples `rows`, as the settings ask for it."""
    choices = store.settings.early_warning
    return training.train(
        rows,
        apart,
        lambda frame: staged(store, frame),
        folds=choices.folds,
        seed=choices.seed,
        algorithms=choices.algorithms,
    )


def _performance(store: Store, run: Run, plan: Plan, ranked: DataFrame) -> Row:
    """Writes the figures, as a whole and by course or grade; those of the whole."""
    whole = statistics.performance(ranked, []).withColumns({"dimension": F.lit("overall"), "value": F.lit("all")})
    by_scope = statistics.performance(ranked, ["scope"]).withColumn("dimension", F.lit(plan.problem.scope))
    figures = whole.unionByName(by_scope.withColumnRenamed("scope", "value"))
    _write(store, run, METRICS, _stamped(figures, plan))
    mine = (F.col("model_version") == plan.version) & (F.col("dimension") == "overall")
    return store.read(METRICS).where(mine).collect()[0]


def _stamped(rows: DataFrame, plan: Plan) -> DataFrame:
    return rows.withColumn("model_version", F.lit(plan.version))


def _row(store: Store, plan: Plan, status: str, made: record.Made | None = None) -> DataFrame:
    return record.row(store.spark, plan, store.settings.early_warning, status, made)


def _write(store: Store, run: Run, table: Table, rows: DataFrame) -> None:
    store.ensure(table)
    stamped = store.stage(rows.withColumn(STAMP, F.lit(run.started_at)), table.name)
    store.merge(table, stamped, [where_different(table, STAMP)])
    store.check(table)


JOB = Job("ml_train", "Learn from earlier cohorts, be judged on a later one.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
