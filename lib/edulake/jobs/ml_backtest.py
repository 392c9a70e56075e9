"""ml_backtest: what became of the students of past lists, as far as it is known by now.

Nothing is done while neither a list nor an outcome is new. Otherwise every list is looked at again: a corrected result
changes the figures of all lists that its student was on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.ml.audit import backtest, drift, drift_alerts
from edulake.ml.models.staging import reading
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.lists import BACKTEST, DRIFT, PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.ops.runs import Entry, Run
from edulake.store.replace import replace_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.jobs.runner.context import Context
    from edulake.ml.problems.problem import Problem
    from edulake.store.store import Store

STAMP = "processing_timestamp"
LISTS = (PREDICTIONS, MODELS)


def run(context: Context) -> list[Run]:
    """Bring the figures of all past lists up to date."""
    run, store = Run("ml_backtest"), context.store
    problems = [problem for problem in PROBLEMS.values() if store.existing(problem.judged_by)]
    if not problems or not all(store.exists(table) for table in LISTS):
        context.say("lists   nothing to look back on: no list, or nothing that says what became of its students")
    else:
        judged_by = [table for problem in problems for table in problem.judged_by]
        versions = store.versions([*LISTS, *judged_by])
        if _is_up_to_date(context, versions):
            context.say("lists   looked back on already: neither a list nor an outcome is new")
        else:
            _look_back(context, run, problems, versions)
    if not context.dry_run:
        context.journal.enter(run)
        context.alert_of("a list drifted", drift_alerts.lists, run)
    return [run]


def _is_up_to_date(context: Context, versions: dict[Table, int]) -> bool:
    """Whether the last run saw these versions, and its table is as it left it."""
    done, now = context.journal.last_done("ml_backtest"), context.store.version_held(BACKTEST)
    last = [done.get((str(BACKTEST), None, str(table))) for table in versions]
    return all(
        one is not None and (one["input_version"], one["version_after"]) == (version, now)
        for one, version in zip(last, versions.values(), strict=True)
    )


def _look_back(context: Context, run: Run, problems: Sequence[Problem], versions: dict[Table, int]) -> None:
    context.say(f"lists   looking back: {', '.join(problem.name for problem in problems)}")
    if context.dry_run:
        return
    store = context.store
    before = {table: store.version_held(table) for table in (BACKTEST, DRIFT)}
    try:
        rows = store.stage(_looked_back(store, problems, versions), "outcomes")
        found = ((BACKTEST, backtest.figures(rows), "true"), (DRIFT, backtest.gaps(rows), drift.LATER))
        for table, figures, part in found:
            replace_part(store, table, figures.withColumn(STAMP, F.lit(run.started_at)), part, STAMP)
    finally:
        store.clear_staging()
    after = {table: store.version(table) for table in before}
    written = [(BACKTEST, read) for read in versions] + [(DRIFT, PREDICTIONS)]
    run.entries += [
        Entry(
            str(table),
            str(read),
            input_version=versions[read],
            version_before=before[table],
            version_after=after[table],
        )
        for table, read in written
    ]


def _looked_back(store: Store, problems: Sequence[Problem], versions: dict[Table, int]) -> DataFrame:
    read = reading(store, versions)
    models = F.broadcast(read(MODELS).select("model_version", "problem", "parameters"))
    listed = read(PREDICTIONS).join(models, on="model_version")
    return backtest.looked_back(read, listed, problems, store.settings)


JOB = Job("ml_backtest", "What became of the students of past lists.", run)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
