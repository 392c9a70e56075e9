"""The door on a laptop: which extras it sets up for a command."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from checkout import ROOT

from edulake.platforms.laptop.environment import write

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        (["pipeline"], ""),
        (["demo", "--students", "9"], ""),
        (["demo", "--quiet", "--mine", "school"], ",suggest"),
        (["demo", "--mine=school"], ",suggest"),
        (["suggest", "school"], ",suggest"),
        (["publish"], ",publish"),
        (["tables", "suggest"], ""),
    ],
)
def test_a_command_has_its_own_extras_set_up_and_no_more(tmp_path: Path, words: list[str], extras: str) -> None:
    """By what the set-up is asked for, in the place of which a Python stands that only says so."""
    asked, python = tmp_path / "asked", tmp_path / "bin" / "python3"
    python.parent.mkdir()
    write(python, f'#!/bin/sh\ncase "$*" in *set-up*) echo "$*" >"{asked}"; exit 3;; esac\n', mode=0o700)
    environment = {**os.environ, "EDULAKE_HOME": str(tmp_path / "home"), "PATH": f"{python.parent}:{os.defpath}"}
    door = [ROOT / "spark-submit.sh", *words]
    done = subprocess.run(door, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"--extras cli,view,report{extras} --stamp" in asked.read_text()
