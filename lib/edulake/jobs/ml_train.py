"""ml_train: one model per cut-off, learned from earlier cohorts and judged on a later one.

A model's version is a hash of all that makes it, so that a run without news trains nothing. What it writes beside
the model comes before its row in gold.ml_models: a killed run is repeated, a model with a row is complete.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake import runner
from edulake.ml import (
    card,
    course,
    course_features,
    fairness,
    feature,
    files,
    gate,
    learner,
    reasons,
    statistics,
    tables,
    training,
)
from edulake.ml.split import Split
from edulake.rows import as_frame
from edulake.runs import Entry, Run
from edulake.store import where_different

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from decimal import Decimal

    from pyspark.sql import DataFrame, Row

    from edulake.contract import Table
    from edulake.runner import Context
    from edulake.store import Store

PROBLEM = "course_result"
STAMP = "processing_timestamp"
# What a frame of examples is sorted by when it is staged: fits depend on the order of rows.
ORDER = ("share", "cohort", "class_id", "student_id", "tie")
SCORED = ("label", "tie", "score", "probability", "rule", "rank", "is_selected", "warning_days", "scope")


@dataclass(frozen=True)
class Plan:
    """One model to be made: its cut-off, its cohorts (none where history is too short), and its version."""

    share: Decimal
    apart: Split | None
    version: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--train", metavar="TERM,TERM", help="cohorts to learn from; by default all that ended in time")
    parser.add_argument("--test", metavar="TERM", help="a later cohort to be judged on; by default the newest complete")
    parser.add_argument("--at-most-every", type=int, metavar="DAYS", help="nothing, while the newest model is younger")


def run(context: Context) -> list[Run]:
    """A model for each cut-off that has none for the data as it is."""
    run, store = Run("ml_train"), context.store
    if not all(store.exists(table) for table in course.READS):
        context.say("models  nothing to learn from: no course run with results")
        return _recorded(context, run)
    if not _due(context, run):
        context.say("models  the newest is not due yet")
        return _recorded(context, run)
    versions = {table: store.version(table) for table in course.READS}
    before = store.version(tables.MODELS) if store.exists(tables.MODELS) else None
    entry = Entry(str(tables.MODELS), note=json.dumps({str(t): v for t, v in versions.items()}), version_before=before)
    try:
        _bring_up_to_date(context, run, versions)
    finally:
        store.clear_staging()
    entry.version_after = store.version(tables.MODELS) if store.exists(tables.MODELS) else None
    run.entries.append(entry)
    return _recorded(context, run)


def _due(context: Context, run: Run) -> bool:
    """Whether the newest model is as many days old as --at-most-every says; days, as runs start at about one time."""
    days = getattr(context.options, "at_most_every", None)
    if not days or not context.store.exists(tables.MODELS):
        return True
    newest = context.store.read(tables.MODELS).agg(F.max(F.to_date(STAMP)).alias("day")).collect()[0]["day"]
    return newest is None or (run.started_at.date() - newest).days >= days


def _recorded(context: Context, run: Run) -> list[Run]:
    if not context.dry_run:
        run.record(context.store)
    return [run]


def _bring_up_to_date(context: Context, run: Run, versions: dict[Table, int]) -> None:
    store, choices = context.store, context.settings.early_warning
    known = _known_versions(store)
    asked = json.dumps([getattr(context.options, name, None) for name in ("train", "test")])
    wanted = {share: _version(share, versions, choices, asked) for share in choices.shares}
    missing = [share for share in choices.shares if wanted[share] not in known]
    context.say(f"models  {PROBLEM}: {len(missing)} of {len(wanted)} cut-offs to train")
    if not missing or context.dry_run:
        return
    read = {table: store.read(table, version) for table, version in versions.items()}
    examples = staged(store, course.examples(lambda table: read[table], lambda rows: store.stage(rows, "ml"), choices))
    for share in missing:
        rows = examples.where(F.col("share") == share)
        _make(context, run, rows, Plan(share, _split(context, rows), wanted[share]), versions)


def staged(store: Store, rows: DataFrame) -> DataFrame:
    """`rows` written once, in one order and one file: what is fitted to them is the same each time."""
    order = [name for name in ORDER if name in rows.columns] or rows.columns
    return store.stage(rows.repartition(1).sortWithinPartitions(*order), "examples")


def _known_versions(store: Store) -> set[str]:
    if not store.exists(tables.MODELS):
        return set()
    return {row["model_version"] for row in store.read(tables.MODELS).select("model_version").collect()}


def _version(share: Decimal, versions: dict[Table, int], choices: Any, asked: str) -> str:
    made_of = [
        {str(table): version for table, version in versions.items()},
        course.COLUMNS,
        learner.PARAMETERS,
        {name: str(value) for name, value in asdict(choices).items()},
        asked,
    ]
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
    return f"{PROBLEM}-{share * 100:.0f}-{digest[:12]}"


def _split(context: Context, rows: DataFrame) -> Split | None:
    """The newest cohort with results tests; those that had ended on its as-of date train. None if either lacks."""
    cohorts = (
        rows.groupBy("cohort")
        .agg(
            F.min("period_start").alias("start"),
            F.max("period_end").alias("end"),
            F.min("as_of_date").alias("as_of"),
            F.sum("label").alias("bad"),
            F.sum(1 - F.col("label")).alias("good"),
        )
        .orderBy("start")
        .collect()
    )
    usable = [c for c in cohorts if min(c["bad"] or 0, c["good"] or 0) >= gate.FEWEST_OF_A_CLASS]
    named = (getattr(context.options, "train", None) or "").split(",")
    asked = getattr(context.options, "test", None)
    test = next((c for c in reversed(usable) if c["cohort"] == (asked or c["cohort"])), None)
    if test is None:
        return None
    trained = [c for c in usable if c["cohort"] in named or (named == [""] and c["end"] <= test["as_of"])]
    if not trained:
        return None
    season = [c for c in trained if c["start"].month == test["start"].month] or trained
    return Split(tuple(c["cohort"] for c in trained), season[-1]["cohort"], test["cohort"])


def _make(context: Context, run: Run, rows: DataFrame, plan: Plan, versions: dict[Table, int]) -> None:
    if plan.apart is None:
        context.say(f"models  at {plan.share:.0%} of a run: no earlier cohort had ended; the rule alone decides")
        _write(context, run, tables.MODELS, _row(context, plan, versions, gate.INSUFFICIENT))
        return
    store, choices = context.store, context.settings.early_warning
    context.say(
        f"models  {', '.join(plan.apart.train)} at {plan.share:.0%} of a run, to be tested on {plan.apart.test}"
    )
    model = training.train(rows, plan.apart, lambda frame: staged(store, frame), folds=choices.folds, seed=choices.seed)
    tested = rows.where((F.col("cohort") == plan.apart.test) & F.col("label").isNotNull())
    ranked = statistics.selected(model.scored(tested), [], "score", float(choices.capacity))
    ranked = staged(store, ranked.select(*SCORED, *course.PROTECTED))
    overall = _performance(context, run, plan, ranked)
    audit = _stamped(fairness.audit(ranked, course.PROTECTED), plan)
    _write(context, run, tables.FAIRNESS, audit)
    curve = statistics.calibration_curve(ranked, [], "probability")
    _write(context, run, tables.CALIBRATION, _stamped(curve, plan))
    _write(context, run, tables.IMPORTANCE, _importance(plan, tested, model))
    folder = model_folder(store, plan.version)
    files.write(model.parts, folder)
    written = files.hashes(store.spark, folder)
    verdict = gate.status(overall.asDict())
    context.say(f"models  {plan.version}: {verdict}, AUC {overall['auc']:.3f}, the rule's {overall['rule_auc']:.3f}")
    described = card.markdown(plan.version, plan.apart, plan.share, verdict, model.algorithm, overall, choices)
    row = _row(context, plan, versions, verdict, model, written, described)
    _write(context, run, tables.MODELS, row)


def model_folder(store: Store, version: str) -> str:
    """Where the files of a model lie."""
    return f"{store.root or store.settings.warehouse}/_models/{version}"


def _performance(context: Context, run: Run, plan: Plan, ranked: DataFrame) -> Row:
    """Writes the figures, as a whole and by course; those of the whole."""
    whole = statistics.performance(ranked, []).withColumns({"dimension": F.lit("overall"), "value": F.lit("all")})
    by_course = statistics.performance(ranked, ["scope"]).withColumn("dimension", F.lit("course"))
    figures = whole.unionByName(by_course.withColumnRenamed("scope", "value"))
    _write(context, run, tables.METRICS, _stamped(figures, plan))
    mine = (F.col("model_version") == plan.version) & (F.col("dimension") == "overall")
    return context.store.read(tables.METRICS).where(mine).collect()[0]


def _importance(plan: Plan, tested: DataFrame, model: training.Model) -> DataFrame:
    """Per feature what shuffling it costs, its concept, and the forest's opinion of all its columns."""
    owners = feature.owners(course_features.FEATURES)
    shares = [
        sum(share for share, owner in zip(model.forest, owners, strict=True) if owner == one)
        for one in course_features.FEATURES
    ]
    known = [(one.name, one.concept, repr(share)) for one, share in zip(course_features.FEATURES, shares, strict=True)]
    names = ["feature", "concept", "forest_importance"]
    schema = tested.sparkSession.range(0).select(*[F.lit("").alias(name) for name in names]).schema
    beside = as_frame(tested.sparkSession, known, schema)
    lost = reasons.importance(tested, model, course_features.FEATURES)
    return _stamped(lost.join(F.broadcast(beside), on="feature"), plan)


def _stamped(rows: DataFrame, plan: Plan) -> DataFrame:
    return rows.withColumn("model_version", F.lit(plan.version))


def _row(
    context: Context,
    plan: Plan,
    versions: dict[Table, int],
    status: str,
    model: training.Model | None = None,
    written: Sequence[str] = (),
    described: str | None = None,
) -> DataFrame:
    """The model's row in gold.ml_models."""
    choices = context.settings.early_warning
    parameters = {
        "parts": {part: learner.PARAMETERS[part] for part in learner.ALGORITHMS[model.algorithm]} if model else {},
        "validation": model.validation if model else {},
        **{name: str(value) for name, value in asdict(choices).items()},
    }
    values = {
        "model_version": plan.version,
        "problem": PROBLEM,
        "share": str(plan.share),
        "status": status,
        "algorithm": model.algorithm if model else None,
        "training_cohorts": list(plan.apart.train) if plan.apart else [],
        "calibration_cohort": plan.apart.calibrate if plan.apart else None,
        "test_cohort": plan.apart.test if plan.apart else None,
        "trained_on": model.trained_on if model else None,
        "slope": model.calibration.slope if model else None,
        "intercept": model.calibration.intercept if model else None,
        "features": feature.columns(course_features.FEATURES),
        "parameters": json.dumps(parameters, sort_keys=True),
        "data_versions": json.dumps({str(table): version for table, version in versions.items()}),
        "model_path": f"_models/{plan.version}" if model else None,
        "model_files": list(written),
        "card": described,
        STAMP: None,
    }
    ordered = tuple(values[name] for name in tables.MODELS.column_names)
    return as_frame(context.store.spark, [ordered], tables.MODELS.struct())


def _write(context: Context, run: Run, table: Table, rows: DataFrame) -> None:
    store = context.store
    store.ensure(table)
    stamped = store.stage(rows.withColumn(STAMP, F.lit(run.started_at)), table.name)
    store.merge(table, stamped, [where_different(table, STAMP)])
    store.check(table)


JOB = runner.Job("ml_train", "Learn from earlier cohorts, be judged on a later one.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
