"""Jobs without Spark: one that needs none, and one that has nothing to do, which says so by coming to its end."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, known
from edulake.jobs.runner.context import Context, always
from edulake.jobs.runner.log import Log
from edulake.ops.runs import Journal
from edulake.ops.tables import JOB_RUNS
from edulake.store.session import NotStarted, SessionNeeded, is_started
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Pulled
    from edulake.jobs.runner.job import Job
    from edulake.ops.alerts.alert import Alert
    from edulake.ops.runs import Run


class Beside(Journal):
    """A journal whose rows wait beside ops.job_runs until a run with Spark takes them in."""

    def close(self) -> None:
        self.keep()


class Unwritten(Journal):
    """A journal that nothing is written of before it is known that Spark is not needed."""

    def enter(self, run: Run) -> None:
        run.ends()
        self.unwritten.append(run)

    def close(self) -> None:
        """Not yet."""


def may_be(settings: Settings, platform: str) -> bool:
    """Whether it is worth a try: a warehouse on this machine that delta-rs reads, and no Spark started yet."""
    return not is_started() and can_be(settings, platform)


def can_be(settings: Settings, platform: str) -> bool:
    """Whether delta-rs reads what a run asks first, in a warehouse on this machine in which there was one."""
    is_here = settings.folder is not None and platform == "local"
    return is_here and find_spec("deltalake") is not None and Store(NotStarted(), settings).exists(JOB_RUNS)


def done(
    job: Job, options: argparse.Namespace, settings: Settings, failure: Run, told: list[Alert], log: Log
) -> list[Run]:
    """The runs of a job that needs no Spark. What ends it otherwise is recorded as `failure`, and is not tried again.

    What people should be told is added to `told`.
    """
    store = Store(NotStarted(), settings, reading=options.dry_run)
    selected = {selector: getattr(options, selector) for selector in job.selectors}
    journal_of = partial(Beside, entered=log.entered)
    context = Context(settings, store, selected, options.dry_run, options, [], told, log.say, journal_of)
    try:
        runs = job.body(context)
        context.must_have_done_all()
    except Exception as error:
        # A mistake of the settings is no run.
        if not (context.dry_run or isinstance(error, ConfigError)):
            failure.status, failure.error_code = "FAILED", known(error).code
            context.journal.unwritten.append(failure)
        try:
            context.journal.close()
        except Exception as reason:  # noqa: BLE001 - whatever it is, it must not hide the error that ended the job
            log.complain(f"this failure could not be recorded in ops.job_runs: {known(reason).code}")
        raise
    else:
        context.journal.close()
        return runs
    finally:
        store.clear_staging()


def nothing_to_do(
    job: Job,
    options: argparse.Namespace,
    settings: Settings,
    log: Log | None = None,
    *,
    is_due: Callable[[str], bool] = always,
    is_kept: bool = True,
    pulled: dict[str, Pulled] | None = None,
) -> list[Run] | None:
    """The runs of a job that ends without Spark; None where it needs it, or fails: with Spark it will say why.

    What such a run has to say is said at its end. It wrote nothing but its rows of ops.job_runs, which wait; where they
    are not kept (`is_kept`), as of what looks each minute, it says and writes nothing at all. What it `pulled` is known
    to the run with Spark.
    """
    log = log or Log(job.name, "")
    store = Store(NotStarted(), settings, reading=options.dry_run)
    selected = {selector: getattr(options, selector) for selector in job.selectors}
    said: list[str] = []
    context = Context(settings, store, selected, options.dry_run, options, tell=said.append, is_due=is_due)
    context.pulled = {} if pulled is None else pulled
    context.journal = Unwritten(store)
    try:
        runs = job.body(context)
    except (SessionNeeded, Exception):  # noqa: BLE001 - whatever it is, the run with Spark tells it
        return None
    finally:
        store.clear_staging()
    if context.failures or context.alerts or any(run.wrote for run in runs):
        return None
    if is_kept:
        context.journal.keep()
        for line in said:
            log.say(line)
        for run in runs:
            log.entered(run)
    return runs
