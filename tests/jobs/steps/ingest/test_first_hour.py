"""What somebody is told whose landing folder is not there, empty, or holds what was refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edulake.config.load import load
from edulake.jobs.steps.ingest import first_hour

pytestmark = pytest.mark.once


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    error = first_hour.no_landing(tmp_path / "my files")
    assert error.exit_code == 5
    assert error.lines() == [
        "error: the landing folder does not exist",
        f"why:   {tmp_path}/my files",
        f"do:    mkdir -p '{tmp_path}/my files', with a folder for each source in it, or give another with --landing",
    ]


def test_a_folder_whose_name_is_misspelt(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "warehouse").mkdir()
    assert first_hour.no_landing(tmp_path / "laning").fix == f"did you mean --landing {tmp_path}/landing?"


def test_a_folder_that_is_told_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who stands in another folder than they think sees it."""
    monkeypatch.chdir(tmp_path)
    assert first_hour.no_landing(Path("landing")).why == str(tmp_path / "landing")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").touch()
    error = first_hour.no_landing(tmp_path / "scores.csv")
    assert error.why == f"{tmp_path}/scores.csv is a file"
    assert "called as its source" in error.fix


def test_a_folder_that_holds_nothing(tmp_path: Path) -> None:
    told = first_hour.nothing_here(tmp_path)
    assert f"put files into {tmp_path}/SOURCE/" in told
    assert "edulake suggest YOUR_FILES --out my.toml" in told


def test_files_that_were_refused(tmp_path: Path) -> None:
    settings = load(None, str(tmp_path / "a lake"), str(tmp_path / "landing"))
    told = first_hour.refused(settings)
    assert f"`edulake quarantine --warehouse '{tmp_path}/a lake'` says why" in told
    assert f"edulake suggest {tmp_path}/landing/SOURCE --check CONF" in told
    assert "--warehouse" not in first_hour.refused(replace(settings, catalog="education"))
