"""A job that goes on and on in one warm session: each tick is a run of its body, with a fresh look at the warehouse.

What ends a tick ends the process, but for a table that another run holds, and for an error of a source, after which the
body went on with the rest: both are tried again in the next tick. An error that stays is told once, also where the
numbers in its why grow, and an alert that says what another said, but for its numbers, once an hour.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from edulake.config.load import platform
from edulake.errors import EdulakeError, LockedError, UnreadableError, known
from edulake.jobs.runner import outcome
from edulake.jobs.runner.conflicts import overcoming
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.pace import HOUR, Clock, Pace, Stop, Tally, repeat
from edulake.jobs.runner.without_spark import can_be, nothing_to_do
from edulake.ops.alerts.alert import Message, of_failure
from edulake.ops.alerts.delivery import deliver
from edulake.ops.runs import Entry, Journal, Run
from edulake.ops.tables import JOB_RUNS
from edulake.store import session
from edulake.store.little import is_little
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Pulled
    from edulake.jobs.runner.job import Job
    from edulake.jobs.runner.log import Log
    from edulake.ops.alerts.alert import Alert


# Not those within names, as of lms_2: what is said of one source is not said of another.
NUMBERS = re.compile(r"(?<![\w-])\d[\d.,]*")


class OfATick(Journal):
    """A journal of which nothing is written where no run of the tick wrote anything."""

    wrote = False

    def enter(self, run: Run) -> None:
        self.wrote = self.wrote or run.wrote
        super().enter(run)

    def close(self) -> None:
        if self.wrote:
            super().close()


class Said:
    """What a tick says, held back until it has news: else each minute would say that there are none."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.held: list[str] | None = []

    def say(self, text: str) -> None:
        if self.held is None:
            self.log.say(text)
        else:
            self.held.append(text)

    def lets_go(self) -> None:
        held, self.held = self.held or [], None
        for text in held:
            self.log.say(text)


class Following:
    """What a process that goes on keeps from tick to tick: what was told last, and when which part was done."""

    def __init__(
        self, job: Job, options: argparse.Namespace, settings: Settings, log: Log, clock: Clock | None = None
    ) -> None:
        self.job, self.options, self.log = job, options, log
        self.pace = job.pace(options, settings) if job.pace else Pace(60, {})
        # A table that another run holds is waited for in the next tick, not in this one.
        waits = min(settings.lock_timeout_seconds, int(self.pace.every))
        self.settings = replace(settings, lock_timeout_seconds=waits)
        self.clock = clock or Clock()
        self.told: set[tuple[str, str, str]] = set()
        self.sent: dict[tuple[str, str], float] = {}
        self.held_runs = self.began_little = False
        self.said = Said(log)

    def until_told(self) -> dict[str, object]:
        """Ticks until SIGTERM; what the last line says of them."""
        self.began_little = is_little(self.settings)
        session.for_platform(self.settings, interpreted=self.began_little or None)
        with Stop().heard() as stop:
            ticks = repeat(self.tick, self.pace, stop, self._count, self.clock)
        return {"run_id": self.log.pipeline_run_id, "status": "SUCCESS", "ticks": dict(ticks)}

    def tick(self) -> str:
        """What the body did, as one of KINDS. What ended it otherwise is recorded, and ends the process."""
        began, failure = time.monotonic(), Run(self.job.name)
        alerts: list[Alert] = []
        errors: list[EdulakeError] = []
        kind, runs = "idle", None
        self._must_be_there()
        self.said = Said(self.log)
        pulled: dict[str, Pulled] = {}
        try:
            if can_be(self.settings, platform()):
                quiet = partial(nothing_to_do, is_due=self.pace.is_due, is_kept=False, pulled=pulled)
                runs = quiet(self.job, self.options, self.settings, self.log)
            if runs is None:
                runs, errors = self._with_spark(alerts, failure, pulled)
                kind = "failed" if errors else "news" if any(run.wrote for run in runs) else "idle"
            self.pace.ends()
        except LockedError as error:
            kind = "waited"
            errors.append(error)
        except Exception:
            self._tell([], alerts, failure)
            raise
        else:
            self._forget_once()
        self._tell(errors, alerts, failure)
        if kind in ("news", "failed") and runs:
            seconds = round(time.monotonic() - began, 1)
            line = {"job": self.job.name, **outcome.summary(runs), **outcome.status(runs), "seconds": seconds}
            print(json.dumps(line), flush=True)
        return kind

    def _forget_once(self) -> None:
        """What a person let go was what they had seen: nothing is let go of what comes later."""
        for name in self.job.once:
            setattr(self.options, name, None)

    def _must_be_there(self) -> None:
        """UnreadableError where a warehouse of this machine is gone: what comes would make another one in its place."""
        if not (folder := self.settings.folder):
            return
        holds_runs = Store(session.NotStarted(), self.settings).exists(JOB_RUNS)
        if self.held_runs and not holds_runs:
            raise UnreadableError("the warehouse is gone", "ops.job_runs was there before", f"check {folder}")
        self.held_runs = holds_runs

    def _with_spark(
        self, alerts: list[Alert], failure: Run, pulled: dict[str, Pulled]
    ) -> tuple[list[Run], list[EdulakeError]]:
        """The runs of a tick, and the errors of sources that it did without."""
        store = self._store()
        selected = {selector: getattr(self.options, selector) for selector in self.job.selectors}
        journal_of = partial(OfATick, entered=self._entered)
        context = Context(
            self.settings,
            store,
            selected,
            options=self.options,
            alerts=alerts,
            tell=self.said.say,
            journal_of=journal_of,
            is_due=self.pace.is_due,
            pulled=pulled,
        )
        try:
            return overcoming(self.job, context), list(context.failures)
        except LockedError:
            context.journal.close()
            raise
        except Exception as error:
            failure.record_at_best(context.journal, known(error), self.log.complain)
            raise
        finally:
            store.clear_staging()

    def _store(self) -> Store:
        """What began as little may have grown, and be little again when files were taken away."""
        interpreted = is_little(self.settings) if self.began_little else None
        return Store(session.for_platform(self.settings, interpreted=interpreted), self.settings)

    def _entered(self, run: Run) -> None:
        if run.wrote:
            self.said.lets_go()
            self.log.entered(run)

    def _tell(self, errors: list[EdulakeError], alerts: list[Alert], failure: Run) -> None:
        """Say, record and send what was not told of the tick before."""
        found = {(error.code, error.what, NUMBERS.sub("#", error.why)): error for error in errors}
        fresh = [error for identity, error in found.items() if identity not in self.told]
        failed = [error for error in fresh if not isinstance(error, LockedError)]
        sent = self._unsent([*(of_failure(self.job.name, error) for error in failed), *alerts])
        self.told = set(found)
        if failed:
            self.said.lets_go()
        for error in fresh:
            waits = isinstance(error, LockedError)
            self.log.failed(error, event="waits" if waits else "failed", level="WARNING" if waits else "ERROR")
        for error in failed[:1]:
            failure.record_at_best(Journal(self._store()), error, self.log.complain)
        for alert in sent:
            self.log.alerted(alert)
        deliver(self.settings.alerts, Message(self.job.name, failure.run_id, sent), self.log.complain)

    def _unsent(self, alerts: list[Alert]) -> list[Alert]:
        """Those of which the like was not sent within the last hour."""
        now = self.clock.at()
        self.sent = {like: at for like, at in self.sent.items() if now - at < HOUR}
        unsent = []
        for alert in alerts:
            like = (alert.kind, NUMBERS.sub("#", alert.what))
            if like not in self.sent:
                self.sent[like] = now
                unsent.append(alert)
        return unsent

    def _count(self, tally: Tally) -> None:
        """One row of ops.job_runs for the ticks of an hour, so that it can be seen that nothing came."""
        self.log.event("ticks", f"{self.job.name}: {tally.spelled()}", **tally.ticks)
        now = dt.datetime.now(dt.UTC)
        began = now - dt.timedelta(seconds=self.clock.at() - tally.began)
        journal = Journal(self._store())
        if not journal.store.exists(JOB_RUNS):
            return
        journal.enter(Run(self.job.name, started_at=began, entries=[Entry(None, note=tally.spelled())]))
        try:
            journal.keep()
        except LockedError as error:
            self.log.complain(f"{tally.spelled()}: not recorded in ops.job_runs, {error.code}")
