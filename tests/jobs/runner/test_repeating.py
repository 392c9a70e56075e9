"""What a tick may do without, what ends the process, and what is told once: by bodies of the test's own."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alert_servers import Hook, webhook
from lake import Lake
from pyspark.sql import SparkSession

from edulake.config.load import load
from edulake.errors import BalanceError, ContractError, EdulakeError, LockedError, UnreadableError
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.log import Log
from edulake.jobs.runner.pace import Clock, Pace
from edulake.jobs.runner.repeating import Following, OfATick
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import JOB_RUNS

pytestmark = pytest.mark.once

DOWN = UnreadableError("the database cannot be reached", "edtech_platform", "start it")
WORSE = BalanceError("lms does not balance", "1 came in, 0 were accounted for")
SHRUNK = Alert("partial", "bronze_ingest did without a snapshot", "it lacks 9 of 10", "look at it")


def news(context: Context) -> list[Run]:
    run = Run("made_up", entries=[Entry("silver.a", version_before=1, version_after=2, records_in=3)])
    context.journal.enter(run)
    return [run]


def quiet(context: Context) -> list[Run]:
    run = Run("made_up", entries=[Entry("silver.a", version_before=2, version_after=2)])
    context.journal.enter(run)
    return [run]


def failing(*errors: EdulakeError, alerts: tuple[Alert, ...] = ()) -> Callable[[Context], list[Run]]:
    def body(context: Context) -> list[Run]:
        for error in errors:
            context.fail_at_end(error)
        for alert in alerts:
            context.alert(alert)
        return quiet(context)

    return body


def raising(error: Exception) -> Callable[[Context], list[Run]]:
    def body(_: Context) -> list[Run]:
        raise error

    return body


class Bodies:
    """Ticks of one process whose bodies are given one after the other."""

    def __init__(self, lake: Lake, hook: Hook | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        conf = lake.landing.parent / "conf.toml"
        conf.write_text('[alerts]\nattempts = 1\nwebhook = { url = "env:HOOK" }\n' if hook else "")
        if hook and monkeypatch:
            monkeypatch.setenv("HOOK", hook.url)
        settings = load(str(conf), lake.settings.warehouse, lake.settings.landing)
        self.body = quiet
        job = Job("made_up", "", self._of_now, pace=lambda _, __: Pace(60, {"part": 60}), once=("let_go",))
        options = argparse.Namespace(dry_run=False, let_go=["lms"])
        self.following = Following(job, options, settings, Log("made_up", "the-process"))

    def _of_now(self, context: Context) -> list[Run]:
        return self.body(context)

    def ticks(self, *bodies: Callable[[Context], list[Run]]) -> list[str]:
        kinds = []
        for body in bodies:
            self.body = body
            kinds.append(self.following.tick())
        return kinds


@pytest.fixture
def held(lake: Lake) -> Lake:
    """A warehouse in which one run was recorded."""
    Path(lake.settings.warehouse).mkdir(mode=0o700)
    run = Run("made_up", entries=[Entry("silver.a", version_after=1)])
    run.record(lake.store)
    return lake


def recorded(lake: Lake) -> list[tuple[str, str | None]]:
    return [(row["status"], row["error_code"]) for row in lake.rows(JOB_RUNS)]


def test_what_a_tick_was(held: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what wrote is recorded and told; a table that is held is said once while it lasts."""
    locked = raising(LockedError("silver.a is held by another run", "waited 5 s", "wait"))
    kinds = Bodies(held).ticks(quiet, news, locked, locked, quiet, locked, failing(DOWN), quiet)
    assert kinds == ["idle", "news", "waited", "waited", "idle", "waited", "failed", "idle"]
    captured = capsys.readouterr()
    assert captured.err.count("silver.a is held by another run") == 2
    assert captured.err.count("the database cannot be reached") == 1
    first, failed = [json.loads(line) for line in captured.out.splitlines()]
    assert (first["tables"], first["status"]) == ({"silver.a": 2}, "SUCCESS")
    assert failed["rows"]["accepted"] == 0
    assert sorted(recorded(held)) == [("FAILED", "UNREADABLE"), ("SUCCESS", None), ("SUCCESS", None)]


def test_an_error_that_stays_is_recorded_and_told_once(
    held: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that comes to it is told as well; what was told of and comes back within the hour is recorded, and not sent."""
    with webhook() as hook:
        bodies = Bodies(held, hook, monkeypatch)
        bodies.ticks(failing(DOWN), failing(DOWN, alerts=(SHRUNK,)), failing(DOWN, WORSE, alerts=(SHRUNK,)), quiet)
        bodies.ticks(failing(alerts=(SHRUNK,)), failing(DOWN), quiet)
    told = [[alert["kind"] for alert in message["alerts"]] for message in hook.got]
    assert told == [["failed"], ["partial"], ["unbalanced"]]
    failed = sorted(str(code) for status, code in recorded(held) if status == "FAILED")
    assert failed == ["UNBALANCED", "UNREADABLE", "UNREADABLE"]
    assert capsys.readouterr().err.count("error:") == 3


def test_alerts_that_differ_in_numbers_alone_are_sent_once_an_hour(lake: Lake) -> None:
    following = Bodies(lake).following
    hours = [0.0]
    following.clock = Clock(lambda: hours[0] * 3600)

    def sent(*whats: str) -> list[str]:
        return [alert.what for alert in following._unsent([Alert("quality", what) for what in whats])]

    assert sent("3 of 25 records were refused (12.0 %): lms", "4 of 25 records were refused (16.0 %): lms") == [
        "3 of 25 records were refused (12.0 %): lms"
    ]
    hours[0] = 0.9
    assert sent("1,200 of 2,500 records were refused (48.0 %): lms", "3 of 25 records were refused (12.0 %): sis") == [
        "3 of 25 records were refused (12.0 %): sis"
    ]
    hours[0] = 1.0
    assert len(sent("3 of 25 records were refused (12.0 %): lms", "3 of 25 records were refused (12.0 %): sis")) == 1
    assert len(following.sent) == 2, "what is over is forgotten"


def test_an_error_whose_numbers_grow_is_the_same(held: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """A number within a name is none: what lms_2 lost is told beside what lms_1 did."""
    lost = ("9 offsets of lms_1", "1,200 offsets of lms_1", "9 offsets of lms_2")
    Bodies(held).ticks(*(failing(UnreadableError("records are gone", why)) for why in lost))
    assert capsys.readouterr().err.count("error:") == 2


def test_what_a_tick_found_before_it_broke_off_is_told(held: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def body(context: Context) -> list[Run]:
        context.alert(SHRUNK)
        raise ContractError("silver.a has other columns")

    with webhook() as hook, pytest.raises(ContractError):
        Bodies(held, hook, monkeypatch).ticks(body)
    assert [alert["kind"] for message in hook.got for alert in message["alerts"]] == ["partial"]


@pytest.mark.parametrize("error", [ContractError("silver.a has other columns"), UnreadableError("b"), ValueError("c")])
def test_all_else_ends_it_and_is_recorded(held: Lake, error: Exception) -> None:
    with pytest.raises(type(error)):
        Bodies(held).ticks(quiet, raising(error))
    [failure] = [row for row in held.rows(JOB_RUNS) if row["status"] == "FAILED"]
    assert (failure["job"], failure["error_code"]) == ("made_up", getattr(error, "code", "UNEXPECTED"))


def test_a_warehouse_that_is_gone_is_not_made_anew(held: Lake) -> None:
    """As one whose disk is not there any more: everything would be loaded into the folder below it."""
    bodies = Bodies(held)
    assert bodies.ticks(quiet) == ["idle"]
    shutil.rmtree(held.settings.warehouse)
    with pytest.raises(UnreadableError, match="the warehouse is gone"):
        bodies.ticks(news)
    assert not Path(held.settings.warehouse).exists()


def test_a_part_is_due_again_after_a_tick_that_waited(held: Lake) -> None:
    due: list[bool] = []
    bodies = Bodies(held)

    def waits(context: Context) -> list[Run]:
        due.append(context.is_due("part"))
        raise LockedError("silver.a is held by another run")

    def works(context: Context) -> list[Run]:
        due.append(context.is_due("part"))
        return quiet(context)

    bodies.ticks(waits, waits, works)
    assert due
    assert all(due)
    due.clear()
    bodies.ticks(works)
    assert not any(due)


def test_what_a_tick_says_is_said_where_it_had_news(held: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """At once from the first thing written on; else each minute would say that nothing is there."""
    bodies = Bodies(held)

    def saying(body: Callable[[Context], list[Run]], text: str) -> Callable[[Context], list[Run]]:
        def both(context: Context) -> list[Run]:
            context.say(text)
            done = body(context)
            context.say(f"after {text}")
            return done

        return both

    # Alerts are for Spark: a tick without news that needed it all the same.
    silent = saying(failing(alerts=(SHRUNK,)), "nothing")
    bodies.ticks(silent, saying(news, "something"), saying(failing(DOWN), "offline"), saying(failing(DOWN), "still"))
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith(("error", "why", "do"))]
    assert said == ["something", "after something", "offline", "after offline"]


def test_a_journal_of_a_tick_without_news_is_empty(spark: SparkSession, held: Lake) -> None:
    before = held.frame(JOB_RUNS).count()
    journal = OfATick(held.store)
    journal.enter(Run("made_up"))
    journal.close()
    assert held.frame(JOB_RUNS).count() == before
    journal.enter(Run("made_up", entries=[Entry("silver.a", version_before=1, version_after=2)]))
    journal.enter(Run("made_up"))
    journal.close()
    assert held.frame(JOB_RUNS).count() == before + 3


@pytest.mark.parametrize(
    ("first", "then"), [(quiet, None), (failing(DOWN), None), (raising(LockedError("silver.a is held")), ["lms"])]
)
def test_what_is_let_go_once_is_let_go_in_the_first_tick(held: Lake, first: Any, then: Any) -> None:
    asked: list[Any] = []
    Bodies(held).ticks(first, lambda context: asked.append(context.options.let_go) or quiet(context), quiet)
    assert asked == [then]


def test_a_table_is_waited_for_no_longer_than_a_tick(lake: Lake) -> None:
    waits: Any = Bodies(lake).following.settings.lock_timeout_seconds
    assert waits == 60
