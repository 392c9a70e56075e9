"""ml_evaluate: from the files of a dataset to how good early warning is on a later cohort, at each cut-off."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs import bronze_ingest, silver_cleanse
from edulake.jobs.ml_train import SCORED, trained
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.ml import split, statistics
from edulake.ml.models.staging import staged
from edulake.ml.problems.course_result import examples as course
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from decimal import Decimal

    from pyspark.sql import DataFrame

    from edulake.jobs.runner.context import Context
    from edulake.ml.split import Split
    from edulake.ops.runs import Run

# No honest model that is this good this early has been seen: it would have looked ahead.
TOO_GOOD, EARLY = 0.90, 0.2
# A fit reads one partition, so it keeps one core busy at most.
AT_ONCE = 3
FIGURES = (
    "n",
    "base_rate",
    "auc",
    "auc_error",
    "rule_auc",
    "gain",
    "gain_error",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "brier",
    "brier_no_skill",
    "calibration_error",
    "calibration_gap",
    "median_warning_days",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", default="oulad", metavar="NAME", help="the source: a folder of the landing folder")
    parser.add_argument("--train", required=True, metavar="TERM,TERM", help="cohorts to learn from")
    parser.add_argument("--test", required=True, metavar="TERM", help="a later cohort to be judged on")


def run(context: Context) -> list[Run]:
    """Files to silver in a warehouse of its own, then one model per cut-off."""
    options, started = context.options, time.monotonic()
    place = Path(os.environ.get("EDULAKE_HOME", ".edulake")) / "evaluate" / options.dataset
    settings = replace(
        context.settings,
        warehouse=options.warehouse or str(place.absolute()),
        early_warning=replace(context.settings.early_warning, course_sources=[options.dataset]),
    )
    inner = replace(
        context,
        settings=settings,
        store=Store(context.store.spark, settings),
        selected={"source": [options.dataset]},
    )
    runs = [*bronze_ingest.run(inner), *silver_cleanse.run(inner)]
    loaded = time.monotonic()
    try:
        results = _evaluated(inner)
    finally:
        inner.store.clear_staging()
    _show(results)
    seconds = {"load": round(loaded - started, 1), "all": round(time.monotonic() - started, 1)}
    print(json.dumps({"dataset": options.dataset, "test": options.test, "seconds": seconds, "cut_offs": results}))
    return runs


def _evaluated(context: Context) -> list[dict[str, Any]]:
    choices = context.settings.early_warning
    store = context.store
    examples = staged(store, course.examples(store.read, lambda rows: store.stage(rows, "ml"), context.settings))
    apart = split.named(examples, context.options.train, context.options.test)

    def judged(share: Decimal) -> dict[str, Any]:
        return _at(context, examples.where(F.col("share") == share), apart, share)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(judged, choices.shares))


def _at(context: Context, rows: DataFrame, apart: Split, share: Decimal) -> dict[str, Any]:
    """The model of one cut-off, and its figures on the test cohort."""
    choices, store = context.settings.early_warning, context.store
    context.say(f"train   {', '.join(apart.train)} at {share:%} of the course")
    model = trained(context.store, rows, apart)
    tested = rows.where((F.col("cohort") == apart.test) & F.col("label").isNotNull())
    scored = statistics.selected(model.scored(tested), [], "score", float(choices.capacity))
    figures = statistics.performance(staged(store, scored.select(*SCORED)), []).collect()[0]
    if float(share) <= EARLY and figures["auc"] > TOO_GOOD:
        context.say(f"warning: an AUC of {figures['auc']:.3f} at {share:%} means that a feature looks ahead: find it")
    return {
        "share": float(share),
        "algorithm": model.algorithm,
        "validation": {name: round(auc, 4) for name, auc in model.validation.items()},
        "trained_on": model.trained_on,
        **{name: _rounded(figures[name]) for name in FIGURES},
    }


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _show(results: list[dict[str, Any]]) -> None:
    from edulake.serving import terminal

    rows = [
        (
            f"{r['share']:.0%}",
            r["n"],
            f"{r['base_rate']:.3f}",
            r["algorithm"],
            f"{r['auc']:.3f} ± {r['auc_error']:.3f}",
            f"{r['rule_auc']:.3f}",
            f"{r['precision_at_capacity']:.3f}",
            f"{r['calibration_error']:.3f}",
            f"{r['median_warning_days']:.0f}" if r["median_warning_days"] is not None else "",
        )
        for r in results
    ]
    columns = ("course", "students", "at risk", "model", "AUC", "rule", "precision", "calib. error", "days ahead")
    note = "precision: of the students that capacity allows to help; days ahead: median to a withdrawal"
    terminal.show("How good is the early warning?", columns, rows, note)


JOB = Job(
    "ml_evaluate",
    "How good early warning is on a later cohort, from the files.",
    run,
    arguments=arguments,
    for_people=True,
    brings_its_own=True,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
