"""replay: try refused records again, and bring the answers up to date.

What is accepted now is marked as resolved in quarantine, never deleted. Whatever was refused under other settings, or
by other code, is tried again by the next run without being asked, records as well as files; replay is for the rest,
such as dates that were too far in the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.jobs import gold_aggregate, silver_cleanse
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run


def run(context: Context) -> list[Run]:
    """Refused records of the selected sources and subjects once more, then the products."""
    return [*silver_cleanse.run(context, replay=True), *gold_aggregate.run(context)]


JOB = Job("replay", "Try refused records again, and bring the answers up to date.", run, ("source", "subject"))


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
