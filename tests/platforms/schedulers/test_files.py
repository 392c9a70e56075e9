"""The files below deploy/: they are those that the settings make, and writing and comparing them agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle import ROOT

from edulake.config.load import load
from edulake.platforms.schedulers import files

pytestmark = pytest.mark.once


DEPLOY = ROOT / "deploy"
FILES = {"a/run.sh": "#!/bin/sh\n", "a/b/job.json": "{}", "empty.sql": ""}


def test_the_files_are_those_that_the_workflow_makes() -> None:
    made = files.made()
    assert files.different(made, DEPLOY) == [], "run ./spark-submit.sh deploy"
    lying = {str(path.relative_to(DEPLOY)) for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert lying - set(made) == set(), "not made by deploy, so nobody keeps it right"


def test_each_platform_has_a_folder_and_its_own_catalog(tmp_path: Path) -> None:
    """Only one of them asks a catalog for rights: the one of its own settings, unless a file names another."""
    conf = tmp_path / "conf.toml"
    conf.write_text('catalog = "canary_catalog"\n')
    made = files.made(str(conf))
    assert {name.partition("/")[0] for name in made} == {
        "databricks",
        "aidp",
        "airflow",
        "cluster",
        "compose",
        "compose.yml",
        "storage",
        "postgresql",
    }
    assert "canary_catalog" in made["databricks/access.sql"]
    assert load(platform="databricks").catalog in files.made()["databricks/access.sql"]


def test_what_is_written_does_not_differ(tmp_path: Path) -> None:
    """Only scripts may be run; what else lies there is somebody's own."""
    out = tmp_path / "deploy"
    (out / "a").mkdir(parents=True)
    (out / "a" / "own.txt").write_text("mine")
    assert files.different(FILES, out) == list(FILES)
    files.write(FILES, out)
    assert files.different(FILES, out) == []
    assert {name: (out / name).stat().st_mode & 0o777 for name in FILES} == {
        "a/run.sh": 0o755,
        "a/b/job.json": 0o644,
        "empty.sql": 0o644,
    }
    assert (out / "a" / "own.txt").read_text() == "mine"


def test_what_differs_is_named(tmp_path: Path) -> None:
    """Another text, by a blank as well; a file that is gone, and a folder in its place."""
    files.write(FILES, tmp_path)
    (tmp_path / "a/b/job.json").write_text("{} ")
    assert files.different(FILES, tmp_path) == ["a/b/job.json"]
    (tmp_path / "empty.sql").unlink()
    assert files.different(FILES, tmp_path) == ["a/b/job.json", "empty.sql"]
    (tmp_path / "empty.sql").mkdir()
    assert files.different(FILES, tmp_path) == ["a/b/job.json", "empty.sql"]
    files.write({"a/b/job.json": "{}"}, tmp_path)
    assert files.different(FILES, tmp_path) == ["empty.sql"]
