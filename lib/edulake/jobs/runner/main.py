"""What every job has in common: arguments, settings, session, retries, exit codes and the last line.

The only place that reads argv and decides exit codes. People read stderr; stdout ends with one JSON object.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from edulake.bronze import sources
from edulake.config.load import load, platform
from edulake.errors import ConfigError, EdulakeError, known
from edulake.jobs.runner import outcome, repeating
from edulake.jobs.runner.conflicts import overcoming
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.log import Log
from edulake.jobs.runner.without_spark import done, may_be, nothing_to_do
from edulake.ops.alerts.alert import Message, of_failure
from edulake.ops.alerts.delivery import deliver
from edulake.ops.runs import Journal, Run
from edulake.store import session
from edulake.store.little import is_little
from edulake.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Pulled
    from edulake.jobs.runner.job import Job
    from edulake.ops.alerts.alert import Alert

UNKNOWN = "unrecognized arguments: "
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*")
AMBIGUOUS = re.compile(r"\A(ambiguous option: --[a-z-]+)=.*(?= could match )", re.DOTALL)
INTERRUPTED = EdulakeError("interrupted", "", "run it again, it goes on where it stopped")
INTERRUPTED.code = "INTERRUPTED"


def run_job(job: Job, argv: Sequence[str] | None = None) -> int:
    """Run a job from a command line; returns its exit code."""
    options = argparse.Namespace(debug=False)
    started = time.monotonic()
    failure = Run(job.name)
    log = Log(job.name, failure.run_id)
    line: dict[str, object] = {"run_id": failure.run_id, "job": job.name, "status": "SUCCESS"}
    code = 0
    try:
        options = _parser(job).parse_args(argv)
        line.update(_ended(job, options, failure, log))
    except KeyboardInterrupt:
        code = INTERRUPTED.exit_code
        line.update(status="FAILED", error=INTERRUPTED.code)
        log.failed(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one place where every failure becomes an exit code
        ending = known(error)
        code = ending.exit_code
        line.update(status="FAILED", error=ending.code)
        log.failed(ending)
        if options.debug:
            traceback.print_exc()
    line["seconds"] = round(time.monotonic() - started, 1)
    if not job.for_people:
        print(json.dumps(line), flush=True)
    return code


class Parser(argparse.ArgumentParser):
    """Arguments that cannot be understood end a job as settings do, with the last line that its scheduler reads."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(_without_values(message), "", f"{self.prog} --help lists what it takes")


def _without_values(message: str) -> str:
    """What argparse says, with names of options alone: what else stands there may be somebody's id."""
    if message.startswith(UNKNOWN):
        names = OPTION.findall(message.removeprefix(UNKNOWN))
        return f"{UNKNOWN}{' '.join(names) or 'words without an option'}"
    return AMBIGUOUS.sub(r"\1", message)


def _parser(job: Job) -> argparse.ArgumentParser:
    parser = Parser(prog=job.name, description=job.help)
    parser.add_argument("--warehouse", metavar="DIR", help="where the tables lie")
    parser.add_argument("--landing", metavar="DIR", help="where deliveries arrive: one folder per source")
    parser.add_argument("--catalog", metavar="NAME", help="catalog of the tables, where the platform has catalogs")
    parser.add_argument("--conf", metavar="FILE", help="TOML file with settings and sources, over the shipped ones")
    for selector in job.selectors:
        parser.add_argument(f"--{selector}", nargs="+", metavar="NAME", default=[], help=f"only these {selector}s")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    parser.add_argument("--log-json", action="store_true", help="say what is done as JSON, an object a line")
    parser.add_argument("--debug", action="store_true", help="show tracebacks (they may hold values of students)")
    if job.arguments:
        job.arguments(parser)
    return parser


def _ended(job: Job, options: argparse.Namespace, failure: Run, log: Log) -> dict[str, object]:
    """What the job's last line says of its runs. Who is to be told of them, or of what ended them, is told."""
    log.as_json = options.log_json
    settings = load(options.conf, options.warehouse, options.landing, platform(), options.catalog)
    settings = job.place(options, settings) if job.place else settings
    log.as_json = log.as_json or settings.logs.format == "json"
    sources(settings.sources)  # before a session is there, and a file is opened: what subjects know is asked of blocks
    told: list[Alert] = []
    run_id = failure.run_id
    log.event("started", f"{job.name} starts")
    try:
        if job.pace and not options.dry_run:
            return repeating.Following(job, options, settings, log).until_told()
        runs = _runs(job, options, settings, failure, told, log)
        run_id = runs[0].run_id if runs else run_id
    except Exception as error:
        told.insert(0, of_failure(job.name, known(error)))
        raise
    else:
        return {**outcome.summary(runs), **outcome.status(runs)}
    finally:
        if not (job.for_people or options.dry_run):
            for alert in told:
                log.alerted(alert)
            deliver(settings.alerts, Message(job.name, run_id, told), log.complain)


def _runs(
    job: Job, options: argparse.Namespace, settings: Settings, failure: Run, told: list[Alert], log: Log
) -> list[Run]:
    """The job's runs: without Spark where that can be."""
    can_be_without = may_be(settings, platform())
    if can_be_without and not job.needs_spark:
        return done(job, options, settings, failure, told, log)
    pulled: dict[str, Pulled] = {}
    runs = nothing_to_do(job, options, settings, log, pulled=pulled) if can_be_without else None
    return _with_spark(job, options, settings, failure, told, log, pulled) if runs is None else runs


def _with_spark(
    job: Job,
    options: argparse.Namespace,
    settings: Settings,
    failure: Run,
    told: list[Alert],
    log: Log,
    pulled: dict[str, Pulled],
) -> list[Run]:
    """The job's runs. What ends it otherwise is recorded as `failure`.

    What people should be told is added to `told`.
    """
    interpreted = not job.brings_its_own and is_little(settings)
    spark = session.for_platform(settings, interpreted=interpreted or None)
    store = Store(spark, settings, reading=options.dry_run)
    selected = {selector: getattr(options, selector) for selector in job.selectors}
    journal_of = partial(Journal, entered=log.entered)
    context = Context(settings, store, selected, options.dry_run, options, [], told, log.say, journal_of, pulled=pulled)
    try:
        runs = overcoming(job, context)
        context.must_have_done_all()
    except Exception as error:
        if not job.for_people and not context.dry_run:
            failure.record_at_best(context.journal, known(error), log.complain)
        raise
    else:
        return runs
    finally:
        store.clear_staging()
