"""pipeline: bronze_ingest, silver_cleanse, gold_aggregate, ml_train and ml_score in one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.config.settings import FORESEEN
from edulake.jobs import bronze_ingest, gold_aggregate, ml_score, ml_train, silver_cleanse
from edulake.jobs.runner.context import SELECTORS
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run


def run(context: Context) -> list[Run]:
    """From files to answers and lists; to cluster tables is maintain's work, never on the way to answers.

    Early warning looks at all subjects, so a run that was told to look at some does without it; so do models of
    languages.
    """
    runs = results(context)
    is_partial = context.selected.get("subject") or context.selected.get("product")
    if context.settings.foreseen and not is_partial:
        runs += early_warning(context, context.settings.foreseen)
    context.journal.close()
    return runs


def results(context: Context) -> list[Run]:
    """From files to answers."""
    return [*bronze_ingest.run(context), *silver_cleanse.run(context), *gold_aggregate.run(context)]


def early_warning(context: Context, foreseen: Sequence[str] = FORESEEN) -> list[Run]:
    """Models and lists; where this machine cannot make them, that is how the run ends, after all the rest of it."""
    days = context.settings.schedule.train_every_days
    return [*ml_train.run(context, days, foreseen), *ml_score.run(context, foreseen)]


JOB = Job(
    "pipeline",
    "From files to answers and early-warning lists, in one session.",
    run,
    SELECTORS,
    bronze_ingest.accept_arguments,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
