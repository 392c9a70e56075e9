"""What every job has in common: arguments, settings, session, retries, exit codes and the last line.

The only place that reads argv and decides exit codes. People read stderr; stdout ends with one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import traceback
from typing import TYPE_CHECKING, NoReturn

from edulake.bronze import sources
from edulake.config.load import load, platform
from edulake.errors import ConfigError, EdulakeError, LockedError, known
from edulake.jobs.runner.conflicts import ATTEMPTS, LONGEST_PAUSE, is_conflict
from edulake.jobs.runner.context import Context, tell
from edulake.jobs.runner.without_spark import may_be, nothing_to_do
from edulake.ops.alerts.alert import Message, of_failure
from edulake.ops.alerts.delivery import deliver
from edulake.ops.runs import Journal, Run
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.jobs.runner.job import Job
    from edulake.ops.alerts.alert import Alert


def run_job(job: Job, argv: Sequence[str] | None = None) -> int:
    """Run a job from a command line; returns its exit code."""
    options = argparse.Namespace(debug=False)
    started = time.monotonic()
    failure = Run(job.name)
    outcome: dict[str, object] = {"run_id": failure.run_id, "job": job.name, "status": "SUCCESS"}
    code = 0
    try:
        options = _parser(job).parse_args(argv)
        runs = _attempts(job, options, failure)
        outcome.update(_summary(runs), **_status(runs))
    except KeyboardInterrupt:
        code, outcome["status"], outcome["error"] = 1, "FAILED", "INTERRUPTED"
        print("error: interrupted\ndo:    run it again, it goes on where it stopped", file=sys.stderr)
    except Exception as error:  # noqa: BLE001 - the one place where every failure becomes an exit code
        ending = known(error)
        code, outcome["status"], outcome["error"] = ending.exit_code, "FAILED", ending.code
        print("\n".join(ending.lines()), file=sys.stderr)
        if options.debug:
            traceback.print_exc()
    outcome["seconds"] = round(time.monotonic() - started, 1)
    if not job.for_people:
        print(json.dumps(outcome), flush=True)
    return code


class Parser(argparse.ArgumentParser):
    """Arguments that cannot be understood end a job as settings do, with the last line that its scheduler reads."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(message, "", f"{self.prog} --help lists what it takes")


def _parser(job: Job) -> argparse.ArgumentParser:
    parser = Parser(prog=job.name, description=job.help)
    parser.add_argument("--warehouse", metavar="DIR", help="where the tables lie")
    parser.add_argument("--landing", metavar="DIR", help="where deliveries arrive: one folder per source")
    parser.add_argument("--catalog", metavar="NAME", help="catalog of the tables, where the platform has catalogs")
    parser.add_argument("--conf", metavar="FILE", help="TOML file with settings and sources, over the shipped ones")
    for selector in job.selectors:
        parser.add_argument(f"--{selector}", nargs="+", metavar="NAME", default=[], help=f"only these {selector}s")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    parser.add_argument("--debug", action="store_true", help="show tracebacks (they may hold values of students)")
    if job.arguments:
        job.arguments(parser)
    return parser


def _attempts(job: Job, options: argparse.Namespace, failure: Run) -> list[Run]:
    """The job's runs. Who is to be told of them, or of what ended them, is told."""
    settings = load(options.conf, options.warehouse, options.landing, platform(), options.catalog)
    settings = job.place(options, settings) if job.place else settings
    sources(settings.sources)  # before a session is there, and a file is opened: what subjects know is asked of blocks
    told: list[Alert] = []
    run_id = failure.run_id
    try:
        runs = nothing_to_do(job, options, settings) if may_be(settings, platform()) else None
        runs = _overcoming_conflicts(job, options, settings, failure, told) if runs is None else runs
        run_id = runs[0].run_id if runs else run_id
    except Exception as error:
        told.insert(0, of_failure(job.name, known(error)))
        raise
    else:
        return runs
    finally:
        if not (job.for_people or options.dry_run):
            deliver(settings.alerts, Message(job.name, run_id, told), tell)


def _overcoming_conflicts(
    job: Job, options: argparse.Namespace, settings: Settings, failure: Run, told: list[Alert]
) -> list[Run]:
    """The job's runs; a conflict with another writer starts the whole body again, from a fresh read.

    What ends it otherwise is recorded as `failure`. What people should be told is added to `told`.
    """
    store = Store(session.for_platform(settings), settings, reading=options.dry_run)
    selected = {selector: getattr(options, selector) for selector in job.selectors}
    context = Context(settings, store, selected, options.dry_run, options, alerts=told)
    try:
        for attempt in range(1, ATTEMPTS + 1):
            context.failures.clear()
            context.alerts.clear()
            context.journal = Journal(store)
            try:
                runs = job.body(context)
            except Exception as error:
                if not is_conflict(error):
                    raise
                if attempt == ATTEMPTS:
                    raise LockedError(
                        "another writer kept changing a table", f"{ATTEMPTS} attempts", "run it again later"
                    ) from None
                context.say(f"conflict with another writer, attempt {attempt + 1} of {ATTEMPTS}")
                time.sleep(min(2.0**attempt, LONGEST_PAUSE) * random.random())  # noqa: S311 - jitter, no secret
            else:
                context.journal.close()
                if context.failures:
                    raise context.failures[0]
                return runs
    except Exception as error:
        if not job.for_people and not context.dry_run:
            _record(context, failure, known(error))
        raise
    finally:
        store.clear_staging()
    return []


def _record(context: Context, failure: Run, error: EdulakeError) -> None:
    """Best effort: what ended the job is what people must see. A mistake on the command line is no run."""
    if isinstance(error, ConfigError):
        return
    try:
        context.journal.close()
        failure.record_failure(context.store, error.code)
    except Exception as reason:  # noqa: BLE001 - whatever it is, it must not hide the error that ended the job
        context.say(f"this failure could not be recorded in ops.job_runs: {known(reason).code}")


def _status(runs: list[Run]) -> dict[str, object]:
    """PARTIAL, and why, where one of the runs did without a part of its work."""
    partial = [run.error_code for run in runs if run.status == "PARTIAL"]
    return {"status": "PARTIAL", "error": partial[0]} if partial else {"status": "SUCCESS"}


def _summary(runs: list[Run]) -> dict[str, object]:
    rows: dict[str, int] = {}
    tables: dict[str, int] = {}
    for run in runs:
        for entry in run.entries:
            if entry.version_after is not None:
                tables[entry.table_name] = entry.version_after
        for name, count in run.totals().items():
            if run.job == "bronze_ingest":
                rows["delivered" if name == "records_in" else name] = rows.get(name, 0) + count
            elif name not in ("files_new", "records_in"):
                rows[name] = rows.get(name, 0) + count
    return {"run_id": runs[0].run_id if runs else None, "rows": rows, "tables": tables}
