"""follow: what pipeline does, again and again in one warm session, until SIGTERM ends the tick and the process.

Each tick looks for new deliveries, cleanses them and brings the answers up to date; what nobody reads each minute, and
scoring, have a pace of their own ([follow] in the settings). A tick without news writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.jobs import bronze_ingest, gold_aggregate, ml_score, silver_cleanse
from edulake.jobs.runner.context import SELECTORS
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.runner.pace import Pace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run

GOLD, SCORES = "gold", "scores"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=int, metavar="SECONDS", help="a tick so often; by default [follow] every")
    parser.add_argument("--ticks", type=int, metavar="N", help="end after so many ticks")
    bronze_ingest.accept_arguments(parser, "in the first tick that waits for no table")


def pace(options: argparse.Namespace, settings: Settings) -> Pace:
    """How often which part of the work is done; ConfigError for seconds or products that there cannot be."""
    follow = settings.follow
    unknown = [name for name in follow.products if name not in PRODUCTS]
    if unknown:
        raise ConfigError(f"no product is called {unknown[0]}", "follow.products names it", "see `edulake tables`")
    given = {"every": options.every, "ticks": options.ticks}
    wrong = [name for name, number in given.items() if number is not None and number < 1]
    if wrong:
        raise ConfigError(f"--{wrong[0]} cannot be {given[wrong[0]]}", "", "give 1 or more")
    is_scoring = settings.early_warning_in_pipeline and not (options.subject or options.product)
    parts = {GOLD: follow.gold_every if follow.products else None, SCORES: follow.score_every if is_scoring else 0}
    return Pace(options.every or follow.every, parts, options.ticks)


def run(context: Context) -> list[Run]:
    """One tick: from files to the answers that are due, and to lists."""
    runs = [*bronze_ingest.run(context), *silver_cleanse.run(context)]
    only = () if context.is_due(GOLD) else tuple(context.settings.follow.products)
    runs += gold_aggregate.run(context, only=only)
    if context.is_due(SCORES):
        runs += ml_score.run(context)
    return runs


JOB = Job(
    "follow",
    "What pipeline does, again and again, until SIGTERM.",
    run,
    SELECTORS,
    arguments,
    pace=pace,
    once=bronze_ingest.ACCEPTS,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
