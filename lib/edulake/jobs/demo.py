"""demo: the whole path on a bundled sample of real students' data and on generated data, with the results shown."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import runner
from edulake.errors import ConfigError, UnreadableError
from edulake.generate import generate
from edulake.gold import PRODUCTS
from edulake.jobs import pipeline
from edulake.ml import registry
from edulake.ml.tables import METRICS, MODELS, PREDICTIONS
from edulake.ops import JOB_RUNS, QUARANTINE
from edulake.place import as_path
from edulake.silver import SUBJECTS
from edulake.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import Row

    from edulake.runner import Context
    from edulake.runs import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--students", type=int, default=1_000, metavar="N", help="students to generate")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other data")
    parser.add_argument("--quiet", action="store_true", help="do the work, show no tables")


def run(context: Context) -> list[Run]:
    """Sample and generated data through the pipeline, then its tables."""
    options = context.options
    place = Path(os.environ.get("EDULAKE_HOME", ".edulake")) / "demo"
    landing = Path(as_path(options.landing or str(place / "landing"))).absolute()
    warehouse = Path(as_path(options.warehouse or str(place / "warehouse"))).absolute()
    settings = replace(context.settings, landing=str(landing), warehouse=str(warehouse))
    inner = replace(context, settings=settings, store=Store(context.store.spark, settings))
    context.say("demo    real students: a sample of OULAD (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0)")
    shutil.copytree(samples() / "oulad", landing / "oulad", dirs_exist_ok=True)
    context.say(f"demo    generating {options.students:,} students of three systems, with the faults of real exports")
    # With abilities, so that there is something to be foreseen; without them scores are pure chance.
    generate(context.store.spark, str(landing), students=options.students, seed=options.seed, ability=True)
    runs = pipeline.run(inner)
    if not options.quiet:
        _show(inner)
    _report(inner)
    inner.store.clear_staging()
    return runs


def _report(context: Context) -> None:
    """The page for people, beside the warehouse; without the packages that draw it, how to get them."""
    from edulake.report import page

    out = Path(context.settings.warehouse).with_name("report.html")
    try:
        page.make(context.settings, out)
        context.say(f"report  open {out}")
    except ConfigError as error:
        context.say(f"report  none: {error.what}, {error.why}; {error.fix}")


def samples() -> Path:
    """The bundled sample, beside jobs/ in a checkout."""
    for start in (Path(sys.argv[0]).resolve(), Path(__file__).resolve()):
        for parent in start.parents:
            if (parent / "samples" / "oulad").is_dir():
                return parent / "samples"
    raise UnreadableError(
        "the bundled sample is not here", "it is part of a checkout", "run ./spark-submit.sh demo there"
    )


def _show(context: Context) -> None:
    """Answers first, then what was refused, then where everything lies; each fits 80 columns."""
    from edulake import terminal

    store = context.store
    _show_balance(context)
    students = store.read(PRODUCTS["student_performance_aggregates"].table)
    subjects = store.read(PRODUCTS["subject_performance_analytics"].table)
    facts = store.read(SUBJECTS["assessments"].table)
    means = [F.round(F.avg(name), 1).alias(label) for name, label in MEANS.items()]
    terminal.show_frame(
        "Who needs help?",
        students.groupBy(F.col("risk_level").alias("risk"))
        .agg(F.count(F.lit(1)).alias("students"), *means)
        .orderBy(F.desc("students")),
        "gold.student_performance_aggregates",
    )
    _show_early_warning(context)
    terminal.show_frame(
        "Which subjects are hard?",
        subjects.orderBy(F.desc("difficulty_rating"), "subject", "grade_level")
        .limit(8)
        .select(*[F.col(name).alias(label) for name, label in SUBJECT_COLUMNS.items()]),
        "gold.subject_performance_analytics; high from 85, low under 70; hard is 0 to 5",
    )
    terminal.show_frame(
        "Which courses do students finish?",
        store.read(PRODUCTS["course_completion"].table)
        .orderBy(F.asc_nulls_last("completion_rate"))
        .select("course_id", "enrolled", "completed", "failed", "withdrawn", "completion_rate"),
        "gold.course_completion",
    )
    terminal.show_frame(
        "The ten most engaged",
        store.read(PRODUCTS["student_engagement"].table)
        .orderBy(F.desc("logins"), "student_id", "course_id")
        .limit(10)
        .select("student_id", "course_id", "logins", "active_days", "last_seen"),
        "gold.student_engagement; logins are clicks in OULAD",
    )
    terminal.show_frame(
        "One student's year",
        facts.where("student_id = 'STU000007'")
        .orderBy("assessment_date", "assessment_id")
        .limit(6)
        .select(*[F.col(name).alias(label) for name, label in STUDENT_COLUMNS.items()]),
        "silver.student_assessments_clean, three systems in one table",
    )
    terminal.show_frame(
        "What was refused, and why?",
        store.read(QUARANTINE)
        .where("status = 'OPEN'")
        .groupBy(F.col("source_system").alias("source"), F.array_join("reason_codes", ", ").alias("reasons"))
        .agg(F.count(F.lit(1)).alias("records"))
        .orderBy("source", "reasons"),
        "ops.quarantine, with every payload",
    )
    _show_tables(context)


def _show_early_warning(context: Context) -> None:
    """Whether the models may be believed, and whom the newest list of the schools names first."""
    from edulake import terminal

    store = context.store
    if not store.exists(PREDICTIONS):
        return
    newest = registry.newest(store.read(MODELS))
    models = newest.select("model_version", "problem", "share", "status")
    figures = store.read(METRICS).where("dimension = 'overall'").select("model_version", *MODEL_COLUMNS)
    terminal.show_frame(
        "May the early warning be believed?",
        models.join(figures, on="model_version", how="left")
        .orderBy("problem", "share")
        .select(
            "problem",
            F.col("share").alias("at"),
            "status",
            *[F.round(name, 3).alias(label) for name, label in MODEL_COLUMNS.items()],
        ),
        "gold.ml_models, gold.ml_metrics; where the status is not READY, the list is a simple rule's",
    )
    terminal.show_frame(
        "Whom to talk to first?",
        store.read(PREDICTIONS)
        .join(newest.where("problem = 'school_risk'").select("model_version"), on="model_version", how="left_semi")
        .where("is_selected")
        .orderBy(F.desc("as_of_date"), "rank")
        .limit(6)
        .select(
            "rank",
            F.col("student_id").alias("student"),
            F.col("grade_level").alias("grade"),
            F.col("prediction_probability").alias("risk"),
            F.col("first_reason").alias("first reason"),
        ),
        "gold.student_performance_predictions, the generated schools' newest list",
    )


MODEL_COLUMNS = {"auc": "AUC", "rule_auc": "the rule's", "precision_at_capacity": "precision"}
MEANS = {"avg_score": "mean score", "avg_engagement": "engagement", "performance_trend": "trend"}
SUBJECT_COLUMNS = {
    "subject": "subject",
    "grade_level": "grade",
    "total_assessments": "results",
    "avg_score": "mean",
    "high_count": "high",
    "medium_count": "medium",
    "low_count": "low",
    "difficulty_rating": "hard",
}
STUDENT_COLUMNS = {
    "assessment_date": "date",
    "subject": "subject",
    "score": "score",
    "engagement_score": "engaged",
    "issue_codes": "faults kept",
    "source_system": "source",
}


def _show_balance(context: Context) -> None:
    from edulake import terminal

    runs = context.store.read(JOB_RUNS).where("job = 'silver_cleanse' AND status <> 'FAILED' AND records_in > 0")
    names = ("accepted", "quarantined", "duplicate", "stale")  # the demo's sources list nobody but students
    sums = [F.sum(name).alias(name) for name in ("records_in", *names)]
    rows = runs.groupBy("source_system").agg(*sums).orderBy("source_system").collect()
    terminal.show(
        "Every record accounted for, exactly once",
        ("source", "records", "accepted", "refused", "duplicate", "stale", "balance"),
        [(r["source_system"], r["records_in"], *[r[n] for n in names], _balance(r, names)) for r in rows],
        "ops.job_runs",
    )


def _balance(row: Row, names: Sequence[str]) -> str:
    difference = row["records_in"] - sum(row[name] for name in names)
    return "exact" if difference == 0 else f"off by {difference}"


def _show_tables(context: Context) -> None:
    from edulake import catalog, terminal

    store = context.store
    shown = [table for table in store.existing(catalog.TABLES) if table.layer != "bronze"]
    facts = [(str(table), store.read(table).count(), store.version(table)) for table in shown]
    note = f"beside them bronze, every record as delivered; in {context.settings.warehouse}"
    terminal.show("The tables", ("table", "rows", "version"), facts, note)
    terminal.console.print(
        "[bold]Try next[/]\n"
        "  ./spark-submit.sh demo                        all is redelivered, nothing changes\n"
        "  ./spark-submit.sh pipeline --landing DIR      your own files, a folder per source\n"
        "  ./spark-submit.sh report --help               the page, with or without the students' names\n"
        "  ./spark-submit.sh pipeline --help             everything a run can be told\n",
        highlight=False,
        soft_wrap=True,
    )


JOB = runner.Job(
    "demo", "The whole path on real and generated data, with the results shown.", run, (), arguments, for_people=True
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
