"""Which runs start a session that makes no code for its queries."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edulake.config.settings import Settings
from edulake.errors import EdulakeError
from edulake.jobs import demo, follow, generate, ml_evaluate, pipeline
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.log import Log
from edulake.jobs.runner.main import run_job
from edulake.jobs.runner.repeating import Following
from edulake.store import little, session

if TYPE_CHECKING:
    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run

pytestmark = pytest.mark.once


def asks_spark(context: Context) -> list[Run]:
    context.store.spark.sql("SELECT 1")
    return []


@pytest.mark.parametrize(
    ("job", "size", "due"),
    [
        (Job("asks", "", asks_spark), 9, True),
        (Job("asks", "", asks_spark), 10, False),
        (Job("makes", "", asks_spark, brings_its_own=True), 9, False),
        (follow.JOB, 9, True),
        (follow.JOB, 10, False),
    ],
)
def test_what_reads_little_does(
    job: Job, size: int, due: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[bool | None] = []

    def for_platform(_: Any, *, interpreted: bool | None = None) -> None:
        asked.append(interpreted)
        raise EdulakeError("it was asked for", "", "")

    monkeypatch.setattr(session, "for_platform", for_platform)
    monkeypatch.setattr(little, "LITTLE", 10)
    landing = tmp_path / "landing"
    landing.mkdir()
    (landing / "a.csv").write_bytes(b"x" * size)
    assert run_job(job, ["--warehouse", str(tmp_path / "w"), "--landing", str(landing)]) != 0
    assert asked[0] is (due or None)


def test_who_works_on_other_files_than_lie_there() -> None:
    """Generators and the demo make them, an evaluation has a warehouse of its own."""
    jobs = (generate, demo, ml_evaluate, pipeline, follow)
    assert [job.JOB.brings_its_own for job in jobs] == [True, True, True, False, False]


def test_what_began_as_little_may_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool | None] = []
    monkeypatch.setattr(session, "for_platform", lambda _, *, interpreted=None: asked.append(interpreted))
    monkeypatch.setattr(little, "LITTLE", 10)
    settings = Settings(warehouse=str(tmp_path / "w"), landing=str(tmp_path))
    options = argparse.Namespace(every=1, ticks=1, subject=[], product=[])
    following = Following(follow.JOB, options, settings, Log("follow", "r"))
    following._store()
    assert asked == [None], "nobody asked at its beginning"
    following.began_little = True
    following._store()
    (tmp_path / "a.csv").write_bytes(b"x" * 10)
    following._store()
    assert asked == [None, True, False]
