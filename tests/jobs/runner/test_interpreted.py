"""Which runs start a session that makes no code for its queries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edulake.errors import EdulakeError
from edulake.jobs import demo, follow, generate, pipeline
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
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
        (Job("makes", "", asks_spark, makes_files=True), 9, False),
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
    assert asked[0] is due


def test_generators_and_the_demo_make_their_own_files() -> None:
    """Which are not there yet when the session begins."""
    assert [job.JOB.makes_files for job in (generate, demo, pipeline, follow)] == [True, True, False, False]
