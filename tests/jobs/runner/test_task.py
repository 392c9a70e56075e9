"""A job as a scheduler's task: one that did not end with 0 is an exception, and one that did returns nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from checkout import ROOT
from lake import Lake

from edulake.errors import ConfigError, EdulakeError
from edulake.jobs.runner import task

pytestmark = pytest.mark.once


def test_a_job_that_ends_well_returns_nothing(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """AIDP and Databricks take SystemExit for a failure, even with 0."""
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    assert task.main(["validate", *where, "--dry-run"]) is None
    assert '"status": "SUCCESS"' in capsys.readouterr().out


def test_a_job_that_fails_is_an_exception(lake: Lake) -> None:
    """A wheel task ignores what its function returns: exit code 2 alone would be taken for success."""
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    with pytest.raises(EdulakeError, match="bronze_ingest ended with exit code 2"):
        task.main(["bronze_ingest", *where, "--source", "nobody"])


@pytest.mark.parametrize(("words", "says"), [([], "no job is called nothing"), (["../x"], "no job is called ../x")])
def test_a_job_that_does_not_exist(words: list[str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        task.main(words)


@pytest.mark.parametrize(("argv", "given"), [(None, ["--days", "3"]), (["validate"], []), (["validate", "x"], ["x"])])
def test_arguments_go_to_the_job(argv: list[str] | None, given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the call, else those of the command line."""
    told: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(sys, "argv", ["edulake_task", "validate", "--days", "3"])
    job = SimpleNamespace(main=lambda words: told.append((job.name, words)) or 0)
    monkeypatch.setattr(task, "import_module", lambda name: setattr(job, "name", name) or job)
    task.main(argv)
    assert told == [("edulake.jobs.validate", given)]


def test_jobs_are_the_recipes_and_nothing_else() -> None:
    """Neither the steps nor what runs them; each has a launcher."""
    assert task.jobs() == sorted(path.stem for path in Path(ROOT, "jobs").glob("*.py"))
    assert not {"steps", "runner", "__init__"} & set(task.jobs())
