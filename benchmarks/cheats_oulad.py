"""The price of each cheat on OULAD, at each share of a course run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs import bronze_ingest, silver_cleanse
from edulake.jobs.ml_train import staged
from edulake.jobs.runner.context import Context
from edulake.ml import split, statistics
from edulake.ml.models import learner
from edulake.ml.problems.course_result import examples as course
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.learning.line_items import LINE_ITEMS_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.store.store import Store

    Aucs = dict[Decimal, tuple[float, float]]

SEED, FOLDS = 1, 3
DATES = ("due_date", "assessment_date", "known_at")


def aucs(store: Store, train: list[str], test: str) -> dict[str, Aucs]:
    """AUC and its error per share; the warehouse is loaded first, unless it was."""
    context = Context(store.settings, store, {"source": ["oulad"]})
    bronze_ingest.run(context)
    silver_cleanse.run(context)
    context.journal.close()
    honest = _examples(store, store.read)
    gone_kept = _examples(store, lambda table: _nobody_leaves(store, table))
    future_read = _examples(store, lambda table: _known_from_the_start(store, table))
    shares = store.settings.early_warning.shares

    def by_time(examples: DataFrame) -> Aucs:
        return {share: _by_time(_at(examples, share), store, tuple(train), test) for share in shares}

    return {
        "honest": by_time(honest),
        "students already gone kept in": by_time(gone_kept),
        "random split instead of by time": {
            share: _at_random(_at(honest, share), store, (*train, test)) for share in shares
        },
        "assessments of the future read": by_time(future_read),
    }


def _examples(store: Store, read: Callable[[Table], DataFrame]) -> DataFrame:
    return staged(store, course.examples(read, lambda rows: store.stage(rows, "ml"), store.settings))


def _at(examples: DataFrame, share: Decimal) -> DataFrame:
    return examples.where(F.col("share") == share)


def _nobody_leaves(store: Store, table: Table) -> DataFrame:
    """Enrollments without their last day: who has left is in the population, marked as at risk."""
    rows = store.read(table)
    return rows.withColumn("end_date", F.lit(None).cast("date")) if table == ENROLLMENTS_TABLE else rows


def _known_from_the_start(store: Store, table: Table) -> DataFrame:
    """All work as if it had been due, and handed in, on the first day of its course run: no date filters it."""
    rows = store.read(table)
    if table not in (LINE_ITEMS_TABLE, STUDENT_ASSESSMENTS_CLEAN):
        return rows
    first = store.read(CLASSES_TABLE).select("source_system", "class_id", F.col("start_date").alias("first_day"))
    start = F.col("first_day")
    moved = {name: F.when(F.col(name) > start, start).otherwise(F.col(name)) for name in DATES if name in rows.columns}
    return rows.join(F.broadcast(first), on=["source_system", "class_id"]).withColumns(moved)


def _by_time(rows: DataFrame, store: Store, train: tuple[str, ...], test: str) -> tuple[float, float]:
    learned = staged(store, split.training(rows, train, test))
    return _auc(learned, rows.where((F.col("cohort") == test) & F.col("label").isNotNull()))


def _at_random(rows: DataFrame, store: Store, cohorts: tuple[str, ...]) -> tuple[float, float]:
    """Examples of all cohorts are dealt at random: the same courses, and runs, are on both sides."""
    dealt = F.pmod(F.xxhash64("student_id", "class_id", F.lit(SEED)), F.lit(FOLDS))
    known = rows.where(F.col("cohort").isin(list(cohorts)) & F.col("label").isNotNull())
    return _auc(staged(store, known.where(dealt != 0)), known.where(dealt == 0))


def _auc(learned: DataFrame, judged: DataFrame) -> tuple[float, float]:
    scored = learner.score([("logistic", learner.fit("logistic", learned, SEED))], judged)
    found = statistics.discrimination(scored, [], "score").collect()[0]
    return round(found["auc"], 4), round(found["auc_error"], 4)
