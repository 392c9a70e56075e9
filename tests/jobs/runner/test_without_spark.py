"""A job without Spark: it is done where its body comes to its end, and nothing is said or written where not."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edulake.config.load import load
from edulake.config.settings import Settings
from edulake.errors import UnreadableError
from edulake.jobs.runner import without_spark
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.without_spark import may_be, nothing_to_do
from edulake.ops import pending_runs
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import JOB_RUNS

pytestmark = pytest.mark.once

QUIET, WROTE = Entry("silver.a", version_before=1, version_after=1), Entry("silver.a", version_before=1)
WROTE.version_after = 2


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "warehouse").mkdir()
    return load(None, str(tmp_path / "warehouse"), str(tmp_path))


def ended(settings: Settings, body: Callable[[Context], Any], *, dry_run: bool = False) -> list[Run] | None:
    def told(context: Context) -> list[Run]:
        context.say("up to date")
        run = Run("made_up", entries=[body(context) or QUIET])
        if not dry_run:
            context.journal.enter(run)
        return [run]

    return nothing_to_do(Job("made_up", "", told), argparse.Namespace(dry_run=dry_run), settings)


def test_a_body_that_asks_nothing_of_spark_is_the_run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    [run] = ended(settings, lambda context: context.store.locks.holding("silver.a").__enter__()) or []
    assert capsys.readouterr().err == "up to date\n"
    [row] = pending_runs.waiting(settings.folder)
    assert (row["run_id"], row["job"], row["table_name"], row["status"]) == (
        run.run_id,
        "made_up",
        "silver.a",
        "SUCCESS",
    )


def test_a_dry_run_leaves_nothing(settings: Settings) -> None:
    assert ended(settings, lambda context: None, dry_run=True)
    assert pending_runs.waiting(settings.folder) == []


def asks_for_spark(context: Context) -> None:
    """As a step does that goes on after any error of one file."""
    try:
        context.store.spark.range(1)
    except Exception:  # noqa: BLE001 - that is the test
        pytest.fail("that Spark is needed was taken for an error")


def fails(context: Context) -> None:
    raise UnreadableError("a", "b", "c")


@pytest.mark.parametrize(
    "body",
    [
        asks_for_spark,
        fails,
        lambda context: context.store.must_be_started(),
        lambda context: context.alert(Alert("refused", "a", "b", "c")),
        lambda context: context.fail_at_end(UnreadableError("a", "b", "c")),
        lambda context: WROTE,
    ],
)
def test_all_else_is_for_spark_and_says_nothing_yet(
    settings: Settings, capsys: pytest.CaptureFixture[str], body: Callable[[Context], Any]
) -> None:
    assert ended(settings, body) is None
    assert capsys.readouterr() == ("", "")
    assert pending_runs.waiting(settings.folder) == []


def test_what_it_pulled_is_known_to_the_run_with_spark(settings: Settings) -> None:
    pulled: dict[str, Any] = {}

    def pulls(context: Context) -> list[Run]:
        context.pulled["users"] = ("users pulled", None)
        raise UnreadableError("a", "b", "c")

    job = Job("made_up", "", pulls)
    assert nothing_to_do(job, argparse.Namespace(dry_run=False), settings, pulled=pulled) is None
    assert pulled == {"users": ("users pulled", None)}


def test_it_is_tried_here_alone_and_where_there_was_a_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    monkeypatch.setattr(without_spark, "is_started", lambda: False)
    assert not may_be(settings, "local"), "nothing ever ran here"
    log = settings.folder / JOB_RUNS.layer / JOB_RUNS.name / "_delta_log" if settings.folder else Path()
    log.mkdir(parents=True)
    (log / f"{0:020d}.json").write_text("{}")
    assert may_be(settings, "local")
    assert not may_be(settings, "cluster")
    assert not may_be(load(None, "s3a://bucket/warehouse", "/landing"), "local")
    monkeypatch.setattr(without_spark, "is_started", lambda: True)
    assert not may_be(settings, "local"), "Spark runs already"
