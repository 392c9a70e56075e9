"""ml_score: the early-warning list of a day, for every student of a course run that is going on.

Each course run is scored by the model of the largest share that it has reached. The same model and day give the same
list: a second run changes nothing, and earlier lists stay.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake import runner
from edulake.errors import ConfigError
from edulake.jobs.ml_train import model_folder, staged
from edulake.ml import course, course_cohorts, course_features, files, gate, learner, lists, reasons, tables, training
from edulake.runs import Entry, Run
from edulake.silver.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.engagement import ENGAGEMENT_TABLE
from edulake.store import where_different

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame, Row

    from edulake.runner import Context

STAMP = "prediction_timestamp"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="the day of the list; by default the day after the last fact")


def run(context: Context) -> list[Run]:
    """The list of one day, by the newest model of each cut-off."""
    run, store = Run("ml_score"), context.store
    models = _newest_models(context)
    if not models:
        context.say("list    no model: run ml_train first")
    else:
        before = store.version(tables.PREDICTIONS) if store.exists(tables.PREDICTIONS) else None
        try:
            _score(context, run, models, _day(context))
        finally:
            store.clear_staging()
        after = store.version(tables.PREDICTIONS) if store.exists(tables.PREDICTIONS) else None
        entry = Entry(str(tables.PREDICTIONS), str(tables.MODELS), version_before=before, version_after=after)
        run.entries.append(entry)
    if not context.dry_run:
        run.record(store)
    return [run]


def _newest_models(context: Context) -> list[Row]:
    """The model trained last of each cut-off."""
    if not context.store.exists(tables.MODELS):
        return []
    newest = Window.partitionBy("problem", "share").orderBy(F.desc("processing_timestamp"), "model_version")
    models = context.store.read(tables.MODELS).drop("card", "parameters")
    return models.withColumn("_age", F.row_number().over(newest)).where("_age = 1").orderBy("share").collect()


def _day(context: Context) -> dt.date:
    """The day that was asked for, else the day after the last result or activity."""
    asked = getattr(context.options, "as_of", None)
    if asked:
        try:
            return dt.date.fromisoformat(asked)
        except ValueError:
            raise ConfigError(f"{asked} is no date", "dates are written as 2024-10-31", "correct --as-of") from None
    read, ours = context.store.read, F.col("source_system").isin(context.settings.early_warning.course_sources)
    last = [
        read(table).where(ours).agg(F.max(date).alias("last"))
        for table, date in ((STUDENT_ASSESSMENTS_CLEAN, "assessment_date"), (ENGAGEMENT_TABLE, "date"))
        if context.store.exists(table)
    ]
    newest = last[0].unionByName(last[1]).agg(F.max("last").alias("last")).collect()[0]["last"]
    return (newest or dt.date(1970, 1, 1)) + dt.timedelta(days=1)


def _score(context: Context, run: Run, models: Sequence[Row], day: dt.date) -> None:
    store, choices = context.store, context.settings.early_warning
    shares = [model["share"] for model in models]

    def calendar(classes: DataFrame) -> DataFrame:
        return course_cohorts.going_on(classes, day, shares, choices.course_sources)

    examples = staged(
        store, course.examples(store.read, lambda rows: store.stage(rows, "ml"), choices, calendar).drop("label")
    )
    counted = {row["share"]: row["count"] for row in examples.groupBy("share").count().collect()}
    context.say(f"list    {day}: {sum(counted.values()):,} students in course runs that are going on")
    for model in models:
        if counted.get(model["share"]) and not context.dry_run:
            rows = examples.where(F.col("share") == model["share"])
            _write(context, run, _listed(context, model, rows))


def _listed(context: Context, model: Row, rows: DataFrame) -> DataFrame:
    """The list of one model: with probabilities and reasons if it is READY, else in the rule's order."""
    store, choices = context.store, context.settings.early_warning
    capacity = float(choices.capacity)
    if model["status"] != gate.READY:
        return lists.by_rule(rows, course_features.in_words()["scores"], capacity).withColumns(_of(model))
    parts = files.load(
        store.spark, model["algorithm"], model_folder(store, model["model_version"]), model["model_files"]
    )
    calibration = learner.Calibration(model["slope"], model["intercept"])
    fitted = training.Model(model["algorithm"], parts, calibration, {}, [], model["trained_on"])
    scored = staged(store, fitted.scored(rows))
    explained = reasons.with_reasons(
        scored,
        fitted,
        course_features.FEATURES,
        course_features.in_words(),
        course_cohorts.KEY,
        ("source_system", "class_id"),
    )
    return lists.by_model(explained, capacity).withColumns(_of(model))


def _of(model: Row) -> dict[str, Column]:
    return {"model_version": F.lit(model["model_version"]), "features_used": F.lit(len(model["features"]))}


def _write(context: Context, run: Run, rows: DataFrame) -> None:
    store = context.store
    store.ensure(tables.PREDICTIONS)
    stamped = rows.withColumn(STAMP, F.lit(run.started_at)).select(*tables.PREDICTIONS.casts())
    store.merge(tables.PREDICTIONS, store.stage(stamped, "list"), [where_different(tables.PREDICTIONS, STAMP)])
    store.check(tables.PREDICTIONS)


JOB = runner.Job("ml_score", "The early-warning list of a day, from the saved models.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
