"""What a warehouse answers, shown on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold import PRODUCTS
from edulake.ml.models import registry
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Row

    from edulake.store.store import Store


def show(store: Store) -> None:
    """Answers first, then what was refused, then where everything lies; each fits 80 columns."""
    from edulake.serving import terminal

    _show_balance(store)
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
    _show_early_warning(store)
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
    _show_tables(store)


def _show_early_warning(store: Store) -> None:
    """Whether the models may be believed, and whom the newest list of the schools names first."""
    from edulake.serving import terminal

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


def _show_balance(store: Store) -> None:
    from edulake.serving import terminal

    runs = store.read(JOB_RUNS).where("job = 'silver_cleanse' AND status <> 'FAILED' AND records_in > 0")
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


def _show_tables(store: Store) -> None:
    from edulake.governance import catalog
    from edulake.serving import terminal

    shown = [table for table in store.existing(catalog.TABLES) if table.layer != "bronze"]
    facts = [(str(table), store.read(table).count(), store.version(table)) for table in shown]
    note = f"beside them bronze, every record as delivered; in {store.settings.warehouse}"
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
